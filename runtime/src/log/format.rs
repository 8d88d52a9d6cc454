//! Python's format strings, as far as log lines use them, and strftime's.

use std::fmt::{self, Write};

use super::push_escaped;

/// What may stand between `%(` and `)`.
const KEYS: [&str; 23] = [
    "asctime",
    "created",
    "domain",
    "funcName",
    "global_request_id",
    "instance",
    "levelname",
    "lineno",
    "message",
    "msecs",
    "name",
    "pathname",
    "process",
    "project",
    "project_domain",
    "project_name",
    "request_id",
    "resource",
    "system_scope",
    "thread",
    "user",
    "user_domain",
    "user_identity",
];

/// A format string, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Format(Vec<Part>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    /// A key, and the width that its value is filled up to with zeros.
    Key {
        key: &'static str,
        width: usize,
    },
}

/// What cannot be a part of a line; the sentence names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormatError(String);

impl fmt::Display for FormatError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl std::error::Error for FormatError {}

impl Format {
    /// Takes a format string apart.
    ///
    /// # Errors
    ///
    /// A key that no line has, a `%` that begins nothing.
    pub fn parse(format: &str) -> Result<Self, FormatError> {
        let mut parts = Vec::new();
        let mut rest = format;
        while let Some(at) = rest.find('%') {
            text(&mut parts, &rest[..at]);
            rest = &rest[at + 1..];
            if let Some(after) = rest.strip_prefix('%') {
                text(&mut parts, "%");
                rest = after;
                continue;
            }
            let (part, after) = key(rest)?;
            parts.push(part);
            rest = after;
        }
        text(&mut parts, rest);
        Ok(Self(parts))
    }

    /// Writes the parts, asking for the value of each key. Writing to a string does not fail.
    pub(super) fn fill(&self, out: &mut String, value: impl Fn(&str, &mut String) -> fmt::Result) {
        for part in &self.0 {
            match part {
                Part::Text(text) => out.push_str(text),
                Part::Key { key, width } => {
                    let begin = out.len();
                    let _ = value(key, out);
                    if *width > 0 {
                        let missing = width.saturating_sub(out[begin..].chars().count());
                        out.insert_str(begin, &"0".repeat(missing));
                    }
                }
            }
        }
    }
}

fn text(parts: &mut Vec<Part>, text: &str) {
    match parts.last_mut() {
        _ if text.is_empty() => {}
        Some(Part::Text(held)) => push_escaped(held, text),
        _ => {
            let mut held = String::with_capacity(text.len());
            push_escaped(&mut held, text);
            parts.push(Part::Text(held));
        }
    }
}

/// `(name)s`, `(name)d` or `(name)03d`, and what stands behind it.
fn key(rest: &str) -> Result<(Part, &str), FormatError> {
    let error = || FormatError(format!("`%{}` is no `%(NAME)s`", rest.split(' ').next().unwrap_or("")));
    let (name, after) = rest.strip_prefix('(').and_then(|rest| rest.split_once(')')).ok_or_else(error)?;
    let digits = after.len() - after.trim_start_matches(|letter: char| letter.is_ascii_digit()).len();
    let (width, kind) = after.split_at(digits);
    let after = kind.strip_prefix(['s', 'd']).ok_or_else(error)?;
    let key = KEYS
        .into_iter()
        .find(|key| *key == name)
        .ok_or_else(|| FormatError(format!("`%({name})s` is in no line; accepted are {}", KEYS.join(", "))))?;
    Ok((Part::Key { key, width: width.parse().unwrap_or(0) }, after))
}

/// A moment in UTC, in seconds since 1970, in the form of strftime; signs that are not known stay as they are.
pub(super) fn date(format: &str, seconds: u64) -> String {
    let (days, second) = (seconds / 86_400, seconds % 86_400);
    let (year, month, day) = civil(days);
    let mut out = String::with_capacity(24);
    let mut letters = format.chars();
    while let Some(letter) = letters.next() {
        let sign = if letter == '%' { letters.next() } else { None };
        // Writing to a string does not fail.
        let _ = match sign {
            Some('Y') => write!(out, "{year:04}"),
            Some('m') => write!(out, "{month:02}"),
            Some('d') => write!(out, "{day:02}"),
            Some('H') => write!(out, "{:02}", second / 3600),
            Some('M') => write!(out, "{:02}", second / 60 % 60),
            Some('S') => write!(out, "{:02}", second % 60),
            Some('%') => out.write_char('%'),
            Some(other) => write!(out, "%{other}"),
            None => out.write_char(letter),
        };
    }
    out
}

/// The date of a day since 1970, by counting years of 400 from March on, so that the leap day is the last of its year.
fn civil(days: u64) -> (u64, u64, u64) {
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    (era * 400 + year_of_era + u64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_those_of_the_calendar() {
        for (seconds, text) in [
            (0, "1970-01-01 00:00:00"),
            (951_782_399, "2000-02-28 23:59:59"),
            (951_782_400, "2000-02-29 00:00:00"),
            (1_709_251_200, "2024-03-01 00:00:00"),
            (4_107_542_399, "2100-02-28 23:59:59"),
            (4_107_542_400, "2100-03-01 00:00:00"),
        ] {
            assert_eq!(date("%Y-%m-%d %H:%M:%S", seconds), text);
        }
        assert_eq!(date("%d.%m. %% %q %", 0), "01.01. % %q %");
    }

    #[test]
    fn a_format_is_filled_or_refused() {
        let filled = |format: &str| {
            Format::parse(format).map(|format| {
                let mut out = String::new();
                format.fill(&mut out, |key, out| out.write_str(if key == "msecs" { "7" } else { key }));
                out
            })
        };
        assert_eq!(filled("%(msecs)03d %(name)s 100%%"), Ok("007 name 100%".to_owned()));
        assert_eq!(filled("a\nb %(name)02s"), Ok("a\\nb name".to_owned()), "one line stays one");
        for (wrong, said) in
            [("%(nobody)s", "`%(nobody)s` is in no line"), ("%d x", "`%d` is no"), ("%(name)x", "is no")]
        {
            assert!(filled(wrong).is_err_and(|error| error.to_string().contains(said)), "{wrong}");
        }
    }
}
