//! The compile errors of one macro call, gathered so that all of them are shown at once.
//!
//! Parsing and checking push into one collector and go on; the entry point asks it at the end.
//! A message is lowercase, names the thing in backticks, says what was expected and, after a `note:`, how to mend it.

use std::fmt::Display;

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;

/// The errors found so far, in the order they were found.
///
/// Whoever holds one has to call [`finish`](Self::finish): an error that nobody shows would compile silently.
#[derive(Debug, Default)]
#[must_use]
pub(crate) struct Diagnostics {
    errors: Option<syn::Error>,
    count: usize,
}

impl Diagnostics {
    /// No errors yet.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Adds an error that is shown at `span`.
    pub(crate) fn push(&mut self, span: Span, message: impl Display) {
        self.absorb(syn::Error::new(span, message));
    }

    /// Adds an error that is shown under all of `tokens`.
    pub(crate) fn push_at(&mut self, tokens: impl ToTokens, message: impl Display) {
        self.absorb(syn::Error::new_spanned(tokens, message));
    }

    /// Adds the errors of a `syn` parser.
    pub(crate) fn absorb(&mut self, error: syn::Error) {
        self.count += 1;
        match &mut self.errors {
            Some(errors) => errors.combine(error),
            none => *none = Some(error),
        }
    }

    /// The value, or `None` after its error was added.
    pub(crate) fn ok<T>(&mut self, result: syn::Result<T>) -> Option<T> {
        result.map_err(|error| self.absorb(error)).ok()
    }

    /// Whether no error was added.
    pub(crate) fn is_empty(&self) -> bool {
        self.errors.is_none()
    }

    /// How many times errors were added: the same before and after what is right.
    pub(crate) fn count(&self) -> usize {
        self.count
    }

    /// One `compile_error!` an error, or `None` where there is none.
    pub(crate) fn finish(self) -> Option<TokenStream> {
        self.errors.map(|errors| errors.to_compile_error())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_is_shown_in_order() {
        let mut diagnostics = Diagnostics::new();
        diagnostics.push(Span::call_site(), "first");
        assert_eq!(diagnostics.ok(syn::parse_str::<syn::Ident>("1")), None);
        let shown = diagnostics.finish().expect("two errors were added").to_string();
        assert_eq!(shown.matches("compile_error").count(), 2);
        assert!(shown.find("first") < shown.find("expected identifier"));
    }

    #[test]
    fn no_error_shows_nothing() {
        let diagnostics = Diagnostics::new();
        assert!(diagnostics.is_empty());
        assert!(diagnostics.finish().is_none());
    }
}
