//! Reads one file of the INI dialect that oslo.config reads: text to `(group, name, value, line)`.
//!
//! A line that starts with a blank continues the value above it, whatever it holds (`#` too); an empty line ends a value.
//! `=` or `:` separates key from value, the first of them counts. A value wholly in quotes loses them. A comment is a line
//! of its own that starts with `#` or `;`.
//! What options exist is not known here.

use std::path::Path;
use std::sync::Arc;

use super::problem::Problem;

/// The most bytes a configuration or policy file may have.
pub const FILE_BYTES_MAX: u64 = 4 << 20;

/// One assignment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) group: String,
    pub(super) name: String,
    pub(super) value: String,
    pub(super) line: u32,
}

/// The file's text, or what kept it from being read.
pub(crate) fn text_of(path: &Arc<Path>) -> Result<String, Problem> {
    let wrong = |message: String| Problem::in_file(path, 0, "", message);
    let length = std::fs::metadata(path).map_err(|error| wrong(format!("cannot be read: {error}")))?.len();
    if length > FILE_BYTES_MAX {
        return Err(wrong(format!("has {length} bytes; at most {FILE_BYTES_MAX} are read")));
    }
    let bytes = std::fs::read(path).map_err(|error| wrong(format!("cannot be read: {error}")))?;
    String::from_utf8(bytes).map_err(|error| {
        let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = before.iter().filter(|byte| **byte == b'\n').count() as u32 + 1;
        Problem::in_file(path, line, "", "is not UTF-8")
    })
}

/// Every assignment in order; what cannot be read goes to `problems`.
pub(super) fn parse(text: &str, path: &Arc<Path>, problems: &mut Vec<Problem>) -> Vec<Entry> {
    let mut reader = Reader { entries: Vec::new(), group: None, open: false };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    for (at, line) in text.lines().enumerate() {
        let number = u32::try_from(at + 1).unwrap_or(u32::MAX);
        if let Err(message) = reader.line(line.trim_end(), number) {
            problems.push(Problem::in_file(path, number, "", message));
        }
    }
    reader.entries
}

struct Reader {
    entries: Vec<Entry>,
    /// `None` before the first section, and below one that could not be read.
    group: Option<String>,
    /// Whether the last entry may go on.
    open: bool,
}

impl Reader {
    fn line(&mut self, line: &str, number: u32) -> Result<(), String> {
        if line.is_empty() {
            self.open = false;
            return Ok(());
        }
        if line.starts_with([' ', '\t']) {
            return self.continuation(line.trim_start());
        }
        self.open = false;
        match line.as_bytes()[0] {
            b'#' | b';' => Ok(()),
            b'[' => self.section(line),
            _ => self.assignment(line, number),
        }
    }

    fn continuation(&mut self, rest: &str) -> Result<(), String> {
        match self.entries.last_mut() {
            Some(entry) if self.open => {
                entry.value.push('\n');
                entry.value.push_str(rest);
                Ok(())
            }
            // An indented comment under nothing is harmless; oslo.config refuses it, and so must a file that both read.
            _ => Err("starts with a blank but continues no value; start the line at its first column".to_owned()),
        }
    }

    fn section(&mut self, line: &str) -> Result<(), String> {
        let name = line[1..].strip_suffix(']').filter(|name| !name.is_empty());
        self.group = name.map(str::to_owned);
        match name {
            Some(_) => Ok(()),
            None => Err(format!("`{line}` is no section; a section is written [name] and nothing follows it")),
        }
    }

    fn assignment(&mut self, line: &str, number: u32) -> Result<(), String> {
        let Some(at) = line.find(['=', ':']) else {
            return Err("has neither `=` nor `:`; an option is written name = value".to_owned());
        };
        let (name, value) = (line[..at].trim_end(), line[at + 1..].trim());
        if name.is_empty() {
            return Err("has no name before the `=`".to_owned());
        }
        let Some(group) = &self.group else {
            return Err(format!("`{name}` stands in no section; put it below [DEFAULT] or its own section"));
        };
        let entry = Entry {
            group: group.clone(),
            name: name.replace('-', "_"),
            value: unquoted(value).to_owned(),
            line: number,
        };
        self.entries.push(entry);
        self.open = true;
        Ok(())
    }
}

fn unquoted(value: &str) -> &str {
    for quote in ['"', '\''] {
        if let Some(inner) = value.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote)) {
            return inner;
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Vec<Entry>, Vec<String>) {
        let path: Arc<Path> = Path::new("f").into();
        let mut problems = Vec::new();
        let entries = parse(text, &path, &mut problems);
        (entries, problems.iter().map(ToString::to_string).collect())
    }

    fn entry(group: &str, name: &str, value: &str, line: u32) -> Entry {
        Entry { group: group.to_owned(), name: name.to_owned(), value: value.to_owned(), line }
    }

    #[test]
    fn values() {
        let cases: &[(&str, &str)] = &[
            ("a = b", "b"),
            ("a=b", "b"),
            ("a: b=c", "b=c"),
            ("a = b : c", "b : c"),
            ("a = ' b '", " b "),
            ("a = \"b\"", "b"),
            ("a = \"b'", "\"b'"),
            ("a = \"", "\""),
            ("a =", ""),
            ("a = b # c", "b # c"),
            ("a = b\n  c\n\td", "b\nc\nd"),
            ("a = b\n # c", "b\n# c"),
            ("a =\n  b", "\nb"),
            ("a = b\r\n", "b"),
        ];
        for (text, value) in cases {
            let (entries, problems) = read(&format!("[g]\n{text}\n"));
            assert_eq!(entries, [entry("g", "a", value, 2)], "{text:?}");
            assert!(problems.is_empty(), "{text:?}: {problems:?}");
        }
    }

    #[test]
    fn a_comment_or_an_empty_line_ends_a_value() {
        for text in ["[g]\na = b\n\n c", "[g]\na = b\n#\n c"] {
            let (entries, problems) = read(text);
            assert_eq!(entries.len(), 1);
            assert_eq!(problems.len(), 1);
            assert!(problems[0].starts_with("f:4: starts with a blank"), "{problems:?}");
        }
    }

    #[test]
    fn every_bad_line_is_named_and_the_rest_is_read() {
        let (entries, problems) = read("\u{feff}x = 1\n[\n[]\ny = 1\n[a] z\n[Ab]\nword\n= 2\nlog-dir = /x\n; c\n");
        assert_eq!(entries, [entry("Ab", "log_dir", "/x", 9)]);
        let lines: Vec<&str> = problems.iter().map(|problem| problem.split(": ").next().unwrap()).collect();
        assert_eq!(lines, ["f:1", "f:2", "f:3", "f:4", "f:5", "f:7", "f:8"]);
    }

    #[test]
    fn a_file_that_is_not_utf_8_is_named_with_its_line() {
        let path = std::env::temp_dir().join(format!("starmap-latin1-{}", std::process::id()));
        std::fs::write(&path, b"[a]\nb = \xe9\n").unwrap();
        let problem = text_of(&Arc::from(path.as_path())).unwrap_err().to_string();
        std::fs::remove_file(&path).unwrap();
        assert!(problem.ends_with(":2: is not UTF-8"), "{problem}");
    }
}
