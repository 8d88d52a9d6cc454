//! Reads a policy file: a flat map from rule to check, in the part of YAML that such files use, or in JSON.
//!
//! Plain and quoted words, comments, values folded over indented lines, block scalars (`>`, `|`) and lists of lists are read.
//! Anything that would mean something else in YAML (a nested map, an anchor, a tag, a value left out) is refused with its line,
//! because a rule that is read wrongly opens or shuts a door.

use std::iter::Peekable;
use std::str::Chars;

/// A rule with its line, from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) rule: String,
    pub(super) check: Written,
    pub(super) line: u32,
}

/// A check as the file writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Written {
    Text(String),
    /// The older form: `or` outside, `and` inside.
    Lists(Vec<Vec<String>>),
}

/// What was wrong, and the line.
type Wrong = (u32, String);

/// Every rule in order; all lines that cannot be read.
pub(super) fn parse(text: &str) -> Result<Vec<Entry>, Vec<Wrong>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let first = text.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#'));
    if first.is_some_and(|line| line.starts_with('{')) {
        return Flow::new(text, 1).document().map_err(|wrong| vec![wrong]);
    }
    Lines { lines: text.lines().map(str::trim_end).collect(), at: 0 }.document()
}

struct Lines<'a> {
    lines: Vec<&'a str>,
    at: usize,
}

impl Lines<'_> {
    fn document(mut self) -> Result<Vec<Entry>, Vec<Wrong>> {
        let (mut entries, mut wrong) = (Vec::new(), Vec::new());
        while let Some(line) = self.lines.get(self.at).copied() {
            self.at += 1;
            let ignored = line.is_empty() || line.trim_start().starts_with('#') || line == "---";
            if ignored {
                continue;
            }
            if line == "..." {
                break;
            }
            let number = self.at as u32;
            match self.entry(line, number) {
                Ok(entry) => entries.push(entry),
                Err(message) => {
                    wrong.push((number, message));
                    while self.continued().is_some() {}
                }
            }
        }
        if wrong.is_empty() { Ok(entries) } else { Err(wrong) }
    }

    fn entry(&mut self, line: &str, number: u32) -> Result<Entry, String> {
        if line.starts_with([' ', '\t']) {
            return Err("is indented, but rules start at the first column and are not nested".to_owned());
        }
        let (rule, rest) = key(line)?;
        let rest = rest.trim_start();
        let check = match rest.chars().next() {
            Some('>' | '|') if block_mark(rest) => Written::Text(self.block()),
            Some('[') => {
                let mut text = rest.to_owned();
                while let Some(more) = self.continued() {
                    text.push('\n');
                    text.push_str(more);
                }
                let mut flow = Flow::new(&text, number);
                let lists = flow.lists().and_then(|lists| flow.end().map(|()| lists));
                Written::Lists(lists.map_err(|(_, message)| message)?)
            }
            Some('"' | '\'') => Written::Text(quoted_value(rest)?),
            None | Some('#') => Written::Text(self.plain(None)?),
            Some(_) => Written::Text(self.plain(Some(rest))?),
        };
        Ok(Entry { rule, check, line: number })
    }

    /// The next line if it is indented; comments and empty lines between are passed over only inside a value.
    fn continued(&mut self) -> Option<&str> {
        let mut ahead = self.at;
        while self.lines.get(ahead).is_some_and(|line| line.is_empty()) {
            ahead += 1;
        }
        let line = self.lines.get(ahead).filter(|line| line.starts_with(' '))?;
        self.at = ahead + 1;
        Some(line.trim_start())
    }

    /// How the lines of a block are joined makes no difference to a check: blanks are blanks.
    fn block(&mut self) -> String {
        let mut text = String::new();
        while let Some(line) = self.continued() {
            text.push_str(line);
            text.push(' ');
        }
        text.trim_end().to_owned()
    }

    fn plain(&mut self, first: Option<&str>) -> Result<String, String> {
        let mut parts = Vec::new();
        if let Some(first) = first {
            parts.push(plain_part(first)?);
        }
        while let Some(line) = self.continued() {
            if line.starts_with('#') {
                continue;
            }
            if parts.is_empty() && line.starts_with(['"', '\'']) {
                parts.push(quoted_value(line)?);
                continue;
            }
            parts.push(plain_part(line)?);
        }
        match parts.is_empty() {
            true => Err("has no check; write \"\" to let everybody pass and \"!\" to let nobody".to_owned()),
            false => Ok(parts.join(" ")),
        }
    }
}

fn block_mark(rest: &str) -> bool {
    let mark = rest[1..].split(" #").next().unwrap_or_default().trim();
    mark.chars().all(|letter| matches!(letter, '-' | '+' | '0'..='9'))
}

/// The key, and what follows its colon.
fn key(line: &str) -> Result<(String, &str), String> {
    if line.starts_with(['"', '\'']) {
        let (rule, rest) = quoted(line)?;
        let rest = rest.trim_start().strip_prefix(':').ok_or("has no colon after the rule's name")?;
        return Ok((rule, rest));
    }
    if line.starts_with("- ") || line.starts_with(['&', '*', '!', '%', '@', '`', '?', '[', '}', ']', '|', '>']) {
        return Err("is no rule; a rule is written \"name\": \"check\"".to_owned());
    }
    // A name holds colons itself; the one that ends it is followed by a blank or nothing.
    let end = line.find(": ").or_else(|| line.ends_with(':').then(|| line.len() - 1));
    let end = end.filter(|end| *end > 0).ok_or("is no rule; a rule is written \"name\": \"check\"")?;
    let name = line[..end].trim_end();
    if name.contains(" #") {
        return Err("is no rule; a comment starts before its colon".to_owned());
    }
    Ok((name.to_owned(), &line[end + 1..]))
}

fn plain_part(text: &str) -> Result<String, String> {
    let part = text.split(" #").next().unwrap_or_default().trim_end();
    if part.starts_with(['&', '*', '!', '%', '@', '`', '{', '}', ']', '|', '>', '"', '\'']) {
        return Err(format!("`{part}` means something else in YAML; put the check in quotes"));
    }
    if part.starts_with("- ") || part == "-" || part.contains(": ") || part.ends_with(':') {
        return Err("holds something nested; a rule's check is one text, or a list in [ ]".to_owned());
    }
    Ok(part.to_owned())
}

fn quoted_value(text: &str) -> Result<String, String> {
    let (value, rest) = quoted(text)?;
    let rest = rest.trim_start();
    if rest.is_empty() || rest.starts_with('#') {
        return Ok(value);
    }
    Err(format!("`{rest}` follows the closing quote"))
}

/// The quoted text at the start, and what follows it.
fn quoted(text: &str) -> Result<(String, &str), String> {
    let mut letters = text.chars();
    let value = quoted_letters(&mut letters).map_err(str::to_owned)?;
    Ok((value, letters.as_str()))
}

fn quoted_letters(letters: &mut (impl Iterator<Item = char> + Clone)) -> Result<String, &'static str> {
    const OPEN: &str = "has a quote that is not closed on its line; write long checks below `>`";
    let quote = letters.next().ok_or(OPEN)?;
    let mut value = String::new();
    loop {
        match letters.next().ok_or(OPEN)? {
            '\n' => return Err(OPEN),
            '\\' if quote == '"' => value.push(escaped(letters)?),
            // Between single quotes a doubled one stands for itself.
            '\'' if quote == '\'' && letters.clone().next() == Some('\'') => {
                letters.next();
                value.push('\'');
            }
            letter if letter == quote => return Ok(value),
            letter => value.push(letter),
        }
    }
}

fn escaped(letters: &mut impl Iterator<Item = char>) -> Result<char, &'static str> {
    match letters.next() {
        Some('"') => Ok('"'),
        Some('\\') => Ok('\\'),
        Some('/') => Ok('/'),
        Some('n') => Ok('\n'),
        Some('t') => Ok('\t'),
        Some('r') => Ok('\r'),
        Some('u') => {
            let digits: String = letters.take(4).collect();
            let code = u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32);
            code.ok_or("has a \\u that names no letter")
        }
        _ => Err("has a backslash before a letter that it does not escape"),
    }
}

/// JSON, and the lists of YAML that look like it.
struct Flow<'a> {
    letters: Peekable<Chars<'a>>,
    line: u32,
}

impl<'a> Flow<'a> {
    fn new(text: &'a str, line: u32) -> Self {
        Self { letters: text.chars().peekable(), line }
    }

    fn document(mut self) -> Result<Vec<Entry>, Wrong> {
        self.expect('{')?;
        let mut entries = Vec::new();
        while !self.next_is('}') {
            let line = self.line;
            let rule = self.text()?;
            self.expect(':')?;
            let check = match self.peek() {
                Some('[') => Written::Lists(self.lists()?),
                Some('"' | '\'') => Written::Text(self.text()?),
                _ => return Err(self.wrong("a rule's check is a text in quotes, or a list")),
            };
            entries.push(Entry { rule, check, line });
            self.comma('}')?;
        }
        self.end()?;
        Ok(entries)
    }

    fn lists(&mut self) -> Result<Vec<Vec<String>>, Wrong> {
        self.expect('[')?;
        let mut lists = Vec::new();
        while !self.next_is(']') {
            if self.peek() == Some('[') {
                self.expect('[')?;
                let mut words = Vec::new();
                while !self.next_is(']') {
                    words.push(self.text()?);
                    self.comma(']')?;
                }
                lists.push(words);
            } else {
                lists.push(vec![self.text()?]);
            }
            self.comma(']')?;
        }
        Ok(lists)
    }

    fn text(&mut self) -> Result<String, Wrong> {
        match self.peek() {
            Some('"' | '\'') => quoted_letters(&mut self.letters).map_err(|message| (self.line, message.to_owned())),
            Some(letter) => Err(self.wrong(&format!("`{letter}` stands where a text in quotes is expected"))),
            None => Err(self.wrong("ends where a text in quotes is expected")),
        }
    }

    fn end(&mut self) -> Result<(), Wrong> {
        match self.peek() {
            None => Ok(()),
            Some(letter) => Err(self.wrong(&format!("`{letter}` stands where the end is expected"))),
        }
    }

    fn comma(&mut self, close: char) -> Result<(), Wrong> {
        match self.peek() {
            Some(',') => self.expect(','),
            Some(letter) if letter == close => Ok(()),
            _ => Err(self.wrong(&format!("a comma or `{close}` is missing"))),
        }
    }

    fn expect(&mut self, wanted: char) -> Result<(), Wrong> {
        if self.next_is(wanted) { Ok(()) } else { Err(self.wrong(&format!("a `{wanted}` is missing"))) }
    }

    fn next_is(&mut self, wanted: char) -> bool {
        let is = self.peek() == Some(wanted);
        if is {
            self.letters.next();
        }
        is
    }

    fn peek(&mut self) -> Option<char> {
        while let Some(letter) = self.letters.peek().copied() {
            match letter {
                '\n' => self.line += 1,
                '#' => {
                    while self.letters.next_if(|letter| *letter != '\n').is_some() {}
                    continue;
                }
                letter if letter.is_whitespace() => {}
                letter => return Some(letter),
            }
            self.letters.next();
        }
        None
    }

    fn wrong(&self, message: &str) -> Wrong {
        (self.line, message.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(String, Written, u32)> {
        let entries = parse(text).unwrap_or_else(|wrong| panic!("{text:?}: {wrong:?}"));
        entries.into_iter().map(|entry| (entry.rule, entry.check, entry.line)).collect()
    }

    #[test]
    fn one_rule() {
        let cases = [
            "\"a:b\": \"role:x or @\"",
            "a:b: role:x or @",
            "'a:b' : 'role:x or @' # why",
            "a:b: role:x or @ # why",
            "\"a:b\": \"role:x\\u0020or @\"",
            "a:b: >\n  role:x\n  or @\n",
            "a:b: |-\n  role:x\n\n  or @",
            "a:b: role:x\n  or @",
            "a:b:\n  role:x or @",
            "a:b:\n  \"role:x or @\"",
            "{\"a:b\": \"role:x or @\"}",
            "{ # JSON\n'a:b' :\"role:x or @\",}",
        ];
        for text in cases {
            let entries = read(text);
            assert_eq!(entries.len(), 1, "{text:?}");
            let (rule, check) = (&entries[0].0, &entries[0].1);
            assert_eq!((rule.as_str(), check), ("a:b", &Written::Text("role:x or @".to_owned())), "{text:?}");
        }
    }

    #[test]
    fn lines_and_lists() {
        let text =
            "\u{feff}---\n# c\n\na: ''\r\n\"b\": [[\"x:1\", 'y:2'],\n  [\"z:3\"]]\nc: [\"x:1\"]\nd: []\n...\nnothing";
        let lists = |lists: &[&[&str]]| {
            Written::Lists(lists.iter().map(|words| words.iter().map(|word| (*word).to_owned()).collect()).collect())
        };
        let wanted = [
            ("a".to_owned(), Written::Text(String::new()), 4),
            ("b".to_owned(), lists(&[&["x:1", "y:2"], &["z:3"]]), 5),
            ("c".to_owned(), lists(&[&["x:1"]]), 7),
            ("d".to_owned(), lists(&[]), 8),
        ];
        assert_eq!(read(text), wanted);
        let json = "{\n\"a\": \"\",\n\"b\": [[\"x:1\"]]\n}\n";
        let lines: Vec<u32> = read(json).into_iter().map(|entry| entry.2).collect();
        assert_eq!(lines, [2, 3]);
        assert_eq!(read("a: '''x'':y'")[0].1, Written::Text("'x':y".to_owned()));
        assert!(read("").is_empty() && read("# only\n").is_empty());
    }

    #[test]
    fn refused_with_its_line() {
        let cases = [
            ("a:", 1, "has no check"),
            ("a: # nothing", 1, "has no check"),
            ("a: x:y\n b: c\n", 1, "nested"),
            ("a:\n  b: c", 1, "nested"),
            ("a:\n  - role:x", 1, "nested"),
            ("a: x:y\n\n\"b\": \"role:x", 3, "not closed"),
            ("a: !", 1, "in quotes"),
            ("a: @", 1, "in quotes"),
            ("a: *b", 1, "in quotes"),
            ("a: {b: c}", 1, "in quotes"),
            ("a: \"x\" y", 1, "follows the closing quote"),
            ("- a", 1, "is no rule"),
            ("word", 1, "is no rule"),
            ("  a: b", 1, "is indented"),
            ("a: [x]", 1, "a text in quotes"),
            ("{\"a\": {\"b\": \"c\"}}", 1, "text in quotes, or a list"),
            ("{\"a\": \"b\"\n\"c\": \"d\"}", 2, "a comma or `}`"),
            ("{\"a\": \"b\"} x", 1, "the end is expected"),
            ("\"a\": \"\\q\"", 1, "backslash"),
        ];
        for (text, line, message) in cases {
            let wrong = parse(text).unwrap_err();
            assert_eq!(wrong[0].0, line, "{text:?}: {wrong:?}");
            assert!(wrong[0].1.contains(message), "{text:?}: {wrong:?}");
        }
        let both = parse("word\na: b:c\n- x\n").unwrap_err();
        assert_eq!(both.iter().map(|wrong| wrong.0).collect::<Vec<_>>(), [1, 3]);
    }
}
