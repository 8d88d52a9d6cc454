//! JSON text in the form of Python's `json.dumps`, written straight into one buffer.
//!
//! Separators are `", "` and `": "`, everything beyond ASCII is escaped, and numbers look as Python prints them.

use super::Value;
use super::python::write_float;

/// Builds JSON text front to back; commas come by themselves.
///
/// It does not check the order of calls beyond `debug_assert`: a key before each value of an object, each `begin`
/// ended by its `end`.
#[derive(Debug, Default)]
pub struct Writer {
    out: Vec<u8>,
    /// Whether the next key or value follows another one.
    comma: bool,
    depth: usize,
}

impl Writer {
    /// An empty buffer.
    pub fn new() -> Self {
        Self::default()
    }

    /// Writes behind what stands in `buffer`.
    pub fn within(buffer: Vec<u8>) -> Self {
        Self { out: buffer, comma: false, depth: 0 }
    }

    /// A buffer for about this many bytes.
    pub fn with_capacity(bytes: usize) -> Self {
        Self { out: Vec::with_capacity(bytes), comma: false, depth: 0 }
    }

    /// The text.
    pub fn finish(self) -> Vec<u8> {
        debug_assert_eq!(self.depth, 0, "an object or array was not ended");
        self.out
    }

    /// `{`
    pub fn begin_object(&mut self) {
        self.begin(b'{');
    }

    /// `}`
    pub fn end_object(&mut self) {
        self.end(b'}');
    }

    /// `[`
    pub fn begin_array(&mut self) {
        self.begin(b'[');
    }

    /// `]`
    pub fn end_array(&mut self) {
        self.end(b']');
    }

    /// The key of the value that comes next.
    pub fn key(&mut self, key: &str) {
        self.separate();
        write_string(&mut self.out, key);
        self.out.extend_from_slice(b": ");
        self.comma = false;
    }

    /// The key of the value that comes next, given as it stands between two members: `, "key": `.
    ///
    /// For keys that are known while compiling: nothing of them has to be looked at again.
    #[inline]
    pub fn member(&mut self, text: &'static str) {
        let text = text.as_bytes();
        debug_assert!(text.starts_with(b", \"") && text.ends_with(b"\": "), "no key between two members");
        self.out.extend_from_slice(if self.comma { text } else { text.get(2..).unwrap_or_default() });
        self.comma = false;
    }

    /// `null`
    pub fn null(&mut self) {
        self.scalar(b"null");
    }

    /// `true` or `false`
    pub fn bool(&mut self, truth: bool) {
        self.scalar(if truth { b"true" } else { b"false" });
    }

    /// A whole number.
    pub fn int(&mut self, number: impl Into<i128>) {
        let number: i128 = number.into();
        self.separate();
        write_integer(&mut self.out, number);
        self.comma = true;
    }

    /// A number as Python's `repr` has it (`1.0`, `1e+16`), or `NaN`, `Infinity`, `-Infinity`.
    pub fn float(&mut self, number: f64) {
        self.separate();
        if number.is_nan() {
            self.out.extend_from_slice(b"NaN");
        } else if number.is_infinite() {
            self.out.extend_from_slice(if number > 0.0 { b"Infinity" } else { b"-Infinity" });
        } else {
            let mut text = String::with_capacity(24);
            write_float(&mut text, number).unwrap_or_default();
            self.out.extend_from_slice(text.as_bytes());
        }
        self.comma = true;
    }

    /// Text.
    pub fn string(&mut self, text: &str) {
        self.separate();
        write_string(&mut self.out, text);
        self.comma = true;
    }

    /// Text that stands in several pieces.
    pub fn string_of(&mut self, pieces: &[&str]) {
        self.separate();
        self.out.push(b'"');
        pieces.iter().for_each(|piece| write_escaped(&mut self.out, piece));
        self.out.push(b'"');
        self.comma = true;
    }

    /// Text, or `null` for `None`.
    pub fn optional_string(&mut self, text: Option<&str>) {
        match text {
            Some(text) => self.string(text),
            None => self.null(),
        }
    }

    /// Text that a `Display` gives, without building it elsewhere first.
    pub fn display(&mut self, text: impl std::fmt::Display) {
        use std::fmt::Write as _;
        self.separate();
        self.out.push(b'"');
        write!(Escaped(&mut self.out), "{text}").unwrap_or_default();
        self.out.push(b'"');
        self.comma = true;
    }

    /// A value with everything in it.
    pub fn value(&mut self, value: &Value) {
        match value {
            Value::Null => self.null(),
            Value::Bool(truth) => self.bool(*truth),
            Value::Int(number) => self.int(*number),
            Value::BigInt(digits) => self.scalar(digits.as_bytes()),
            Value::Float(number) => self.float(*number),
            Value::String(text) => self.string(text),
            Value::Array(items) => {
                self.begin_array();
                for item in items {
                    self.value(item);
                }
                self.end_array();
            }
            Value::Object(object) => {
                self.begin_object();
                for (key, value) in object.iter() {
                    self.key(key);
                    self.value(value);
                }
                self.end_object();
            }
        }
    }

    fn begin(&mut self, bracket: u8) {
        self.separate();
        self.out.push(bracket);
        self.comma = false;
        self.depth += 1;
    }

    fn end(&mut self, bracket: u8) {
        debug_assert!(self.depth > 0, "nothing to end");
        self.out.push(bracket);
        self.comma = true;
        self.depth = self.depth.saturating_sub(1);
    }

    fn scalar(&mut self, text: &[u8]) {
        self.separate();
        self.out.extend_from_slice(text);
        self.comma = true;
    }

    fn separate(&mut self) {
        if self.comma {
            self.out.extend_from_slice(b", ");
        }
    }
}

impl Value {
    /// The text as `json.dumps` has it.
    pub fn to_json(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.value(self);
        writer.finish()
    }
}

fn write_integer(out: &mut Vec<u8>, number: i128) {
    const DIGITS_MAX: usize = 40;
    let mut digits = [0; DIGITS_MAX];
    let mut at = DIGITS_MAX;
    let mut rest = number.unsigned_abs();
    // A machine divides 64 bits in one instruction, and 128 in a function.
    while rest > u128::from(u64::MAX) {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    let mut rest = rest as u64;
    loop {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if number < 0 {
        out.push(b'-');
    }
    out.extend_from_slice(&digits[at..]);
}

fn write_string(out: &mut Vec<u8>, text: &str) {
    out.reserve(text.len() + 2);
    out.push(b'"');
    write_escaped(out, text);
    out.push(b'"');
}

fn write_escaped(out: &mut Vec<u8>, text: &str) {
    if is_plain(text.as_bytes()) {
        out.extend_from_slice(text.as_bytes());
        return;
    }
    let mut rest = text;
    while let Some(at) = rest.bytes().position(needs_escape) {
        let (plain, from) = rest.split_at(at);
        out.extend_from_slice(plain.as_bytes());
        let Some(c) = from.chars().next() else { return };
        write_escape(out, c);
        rest = &from[c.len_utf8()..];
    }
    out.extend_from_slice(rest.as_bytes());
}

/// Whether nothing needs an escape, as in nearly every text. Without a branch a byte, so that it compiles to vectors; the last
/// bytes of a long text are looked at as a whole block, some of them again.
fn is_plain(text: &[u8]) -> bool {
    let odd = |any, byte: &u8| any | needs_escape(*byte);
    match text.last_chunk::<16>() {
        Some(last) => text.as_chunks::<16>().0.iter().chain([last]).all(|block| !block.iter().fold(false, odd)),
        None => !text.iter().fold(false, odd),
    }
}

/// Python escapes what is not ASCII and leaves DEL as it is.
const fn needs_escape(byte: u8) -> bool {
    (byte < 0x20) | (byte > 0x7f) | (byte == b'"') | (byte == b'\\')
}

fn write_escape(out: &mut Vec<u8>, c: char) {
    let short = match c {
        '"' => b"\\\"",
        '\\' => b"\\\\",
        '\n' => b"\\n",
        '\r' => b"\\r",
        '\t' => b"\\t",
        '\u{8}' => b"\\b",
        '\u{c}' => b"\\f",
        _ => {
            for unit in c.encode_utf16(&mut [0; 2]) {
                write_code_unit(out, *unit);
            }
            return;
        }
    };
    out.extend_from_slice(short);
}

fn write_code_unit(out: &mut Vec<u8>, unit: u16) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let digit = |shift: u16| HEX[usize::from(unit >> shift & 0xf)];
    out.extend_from_slice(&[b'\\', b'u', digit(12), digit(8), digit(4), digit(0)]);
}

struct Escaped<'a>(&'a mut Vec<u8>);

impl std::fmt::Write for Escaped<'_> {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        write_escaped(self.0, text);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::{DEPTH_MAX, parse};
    use super::*;

    fn written(text: &str) -> String {
        String::from_utf8(parse(text.as_bytes(), DEPTH_MAX).unwrap().to_json()).unwrap()
    }

    #[test]
    fn the_form_is_that_of_json_dumps() {
        let table = [
            (r#"{"a":[1,2,{}],"b":{"c":[]},"d":null}"#, r#"{"a": [1, 2, {}], "b": {"c": []}, "d": null}"#),
            ("[true,false,-5,1e16,1.0,1e-5,0.0001,1.5e300]", "[true, false, -5, 1e+16, 1.0, 1e-05, 0.0001, 1.5e+300]"),
            ("[NaN,Infinity,-Infinity,-0.0]", "[NaN, Infinity, -Infinity, -0.0]"),
            ("\"\u{e9}\u{1f600}\u{7f}\\u0000\\b\\f\\n\\r\\t\\\"\\\\/\"", r#""\u00e9\ud83d\ude00"#),
            ("123456789012345678901234567890", "123456789012345678901234567890"),
        ];
        for (text, expected) in table {
            assert!(written(text).starts_with(expected), "{} is not {expected}", written(text));
        }
        assert_eq!(written("\"\u{7f}\\u0000\\b\\f\\n\\r\\t\\\"\\\\/\""), "\"\u{7f}\\u0000\\b\\f\\n\\r\\t\\\"\\\\/\"");
    }

    #[test]
    fn commas_come_by_themselves() {
        let mut writer = Writer::new();
        writer.begin_object();
        writer.key("server");
        writer.begin_object();
        writer.key("id");
        writer.display(format_args!("{}-{}", 1, "\"\u{e9}"));
        writer.key("ram");
        writer.int(u64::MAX);
        writer.key("least");
        writer.int(i64::MIN);
        writer.end_object();
        writer.key("links");
        writer.begin_array();
        writer.optional_string(None);
        writer.optional_string(Some("x"));
        writer.end_array();
        writer.end_object();
        let expected = concat!(
            r#"{"server": {"id": "1-\"\u00e9", "ram": 18446744073709551615, "least": -9223372036854775808}, "#,
            r#""links": [null, "x"]}"#
        );
        assert_eq!(String::from_utf8(writer.finish()).unwrap(), expected);
    }
}
