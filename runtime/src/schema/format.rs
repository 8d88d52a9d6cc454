//! The forms of strings that [`Format`] names, each judged as the library that Nova asks judges it.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::LazyLock;

use regex_lite::Regex;

use super::Format;
use super::python_regex;
use crate::json::Value;
use crate::json::printable::{is_graphic, is_space_separator};

/// What is wrong with a value.
#[derive(Debug, PartialEq)]
pub(super) enum Mismatch {
    /// It has not the form.
    Form,
    /// It is no name, for this reason.
    Name(&'static str),
}

/// Judges `value`. What is no string has every form but that of a name.
pub(super) fn check(format: Format, value: &Value) -> Result<(), Mismatch> {
    let text = value.as_str();
    if let Some((is_name, reason)) = name_rule(format) {
        return if text.is_some_and(is_name) { Ok(()) } else { Err(Mismatch::Name(reason)) };
    }
    let Some(text) = text else { return Ok(()) };
    if has_form(format, text) { Ok(()) } else { Err(Mismatch::Form) }
}

fn has_form(format: Format, text: &str) -> bool {
    match format {
        Format::Regex => !text.is_empty() && python_regex::is_valid(text),
        Format::DateTime => is_date_time(text),
        Format::Base64 => is_base64(text),
        Format::Cidr => is_cidr(text),
        Format::Uuid => is_uuid(text),
        Format::Uri => is_uri(text),
        Format::Ipv4 => text.parse::<Ipv4Addr>().is_ok(),
        Format::Ipv6 => text.parse::<Ipv6Addr>().is_ok(),
        Format::MacAddress
        | Format::Name
        | Format::NameWithLeadingTrailingSpaces
        | Format::AzName
        | Format::AzNameWithLeadingTrailingSpaces => true,
    }
}

type NameRule = (fn(&str) -> bool, &'static str);

fn name_rule(format: Format) -> Option<NameRule> {
    Some(match format {
        Format::Name => (is_name, "printable characters. Can not start or end with whitespace."),
        Format::NameWithLeadingTrailingSpaces => {
            (is_spacious_name, "printable characters with at least one non space character")
        }
        Format::AzName => (
            |text| is_name(text) && !text.contains(':'),
            "printable characters except :.Can not start or end with whitespace.",
        ),
        Format::AzNameWithLeadingTrailingSpaces => (
            |text| is_spacious_name(text) && !text.contains(':'),
            "printable characters except :, with at least one non space character",
        ),
        _ => return None,
    })
}

fn is_name(text: &str) -> bool {
    !text.starts_with(is_space_separator) && !text.ends_with(is_space_separator) && is_printable(text)
}

fn is_spacious_name(text: &str) -> bool {
    is_printable(text) && !text.chars().all(is_space_separator)
}

/// Nova's table ends with the basic plane. U+FFFD stands for half a surrogate pair, which Nova refuses.
fn is_printable(text: &str) -> bool {
    let text = text.strip_suffix('\n').unwrap_or(text);
    text.chars().all(|c| is_graphic(c) && c < '\u{ffff}' && c != char::REPLACEMENT_CHARACTER)
}

/// In any of the spellings that Python's `uuid.UUID` takes.
fn is_uuid(text: &str) -> bool {
    let text = text.replace("urn:", "").replace("uuid:", "");
    let digits = text.trim_matches(['{', '}']).replace('-', "");
    digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// As Python's decoder reads it: what is not in the alphabet is skipped, a finished padding ends the text.
fn is_base64(text: &str) -> bool {
    let mut position = 0;
    let mut padding = 0;
    for byte in text.bytes() {
        match byte {
            b'=' if position >= 2 => {
                padding += 1;
                if position + padding >= 4 {
                    return true;
                }
            }
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' => {
                padding = 0;
                position = (position + 1) % 4;
            }
            _ => {}
        }
    }
    position == 0
}

/// An address, a slash, and a prefix length or mask.
fn is_cidr(text: &str) -> bool {
    let Some((address, mask)) = text.split_once('/') else { return false };
    let bits_max = if address.parse::<Ipv4Addr>().is_ok() {
        32
    } else if address.parse::<Ipv6Addr>().is_ok() {
        128
    } else {
        return false;
    };
    let is_length = !mask.is_empty()
        && mask.bytes().all(|byte| byte.is_ascii_digit())
        && mask.parse::<u32>().is_ok_and(|bits| bits <= bits_max);
    is_length || is_mask(mask, bits_max)
}

/// Ones and then zeros, or the reverse.
fn is_mask(mask: &str, bits_max: u32) -> bool {
    let bits = match bits_max {
        32 => mask.parse::<Ipv4Addr>().map(|mask| u128::from(mask.to_bits()) << 96 | u128::MAX >> 32),
        _ => mask.parse::<Ipv6Addr>().map(Ipv6Addr::to_bits),
    };
    let Ok(bits) = bits else { return false };
    let netmask = if bits_max == 32 { bits & u128::MAX << 96 } else { bits };
    netmask.leading_ones() + netmask.trailing_zeros() >= 128 || bits.leading_zeros() + bits.trailing_ones() == 128
}

fn is_uri(text: &str) -> bool {
    static URI: LazyLock<Regex> = LazyLock::new(|| {
        let plain = r"[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2}";
        let tail = format!("(?:{plain}|[:@/])*");
        let text = format!(
            r"^[A-Za-z][A-Za-z0-9+.-]*://(?:(?:{plain}|:)*@)?(\[[0-9A-Fa-f:.]+\]|(?:{plain})+)(?::[0-9]*)?(?:/{tail})?(?:\?(?:{tail}|\?)*)?(?:#(?:{tail}|\?)*)?$"
        );
        // The text is fixed and a test compiles it.
        Regex::new(&text).expect("a regular expression")
    });
    let Some(host) = URI.captures(text).and_then(|parts| parts.get(1)).map(|host| host.as_str()) else { return false };
    if let Some(literal) = host.strip_prefix('[') {
        return literal.trim_end_matches(']').parse::<Ipv6Addr>().is_ok();
    }
    let looks_like_ipv4 = host.split('.').count() == 4
        && host.split('.').all(|part| (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit()));
    !looks_like_ipv4 || host.split('.').all(|part| part.parse::<u8>().is_ok())
}

/// As `iso8601.parse_date` reads it: also a date alone, a month alone, a year alone.
fn is_date_time(text: &str) -> bool {
    static FORM: LazyLock<Regex> = LazyLock::new(|| {
        let zone = r"(?:Z|[-+](?<zone_hour>[0-9]{2}):?[0-9]{0,2})?";
        let second = r"(?::?(?<second>[0-9]{1,2})(?:[.,][0-9]+)?)?";
        let time = format!("(?:[ T](?<hour>[0-9]{{2}})(?::?(?<minute>[0-9]{{2}}))?{second}{zone})?");
        let day = format!("(?:(?:-(?<day_dash>[0-9]{{1,2}})|(?<day>[0-9]{{2}})){time})?");
        let text = format!(r"^(?<year>[0-9]{{4}})(?:(?:-(?<month_dash>[0-9]{{1,2}})|(?<month>[0-9]{{2}})){day})?\n?$");
        // The text is fixed and a test compiles it.
        Regex::new(&text).expect("a regular expression")
    });
    let Some(parts) = FORM.captures(text) else { return false };
    let number = |name: &str| parts.name(name).and_then(|part| part.as_str().parse::<u32>().ok());
    let month = number("month_dash").or_else(|| number("month"));
    let day = number("day_dash").or_else(|| number("day"));
    // `YYYYMM` could be mistaken for `YYMMDD`.
    if number("month").is_some() && day.is_none() {
        return false;
    }
    // Python wants an offset below a day; the minutes may be two digits of any value.
    let zone_is_valid = number("zone_hour").is_none_or(|hour| hour < 24);
    is_date(number("year").unwrap_or(0), month.unwrap_or(1), day.unwrap_or(1))
        && number("hour").is_none_or(|hour| hour < 24)
        && number("minute").is_none_or(|minute| minute < 60)
        && number("second").is_none_or(|second| second < 60)
        && zone_is_valid
}

fn is_date(year: u32, month: u32, day: u32) -> bool {
    let leap = year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400);
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 31,
    };
    year >= 1 && (1..=12).contains(&month) && (1..=days).contains(&day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_is_told() {
        let table: [(Format, &[&str], &[&str]); 13] = [
            (Format::Regex, &["a", ".*", "[a]"], &["", "(", "["]),
            (
                Format::DateTime,
                &[
                    "2015",
                    "2015-1",
                    "2015-01-02",
                    "20150102",
                    "2015-01-02T03:04:05Z",
                    "2015-01-02 03:04:05.123+01:00",
                    "2015-01-02T03",
                    "2015-01-02T0304",
                    "2015-01-02T03:04:05,5-0330",
                    "2016-02-29",
                    "2015-01-02T03:04:05+00",
                ],
                &[
                    "",
                    "x",
                    "201501",
                    "2015-13-01",
                    "2015-02-29",
                    "2015-01-02T24:00:00Z",
                    "2015-01-02T03:60",
                    "0000-01-01",
                    "2015-01-02T03:04:05+24:00",
                    "1e3",
                    "2015-01-02T03:04:05 Z",
                    "1421234567",
                ],
            ),
            (
                Format::Base64,
                &["", "***", "YWJj", "YWI=", "YW Jj\n", "YQ==", "YQ==x", "=YWJj", "\u{e9}"],
                &["Y", "not base64!", "YWI", "YQ="],
            ),
            (
                Format::Cidr,
                &["10.0.0.0/8", "10.0.0.1/32", "::/0", "fe80::/64", "10.0.0.0/255.0.0.0", "10.0.0.0/0.0.0.255"],
                &[
                    "10.0.0.0",
                    "10.0.0.0/",
                    "10.0.0.0/33",
                    "::/129",
                    "x/8",
                    "10.0.0.0 /8",
                    "10.0.0.0/ 8",
                    "10.0.0.0/255.0.255.0",
                ],
            ),
            (
                Format::Uuid,
                &[
                    "11111111-2222-3333-4444-555555555555",
                    "11111111222233334444555555555555",
                    "{11111111-2222-3333-4444-ABCDEFabcdef}",
                    "urn:uuid:11111111-2222-3333-4444-555555555555",
                ],
                &["", "x", "11111111-2222-3333-4444-55555555555", "11111111-2222-3333-4444-55555555555g"],
            ),
            (
                Format::Uri,
                &["http://a", "http://a:80/b?c#d", "swift+config://u:p@h/x", "http://[::1]:5/", "x://1.2.3.4"],
                &["", "a", "/a", "http:/a", "http://", "http://a b", "http://\u{e9}", "http://1.2.3.400", "http://[x]"],
            ),
            (Format::Ipv4, &["1.2.3.4"], &["", "1.2.3", "1.2.3.256", "01.2.3.4", "::1", "1.2.3.4/8"]),
            (Format::Ipv6, &["::1", "fe80::1", "::ffff:1.2.3.4"], &["", "1.2.3.4", "::g", "fe80::1%eth0"]),
            (Format::MacAddress, &["", "x"], &[]),
            (
                Format::Name,
                &["", "a", "a b", "\u{e9}\u{3042}", "a:b"],
                &[" a", "a ", "a\tb", "\u{1f600}", "\u{200b}", "\u{fffd}", "\u{3000}a"],
            ),
            (Format::NameWithLeadingTrailingSpaces, &["a", " a ", "\u{3000}a"], &["", " ", "a\u{0}"]),
            (Format::AzName, &["a"], &["a:b", " a"]),
            (Format::AzNameWithLeadingTrailingSpaces, &[" a "], &["a:b", " "]),
        ];
        for (format, yes, no) in table {
            for text in yes {
                assert_eq!(check(format, &Value::from(*text)), Ok(()), "{text:?} is a {}", format.name());
            }
            for text in no {
                assert!(check(format, &Value::from(*text)).is_err(), "{text:?} is no {}", format.name());
            }
        }
    }

    #[test]
    fn only_names_have_to_be_text() {
        assert_eq!(check(Format::Uuid, &Value::Int(1)), Ok(()));
        assert!(matches!(check(Format::Name, &Value::Int(1)), Err(Mismatch::Name(_))));
    }
}
