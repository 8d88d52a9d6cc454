//! The parameters of a query string, read and written as webob and urllib do.

use std::fmt;

use crate::json::{Object, Value};

/// The query is not UTF-8 once its escapes are resolved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueryNotUtf8;

impl fmt::Display for QueryNotUtf8 {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Query string is not UTF-8 encoded")
    }
}

impl std::error::Error for QueryNotUtf8 {}

/// Names with their values, in the order of their first mention.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QueryParams {
    params: Vec<(String, Vec<String>)>,
}

impl QueryParams {
    /// Reads what stands behind the question mark.
    ///
    /// `&` and `;` separate, `+` is a space, a `%` without two digits behind it stands for itself, a name without `=`
    /// has an empty value.
    pub fn parse(query: &str) -> Result<Self, QueryNotUtf8> {
        let mut params = Self::default();
        for pair in query.split(['&', ';']).filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            params.push(decode(name)?, decode(value)?);
        }
        Ok(params)
    }

    /// Whether there is no parameter.
    pub fn is_empty(&self) -> bool {
        self.params.is_empty()
    }

    /// All values of `name` in order; none when it is not there.
    pub fn all(&self, name: &str) -> &[String] {
        self.params.iter().find(|(have, _)| have == name).map_or(&[], |(_, values)| values)
    }

    /// The last value of `name`, the one that counts when a parameter is repeated.
    pub fn last(&self, name: &str) -> Option<&str> {
        self.all(name).last().map(String::as_str)
    }

    /// Whether `name` is there, with whatever value.
    pub fn contains(&self, name: &str) -> bool {
        !self.all(name).is_empty()
    }

    /// Names with their values in order of first mention.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.params.iter().map(|(name, values)| (name.as_str(), values.as_slice()))
    }

    /// Keeps only the names that `keep` says yes to.
    pub fn retain(&mut self, mut keep: impl FnMut(&str) -> bool) {
        self.params.retain(|(name, _)| keep(name));
    }

    /// The query of a link to the next page: parameters sorted by name, each once, with this `marker`.
    ///
    /// A repeated parameter keeps its greatest value; a marker that was not there before stands last.
    pub fn next_page(&self, marker: &str) -> String {
        let mut sorted: Vec<(&str, &str)> = Vec::with_capacity(self.params.len() + 1);
        for (name, values) in &self.params {
            let value = if name == "marker" { Some(marker) } else { values.iter().map(String::as_str).max() };
            sorted.extend(value.map(|value| (name.as_str(), value)));
        }
        sorted.sort_unstable();
        if !self.contains("marker") {
            sorted.push(("marker", marker));
        }
        encode_all(&sorted)
    }

    /// The object of arrays that a schema describes.
    pub(super) fn to_value(&self) -> Value {
        Value::Object(self.params.iter().map(|(name, values)| (name.clone(), values.clone())).collect::<Object>())
    }

    fn push(&mut self, name: String, value: String) {
        match self.params.iter_mut().find(|(have, _)| *have == name) {
            Some((_, values)) => values.push(value),
            None => self.params.push((name, vec![value])),
        }
    }
}

fn decode(text: &str) -> Result<String, QueryNotUtf8> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let escaped = (byte == b'%').then(|| bytes.get(at + 1..at + 3).and_then(hex)).flatten();
        out.push(escaped.unwrap_or(if byte == b'+' { b' ' } else { byte }));
        at += if escaped.is_some() { 3 } else { 1 };
    }
    String::from_utf8(out).map_err(|_| QueryNotUtf8)
}

fn hex(digits: &[u8]) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    u8::try_from(digit(digits[0])? * 16 + digit(digits[1])?).ok()
}

fn encode_all(pairs: &[(&str, &str)]) -> String {
    let mut out = String::new();
    for (name, value) in pairs {
        if !out.is_empty() {
            out.push('&');
        }
        encode(&mut out, name);
        out.push('=');
        encode(&mut out, value);
    }
    out
}

/// As `urllib.parse.quote_plus`.
fn encode(out: &mut String, text: &str) {
    use fmt::Write as _;
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            b' ' => out.push('+'),
            _ => write!(out, "%{byte:02X}").unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(query: &str) -> Vec<(String, Vec<String>)> {
        QueryParams::parse(query).unwrap().params
    }

    #[test]
    fn it_is_split_as_webob_splits() {
        type Params = [(&'static str, &'static [&'static str])];
        let table: [(&str, &Params); 8] = [
            ("", &[]),
            ("a=1&b=2;a=3&&", &[("a", &["1", "3"]), ("b", &["2"])]),
            ("a", &[("a", &[""])]),
            ("=x", &[("", &["x"])]),
            ("a=b=c", &[("a", &["b=c"])]),
            ("a+b=%C3%A9+%2B", &[("a b", &["\u{e9} +"])]),
            ("a=%&b=%4&c=%zz", &[("a", &["%"]), ("b", &["%4"]), ("c", &["%zz"])]),
            ("a=%26&%61=%3b", &[("a", &["&", ";"])]),
        ];
        for (query, expected) in table {
            let expected: Vec<_> = expected
                .iter()
                .map(|(name, values)| ((*name).to_owned(), values.iter().map(|value| (*value).to_owned()).collect()))
                .collect();
            assert_eq!(pairs(query), expected, "{query}");
        }
        assert_eq!(QueryParams::parse("a=%ff"), Err(QueryNotUtf8));
    }

    #[test]
    fn the_next_page_keeps_what_is_left() {
        let table = [
            ("limit=1&sort_key=display_name&sort_dir=desc", "limit=1&sort_dir=desc&sort_key=display_name&marker=m"),
            ("status=ACTIVE&limit=1&name=a", "limit=1&name=a&status=ACTIVE&marker=m"),
            ("name=a%20b&marker=old&limit=2", "limit=2&marker=m&name=a+b"),
            ("limit=2&limit=1&name=%C3%A9/", "limit=2&name=%C3%A9%2F&marker=m"),
            ("", "marker=m"),
        ];
        for (query, expected) in table {
            assert_eq!(QueryParams::parse(query).unwrap().next_page("m"), expected, "{query}");
        }
    }
}
