//! Times as the domain keeps them, and their two wire spellings.
//!
//! A [`Timestamp`] counts microseconds since 1970 in UTC, so that order in the database is order in time.

use std::time::{SystemTime, UNIX_EPOCH};

const MICROS: i64 = 1_000_000;
const DAY: i64 = 86_400;

/// A moment in UTC, in microseconds since 1970.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// Returns the present moment.
    #[must_use]
    pub fn now() -> Self {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
    }

    /// Spells the moment as `2026-11-22T15:27:48Z`.
    #[must_use]
    pub fn seconds_text(self) -> String {
        let mut text = self.civil();
        text.push('Z');
        text
    }

    /// Spells the moment as `2026-11-22T15:27:48.284848`; Nova writes no zone here.
    #[must_use]
    pub fn micros_text(self) -> String {
        let mut text = self.civil();
        text.push('.');
        let micros = self.0.rem_euclid(MICROS);
        for two in [micros / 10_000, micros / 100 % 100, micros % 100] {
            two_digits(&mut text, two);
        }
        text
    }

    /// Reads `2011-01-01 01:02:03`, with `T` or a blank, an optional fraction, and `Z`, `+hh:mm`, `-hh:mm` or nothing
    /// as the zone; a day alone is its midnight.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let days = days_from_civil(number(bytes, 0, 4)?, number(bytes, 5, 2)?, number(bytes, 8, 2)?)?;
        if bytes.get(4) != Some(&b'-') || bytes.get(7) != Some(&b'-') {
            return None;
        }
        if bytes.len() == 10 {
            return Some(Self(days * DAY * MICROS));
        }
        let marks = bytes.get(13) == Some(&b':') && bytes.get(16) == Some(&b':');
        if !marks || !matches!(bytes.get(10), Some(b'T' | b't' | b' ')) {
            return None;
        }
        let (hour, minute, second) = (number(bytes, 11, 2)?, number(bytes, 14, 2)?, number(bytes, 17, 2)?);
        if hour > 23 || minute > 59 || second > 60 {
            return None;
        }
        let (fraction, rest) = fraction(text.get(19..)?);
        let seconds = days * DAY + hour * 3600 + minute * 60 + second - offset_seconds(rest)?;
        Some(Self(seconds * MICROS + fraction))
    }

    /// Date and time of day. Written digit by digit: a page of servers holds thousands of moments.
    fn civil(self) -> String {
        let seconds = self.0.div_euclid(MICROS);
        let (year, month, day) = civil_from_days(seconds.div_euclid(DAY));
        let second = seconds.rem_euclid(DAY);
        let mut text = String::with_capacity("2026-11-22T15:27:48.284848".len());
        // No clock and no text that is read here goes beyond four digits.
        two_digits(&mut text, year / 100);
        two_digits(&mut text, year % 100);
        for (mark, number) in
            [('-', month), ('-', day), ('T', second / 3600), (':', second / 60 % 60), (':', second % 60)]
        {
            text.push(mark);
            two_digits(&mut text, number);
        }
        text
    }
}

fn two_digits(text: &mut String, number: i64) {
    text.push(char::from(b'0' + (number / 10 % 10) as u8));
    text.push(char::from(b'0' + (number % 10) as u8));
}

fn number(bytes: &[u8], from: usize, digits: usize) -> Option<i64> {
    let part = bytes.get(from..from + digits)?;
    part.iter().try_fold(0, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + i64::from(byte - b'0')))
}

/// Splits `.123456rest` into microseconds and the rest.
fn fraction(text: &str) -> (i64, &str) {
    let Some(digits) = text.strip_prefix('.') else { return (0, text) };
    let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    let micros = digits[..end].bytes().chain(std::iter::repeat(b'0')).take(6);
    (micros.fold(0, |sum, byte| sum * 10 + i64::from(byte - b'0')), &digits[end..])
}

fn offset_seconds(zone: &str) -> Option<i64> {
    let bytes = zone.as_bytes();
    let sign = match bytes.first() {
        None => return Some(0),
        Some(b'Z' | b'z') if bytes.len() == 1 => return Some(0),
        Some(b'+') => 1,
        Some(b'-') => -1,
        Some(_) => return None,
    };
    let digits: Vec<u8> = bytes[1..].iter().copied().filter(|b| *b != b':').collect();
    match digits.len() {
        2 => Some(sign * number(&digits, 0, 2)? * 3600),
        4 => Some(sign * (number(&digits, 0, 2)? * 3600 + number(&digits, 2, 2)? * 60)),
        _ => None,
    }
}

/// Days since 1970 of a date in the Gregorian calendar, counted in eras of 400 years that start in March.
fn days_from_civil(year: i64, month: i64, day: i64) -> Option<i64> {
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let shifted = year - i64::from(month <= 2);
    let era = shifted.div_euclid(400);
    let year_of_era = shifted.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let days = era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468;
    // A date such as 30 February does not survive the way back.
    (civil_from_days(days) == (year, month, day)).then_some(days)
}

fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::Timestamp;

    #[test]
    fn both_spellings_come_back() {
        for (text, seconds) in [
            ("1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z"),
            ("2024-02-29T23:59:59Z", "2024-02-29T23:59:59Z"),
            ("2011-01-01 01:02:03+00:00", "2011-01-01T01:02:03Z"),
            ("2020-01-01T00:00:00+02:00", "2019-12-31T22:00:00Z"),
            ("2020-01-01", "2020-01-01T00:00:00Z"),
        ] {
            assert_eq!(Timestamp::parse(text).map(Timestamp::seconds_text).as_deref(), Some(seconds), "{text}");
        }
        let micros = Timestamp::parse("2026-11-22T15:27:48.284848").map(Timestamp::micros_text);
        assert_eq!(micros.as_deref(), Some("2026-11-22T15:27:48.284848"));
    }

    #[test]
    fn nonsense_is_refused() {
        for text in ["", "x", "2023-02-29T00:00:00Z", "2020-01-01T25:00:00Z", "2020-01-01T00:00:00X", "2020/01/01"] {
            assert_eq!(Timestamp::parse(text), None, "{text}");
        }
    }
}
