//! The grammar of path templates: text to segments. Knows no `syn` input but the literal it reads.
//!
//! A template is segments joined by `/`, without a leading or trailing one. A segment is literal text or `{parameter}`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::LitStr;

use crate::diagnostics::Diagnostics;

/// One segment of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Segment {
    /// Text that stands as it is.
    Literal(String),
    /// A parameter's name.
    Parameter(String),
}

/// A checked path template.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PathTemplate {
    /// Empty for the root.
    pub(crate) segments: Vec<Segment>,
}

impl PathTemplate {
    /// Reads a template; every mistake in it becomes a diagnostic at the literal. `None` when a segment cannot be read, so
    /// that nothing is said of arguments that it may name.
    pub(crate) fn from_literal(text: &LitStr, diagnostics: &mut Diagnostics) -> Option<Self> {
        let mut problems = Vec::new();
        let value = text.value();
        let template = Self::parse(&value, &mut problems);
        for problem in problems {
            diagnostics.push(text.span(), problem);
        }
        let written = value.split('/').filter(|segment| !segment.is_empty()).count();
        (template.segments.len() == written).then_some(template)
    }

    /// Reads the text of a template that was checked before.
    pub(crate) fn from_text(text: &str) -> Self {
        Self::parse(text.trim_start_matches('/'), &mut Vec::new())
    }

    fn parse(text: &str, problems: &mut Vec<String>) -> Self {
        if text.is_empty() {
            return Self::default();
        }
        if text.starts_with('/') || text.ends_with('/') {
            problems.push(format!(
                "path template `{text}` starts or ends with `/`\nnote: write it without, as in `{}`",
                text.trim_matches('/')
            ));
        }
        let inner = text.trim_matches('/');
        Self { segments: inner.split('/').filter_map(|segment| parse_segment(segment, text, problems)).collect() }
    }

    /// This template with `rest` below it.
    pub(crate) fn join(&self, rest: &Self) -> Self {
        Self { segments: self.segments.iter().chain(&rest.segments).cloned().collect() }
    }

    /// Whether both match the same paths: parameters count by their place, since their names are not in a path.
    pub(crate) fn has_shape_of(&self, other: &Self) -> bool {
        self.segments.len() == other.segments.len()
            && self.segments.iter().zip(&other.segments).all(|pair| match pair {
                (Segment::Literal(one), Segment::Literal(other)) => one == other,
                (Segment::Parameter(_), Segment::Parameter(_)) => true,
                _ => false,
            })
    }

    /// The parameters' names in order.
    pub(crate) fn parameters(&self) -> impl Iterator<Item = &str> {
        self.segments.iter().filter_map(|segment| match segment {
            Segment::Parameter(name) => Some(name.as_str()),
            Segment::Literal(_) => None,
        })
    }

    /// The template as text, with a leading slash.
    pub(crate) fn text(&self) -> String {
        let segments: Vec<_> = self
            .segments
            .iter()
            .map(|segment| match segment {
                Segment::Literal(text) => text.clone(),
                Segment::Parameter(name) => format!("{{{name}}}"),
            })
            .collect();
        format!("/{}", segments.join("/"))
    }

    /// The segments as the runtime's type, below the runtime's path `krate`.
    pub(crate) fn expand(&self, krate: &syn::Path) -> TokenStream {
        let segments = self.segments.iter().map(|segment| match segment {
            Segment::Literal(text) => quote!(#krate::route::Segment::Literal(#text)),
            Segment::Parameter(name) => quote!(#krate::route::Segment::Parameter(#name)),
        });
        quote!(&[#(#segments),*])
    }
}

fn parse_segment(segment: &str, whole: &str, problems: &mut Vec<String>) -> Option<Segment> {
    if segment.is_empty() {
        problems
            .push(format!("path template `{whole}` has an empty segment\nnote: write one `/` between two segments"));
        return None;
    }
    if !segment.contains(['{', '}']) {
        let plain = |c: char| c.is_ascii_graphic() && !"?#%\"<>\\^`|".contains(c);
        if !segment.chars().all(plain) {
            problems.push(format!(
                "segment `{segment}` of `{whole}` has a character that no path can hold as it stands\nnote: use ASCII letters, digits, `-`, `_`, `.` or `~`"
            ));
        }
        return Some(Segment::Literal(segment.to_owned()));
    }
    let name = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).unwrap_or("");
    if name.contains(['{', '}']) || segment.len() != name.len() + 2 {
        problems.push(format!(
            "segment `{segment}` of `{whole}` mixes a parameter with text\nnote: a segment is either literal text or one `{{parameter}}`"
        ));
        return None;
    }
    if syn::parse_str::<syn::Ident>(name).is_err() {
        problems.push(format!(
            "`{{{name}}}` in `{whole}` does not name a parameter\nnote: a parameter is bound to the argument of its name, so it is a Rust identifier"
        ));
        return None;
    }
    Some(Segment::Parameter(name.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> (String, usize) {
        let mut problems = Vec::new();
        let template = PathTemplate::parse(text, &mut problems);
        (template.text(), problems.len())
    }

    #[test]
    fn templates_and_their_mistakes() {
        for (text, read, problems) in [
            ("", "/", 0),
            ("servers", "/servers", 0),
            ("servers/{server_id}/os-volume_attachments/{id}", "/servers/{server_id}/os-volume_attachments/{id}", 0),
            ("/servers", "/servers", 1),
            ("servers//x", "/servers/x", 1),
            ("servers/{id", "/servers", 1),
            ("servers/{id}.json", "/servers", 1),
            ("servers/{}", "/servers", 1),
            ("servers/{a b}/x y", "/servers/x y", 2),
        ] {
            assert_eq!(parse(text), (read.to_owned(), problems), "{text}");
        }
    }
}
