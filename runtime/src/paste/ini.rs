//! The one tokenizer of ini files, in `const fn`: at build time for the shipped file and at start for the operator's.
//!
//! The grammar is that of Python's strict `ConfigParser` as PasteDeploy sets it up: a key ends at the first `=` or `:`, keys are
//! case-sensitive, comments are whole lines that start with `#` or `;`, deeper indented lines continue a value, and neither a
//! section nor a key in it may come twice. Values stay as they are written; [`super::walk`] interpolates those it needs.

use super::problem::Problems;
use super::text::{cut, find, is_space, same, text, trim};

/// The most sections of one file.
pub const SECTIONS_MAX: usize = 128;
/// The most keys of one file.
pub const ENTRIES_MAX: usize = 512;
/// The most bytes of one file.
pub const FILE_BYTES_MAX: usize = 256 * 1024;

/// The section whose keys are seen in all others.
pub(super) const DEFAULT: &str = "DEFAULT";

/// A `[name]` and which entries it holds.
#[derive(Clone, Copy)]
pub(super) struct Section<'a> {
    /// What stands between the brackets; empty for a section that came before and was reported.
    pub(super) name: &'a str,
    pub(super) line: u32,
    pub(super) first: usize,
    pub(super) end: usize,
}

/// One key with its value.
#[derive(Clone, Copy)]
pub(super) struct Entry<'a> {
    pub(super) key: &'a str,
    /// As written, from behind the separator to the end of the last continuation line, with comment lines in between.
    pub(super) value: &'a str,
    pub(super) line: u32,
}

/// A file cut into sections and entries.
#[derive(Clone, Copy)]
pub(super) struct Ini<'a> {
    sections: [Section<'a>; SECTIONS_MAX],
    section_count: usize,
    entries: [Entry<'a>; ENTRIES_MAX],
    entry_count: usize,
}

impl<'a> Ini<'a> {
    /// Cuts a file up; whatever is wrong goes to `problems`, and the rest is kept.
    pub(super) const fn parse(source: &'a str, file: usize, problems: &mut Problems) -> Self {
        let mut ini = Self {
            sections: [Section { name: "", line: 0, first: 0, end: 0 }; SECTIONS_MAX],
            section_count: 0,
            entries: [Entry { key: "", value: "", line: 0 }; ENTRIES_MAX],
            entry_count: 0,
        };
        if source.len() > FILE_BYTES_MAX {
            problems.push(file, 1, text!("the file is longer than ", #FILE_BYTES_MAX as u32, " bytes"));
            return ini;
        }
        let mut tokens = Tokens { source, at: 0, line: 0 };
        while let Some(token) = tokens.next() {
            match token {
                Token::Section { name, line } => ini.open(name, line, file, problems),
                Token::Entry(entry) => ini.add(entry, file, problems),
                Token::Bad { text, line, why } => problems.push(file, line, text!("`", text, "` ", why)),
            }
        }
        ini
    }

    const fn open(&mut self, name: &'a str, line: u32, file: usize, problems: &mut Problems) {
        if self.section_count == SECTIONS_MAX {
            problems.push(file, line, text!("a file holds at most ", #SECTIONS_MAX as u32, " sections"));
            return;
        }
        let mut section = Section { name, line, first: self.entry_count, end: self.entry_count };
        if let Some(earlier) = self.section_named(name)
            && !same(name, DEFAULT)
        {
            let earlier = self.sections[earlier].line;
            problems.push(
                file,
                line,
                text!("section [", name, "] comes twice, first in line ", #earlier, "; join the two or rename one"),
            );
            section.name = "";
        }
        self.sections[self.section_count] = section;
        self.section_count += 1;
    }

    const fn add(&mut self, entry: Entry<'a>, file: usize, problems: &mut Problems) {
        if self.section_count == 0 {
            problems.push(
                file,
                entry.line,
                text!("key `", entry.key, "` stands before any section; put it below a line such as [DEFAULT]"),
            );
            return;
        }
        if self.entry_count == ENTRIES_MAX {
            problems.push(file, entry.line, text!("a file holds at most ", #ENTRIES_MAX as u32, " keys"));
            return;
        }
        let section = self.section_count - 1;
        if let Some(earlier) = self.key(section, entry.key) {
            problems.push(
                file,
                entry.line,
                text!(
                    "key `",
                    entry.key,
                    "` comes twice in [",
                    self.sections[section].name,
                    "], first in line ",
                    #self.entries[earlier].line,
                    "; remove one of them"
                ),
            );
            return;
        }
        self.entries[self.entry_count] = entry;
        self.entry_count += 1;
        self.sections[section].end = self.entry_count;
    }

    pub(super) const fn section_count(&self) -> usize {
        self.section_count
    }

    pub(super) const fn section(&self, index: usize) -> Section<'a> {
        self.sections[index]
    }

    pub(super) const fn entry(&self, index: usize) -> Entry<'a> {
        self.entries[index]
    }

    /// The first section of exactly this name.
    const fn section_named(&self, name: &str) -> Option<usize> {
        let mut index = 0;
        while index < self.section_count {
            if same(self.sections[index].name, name) {
                return Some(index);
            }
            index += 1;
        }
        None
    }

    /// The entry of a section with this key.
    pub(super) const fn key(&self, section: usize, key: &str) -> Option<usize> {
        let mut index = self.sections[section].first;
        while index < self.sections[section].end {
            if same(self.entries[index].key, key) {
                return Some(index);
            }
            index += 1;
        }
        None
    }

    /// The entry of `[DEFAULT]` with this key; that section may be opened more than once.
    pub(super) const fn default_key(&self, key: &str) -> Option<usize> {
        let mut index = 0;
        while index < self.section_count {
            if same(self.sections[index].name, DEFAULT)
                && let Some(entry) = self.key(index, key)
            {
                return Some(entry);
            }
            index += 1;
        }
        None
    }
}

enum Token<'a> {
    Section { name: &'a str, line: u32 },
    Entry(Entry<'a>),
    Bad { text: &'a str, line: u32, why: &'static str },
}

/// Reads a source token by token.
struct Tokens<'a> {
    source: &'a str,
    at: usize,
    /// The number of the line that was read last, from 1.
    line: u32,
}

impl<'a> Tokens<'a> {
    const fn next(&mut self) -> Option<Token<'a>> {
        while self.at < self.source.len() {
            let start = self.at;
            let end = self.line_end();
            let whole = cut(self.source, start, end);
            self.step_over(end);
            let text = trim(whole);
            if text.is_empty() || is_comment(text) {
                continue;
            }
            return Some(if text.as_bytes()[0] == b'[' {
                self.header(text)
            } else {
                self.entry(whole, text, start, end)
            });
        }
        None
    }

    const fn header(&self, text: &'a str) -> Token<'a> {
        let bytes = text.as_bytes();
        let mut close = bytes.len();
        // The name reaches to the last bracket, and what follows is ignored: both are ConfigParser's rule.
        while close > 0 && bytes[close - 1] != b']' {
            close -= 1;
        }
        let line = self.line;
        match close {
            0 => Token::Bad { text, line, why: "opens a section and has no closing `]`" },
            2 => Token::Bad { text, line, why: "is a section without a name" },
            _ => Token::Section { name: cut(text, 1, close - 1), line },
        }
    }

    const fn entry(&mut self, whole: &'a str, text: &'a str, start: usize, end: usize) -> Token<'a> {
        let line = self.line;
        let value_end = self.continuation(indent(whole), end);
        let separator = match (find(whole, b'='), find(whole, b':')) {
            (Some(equals), Some(colon)) => Some(if equals < colon { equals } else { colon }),
            (Some(at), None) | (None, Some(at)) => Some(at),
            (None, None) => None,
        };
        let Some(separator) = separator else {
            return Token::Bad {
                text,
                line,
                why: "is neither a section nor a key; write `key = value` or `key: value`",
            };
        };
        let key = trim(cut(whole, 0, separator));
        if key.is_empty() {
            return Token::Bad { text, line, why: "has no key before its separator" };
        }
        let value = trim(cut(self.source, start + separator + 1, value_end));
        Token::Entry(Entry { key, value, line })
    }

    /// Steps over the lines that continue a value, and returns where the last one ends.
    const fn continuation(&mut self, key_indent: usize, first_end: usize) -> usize {
        let mut end = first_end;
        let (mut at, mut line) = (self.at, self.line);
        while self.at < self.source.len() {
            let line_end = self.line_end();
            let whole = cut(self.source, self.at, line_end);
            let text = trim(whole);
            let blank = text.is_empty() || is_comment(text);
            if !blank && indent(whole) <= key_indent {
                break;
            }
            self.step_over(line_end);
            if !blank {
                end = line_end;
                (at, line) = (self.at, self.line);
            }
        }
        (self.at, self.line) = (at, line);
        end
    }

    /// Where the line at `self.at` ends, before its line feed.
    const fn line_end(&self) -> usize {
        let bytes = self.source.as_bytes();
        let mut end = self.at;
        while end < bytes.len() && bytes[end] != b'\n' {
            end += 1;
        }
        end
    }

    const fn step_over(&mut self, line_end: usize) {
        self.line += 1;
        self.at = if line_end < self.source.len() { line_end + 1 } else { line_end };
    }
}

/// Whether a trimmed line is a comment.
pub(super) const fn is_comment(text: &str) -> bool {
    matches!(text.as_bytes(), [b'#' | b';', ..])
}

const fn indent(line: &str) -> usize {
    let bytes = line.as_bytes();
    let mut at = 0;
    while at < bytes.len() && is_space(bytes[at]) {
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(source: &str) -> (Vec<String>, Vec<String>) {
        let mut problems = Problems::new();
        let ini = Ini::parse(source, 0, &mut problems);
        let mut lines = Vec::new();
        for index in 0..ini.section_count() {
            let section = ini.section(index);
            lines.push(format!("{} [{}]", section.line, section.name));
            for index in section.first..section.end {
                let entry = ini.entry(index);
                lines.push(format!("{} {}={}", entry.line, entry.key, entry.value));
            }
        }
        let problems = problems.iter().map(|problem| format!("{}: {}", problem.line, problem.text.as_str()));
        (lines, problems.collect())
    }

    #[track_caller]
    fn check(source: &str, expected: &[&str]) {
        let (lines, problems) = parse(source);
        assert_eq!(lines, expected);
        assert_eq!(problems, [""; 0]);
    }

    #[test]
    fn keys_end_at_the_first_separator() {
        check("[a:b]\n/v2.1/+: x\nk=1:2\nuse = call:m:f\n", &["1 [a:b]", "2 /v2.1/+=x", "3 k=1:2", "4 use=call:m:f"]);
        check("[a]\nempty =\nlast: y", &["1 [a]", "2 empty=", "3 last=y"]);
    }

    #[test]
    fn comments_are_whole_lines() {
        check("# c\n; c\n[a] # said here\n  # in\nk = v # kept\n", &["3 [a]", "5 k=v # kept"]);
        check("[a]\nk = #v\n", &["1 [a]", "2 k=#v"]);
    }

    #[test]
    fn deeper_lines_continue_a_value() {
        check("[a]\nk = x\n  y\n# c\n\n  z\n\nn = 1\n", &["1 [a]", "2 k=x\n  y\n# c\n\n  z", "8 n=1"]);
        check("[a]\n  k = x\n  n = y\n   z\n", &["1 [a]", "2 k=x", "3 n=y\n   z"]);
        check("[a]\r\nk = x\r\n\ty\r\n", &["1 [a]", "2 k=x\r\n\ty"]);
    }

    #[test]
    fn default_may_be_opened_again_and_other_sections_not() {
        check("[DEFAULT]\na=1\n[x]\n[DEFAULT]\nb=2", &["1 [DEFAULT]", "2 a=1", "3 [x]", "4 [DEFAULT]", "5 b=2"]);
        let (_, problems) = parse("[x]\na=1\na=2\n[y]\n[x]\nb=1\n");
        assert_eq!(
            problems,
            [
                "3: key `a` comes twice in [x], first in line 2; remove one of them",
                "5: section [x] comes twice, first in line 1; join the two or rename one",
            ]
        );
    }

    #[test]
    fn each_bad_line_is_named() {
        let (_, problems) = parse("k = v\n[open\n[]\n[a]\nword\n= x\n");
        assert_eq!(
            problems,
            [
                "1: key `k` stands before any section; put it below a line such as [DEFAULT]",
                "2: `[open` opens a section and has no closing `]`",
                "3: `[]` is a section without a name",
                "5: `word` is neither a section nor a key; write `key = value` or `key: value`",
                "6: `= x` has no key before its separator",
            ]
        );
    }
}
