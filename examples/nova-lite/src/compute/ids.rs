//! Identifiers the domain makes up: random UUIDs and reservation ids.
//!
//! They name things and guard nothing, so a fast generator is enough.

/// Returns a random version 4 UUID in lower case with dashes.
#[must_use]
pub fn uuid() -> String {
    uuid_of(fastrand::u128(..))
}

/// Makes a version 4 UUID of random bits.
#[must_use]
pub(crate) fn uuid_of(random: u128) -> String {
    let bits = random & !(0xf000_c000_u128 << 48) | 0x4000_8000_u128 << 48;
    let hex = format!("{bits:032x}");
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

/// Returns a reservation id such as `r-6i7gb0kx`.
#[must_use]
pub fn reservation() -> String {
    let tail: String =
        std::iter::repeat_with(|| char::from(b"0123456789abcdefghijklmnopqrstuvwxyz"[fastrand::usize(..36)]))
            .take(8)
            .collect();
    format!("r-{tail}")
}

/// Whether the text has the shape of a UUID: 32 hexadecimal digits, dashes anywhere Python's `uuid.UUID` allows them.
#[must_use]
pub fn is_uuid(text: &str) -> bool {
    let digits = text.bytes().filter(|b| *b != b'-');
    digits.clone().count() == 32 && digits.clone().all(|b| b.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_uuid_is_of_version_four() {
        for _ in 0..100 {
            let id = super::uuid();
            assert!(super::is_uuid(&id) && id.as_bytes()[14] == b'4', "{id}");
            assert!(b"89ab".contains(&id.as_bytes()[19]), "{id}");
        }
    }
}
