//! Microversions: the number, the inclusive range, and the header that carries it.
//!
//! A range is inclusive at both ends everywhere in Starmap.
//! Header negotiation follows Nova (`OpenStack-API-Version: compute 2.53`, the last item that names the service wins,
//! then the legacy header): see [`Versioning::negotiate`].

use std::fmt;

/// A microversion such as `2.53`, ordered by major and then minor number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Microversion {
    /// The number before the dot, at most 65,535.
    pub major: u16,
    /// The number after the dot, at most 65,535.
    pub minor: u16,
}

impl Microversion {
    /// The lowest number there is: the open lower end of a range.
    pub const LOWEST: Self = Self::new(0, 0);
    /// The highest number there is: the open upper end of a range.
    pub const HIGHEST: Self = Self::new(u16::MAX, u16::MAX);

    /// Joins the two numbers.
    pub const fn new(major: u16, minor: u16) -> Self {
        Self { major, minor }
    }

    /// Reads `major.minor` in decimal, without sign, space or leading zero, as `^([1-9]\d*)\.([1-9]\d*|0)$` does.
    ///
    /// Returns `None` for anything else, and for numbers above 65,535.
    pub const fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let Some((major, rest)) = number(bytes, 0) else { return None };
        if major == 0 || rest >= bytes.len() || bytes[rest] != b'.' {
            return None;
        }
        match number(bytes, rest + 1) {
            Some((minor, end)) if end == bytes.len() => Some(Self::new(major, minor)),
            _ => None,
        }
    }

    /// Reads a literal that is known to be well formed.
    ///
    /// # Panics
    ///
    /// When it is not; in a `const` that is a compile error.
    pub const fn literal(text: &str) -> Self {
        match Self::parse(text) {
            Some(version) => version,
            None => panic!("a microversion is written `major.minor`, such as `2.53`"),
        }
    }

    /// Both numbers in one, for comparisons in `const fn`.
    pub const fn packed(self) -> u32 {
        (self.major as u32) << 16 | self.minor as u32
    }
}

const fn number(bytes: &[u8], start: usize) -> Option<(u16, usize)> {
    let mut value: u32 = 0;
    let mut at = start;
    while at < bytes.len() && bytes[at].is_ascii_digit() {
        value = value * 10 + (bytes[at] - b'0') as u32;
        if value > u16::MAX as u32 {
            return None;
        }
        at += 1;
    }
    let leading_zero = at > start + 1 && bytes[start] == b'0';
    if at == start || leading_zero { None } else { Some((value as u16, at)) }
}

impl fmt::Display for Microversion {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}.{}", self.major, self.minor)
    }
}

impl fmt::Debug for Microversion {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

/// Microversions from `since` to `until`, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct VersionRange {
    /// The first microversion; [`Microversion::LOWEST`] when open.
    pub since: Microversion,
    /// The last microversion; [`Microversion::HIGHEST`] when open.
    pub until: Microversion,
}

impl VersionRange {
    /// Every microversion.
    pub const ALL: Self = Self { since: Microversion::LOWEST, until: Microversion::HIGHEST };

    /// From `since` to `until`, both included.
    pub const fn new(since: Microversion, until: Microversion) -> Self {
        Self { since, until }
    }

    /// From `since` on.
    pub const fn since(since: Microversion) -> Self {
        Self { since, until: Microversion::HIGHEST }
    }

    /// Up to and with `until`.
    pub const fn until(until: Microversion) -> Self {
        Self { since: Microversion::LOWEST, until }
    }

    /// Whether `version` lies in the range.
    pub const fn contains(self, version: Microversion) -> bool {
        self.since.packed() <= version.packed() && version.packed() <= self.until.packed()
    }

    /// Whether some microversion lies in both ranges.
    pub const fn overlaps(self, other: Self) -> bool {
        self.since.packed() <= other.until.packed() && other.since.packed() <= self.until.packed()
    }

    /// Whether no microversion lies in the range.
    pub const fn is_empty(self) -> bool {
        self.since.packed() > self.until.packed()
    }
}

impl fmt::Display for VersionRange {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.since == Microversion::LOWEST, self.until == Microversion::HIGHEST) {
            (true, true) => out.write_str("every microversion"),
            (false, true) => write!(out, "{} and later", self.since),
            (true, false) => write!(out, "up to {}", self.until),
            (false, false) => write!(out, "{} to {}", self.since, self.until),
        }
    }
}
