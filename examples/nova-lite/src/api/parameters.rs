//! Ids of a path that are not any text: how a wrong one is refused.

use starmap::fault::Fault;

use crate::compute::ids;

/// Reads an id that counts from 1, in whatever spelling Python's `int` takes.
///
/// `None` is a number that no row can have, because it does not fit a column.
///
/// # Errors
///
/// 400 for a text that is no number.
pub(super) fn integer(text: &str) -> Result<Option<i64>, Fault> {
    let digits = text.trim().strip_prefix(['+', '-']).unwrap_or_else(|| text.trim());
    let all_digits = digits.bytes().all(|byte| byte.is_ascii_digit());
    if digits.is_empty() || !all_digits {
        return Err(Fault::bad_request("Invalid input received: id must be an integer"));
    }
    Ok(text.trim().parse().ok())
}

/// Makes sure that an id is a UUID.
///
/// # Errors
///
/// 400 for a text that is none.
pub(super) fn uuid(text: &str) -> Result<(), Fault> {
    if ids::is_uuid(text) { Ok(()) } else { Err(Fault::bad_request(format!("Invalid uuid {text}"))) }
}

/// The part of a list that `offset` and `limit` ask for; no limit and a limit of 0 are the largest one.
pub(super) fn slice<'i, T>(items: &'i [T], offset: Option<&str>, limit: Option<&str>, max: usize) -> &'i [T] {
    // More digits than a number holds is more than any list has.
    let number = |text: Option<&str>| text.map_or(0, |text| text.parse().unwrap_or(usize::MAX));
    let start = number(offset).min(items.len());
    let limit = match number(limit) {
        0 => max,
        limit => limit.min(max),
    };
    &items[start..start.saturating_add(limit).min(items.len())]
}

/// Says that an id is not looked at, because the answer is the same for all.
pub(super) fn unread(_id: &str) {}

#[cfg(test)]
mod tests {
    use super::{integer, slice, uuid};

    #[test]
    fn a_slice_begins_at_the_offset_and_is_as_long_as_allowed() {
        let of = |offset, limit| slice(&[1, 2, 3, 4, 5], offset, limit, 3).to_vec();
        assert_eq!(of(None, None), [1, 2, 3]);
        assert_eq!(of(Some("3"), Some("0")), [4, 5]);
        assert_eq!(of(Some("1"), Some("2")), [2, 3]);
        assert_eq!(of(Some("99999999999999999999"), Some("1")), [0; 0]);
    }

    #[test]
    fn a_number_is_read_as_python_reads_it() {
        for (text, number) in [("1", Some(1)), (" 7 ", Some(7)), ("-1", Some(-1)), ("99999999999999999999", None)] {
            assert_eq!(integer(text).ok(), Some(number), "{text}");
        }
        for text in ["", "x", "1.5", "-", "11111111-2222-3333-4444-555555555555"] {
            assert_eq!(integer(text).unwrap_err().message(), "Invalid input received: id must be an integer");
        }
    }

    #[test]
    fn a_wrong_uuid_is_named() {
        assert_eq!(uuid("nope").unwrap_err().message(), "Invalid uuid nope");
        assert!(uuid("11111111-2222-3333-4444-555555555555").is_ok());
    }
}
