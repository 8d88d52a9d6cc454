//! Text put together in a `const fn`, for errors that the compiler shows.

use crate::microversion::{Microversion, VersionRange};

/// The most bytes of one error.
const BYTES_MAX: usize = 8192;

/// A text that grows in place. What does not fit is left out; ask [`is_full`](Text::is_full) before each item.
pub(crate) struct Text {
    bytes: [u8; BYTES_MAX],
    len: usize,
}

impl Text {
    /// Bytes kept free by [`is_full`](Self::is_full).
    const RESERVE: usize = 2048;

    pub(crate) const fn new() -> Self {
        Self { bytes: [0; BYTES_MAX], len: 0 }
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Whether there is no room left for one more item of ordinary size.
    pub(crate) const fn is_full(&self) -> bool {
        self.len + Self::RESERVE > BYTES_MAX
    }

    pub(crate) const fn as_str(&self) -> &str {
        match std::str::from_utf8(self.bytes.split_at(self.len).0) {
            Ok(text) => text,
            // The text was cut within a character, when a single name is longer than the reserve.
            Err(error) => match std::str::from_utf8(self.bytes.split_at(error.valid_up_to()).0) {
                Ok(text) => text,
                Err(_) => "",
            },
        }
    }

    pub(crate) const fn text(&mut self, text: &str) -> &mut Self {
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() && self.len < BYTES_MAX {
            self.bytes[self.len] = bytes[at];
            self.len += 1;
            at += 1;
        }
        self
    }

    pub(crate) const fn number(&mut self, number: usize) -> &mut Self {
        const DIGITS: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
        let mut unit = 1;
        while number / unit >= 10 {
            unit *= 10;
        }
        while unit > 0 {
            self.text(DIGITS[number / unit % 10]);
            unit /= 10;
        }
        self
    }

    pub(crate) const fn version(&mut self, version: Microversion) -> &mut Self {
        self.number(version.major as usize).text(".").number(version.minor as usize)
    }

    /// In the words of the range's `Display`.
    pub(crate) const fn range(&mut self, range: VersionRange) -> &mut Self {
        let low = range.since.packed() == Microversion::LOWEST.packed();
        let high = range.until.packed() == Microversion::HIGHEST.packed();
        match (low, high) {
            (true, true) => self.text("every microversion"),
            (false, true) => self.version(range.since).text(" and later"),
            (true, false) => self.text("up to ").version(range.until),
            (false, false) => self.version(range.since).text(" to ").version(range.until),
        }
    }
}
