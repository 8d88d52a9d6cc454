//! The single key of an action body, read without building the body.

use std::borrow::Cow;

use super::lexer::{Lexer, Malformed};
use super::parse::DEPTH_MAX;

/// What [`peek_key`] saw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Peek<'a> {
    /// The text is a JSON document that [`parse`](super::parse) takes, an object with exactly this key.
    OneKey(Cow<'a, str>),
    /// Anything else, be it well formed or not; parsing tells.
    Other,
}

/// Finds the one key of an object. Allocates only for a key with escapes in it.
///
/// The whole text is checked on the way, so a malformed body is not mistaken for an unknown action.
/// The same key written twice is [`Peek::Other`], although parsing makes one of it.
pub fn peek_key(bytes: &[u8]) -> Peek<'_> {
    let Ok(text) = std::str::from_utf8(bytes) else { return Peek::Other };
    Scanner { lexer: Lexer::new(text), open: Brackets::default() }.one_key().map_or(Peek::Other, Peek::OneKey)
}

struct Scanner<'a> {
    lexer: Lexer<'a>,
    open: Brackets,
}

impl<'a> Scanner<'a> {
    fn one_key(&mut self) -> Result<Cow<'a, str>, Malformed> {
        self.lexer.skip_white_space();
        self.expect(b'{')?;
        self.lexer.skip_white_space();
        let key = self.lexer.string()?.resolve();
        self.lexer.skip_white_space();
        self.expect(b':')?;
        self.open.push(true)?;
        self.skip_value()?;
        self.lexer.skip_white_space();
        self.expect(b'}')?;
        self.lexer.skip_white_space();
        if self.lexer.peek().is_some() { Err(Malformed) } else { Ok(key) }
    }

    fn expect(&mut self, byte: u8) -> Result<(), Malformed> {
        if self.lexer.take(byte) { Ok(()) } else { Err(Malformed) }
    }

    /// Skips one value with everything inside it.
    fn skip_value(&mut self) -> Result<(), Malformed> {
        let floor = self.open.depth;
        loop {
            self.begin_value()?;
            loop {
                if self.open.depth == floor {
                    return Ok(());
                }
                if self.after_value()? {
                    break;
                }
            }
        }
    }

    /// Skips brackets that open, and the scalar or empty container behind them.
    fn begin_value(&mut self) -> Result<(), Malformed> {
        loop {
            self.lexer.skip_white_space();
            match self.lexer.peek().ok_or(Malformed)? {
                open @ (b'{' | b'[') => {
                    let object = open == b'{';
                    self.lexer.at += 1;
                    self.open.push(object)?;
                    self.lexer.skip_white_space();
                    if self.lexer.take(closing(object)) {
                        self.open.pop();
                        return Ok(());
                    }
                    if object {
                        self.key()?;
                    }
                }
                b'"' => return self.lexer.string().map(drop),
                b'n' => return self.lexer.word("null"),
                b't' => return self.lexer.word("true"),
                b'f' => return self.lexer.word("false"),
                b'N' => return self.lexer.word("NaN"),
                b'I' => return self.lexer.word("Infinity"),
                _ => return self.lexer.number().map(drop),
            }
        }
    }

    /// Takes the comma behind a value, with the key that follows it in an object, or the bracket that closes.
    ///
    /// Returns whether another value follows.
    fn after_value(&mut self) -> Result<bool, Malformed> {
        let object = self.open.innermost();
        self.lexer.skip_white_space();
        if self.lexer.take(b',') {
            if object {
                self.key()?;
            }
            return Ok(true);
        }
        self.expect(closing(object))?;
        self.open.pop();
        Ok(false)
    }

    fn key(&mut self) -> Result<(), Malformed> {
        self.lexer.skip_white_space();
        self.lexer.string()?;
        self.lexer.skip_white_space();
        self.expect(b':')
    }
}

fn closing(object: bool) -> u8 {
    if object { b'}' } else { b']' }
}

/// The kind of each open bracket, a bit each, at most [`DEPTH_MAX`].
#[derive(Default)]
struct Brackets {
    objects: [u64; DEPTH_MAX / 64],
    depth: usize,
}

impl Brackets {
    fn push(&mut self, object: bool) -> Result<(), Malformed> {
        let word = self.objects.get_mut(self.depth / 64).ok_or(Malformed)?;
        let bit = 1 << (self.depth % 64);
        *word = if object { *word | bit } else { *word & !bit };
        self.depth += 1;
        Ok(())
    }

    fn pop(&mut self) {
        self.depth -= 1;
    }

    fn innermost(&self) -> bool {
        let at = self.depth - 1;
        self.objects[at / 64] >> (at % 64) & 1 == 1
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Value, parse};
    use super::*;

    #[test]
    fn the_key_is_borrowed_unless_it_is_escaped() {
        assert!(matches!(peek_key(b" {\"reboot\" : {\"a\": [1, {}]}} "), Peek::OneKey(Cow::Borrowed("reboot"))));
        assert!(matches!(peek_key(br#"{"\u0061": null}"#), Peek::OneKey(Cow::Owned(key)) if key == "a"));
    }

    #[test]
    fn anything_else_is_left_to_the_parser() {
        for text in
            ["", "{}", "[]", "null", "{\"a\": 1, \"b\": 2}", "{\"a\": 1, \"a\": 2}", "{\"a\": ]}", "{\"a\": 1} x"]
        {
            assert_eq!(peek_key(text.as_bytes()), Peek::Other, "{text}");
        }
    }

    /// Texts made of JSON's own pieces, so that a good part of them is well formed.
    fn random_text(random: &mut fastrand::Rng) -> String {
        const PIECES: [&str; 26] = [
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            " ",
            "\n",
            "\"a\"",
            "\"b\"",
            "\"\\u00e9\"",
            "\"\\\\\"",
            "\"\"",
            "1",
            "-0",
            "1.5",
            "1e3",
            "01",
            "null",
            "true",
            "NaN",
            "-Infinity",
            "\"",
            "\\",
            "{\"a\":",
            "}}",
        ];
        (0..random.usize(0..12)).map(|_| PIECES[random.usize(0..PIECES.len())]).collect()
    }

    fn random_document(random: &mut fastrand::Rng, depth: usize) -> String {
        let space = ["", " ", "\t\n"][random.usize(0..3)];
        let inner = |random: &mut fastrand::Rng| random_document(random, depth + 1);
        match random.usize(0..if depth > 4 { 4 } else { 6 }) {
            0 => format!("{space}{}", random.i32(..)),
            1 => format!("\"{}\"{space}", ["", "a", "\\\"", "}", "\\u007d"][random.usize(0..5)]),
            2 => "null".to_owned(),
            3 => "-1.5e+3".to_owned(),
            4 => {
                let items: Vec<_> = (0..random.usize(0..3)).map(|_| inner(random)).collect();
                format!("[{space}{}]", items.join(","))
            }
            _ => {
                let keys = ["a", "b", "\\u0061"];
                let pairs: Vec<_> = (0..random.usize(0..3))
                    .map(|_| format!("{space}\"{}\"{space}:{}", keys[random.usize(0..3)], inner(random)))
                    .collect();
                format!("{{{space}{}}}{space}", pairs.join(","))
            }
        }
    }

    #[test]
    fn it_agrees_with_the_parser() {
        let mut random = fastrand::Rng::with_seed(7);
        let mut keys_seen = 0;
        for round in 0..200_000 {
            let mut text = random_document(&mut random, 0);
            if round % 4 == 0 {
                text = random_text(&mut random);
            } else if round % 4 == 1 && !text.is_empty() {
                text.truncate(random.usize(0..text.len()));
            }
            let parsed = parse(text.as_bytes(), DEPTH_MAX);
            match peek_key(text.as_bytes()) {
                Peek::OneKey(key) => {
                    let Ok(Value::Object(object)) = parsed else { panic!("{text}: {parsed:?}") };
                    assert_eq!(object.keys().collect::<Vec<_>>(), [&*key], "{text}");
                    keys_seen += 1;
                }
                Peek::Other => {
                    let repeated = |key: &str| text.matches(key).count() > 1 || text.contains("\\u0061");
                    if let Ok(Value::Object(object)) = parsed
                        && object.len() == 1
                    {
                        assert!(object.keys().all(repeated), "{text}");
                    }
                }
            }
        }
        assert!(keys_seen > 5_000, "{keys_seen} objects of one key");
    }

    #[test]
    fn deep_nesting_ends_where_the_parser_ends() {
        for depth in [DEPTH_MAX - 2, DEPTH_MAX - 1, DEPTH_MAX, DEPTH_MAX + 1] {
            let text = format!("{{\"a\": {}{}}}", "[".repeat(depth), "]".repeat(depth));
            let parsed = parse(text.as_bytes(), DEPTH_MAX).is_ok();
            assert_eq!(matches!(peek_key(text.as_bytes()), Peek::OneKey(_)), parsed, "{depth}");
        }
    }
}
