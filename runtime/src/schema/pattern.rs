//! Regular expressions as Python's `re.search` reads them, matched in linear time.
//!
//! What differs from the engine below is translated: `$` also stands before a final line feed, and one `(?!x)` at the
//! front and one `(?<!x)` at the end, which Nova uses against spaces, become tests of their own.
//! `\d`, `\w` and `\s` know ASCII only.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use regex_lite::Regex;

/// A compiled pattern.
#[derive(Debug)]
pub(super) struct Pattern {
    matches: Regex,
    not_at_start: Option<Regex>,
    not_at_end: Option<Regex>,
}

impl Pattern {
    /// Compiles `text`; the error says what the engine does not take.
    pub(super) fn compile(text: &str) -> Result<Self, regex_lite::Error> {
        let (text, not_at_start) = take_lookahead(text);
        let (text, not_at_end) = take_lookbehind(&text);
        let wrapped = |before: &str, inner: Option<&str>, after: &str| {
            inner.map(|inner| Regex::new(&format!("{before}(?:{}){after}", translate(inner)))).transpose()
        };
        Ok(Self {
            matches: Regex::new(&translate(&text))?,
            not_at_start: wrapped("^", not_at_start, "")?,
            not_at_end: wrapped("", not_at_end, r"\z")?,
        })
    }

    /// Whether some part of `text` matches.
    pub(super) fn is_match(&self, text: &str) -> bool {
        let end = text.strip_suffix('\n').unwrap_or(text);
        self.matches.is_match(text)
            && !self.not_at_start.as_ref().is_some_and(|not| not.is_match(text))
            && !self.not_at_end.as_ref().is_some_and(|not| not.is_match(end))
    }
}

/// The compiled form of a schema's pattern, made once.
///
/// # Panics
///
/// When the engine does not take it, which [`Schema::check`](super::Schema::check) finds in a test.
pub(super) fn compiled(text: &'static str) -> &'static Pattern {
    let key = (text.as_ptr().addr(), text.len());
    if let Some(&pattern) =
        CACHE.read().unwrap_or_else(PoisonError::into_inner).as_ref().and_then(|known| known.get(&key))
    {
        return pattern;
    }
    let pattern = match Pattern::compile(text) {
        // The schemas of a program are finite and live as long as it does.
        Ok(pattern) => &*Box::leak(Box::new(pattern)),
        Err(error) => panic!("the schema pattern `{text}` cannot be used: {error}"),
    };
    let mut known = CACHE.write().unwrap_or_else(PoisonError::into_inner);
    known.get_or_insert_default().entry(key).or_insert(pattern)
}

/// Patterns by address and length of their text, which is never freed.
static CACHE: RwLock<Option<HashMap<(usize, usize), &'static Pattern>>> = RwLock::new(None);

/// Splits `^(?!x)rest` into `^rest` and `x`.
fn take_lookahead(text: &str) -> (String, Option<&str>) {
    text.strip_prefix("^(?!")
        .and_then(|rest| rest.split_once(')'))
        .filter(|(inner, _)| is_plain(inner))
        .map_or_else(|| (text.to_owned(), None), |(inner, rest)| (format!("^{rest}"), Some(inner)))
}

/// Splits `rest(?<!x)$` into `rest$` and `x`.
fn take_lookbehind(text: &str) -> (String, Option<&'_ str>) {
    text.strip_suffix(")$")
        .and_then(|rest| rest.rsplit_once("(?<!"))
        .filter(|(_, inner)| is_plain(inner))
        .map_or_else(|| (text.to_owned(), None), |(rest, inner)| (format!("{rest}$"), Some(inner)))
}

/// Whether this is one character or class, so that no bracket of it was mistaken for the end.
fn is_plain(inner: &str) -> bool {
    !inner.contains(['(', ')', '|'])
}

/// Writes Python's `$` and `\Z` as the engine has them.
fn translate(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut in_class = false;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('Z') if !in_class => out.push_str(r"\z"),
                Some(next) => out.extend([c, next]),
                None => out.push(c),
            },
            '$' if !in_class => out.push_str(r"\n?\z"),
            // Python knows no class inside a class.
            '[' if in_class => out.push_str(r"\["),
            _ => {
                in_class = match c {
                    '[' => true,
                    ']' => false,
                    _ => in_class,
                };
                out.push(c);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_searches_as_python_does() {
        let table: [(&str, &[&str], &[&str]); 8] = [
            ("^[0-9]*$", &["", "12", "1\n"], &["1\n\n", "x", "-1"]),
            ("[0-9]", &["a1b"], &["", "ab"]),
            ("^(?! )[a-zA-Z0-9. _-]+(?<! )$", &["a", "a b", "a.b\n"], &["", " a", "a ", "a \n", "a/b"]),
            ("^[a-zA-Z0-9-_:. ]{1,255}$", &["a-b_c:d. "], &["", "a/b"]),
            ("^[^,/]*$", &["", "a b"], &["a,b", "a/b"]),
            ("(^/dev/x{0,1}[a-z]{0,1}d{0,1})([a-z]+)[0-9]*$", &["/dev/vda", "/dev/xvdb1"], &["vda", "/dev/1"]),
            ("^[$]$", &["$"], &["", "\n"]),
            ("a[[]b\\Z", &["a[b"], &["a[b\n"]),
        ];
        for (pattern, yes, no) in table {
            let compiled = Pattern::compile(pattern).unwrap();
            for text in yes {
                assert!(compiled.is_match(text), "{pattern} on {text:?}");
            }
            for text in no {
                assert!(!compiled.is_match(text), "{pattern} on {text:?}");
            }
        }
    }

    #[test]
    fn a_pattern_is_compiled_once() {
        const TEXT: &str = "^once$";
        assert!(std::ptr::eq(compiled(TEXT), compiled(TEXT)));
    }
}
