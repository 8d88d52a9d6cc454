//! The tokens of JSON as Python's decoder takes them, without building anything.
//!
//! What Python adds to the standard: `NaN`, `Infinity` and `-Infinity`. What it forbids all the same: raw control
//! characters in a string, a leading zero, and a byte order mark.

use std::borrow::Cow;

/// More digits than this in one whole number are refused, as Python refuses them.
pub(super) const INTEGER_DIGITS_MAX: usize = 4300;

/// A place in the text. The text is valid UTF-8.
pub(super) struct Lexer<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
}

/// The text is not JSON; [`Lexer::at`] says where.
#[derive(Debug)]
pub(super) struct Malformed;

pub(super) enum Number<'a> {
    Integer(&'a str),
    Float(f64),
}

/// A string as it stands between its quotes.
pub(super) struct RawString<'a> {
    text: &'a str,
    escaped: bool,
}

impl<'a> Lexer<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    pub(super) fn skip_white_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// Takes `byte` if it is next.
    pub(super) fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    pub(super) fn word(&mut self, word: &str) -> Result<(), Malformed> {
        if !self.text.as_bytes()[self.at..].starts_with(word.as_bytes()) {
            return Err(Malformed);
        }
        self.at += word.len();
        Ok(())
    }

    /// Reads a string, whose opening quote is next. Escapes are checked but not resolved.
    pub(super) fn string(&mut self) -> Result<RawString<'a>, Malformed> {
        if !self.take(b'"') {
            return Err(Malformed);
        }
        let start = self.at;
        let mut escaped = false;
        loop {
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => {
                    escaped = true;
                    self.escape()?;
                }
                None | Some(0..=0x1f) => return Err(Malformed),
                Some(_) => self.at += 1,
            }
        }
        let text = &self.text[start..self.at];
        self.at += 1;
        Ok(RawString { text, escaped })
    }

    fn escape(&mut self) -> Result<(), Malformed> {
        let bytes = &self.text.as_bytes()[self.at..];
        let length = match bytes.get(1) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => 2,
            Some(b'u') if bytes.len() >= 6 && bytes[2..6].iter().all(u8::is_ascii_hexdigit) => 6,
            _ => return Err(Malformed),
        };
        self.at += length;
        Ok(())
    }

    /// Reads a number, `-Infinity` included; its first digit or minus is next.
    pub(super) fn number(&mut self) -> Result<Number<'a>, Malformed> {
        let start = self.at;
        let negative = self.take(b'-');
        if negative && self.peek() == Some(b'I') {
            self.word("Infinity")?;
            return Ok(Number::Float(f64::NEG_INFINITY));
        }
        let digits = if self.take(b'0') { 1 } else { self.digits() };
        if digits == 0 {
            return Err(Malformed);
        }
        let fraction = self.fraction();
        let exponent = self.exponent();
        let text = &self.text[start..self.at];
        if fraction || exponent {
            return text.parse().map(Number::Float).map_err(|_| Malformed);
        }
        if digits > INTEGER_DIGITS_MAX { Err(Malformed) } else { Ok(Number::Integer(text)) }
    }

    fn digits(&mut self) -> usize {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        self.at - start
    }

    /// A dot without a digit behind it is left alone; it then is what must not follow.
    fn fraction(&mut self) -> bool {
        let start = self.at;
        if self.take(b'.') && self.digits() > 0 {
            return true;
        }
        self.at = start;
        false
    }

    fn exponent(&mut self) -> bool {
        let start = self.at;
        if self.take(b'e') || self.take(b'E') {
            let _sign = self.take(b'+') || self.take(b'-');
            if self.digits() > 0 {
                return true;
            }
        }
        self.at = start;
        false
    }
}

impl<'a> RawString<'a> {
    /// The text with its escapes resolved; borrowed when there is none.
    pub(super) fn resolve(&self) -> Cow<'a, str> {
        if !self.escaped {
            return Cow::Borrowed(self.text);
        }
        let mut out = String::with_capacity(self.text.len());
        let mut rest = self.text;
        while let Some(at) = rest.find('\\') {
            out.push_str(&rest[..at]);
            let (c, length) = unescape(&rest[at..]);
            out.push(c);
            rest = &rest[at + length..];
        }
        out.push_str(rest);
        Cow::Owned(out)
    }
}

/// The character of the checked escape at the front, and its length. Half a surrogate pair is U+FFFD.
fn unescape(text: &str) -> (char, usize) {
    let c = match text.as_bytes()[1] {
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'u' => return unescape_unicode(text),
        other => char::from(other),
    };
    (c, 2)
}

fn unescape_unicode(text: &str) -> (char, usize) {
    let Some(first) = code_unit(text) else { return (char::REPLACEMENT_CHARACTER, 6) };
    if let Some(c) = char::from_u32(first) {
        return (c, 6);
    }
    match code_unit(&text[6..]) {
        Some(second @ 0xdc00..=0xdfff) if first < 0xdc00 => {
            let code = 0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00);
            (char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), 12)
        }
        _ => (char::REPLACEMENT_CHARACTER, 6),
    }
}

/// The number in `\uXXXX` at the front.
fn code_unit(text: &str) -> Option<u32> {
    u32::from_str_radix(text.strip_prefix("\\u")?.get(..4)?, 16).ok()
}
