//! A value and its reading from text by the option's kind.
//!
//! Messages say what is accepted and quote what was written, unless the option is a secret.

use std::fmt;

use super::option::{Declared, Default, Kind};

/// A value that its option's kind accepts.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// No source sets the option, and it has no default.
    Unset,
    /// A boolean.
    Bool(bool),
    /// An integer or a port.
    Int(i64),
    /// A number.
    Float(f64),
    /// Text.
    Text(String),
    /// The items of a list or of a repeated key.
    Items(Vec<String>),
}

impl fmt::Display for Value {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unset => Ok(()),
            Self::Bool(flag) => write!(out, "{flag}"),
            Self::Int(number) => write!(out, "{number}"),
            Self::Float(number) => write!(out, "{number:?}"),
            Self::Text(text) => out.write_str(text),
            Self::Items(items) => out.write_str(&items.join(",")),
        }
    }
}

/// What stands for a secret wherever values are shown.
pub(super) const MASK: &str = "****";

/// The default as text, as a file would write it; more than one only for a repeated key.
pub(super) fn default_texts(declared: &Declared) -> Vec<String> {
    match declared.default {
        Default::Unset => Vec::new(),
        Default::Bool(flag) => vec![flag.to_string()],
        Default::Int(number) => vec![number.to_string()],
        Default::Float(number) => vec![format!("{number:?}")],
        Default::Text(text) => vec![text.to_owned()],
        Default::Items(items) if declared.kind == Kind::Multi => items.iter().map(|item| (*item).to_owned()).collect(),
        Default::Items(items) => vec![items.join(",")],
    }
}

/// Reads the texts of one option; the last counts unless the key may be repeated.
pub(super) fn read(declared: &Declared, texts: Vec<String>) -> Result<Value, String> {
    if declared.kind == Kind::Multi {
        return Ok(Value::Items(texts));
    }
    match texts.into_iter().next_back() {
        None => Ok(Value::Unset),
        Some(text) => one(declared, text),
    }
}

fn one(declared: &Declared, text: String) -> Result<Value, String> {
    let shown = if declared.secret { MASK.to_owned() } else { format!("`{text}`") };
    match declared.kind {
        Kind::Bool => boolean(&text)
            .map(Value::Bool)
            .ok_or_else(|| format!("{shown} is no boolean; accepted are true, false, 1, 0, on, off, yes and no")),
        // oslo.config reads an empty number as none, and an option that has no default can be none.
        Kind::Int { .. } | Kind::Float { .. } if text.trim().is_empty() && declared.default == Default::Unset => {
            Ok(Value::Unset)
        }
        Kind::Int { min, max } => match text.trim().parse::<i64>() {
            Ok(number) if min <= number && number <= max => Ok(Value::Int(number)),
            Ok(_) => Err(format!("{shown} is out of range; accepted is an integer{}", int_range(min, max))),
            Err(_) => Err(format!("{shown} is no integer; accepted is an integer{}", int_range(min, max))),
        },
        Kind::Float { min, max } => match text.trim().parse::<f64>() {
            Ok(number) if min <= number && number <= max => Ok(Value::Float(number)),
            _ => Err(format!("{shown} is no number{}", float_range(min, max))),
        },
        Kind::Port => text
            .trim()
            .parse::<u16>()
            .map(|port| Value::Int(port.into()))
            .map_err(|_| format!("{shown} is no port; accepted is an integer from 0 to 65535")),
        Kind::Text => Ok(Value::Text(text)),
        Kind::Choice { of, any_case } => {
            let chosen = of.iter().find(|word| **word == text || any_case && word.eq_ignore_ascii_case(&text));
            let chosen = chosen.ok_or_else(|| format!("{shown} is not accepted; accepted is {}", one_of(of)))?;
            Ok(Value::Text((*chosen).to_owned()))
        }
        Kind::Uri { schemes } => match check_uri(&text, schemes) {
            Ok(()) => Ok(Value::Text(text)),
            Err(message) => Err(format!("{shown} {message}")),
        },
        Kind::List { of } => list(&text, of)
            .map(Value::Items)
            .map_err(|message| if declared.secret { "holds an item that is not accepted".to_owned() } else { message }),
        Kind::Multi => Ok(Value::Items(vec![text])),
    }
}

fn boolean(text: &str) -> Option<bool> {
    const TRUE: [&str; 4] = ["true", "1", "on", "yes"];
    const FALSE: [&str; 4] = ["false", "0", "off", "no"];
    let is = |word: &&str| word.eq_ignore_ascii_case(text);
    if TRUE.iter().any(is) { Some(true) } else { FALSE.iter().any(is).then_some(false) }
}

fn int_range(min: i64, max: i64) -> String {
    match (min == i64::MIN, max == i64::MAX) {
        (true, true) => String::new(),
        (false, true) => format!(" of at least {min}"),
        (true, false) => format!(" of at most {max}"),
        (false, false) => format!(" from {min} to {max}"),
    }
}

fn float_range(min: f64, max: f64) -> String {
    match (min.is_infinite(), max.is_infinite()) {
        (true, true) => String::new(),
        (false, true) => format!(" of at least {min}"),
        (true, false) => format!(" of at most {max}"),
        (false, false) => format!(" from {min} to {max}"),
    }
}

fn one_of(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    format!("one of {}", quoted.join(", "))
}

fn check_uri(text: &str, schemes: &[&str]) -> Result<(), String> {
    let scheme_text = |scheme: &str| {
        scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
    };
    let split = text.split_once("://").filter(|(scheme, _)| scheme_text(scheme));
    let Some((scheme, rest)) = split else {
        return Err("is no URI; accepted is scheme://host and what may follow".to_owned());
    };
    if !schemes.is_empty() && !schemes.iter().any(|one| one.eq_ignore_ascii_case(scheme)) {
        return Err(format!("has the scheme `{scheme}`; accepted is {}", one_of(schemes)));
    }
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if host.is_empty() || text.bytes().any(|byte| byte <= b' ' || byte == 0x7f) {
        return Err("names no host, or holds a blank; accepted is scheme://host and what may follow".to_owned());
    }
    Ok(())
}

fn list(text: &str, of: &[&str]) -> Result<Vec<String>, String> {
    let text = text.trim().trim_end_matches(',');
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let items: Vec<String> = text.split(',').map(|item| item.trim().to_owned()).collect();
    match items.iter().find(|item| !of.is_empty() && !of.contains(&item.as_str())) {
        Some(item) => Err(format!("`{item}` is not accepted in the list; accepted is {}", one_of(of))),
        None => Ok(items),
    }
}

#[cfg(test)]
mod tests {
    use super::super::option::Opt;
    use super::*;

    fn declared(kind: Kind) -> Declared {
        Declared { kind, ..Opt::text_or_none("g", "n").declared }
    }

    #[test]
    fn accepted() {
        let items = |words: &[&str]| Value::Items(words.iter().map(|word| (*word).to_owned()).collect());
        let text = |word: &str| Value::Text(word.to_owned());
        let any = Kind::Choice { of: &["days", "None"], any_case: true };
        let cases = [
            (Kind::Bool, "Yes", Value::Bool(true)),
            (Kind::Bool, "0", Value::Bool(false)),
            (Kind::Int { min: -1, max: 9 }, " -1 ", Value::Int(-1)),
            (Kind::Int { min: -1, max: 9 }, "", Value::Unset),
            (Kind::Float { min: 0.0, max: 1.0 }, ".5", Value::Float(0.5)),
            (Kind::Port, "65535", Value::Int(65_535)),
            (Kind::Text, " a ", text(" a ")),
            (any, "DAYS", text("days")),
            (any, "None", text("None")),
            (Kind::Uri { schemes: &["http"] }, "HTTP://[::1]:80/a?b", text("HTTP://[::1]:80/a?b")),
            (Kind::List { of: &[] }, "a, b\n,c,", items(&["a", "b", "c"])),
            (Kind::List { of: &[] }, "", items(&[])),
            (Kind::List { of: &["a"] }, "a", items(&["a"])),
            (Kind::Multi, "a,b", items(&["a,b"])),
        ];
        for (kind, written, value) in cases {
            assert_eq!(read(&declared(kind), vec![written.to_owned()]), Ok(value), "{kind:?} {written:?}");
        }
        assert_eq!(read(&declared(Kind::Text), vec!["a".into(), "b".into()]), Ok(text("b")), "the last counts");
        assert_eq!(read(&declared(Kind::Multi), vec!["a".into(), "b".into()]), Ok(items(&["a", "b"])));
    }

    #[test]
    fn refused() {
        let cases = [
            (Kind::Bool, "maybe", "`maybe` is no boolean"),
            (Kind::Bool, "", "`` is no boolean"),
            (Kind::Int { min: 0, max: i64::MAX }, "-1", "an integer of at least 0"),
            (Kind::Int { min: 1, max: 3 }, "x", "`x` is no integer; accepted is an integer from 1 to 3"),
            (Kind::Int { min: i64::MIN, max: 3 }, "99999999999999999999", "of at most 3"),
            (Kind::Float { min: 0.0, max: 1.0 }, "1.1", "from 0 to 1"),
            (Kind::Float { min: 0.0, max: 1.0 }, "nan", "is no number"),
            (Kind::Port, "65536", "from 0 to 65535"),
            (Kind::Choice { of: &["a", "b"], any_case: false }, "A", "one of `a`, `b`"),
            (Kind::Uri { schemes: &[] }, "example.org", "is no URI"),
            (Kind::Uri { schemes: &[] }, "http:///x", "names no host"),
            (Kind::Uri { schemes: &["http", "https"] }, "ftp://x", "scheme `ftp`"),
            (Kind::List { of: &["a", "b"] }, "a,c", "`c` is not accepted in the list; accepted is one of `a`, `b`"),
        ];
        for (kind, written, message) in cases {
            let wrong = read(&declared(kind), vec![written.to_owned()]).unwrap_err();
            assert!(wrong.contains(message), "{kind:?} {written:?}: {wrong}");
        }
        let secret = Declared { secret: true, ..declared(Kind::Port) };
        assert!(!read(&secret, vec!["hunter2".to_owned()]).unwrap_err().contains("hunter2"));
    }
}
