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

/// How a service's microversions are asked for.
#[derive(Clone, Copy, Debug)]
pub struct Versioning {
    /// The service type in the header's value, such as `compute`.
    pub service: &'static str,
    /// An older header that holds a bare version, in lower case; read only where the newer one does not name the service.
    pub legacy_header: Option<&'static str>,
    /// The lowest microversion served, and the one taken when none is asked for.
    pub min: Microversion,
    /// The highest microversion served; `latest` stands for it.
    pub max: Microversion,
}

/// The header of the API working group, in lower case.
pub const VERSION_HEADER: &str = "openstack-api-version";

/// Why a version header was refused, with the text it held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VersionRejection {
    /// Not of the form `major.minor` or `latest`.
    Malformed(String),
    /// Well formed, but outside what is served.
    Unsupported(String),
}

impl Versioning {
    /// The microversion that the two headers ask for; the lowest if neither asks.
    ///
    /// The newer header is a comma list of `service version` items, of which the last that names the service counts; items
    /// of any other form are passed over. The legacy header's last item counts, even if it is empty.
    ///
    /// # Errors
    ///
    /// A [`VersionRejection`] with the text that was refused.
    pub fn negotiate(&self, header: Option<&str>, legacy: Option<&str>) -> Result<Microversion, VersionRejection> {
        let named = header.and_then(|value| self.named_item(value));
        let asked = named.or_else(|| legacy.and_then(|value| value.rsplit(',').next()).map(str::trim));
        match asked {
            None => Ok(self.min),
            Some("latest") => Ok(self.max),
            Some(text) => self.parse(text),
        }
    }

    fn named_item<'a>(&self, value: &'a str) -> Option<&'a str> {
        value.rsplit(',').find_map(|item| {
            let (service, version) = item.trim().split_once(char::is_whitespace)?;
            service.eq_ignore_ascii_case(self.service).then(|| version.trim())
        })
    }

    fn parse(&self, text: &str) -> Result<Microversion, VersionRejection> {
        if !is_well_formed(text) {
            return Err(VersionRejection::Malformed(text.to_owned()));
        }
        match Microversion::parse(text) {
            Some(version) if version >= self.min && version <= self.max => Ok(version),
            _ => Err(VersionRejection::Unsupported(text.to_owned())),
        }
    }
}

fn is_well_formed(text: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    text.split_once('.').is_some_and(|(major, minor)| {
        digits(major) && digits(minor) && !major.starts_with('0') && (minor == "0" || !minor.starts_with('0'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMPUTE: Versioning = Versioning {
        service: "compute",
        legacy_header: Some("x-openstack-nova-api-version"),
        min: Microversion::new(2, 1),
        max: Microversion::new(2, 104),
    };

    #[test]
    fn a_version_is_two_numbers() {
        for (text, version) in [
            ("2.1", Some((2, 1))),
            ("2.10", Some((2, 10))),
            ("2.0", Some((2, 0))),
            ("2.01", None),
            ("0.1", None),
            ("2", None),
            ("2.", None),
            (".1", None),
            ("2.1.0", None),
            (" 2.1", None),
            ("2.70000", None),
            ("+2.1", None),
        ] {
            assert_eq!(
                Microversion::parse(text),
                version.map(|(major, minor)| Microversion::new(major, minor)),
                "{text}"
            );
        }
        assert!(Microversion::new(2, 10) > Microversion::new(2, 9));
    }

    #[test]
    fn the_headers_are_read_as_nova_reads_them() {
        let malformed = |text: &str| Err(VersionRejection::Malformed(text.to_owned()));
        let unsupported = |text: &str| Err(VersionRejection::Unsupported(text.to_owned()));
        let at = |minor| Ok(Microversion::new(2, minor));
        for (header, legacy, expected) in [
            (None, None, at(1)),
            (Some("compute 2.5"), None, at(5)),
            (Some("COMPUTE 2.5"), None, at(5)),
            (Some("compute   2.5  "), None, at(5)),
            (Some("compute latest"), None, at(104)),
            (Some("compute LATEST"), None, malformed("LATEST")),
            (Some("compute 2"), None, malformed("2")),
            (Some("compute 2.01"), None, malformed("2.01")),
            (Some("compute 2.999"), None, unsupported("2.999")),
            (Some("compute 2.99999999"), None, unsupported("2.99999999")),
            (Some("compute 1.0"), None, unsupported("1.0")),
            (Some("nova 2.5"), None, at(1)),
            (Some("compute"), None, at(1)),
            (Some("compute "), None, at(1)),
            (Some("2.5"), None, at(1)),
            (Some(""), None, at(1)),
            (Some("identity 2.3, compute 2.6"), None, at(6)),
            (Some("compute 2.6, compute 2.7"), None, at(7)),
            (None, Some("2.5,2.6"), at(6)),
            (None, Some("compute 2.5"), malformed("compute 2.5")),
            (None, Some(""), malformed("")),
            (Some("compute 2.6"), Some("2.7"), at(6)),
            (Some("identity 2.6"), Some("2.7"), at(7)),
        ] {
            assert_eq!(COMPUTE.negotiate(header, legacy), expected, "{header:?} {legacy:?}");
        }
    }
}
