//! From bytes to a [`Value`], without recursion.

use std::fmt;

use super::lexer::{Lexer, Malformed, Number};
use super::{Object, Value};

/// How deep arrays and objects may nest unless the caller says otherwise.
///
/// Nova takes some hundred levels and answers sensibly; code that walks a value recurses this deep at most.
pub const DEPTH_MAX: usize = 512;

/// Why bytes are no JSON document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonError {
    /// The bytes are not UTF-8. Nova answers 500 to this and 400 to the others.
    NotUtf8,
    /// The text is not JSON; a byte order mark and trailing text are not either.
    Malformed {
        /// The byte at which reading stopped.
        offset: usize,
    },
    /// Arrays and objects nest deeper than allowed.
    TooDeep,
}

impl fmt::Display for JsonError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotUtf8 => out.write_str("the text is not UTF-8"),
            Self::Malformed { offset } => write!(out, "the text is not JSON at byte {offset}"),
            Self::TooDeep => out.write_str("arrays and objects nest too deep"),
        }
    }
}

impl std::error::Error for JsonError {}

/// Reads one JSON document, with white space around it and nothing else.
///
/// `depth_max` counts arrays and objects around the innermost value; [`DEPTH_MAX`] is the default.
pub fn parse(bytes: &[u8], depth_max: usize) -> Result<Value, JsonError> {
    let text = std::str::from_utf8(bytes).map_err(|_| JsonError::NotUtf8)?;
    let mut parser = Parser { lexer: Lexer::new(text), open: Vec::new(), depth_max };
    parser.document().map_err(|stop| match stop {
        Stop::Malformed => JsonError::Malformed { offset: parser.lexer.at },
        Stop::TooDeep => JsonError::TooDeep,
    })
}

struct Parser<'a> {
    lexer: Lexer<'a>,
    /// The arrays and objects that are not closed yet, outermost first.
    open: Vec<Open>,
    depth_max: usize,
}

enum Open {
    Array(Vec<Value>),
    /// The key is the one whose value is being read.
    Object(Object, String),
}

enum Stop {
    Malformed,
    TooDeep,
}

impl From<Malformed> for Stop {
    fn from(Malformed: Malformed) -> Self {
        Self::Malformed
    }
}

impl Parser<'_> {
    fn document(&mut self) -> Result<Value, Stop> {
        let value = loop {
            if let Some(value) = self.begin_value()?
                && let Some(value) = self.end_value(value)?
            {
                break value;
            }
        };
        self.lexer.skip_white_space();
        if self.lexer.peek().is_some() { Err(Stop::Malformed) } else { Ok(value) }
    }

    /// Reads a whole scalar or empty container, or opens a container and returns `None`.
    fn begin_value(&mut self) -> Result<Option<Value>, Stop> {
        self.lexer.skip_white_space();
        let value = match self.lexer.peek().ok_or(Stop::Malformed)? {
            b'{' => return self.begin_object(),
            b'[' => return self.begin_array(),
            b'"' => Value::String(self.lexer.string()?.resolve().into_owned()),
            b'n' => self.lexer.word("null").map(|()| Value::Null)?,
            b't' => self.lexer.word("true").map(|()| Value::Bool(true))?,
            b'f' => self.lexer.word("false").map(|()| Value::Bool(false))?,
            b'N' => self.lexer.word("NaN").map(|()| Value::Float(f64::NAN))?,
            b'I' => self.lexer.word("Infinity").map(|()| Value::Float(f64::INFINITY))?,
            _ => number(&self.lexer.number()?),
        };
        Ok(Some(value))
    }

    fn begin_object(&mut self) -> Result<Option<Value>, Stop> {
        self.descend()?;
        if self.lexer.take(b'}') {
            return Ok(Some(Value::Object(Object::new())));
        }
        let key = self.key()?;
        self.open.push(Open::Object(Object::new(), key));
        Ok(None)
    }

    fn begin_array(&mut self) -> Result<Option<Value>, Stop> {
        self.descend()?;
        if self.lexer.take(b']') {
            return Ok(Some(Value::Array(Vec::new())));
        }
        self.open.push(Open::Array(Vec::new()));
        Ok(None)
    }

    fn descend(&mut self) -> Result<(), Stop> {
        if self.open.len() >= self.depth_max {
            return Err(Stop::TooDeep);
        }
        self.lexer.at += 1;
        self.lexer.skip_white_space();
        Ok(())
    }

    fn key(&mut self) -> Result<String, Stop> {
        self.lexer.skip_white_space();
        let key = self.lexer.string()?.resolve().into_owned();
        self.lexer.skip_white_space();
        if self.lexer.take(b':') { Ok(key) } else { Err(Stop::Malformed) }
    }

    /// Puts a finished value where it belongs and closes what ends behind it.
    ///
    /// Returns the outermost value when that one is finished.
    fn end_value(&mut self, mut value: Value) -> Result<Option<Value>, Stop> {
        while let Some(open) = self.open.pop() {
            self.lexer.skip_white_space();
            value = match open {
                Open::Array(mut items) => {
                    items.push(value);
                    if self.lexer.take(b',') {
                        self.open.push(Open::Array(items));
                        return Ok(None);
                    }
                    self.close(b']')?;
                    Value::Array(items)
                }
                Open::Object(mut object, key) => {
                    object.insert(key, value);
                    if self.lexer.take(b',') {
                        let key = self.key()?;
                        self.open.push(Open::Object(object, key));
                        return Ok(None);
                    }
                    self.close(b'}')?;
                    Value::Object(object)
                }
            };
        }
        Ok(Some(value))
    }

    fn close(&mut self, bracket: u8) -> Result<(), Stop> {
        if self.lexer.take(bracket) { Ok(()) } else { Err(Stop::Malformed) }
    }
}

fn number(number: &Number<'_>) -> Value {
    match *number {
        Number::Float(number) => Value::Float(number),
        Number::Integer(text) => text.parse().map_or_else(|_| Value::BigInt(text.into()), Value::Int),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Value {
        parse(text.as_bytes(), DEPTH_MAX).unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    #[test]
    fn python_reads_these() {
        let table = [
            ("null", Value::Null),
            (" \t\r\n true ", Value::Bool(true)),
            ("-0", Value::Int(0)),
            ("1.0", Value::Float(1.0)),
            ("1E2", Value::Float(100.0)),
            ("1e999", Value::Float(f64::INFINITY)),
            ("-Infinity", Value::Float(f64::NEG_INFINITY)),
            ("9223372036854775807", Value::Int(i64::MAX)),
            ("9223372036854775808", Value::BigInt("9223372036854775808".into())),
            (r#""\ud83d\ude00\u00e9\n\/""#, Value::from("\u{1f600}\u{e9}\n/")),
            (r#""\ud800x""#, Value::from("\u{fffd}x")),
            (r#""\ude00\ud83d""#, Value::from("\u{fffd}\u{fffd}")),
            (r#""\ud83d\u0041""#, Value::from("\u{fffd}A")),
            ("[]", Value::Array(Vec::new())),
            ("[1, [2], {}]", vec![1.into(), Value::from(vec![2]), Object::new().into()].into()),
            (r#"{"a": 1, "b": 2, "a": 3}"#, Object::from_iter([("a", 3), ("b", 2)]).into()),
        ];
        for (text, expected) in table {
            assert_eq!(read(text), expected, "{text}");
        }
        assert!(matches!(read("[NaN]"), Value::Array(items) if matches!(items[0], Value::Float(n) if n.is_nan())));
        let keys = read(r#"{"a": 1, "b": 2, "a": 3}"#);
        assert_eq!(keys.as_object().unwrap().keys().collect::<Vec<_>>(), ["a", "b"]);
    }

    #[test]
    fn python_refuses_these_at_this_byte() {
        let table = [
            ("", 0),
            ("{bad", 1),
            ("{\"a\": 1,}", 8),
            ("[1,]", 3),
            ("[1 2]", 3),
            ("01", 1),
            ("1.", 1),
            ("1e", 1),
            ("-", 1),
            ("+1", 0),
            (".5", 0),
            ("nul", 0),
            ("\"a\tb\"", 2),
            (r#""\x""#, 1),
            (r#""\u12g4""#, 1),
            ("\"open", 5),
            ("{} {}", 3),
            ("{'a': 1}", 1),
            ("\u{feff}{}", 0),
            ("\u{a0}1", 0),
            ("-NaN", 1),
        ];
        for (text, offset) in table {
            assert_eq!(parse(text.as_bytes(), DEPTH_MAX), Err(JsonError::Malformed { offset }), "{text}");
        }
        assert_eq!(parse(b"\"\xff\"", DEPTH_MAX), Err(JsonError::NotUtf8));
    }

    #[test]
    fn depth_counts_the_brackets() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(parse(nested(3).as_bytes(), 3).is_ok());
        assert_eq!(parse(nested(4).as_bytes(), 3), Err(JsonError::TooDeep));
        assert!(parse(b"1", 0).is_ok());
        assert!(parse(nested(DEPTH_MAX).as_bytes(), DEPTH_MAX).is_ok());
        assert_eq!(parse("[".repeat(1_000_000).as_bytes(), DEPTH_MAX), Err(JsonError::TooDeep));
    }

    #[test]
    fn a_number_of_too_many_digits_is_refused() {
        assert!(parse("9".repeat(4300).as_bytes(), 1).is_ok());
        assert!(parse("9".repeat(4301).as_bytes(), 1).is_err());
    }
}
