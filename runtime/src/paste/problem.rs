//! What is wrong with a file: the list that the `const` check fills, and the error that is shown.
//!
//! Both are written `FILE:LINE: text`, at build time as the message of a compile error and at start as a [`PasteError`].

use std::fmt;

use super::text::{Text, same};

/// How many problems of one check are kept; more are counted as one line.
pub const PROBLEMS_MAX: usize = 24;
/// The most bytes of one problem's text.
const PROBLEM_BYTES_MAX: usize = 768;

/// One thing that is wrong.
#[derive(Clone, Copy)]
pub(super) struct Problem {
    /// Which of the files.
    pub(super) file: usize,
    /// From 1.
    pub(super) line: u32,
    pub(super) text: ProblemText,
}

pub(super) type ProblemText = Text<PROBLEM_BYTES_MAX>;

/// The problems of a check, in the order found; each once.
#[derive(Clone, Copy)]
pub(super) struct Problems {
    list: [Problem; PROBLEMS_MAX],
    count: usize,
    /// There were more than are kept.
    pub(super) more: bool,
}

impl Problems {
    pub(super) const fn new() -> Self {
        Self { list: [Problem { file: 0, line: 0, text: Text::new() }; PROBLEMS_MAX], count: 0, more: false }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.count == 0
    }

    pub(super) const fn push(&mut self, file: usize, line: u32, text: ProblemText) {
        let mut index = 0;
        while index < self.count {
            let known = &self.list[index];
            // A section that two pipelines name is walked twice.
            if known.file == file && known.line == line && same(known.text.as_str(), text.as_str()) {
                return;
            }
            index += 1;
        }
        if self.count == PROBLEMS_MAX {
            self.more = true;
        } else {
            self.list[self.count] = Problem { file, line, text };
            self.count += 1;
        }
    }

    pub(super) fn iter(&self) -> std::slice::Iter<'_, Problem> {
        self.list[..self.count].iter()
    }

    /// All problems of one file's check, a line each, for a message at build time.
    pub(super) const fn render(&self, file: &str) -> Text<{ 16 * 1024 }> {
        let mut out = Text::new();
        let mut index = 0;
        while index < self.count {
            out.push("\n");
            out.push(file);
            out.push(":");
            out.push_number(self.list[index].line);
            out.push(": ");
            out.push(self.list[index].text.as_str());
            index += 1;
        }
        if self.more {
            out.push("\nand more");
        }
        out
    }
}

/// Why a paste file cannot be served: every problem that was found, in the order of the lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasteError {
    /// At least one.
    pub problems: Vec<PasteProblem>,
}

/// One thing that is wrong with a paste file, shown as `FILE:LINE: text`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasteProblem {
    /// The file as it was named to [`load`](super::load), or as an include resolved it.
    pub file: String,
    /// From 1.
    pub line: u32,
    /// What is wrong, what was expected, and the way out.
    pub text: String,
}

impl PasteError {
    pub(super) fn new(problems: &Problems, files: &[&str]) -> Self {
        let mut sorted: Vec<&Problem> = problems.iter().collect();
        sorted.sort_by_key(|problem| (problem.file, problem.line));
        let mut problems: Vec<PasteProblem> = sorted
            .into_iter()
            .map(|problem| PasteProblem {
                file: files[problem.file].to_owned(),
                line: problem.line,
                text: problem.text.as_str().to_owned(),
            })
            .collect();
        problems.dedup();
        Self { problems }
    }
}

impl fmt::Display for PasteError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.problems.iter().enumerate() {
            let lead = if index == 0 { "" } else { "\n" };
            write!(out, "{lead}{problem}")?;
        }
        Ok(())
    }
}

impl fmt::Display for PasteProblem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}: {}", self.file, self.line, self.text)
    }
}

impl std::error::Error for PasteError {}
