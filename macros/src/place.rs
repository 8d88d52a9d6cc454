//! Where in the source something is declared, for rows and the messages that name them.

use std::fmt;

use proc_macro2::Span;

/// Where something is declared.
pub(crate) struct Place {
    pub(crate) file: String,
    pub(crate) line: u32,
}

impl Place {
    /// The start of a span. There is none outside a compiler, as in unit tests.
    pub(crate) fn of(span: Span) -> Self {
        if !proc_macro::is_available() {
            return Self { file: "src/lib.rs".to_owned(), line: 1 };
        }
        let span = span.unwrap();
        Self { file: span.file(), line: u32::try_from(span.line()).unwrap_or(u32::MAX) }
    }

    /// The line alone.
    pub(crate) fn line_of(span: Span) -> u32 {
        if proc_macro::is_available() { u32::try_from(span.unwrap().line()).unwrap_or(u32::MAX) } else { 1 }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}", self.file, self.line)
    }
}
