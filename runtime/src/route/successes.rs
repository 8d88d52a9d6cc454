//! The statuses of an action's success, in the row itself: every answer looks for its own among them.

use std::fmt;
use std::ops::Deref;

use super::Success;
use crate::microversion::{Microversion, VersionRange};

/// The most statuses of success that a row may have. `#[resource]` has the same limit.
pub const SUCCESSES_MAX: usize = 4;

/// The statuses of success of a row, at most [`SUCCESSES_MAX`].
#[derive(Clone, Copy)]
pub struct Successes {
    all: [Success; SUCCESSES_MAX],
    len: usize,
}

impl Successes {
    /// None: the status is 200.
    pub const NONE: Self = Self { all: [Success { status: 0, range: VersionRange::ALL }; SUCCESSES_MAX], len: 0 };

    /// Those of a list.
    ///
    /// # Panics
    ///
    /// With more than [`SUCCESSES_MAX`]; in a `const` that is a compile error.
    pub const fn of(list: &[Success]) -> Self {
        let mut successes = Self::NONE;
        while successes.len < list.len() {
            successes.push(list[successes.len]);
        }
        successes
    }

    /// Reads what `#[resource]` writes: `201 since 2.2 until 2.9, 202 until 2.1`.
    pub(super) const fn from_text(text: &str) -> Self {
        let mut successes = Self::NONE;
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let (status, end) = number(bytes, at);
            let mut success = Success { status, range: VersionRange::ALL };
            at = end;
            while at + 7 < bytes.len() && bytes[at] == b' ' {
                let since = bytes[at + 1] == b's';
                let (major, dot) = number(bytes, at + 7);
                let (minor, end) = number(bytes, dot + 1);
                let version = Microversion::new(major, minor);
                if since {
                    success.range.since = version
                } else {
                    success.range.until = version
                }
                at = end;
            }
            successes.push(success);
            // A comma and a space.
            at += 2;
        }
        successes
    }

    const fn push(&mut self, success: Success) {
        assert!(self.len < SUCCESSES_MAX, "an action has at most four statuses of success");
        self.all[self.len] = success;
        self.len += 1;
    }
}

/// The number that starts at a place, and where it ends.
const fn number(bytes: &[u8], mut at: usize) -> (u16, usize) {
    let mut number = 0;
    while at < bytes.len() && bytes[at].is_ascii_digit() {
        number = number * 10 + (bytes[at] - b'0') as u16;
        at += 1;
    }
    (number, at)
}

impl Deref for Successes {
    type Target = [Success];

    #[inline]
    fn deref(&self) -> &[Success] {
        self.all.get(..self.len).unwrap_or(&[])
    }
}

impl fmt::Debug for Successes {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_list().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_macro_writes_is_read() {
        let success = |status, since, until| Success { status, range: VersionRange::new(since, until) };
        let (low, high) = (Microversion::LOWEST, Microversion::HIGHEST);
        let at = Microversion::new;
        for (text, read) in [
            ("", vec![]),
            ("201", vec![success(201, low, high)]),
            ("201 since 2.100, 202 until 2.1", vec![success(201, at(2, 100), high), success(202, low, at(2, 1))]),
            ("204 since 1.0 until 12.34", vec![success(204, at(1, 0), at(12, 34))]),
        ] {
            assert_eq!(&*Successes::from_text(text), read, "{text}");
            assert_eq!(&*Successes::of(&read), read, "{text}");
        }
    }
}
