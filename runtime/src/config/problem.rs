//! What was wrong in a configuration or policy file, and where.
//!
//! Problems are gathered: a reader goes on after the first, so that one run of `check-config` shows them all.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// The declaration.
    Default,
    /// A file, with the line of the key; line 0 is the file as a whole.
    File {
        /// The file as it was named.
        path: Arc<Path>,
        /// The line, from 1.
        line: u32,
    },
    /// An environment variable, by name.
    Environment(String),
    /// The command line.
    CommandLine,
}

impl fmt::Display for Source {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => out.write_str("default"),
            Self::File { path, line: 0 } => write!(out, "{}", path.display()),
            Self::File { path, line } => write!(out, "{}:{line}", path.display()),
            Self::Environment(name) => write!(out, "environment {name}"),
            Self::CommandLine => out.write_str("command line"),
        }
    }
}

/// One thing that was wrong: `FILE:LINE: [group] option: what was wrong, what is accepted`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where it stands.
    pub source: Source,
    /// `[group] option`, a rule's name, or nothing when the line itself could not be read.
    pub subject: String,
    /// What was wrong and what is accepted; never holds the value of a secret.
    pub message: String,
}

impl Problem {
    pub(crate) fn in_file(path: &Arc<Path>, line: u32, subject: &str, message: impl Into<String>) -> Self {
        let source = Source::File { path: Arc::clone(path), line };
        Self { source, subject: subject.to_owned(), message: message.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: ", self.source)?;
        if !self.subject.is_empty() {
            write!(out, "{}: ", self.subject)?;
        }
        out.write_str(&self.message)
    }
}

/// Everything that was wrong, one line each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problems(pub Vec<Problem>);

impl fmt::Display for Problems {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, problem) in self.0.iter().enumerate() {
            if at > 0 {
                out.write_str("\n")?;
            }
            fmt::Display::fmt(problem, out)?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}
