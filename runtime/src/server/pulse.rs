//! Which connections live: one sweep over all of them in place of a clock in each.
//!
//! A client may take only so long for a request's head, and may stay idle only so long before it. hyper has a clock for this,
//! but makes and drops a timer with every request. Here a request moves two counters of its connection, and a sweep, once a
//! second at most, looks whether they have moved. What does not move for the whole time, and has nothing in the making, is told
//! to end. A connection is therefore never ended early, and late by two sweeps at most.
//!
//! An HTTP/2 connection, which hyper keeps for as long as its client answers PINGs, is said goodbye to first. A little that its
//! client takes does not count as use: answers to its PINGs, or to what it opens its window for a byte at a time.

use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::Waker;
use std::time::Duration;

use tokio::time::Instant;

use super::limits::Limits;

/// The longest time between two sweeps.
const SWEEP_MAX: Duration = Duration::from_secs(1);

/// The shortest time between two sweeps.
const SWEEP_MIN: Duration = Duration::from_millis(10);

/// Every open connection.
#[derive(Debug)]
pub(super) struct Connections {
    open: Mutex<Vec<Seen>>,
    patience: Duration,
    /// How long a client may take to hear the goodbye.
    goodbye: Duration,
    /// What an HTTP/2 client may take and still be idle.
    idle_bytes_max: u64,
}

/// A connection as the last sweep saw it.
#[derive(Debug)]
struct Seen {
    pulse: Weak<Pulse>,
    begun: u32,
    taken: u64,
    since: Instant,
    leaving: bool,
}

/// What is known of one connection without asking it.
#[derive(Debug, Default)]
pub(super) struct Pulse {
    /// What has ever kept the connection busy: requests, streamed answers, writes that had to wait.
    begun: AtomicU32,
    /// What of it is over.
    ended: AtomicU32,
    /// What is in the making and ends with the client.
    watched: AtomicU32,
    /// The bytes that an HTTP/2 client has taken.
    taken: AtomicU64,
    http2: AtomicBool,
    wish: AtomicU8,
    waker: Mutex<Option<Waker>>,
}

/// What the server wants of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Wish {
    /// To go on.
    Stay,
    /// To end after the request in the making.
    Leave,
    /// To end at once.
    Vanish,
}

impl Connections {
    /// No connection yet.
    pub(super) fn new(limits: &Limits) -> Arc<Self> {
        let (patience, goodbye) = (limits.header_read_timeout(), limits.write_timeout());
        Arc::new(Self { open: Mutex::default(), patience, goodbye, idle_bytes_max: limits.idle_bytes_max() })
    }

    /// Takes in a connection; it is out again when the pulse is dropped.
    pub(super) fn enter(&self) -> Arc<Pulse> {
        let pulse = Arc::new(Pulse::default());
        let mut open = self.open();
        // Between two sweeps more connections may come and go than are ever open at a time.
        if open.len() == open.capacity() {
            open.retain(|seen| seen.pulse.strong_count() > 0);
        }
        open.push(Seen { pulse: Arc::downgrade(&pulse), begun: 0, taken: 0, since: Instant::now(), leaving: false });
        pulse
    }

    /// Tells every connection to leave.
    pub(super) fn dismiss(&self) {
        self.open().iter().filter_map(|seen| seen.pulse.upgrade()).for_each(|pulse| pulse.ask(Wish::Leave));
    }

    /// Sweeps for as long as somebody holds the connections.
    pub(super) async fn keep_sweeping(connections: Weak<Self>) {
        loop {
            let Some(interval) = connections.upgrade().map(|connections| connections.patience / 4) else { return };
            tokio::time::sleep(interval.clamp(SWEEP_MIN, SWEEP_MAX)).await;
            if let Some(connections) = connections.upgrade() {
                connections.sweep(Instant::now());
            }
        }
    }

    fn sweep(&self, now: Instant) {
        self.open().retain_mut(|seen| {
            let Some(pulse) = seen.pulse.upgrade() else { return false };
            // In this order, so that a request that begins in between counts as unfinished.
            let (ended, begun) = (pulse.ended.load(Ordering::Acquire), pulse.begun.load(Ordering::Acquire));
            let taken = pulse.taken.load(Ordering::Relaxed);
            let used = begun != seen.begun || begun != ended || taken - seen.taken > self.idle_bytes_max;
            let idle = now.duration_since(seen.since);
            if used {
                (seen.begun, seen.taken, seen.since) = (begun, taken, now);
            } else if seen.leaving && idle >= self.goodbye || !seen.leaving && idle >= self.patience {
                let wish = pulse.ask_idle(seen.leaving);
                (seen.leaving, seen.since) = (true, now);
                return wish != Wish::Vanish;
            }
            true
        });
    }

    fn open(&self) -> MutexGuard<'_, Vec<Seen>> {
        // A poisoned lock only means that a panic passed by; the list is whole.
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pulse {
    /// Begins what keeps the connection busy until [`Pulse::end`].
    #[inline]
    pub(super) fn begin(&self) {
        self.begun.fetch_add(1, Ordering::Release);
    }

    /// Ends what [`Pulse::begin`] began.
    #[inline]
    pub(super) fn end(&self) {
        self.ended.fetch_add(1, Ordering::Release);
    }

    /// Begins what nobody needs once the client is gone.
    #[inline]
    pub(super) fn watch(&self) {
        self.watched.fetch_add(1, Ordering::Relaxed);
    }

    /// Ends what [`Pulse::watch`] began.
    #[inline]
    pub(super) fn unwatch(&self) {
        self.watched.fetch_sub(1, Ordering::Relaxed);
    }

    /// Whether it is to be seen when the client goes. On HTTP/2 hyper sees it, for it reads all the time.
    #[inline]
    pub(super) fn is_watched(&self) -> bool {
        self.watched.load(Ordering::Relaxed) > 0 && !self.http2.load(Ordering::Relaxed)
    }

    /// The client speaks HTTP/2.
    #[cfg(feature = "http2")]
    pub(super) fn is_http2(&self) {
        self.http2.store(true, Ordering::Relaxed);
    }

    /// The client has taken so many bytes.
    #[inline]
    pub(super) fn take(&self, bytes: u64) {
        if self.http2.load(Ordering::Relaxed) {
            self.taken.fetch_add(bytes, Ordering::Relaxed);
        }
    }

    /// Keeps the connection busy until the guard is dropped.
    pub(super) fn busy(self: &Arc<Self>) -> Busy {
        self.begin();
        Busy(self.clone())
    }

    /// Does the same, for what nobody needs once the client is gone.
    pub(super) fn streaming(self: &Arc<Self>) -> Streaming {
        self.watch();
        Streaming(self.busy())
    }

    /// Says whom to wake when the server wants something.
    pub(super) fn wake_by(&self, waker: Waker) {
        *self.waker() = Some(waker);
    }

    /// What the server wants.
    #[inline]
    pub(super) fn wish(&self) -> Wish {
        match self.wish.load(Ordering::Acquire) {
            0 => Wish::Stay,
            1 => Wish::Leave,
            _ => Wish::Vanish,
        }
    }

    /// Ends an idle connection; one of HTTP/2 only when it was told to leave and did not.
    fn ask_idle(&self, told: bool) -> Wish {
        let wish = if self.http2.load(Ordering::Relaxed) && !told { Wish::Leave } else { Wish::Vanish };
        self.ask(wish);
        wish
    }

    fn ask(&self, wish: Wish) {
        // Nothing takes back a stronger wish.
        self.wish.fetch_max(wish as u8, Ordering::Release);
        if let Some(waker) = &*self.waker() {
            waker.wake_by_ref();
        }
    }

    fn waker(&self) -> MutexGuard<'_, Option<Waker>> {
        self.waker.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Something that keeps a connection busy for as long as it lives.
#[derive(Debug)]
pub(super) struct Busy(Arc<Pulse>);

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.end();
    }
}

/// Something that keeps a connection busy for as long as it lives, and that ends with the client.
#[derive(Debug)]
pub(super) struct Streaming(Busy);

impl Drop for Streaming {
    fn drop(&mut self) {
        self.0.0.unwatch();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ten seconds of silence are too many, and three for a goodbye; a thousand bytes are little.
    fn connections() -> Arc<Connections> {
        let limits = Limits { header_read_timeout_ms: 10_000, write_timeout_ms: 3_000, ..Limits::default() };
        Connections::new(&Limits { write_bytes_per_second_min: 100, ..limits })
    }

    /// Sweeps at these seconds, and says after which the connection was told to end.
    fn vanished(
        connections: &Connections,
        pulse: &Pulse,
        seconds: std::ops::Range<u64>,
        began: Instant,
    ) -> Option<u64> {
        seconds.into_iter().find(|second| {
            connections.sweep(began + Duration::from_secs(*second));
            pulse.wish() == Wish::Vanish
        })
    }

    #[tokio::test]
    async fn who_does_nothing_is_ended_and_who_does_something_is_not() {
        let connections = connections();
        let began = Instant::now();
        let (silent, busy) = (connections.enter(), connections.enter());
        let held = busy.busy();
        assert_eq!(vanished(&connections, &silent, 1..30, began), Some(11), "the first sweep after the whole time");
        assert_eq!(vanished(&connections, &busy, 12..60, began), None, "a request may take its time");
        drop(held);
        assert_eq!(vanished(&connections, &busy, 60..90, began), Some(69), "idle since the sweep at 59");
    }

    #[tokio::test]
    async fn a_short_request_between_two_sweeps_counts() {
        let connections = connections();
        let began = Instant::now();
        let pulse = connections.enter();
        assert_eq!(vanished(&connections, &pulse, 1..10, began), None);
        drop(pulse.busy());
        assert_eq!(vanished(&connections, &pulse, 10..40, began), Some(20));
    }

    #[cfg(feature = "http2")]
    #[tokio::test]
    async fn an_http2_connection_is_said_goodbye_to_unless_its_client_takes_much() {
        let connections = connections();
        let began = Instant::now();
        let pulse = connections.enter();
        pulse.is_http2();
        assert_eq!(vanished(&connections, &pulse, 1..6, began), None);
        pulse.take(1001);
        assert_eq!(vanished(&connections, &pulse, 6..16, began), None);
        assert_eq!(pulse.wish(), Wish::Stay, "much was taken at 6");
        pulse.take(1000);
        assert_eq!(vanished(&connections, &pulse, 16..17, began), None);
        assert_eq!(pulse.wish(), Wish::Leave, "little was taken since");
        assert_eq!(vanished(&connections, &pulse, 17..30, began), Some(19));
    }

    #[tokio::test]
    async fn those_who_are_gone_are_forgotten() {
        let connections = connections();
        (0..1000).for_each(|_| drop(connections.enter()));
        let kept = connections.enter();
        assert!(connections.open().len() < 10, "{} of one", connections.open().len());
        connections.dismiss();
        assert_eq!(kept.wish(), Wish::Leave);
    }
}
