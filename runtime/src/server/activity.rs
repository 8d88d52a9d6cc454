//! Whether an HTTP/2 connection is still of use.
//!
//! hyper keeps such a connection for as long as its client answers PINGs, and an answer for as long as the client's window is
//! shut; both cost a client nothing. So the connection's own task looks now and then whether anything has happened.
//! HTTP/1 needs none of this: hyper has a clock for its idle connections, and a stream that is not taken is noticed as it is.

use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};

/// What happens on one connection.
#[derive(Debug, Default)]
pub(super) struct Activity {
    http2: AtomicBool,
    /// Requests in the making.
    making: AtomicUsize,
    /// Requests that have begun so far.
    begun: AtomicU64,
    /// Bytes that the client has taken so far.
    taken: AtomicU64,
}

/// A request in the making.
pub(super) struct Making<'a>(&'a Activity);

/// What had happened at the last look.
#[derive(Debug, Default)]
pub(super) struct Seen {
    begun: u64,
    taken: u64,
}

impl Activity {
    /// The client has begun to speak HTTP/2.
    pub(super) fn is_http2(&self) {
        self.http2.store(true, Ordering::Relaxed);
    }

    pub(super) fn take(&self, bytes: u64) {
        self.taken.fetch_add(bytes, Ordering::Relaxed);
    }

    pub(super) fn begin(&self) -> Making<'_> {
        self.making.fetch_add(1, Ordering::Relaxed);
        self.begun.fetch_add(1, Ordering::Relaxed);
        Making(self)
    }

    /// Whether nothing has happened since the last look: no request begun or in the making, and fewer than `taken_min` bytes
    /// taken, so that a few answers to PINGs do not count.
    pub(super) fn is_idle(&self, seen: &mut Seen, taken_min: u64) -> bool {
        let now = Seen { begun: self.begun.load(Ordering::Relaxed), taken: self.taken.load(Ordering::Relaxed) };
        let still = now.begun == seen.begun && now.taken - seen.taken <= taken_min;
        *seen = now;
        still && self.http2.load(Ordering::Relaxed) && self.making.load(Ordering::Relaxed) == 0
    }
}

impl Drop for Making<'_> {
    fn drop(&mut self) {
        self.0.making.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_and_a_taken_answer_are_activity_and_little_else_is() {
        let (activity, mut seen) = (Activity::default(), Seen::default());
        assert!(!activity.is_idle(&mut seen, 100), "HTTP/1 has a clock of hyper's");
        activity.is_http2();
        activity.take(17);
        assert!(activity.is_idle(&mut seen, 100), "an answer to a PING is nothing");
        activity.take(101);
        assert!(!activity.is_idle(&mut seen, 100));
        let making = activity.begin();
        assert!(!activity.is_idle(&mut seen, 100));
        assert!(!activity.is_idle(&mut seen, 100), "it is still in the making");
        drop(making);
        assert!(activity.is_idle(&mut seen, 100));
    }
}
