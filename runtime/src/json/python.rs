//! Values as Python prints them: `repr()` and `str()`.
//!
//! Nova's validation texts quote the client's values this way.

use std::fmt::{self, Write};

use super::Value;
use super::printable::{is_graphic, is_space_separator};

impl Value {
    /// `None`, `True`, `{'a': 1}`, `'text'`.
    pub fn python_repr(&self) -> impl fmt::Display + '_ {
        Repr(self)
    }

    /// As [`python_repr`](Self::python_repr), but text at the outside without quotes and escapes.
    pub fn python_str(&self) -> impl fmt::Display + '_ {
        Str(self)
    }
}

/// The `repr()` of text, with Python's choice of quotes.
pub fn python_repr_str(text: &str) -> impl fmt::Display + '_ {
    ReprStr(text)
}

struct Repr<'a>(&'a Value);

impl fmt::Display for Repr<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Value::Null => out.write_str("None"),
            Value::Bool(true) => out.write_str("True"),
            Value::Bool(false) => out.write_str("False"),
            Value::Int(number) => write!(out, "{number}"),
            Value::BigInt(digits) => out.write_str(digits),
            Value::Float(number) => write_float(out, *number),
            Value::String(text) => fmt::Display::fmt(&ReprStr(text), out),
            Value::Array(items) => {
                out.write_char('[')?;
                for (at, item) in items.iter().enumerate() {
                    write!(out, "{}{}", if at > 0 { ", " } else { "" }, Repr(item))?;
                }
                out.write_char(']')
            }
            Value::Object(object) => {
                out.write_char('{')?;
                for (at, (key, value)) in object.iter().enumerate() {
                    write!(out, "{}{}: {}", if at > 0 { ", " } else { "" }, ReprStr(key), Repr(value))?;
                }
                out.write_char('}')
            }
        }
    }
}

struct Str<'a>(&'a Value);

impl fmt::Display for Str<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Value::String(text) => out.write_str(text),
            other => fmt::Display::fmt(&Repr(other), out),
        }
    }
}

struct ReprStr<'a>(&'a str);

impl fmt::Display for ReprStr<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let quote = if self.0.contains('\'') && !self.0.contains('"') { '"' } else { '\'' };
        out.write_char(quote)?;
        for c in self.0.chars() {
            match c {
                '\\' => out.write_str("\\\\")?,
                '\n' => out.write_str("\\n")?,
                '\r' => out.write_str("\\r")?,
                '\t' => out.write_str("\\t")?,
                c if c == quote => write!(out, "\\{c}")?,
                c if c == ' ' || is_graphic(c) && !is_space_separator(c) => out.write_char(c)?,
                c => match u32::from(c) {
                    code @ 0..=0xff => write!(out, "\\x{code:02x}")?,
                    code @ 0x100..=0xffff => write!(out, "\\u{code:04x}")?,
                    code => write!(out, "\\U{code:08x}")?,
                },
            }
        }
        out.write_char(quote)
    }
}

/// Writes a number as `repr()` does: the shortest digits that read back, an exponent below 1e-4 and from 1e16 on.
pub(crate) fn write_float(out: &mut impl Write, number: f64) -> fmt::Result {
    if number.is_nan() {
        return out.write_str("nan");
    }
    if number.is_infinite() {
        return out.write_str(if number > 0.0 { "inf" } else { "-inf" });
    }
    let size = number.abs();
    if size == 0.0 || (1e-4..1e16).contains(&size) {
        return write!(out, "{number:?}");
    }
    let text = format!("{number:e}");
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let (sign, exponent) = exponent.strip_prefix('-').map_or(('+', exponent), |exponent| ('-', exponent));
    write!(out, "{digits}e{sign}{exponent:0>2}")
}

#[cfg(test)]
mod tests {
    use super::super::{DEPTH_MAX, parse};

    #[test]
    fn repr_is_pythons() {
        let table = [
            ("null", "None"),
            ("[true, false]", "[True, False]"),
            (r#"{"a": 1, "b": [{}]}"#, "{'a': 1, 'b': [{}]}"),
            ("1.0", "1.0"),
            ("1e15", "1000000000000000.0"),
            ("1e16", "1e+16"),
            ("12345678901234567890.0", "1.2345678901234567e+19"),
            ("0.0001", "0.0001"),
            ("0.00001", "1e-05"),
            ("1.5e-7", "1.5e-07"),
            ("1e100", "1e+100"),
            ("3.40282e+38", "3.40282e+38"),
            ("1e999", "inf"),
            ("[NaN, -Infinity, -0.0]", "[nan, -inf, -0.0]"),
            (r#""it's""#, r#""it's""#),
            (r#""'\"""#, r#"'\'"'"#),
            (r#""\"""#, r#"'"'"#),
            (r#""a\\\n\t\r\u0000\u007f\u00a0\u00ad\u00e9""#, "'a\\\\\\n\\t\\r\\x00\\x7f\\xa0\\xad\u{e9}'"),
            (r#""\u200b\u3042\ue000""#, "'\\u200b\u{3042}\\ue000'"),
            (r#""\ud83d\ude00\udb40\udc01""#, "'\u{1f600}\\U000e0001'"),
        ];
        for (text, expected) in table {
            assert_eq!(parse(text.as_bytes(), DEPTH_MAX).unwrap().python_repr().to_string(), expected, "{text}");
        }
    }

    #[test]
    fn str_leaves_text_alone() {
        assert_eq!(super::Value::from("a\n'").python_str().to_string(), "a\n'");
        assert_eq!(super::Value::from(vec!["a"]).python_str().to_string(), "['a']");
    }
}
