//! The grammar of path templates: text to segments. Knows no `syn` input but the literal it reads.
//!
//! A template is segments joined by `/`, without a leading or trailing one. A segment is literal text or `{parameter}`.

use std::cmp::Ordering;

use proc_macro2::Span;
use syn::{Ident, LitStr};

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
        let segment = |segment: &str| match segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
            Some(name) => Segment::Parameter(name.to_owned()),
            None => Segment::Literal(segment.to_owned()),
        };
        Self { segments: text.split('/').filter(|segment| !segment.is_empty()).map(segment).collect() }
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

    /// The text without the parameters' names, which are not in a path: equal for what matches the same paths.
    pub(crate) fn shape(&self) -> String {
        self.beginnings().pop().unwrap_or_else(|| "/".to_owned())
    }

    /// The shapes of what the template begins with, the shortest first, the whole one last.
    pub(crate) fn beginnings(&self) -> Vec<String> {
        let mut beginning = String::new();
        let mut beginnings = Vec::with_capacity(self.segments.len());
        for segment in &self.segments {
            beginning.push('/');
            match segment {
                Segment::Literal(text) => beginning.push_str(text),
                Segment::Parameter(_) => beginning.push_str("{}"),
            }
            beginnings.push(beginning.clone());
        }
        beginnings
    }

    /// The parameters' names in order.
    pub(crate) fn parameters(&self) -> impl Iterator<Item = &str> {
        self.segments.iter().filter_map(|segment| match segment {
            Segment::Parameter(name) => Some(name.as_str()),
            Segment::Literal(_) => None,
        })
    }

    /// The names that stand more than once, each as often as it is repeated.
    pub(crate) fn repeated(&self) -> impl Iterator<Item = &str> {
        self.parameters()
            .enumerate()
            .filter(|(at, name)| self.parameters().take(*at).any(|earlier| earlier == *name))
            .map(|(_, name)| name)
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
}

fn parse_segment(segment: &str, whole: &str, problems: &mut Vec<String>) -> Option<Segment> {
    if segment.is_empty() {
        problems
            .push(format!("path template `{whole}` has an empty segment\nnote: write one `/` between two segments"));
        return None;
    }
    if !segment.contains(['{', '}']) {
        if let Some(name) = foreign_parameter(segment) {
            problems.push(format!("segment `{segment}` of `{whole}` is no parameter\nnote: write `{{{name}}}`"));
            // As meant, so that nothing is said of the argument.
            return Some(Segment::Parameter(name.to_owned()));
        }
        if let Some(problem) = literal_problem(segment) {
            problems.push(format!("segment `{segment}` of `{whole}` {problem}"));
        }
        return Some(Segment::Literal(segment.to_owned()));
    }
    if let Some(problem) = misplaced_brace(segment) {
        problems.push(format!("segment `{segment}` of `{whole}` {problem}"));
        return None;
    }
    let name = &segment[1..segment.len() - 1];
    match name_problem(name) {
        None => Some(Segment::Parameter(name.to_owned())),
        Some(note) => {
            problems.push(format!("`{segment}` in `{whole}` does not name a parameter\nnote: {note}"));
            None
        }
    }
}

/// The name in a segment that other routers take for a parameter.
fn foreign_parameter(segment: &str) -> Option<&str> {
    let name = match segment.strip_prefix('<') {
        Some(rest) => rest.strip_suffix('>')?,
        None => segment.strip_prefix(':')?,
    };
    is_name(name).then_some(name)
}

/// What is wrong with a segment without braces.
fn literal_problem(segment: &str) -> Option<&'static str> {
    if segment == "." || segment == ".." {
        return Some("never arrives\nnote: clients take it out of a path before they send it; leave it out");
    }
    let plain = |c: char| c.is_ascii_graphic() && !"?#%\"<>\\^`|".contains(c);
    (!segment.chars().all(plain)).then_some(
        "has a character that no path can hold as it stands\nnote: use ASCII letters, digits, `-`, `_`, `.` or `~`",
    )
}

/// What is wrong with the braces of a segment that has some, where they are not around all of it and nowhere else.
fn misplaced_brace(segment: &str) -> Option<&'static str> {
    let inner = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
    if inner.is_some_and(|name| !name.contains(['{', '}'])) {
        return None;
    }
    let (opened, closed) = (segment.matches('{').count(), segment.matches('}').count());
    Some(match opened.cmp(&closed) {
        Ordering::Greater => "has a `{` without its `}`\nnote: a parameter is a segment of its own, written `{name}`",
        Ordering::Less => "has a `}` without its `{`\nnote: a parameter is a segment of its own, written `{name}`",
        Ordering::Equal => {
            "mixes a parameter with text\nnote: a segment is either literal text or one `{parameter}`; take it apart inside the method"
        }
    })
}

/// Why a text cannot name a parameter, and what to write.
fn name_problem(name: &str) -> Option<String> {
    if is_name(name) {
        return None;
    }
    if let Some((name, _)) = name.split_once(':').filter(|(name, _)| is_name(name)) {
        return Some(format!(
            "a template has no conditions: write `{{{name}}}`, and let the type of the argument `{name}` say what it may be"
        ));
    }
    if let Some(name) = name.strip_prefix("r#").filter(|name| is_name(name)) {
        return Some(format!("write `{{{name}}}`; the argument is `r#{name}`"));
    }
    if let Some(name) = name.strip_prefix('*').or_else(|| name.strip_suffix("..")).filter(|name| is_name(name)) {
        return Some(format!(
            "a parameter takes one segment and not the rest of the path: write `{{{name}}}`, or mount an application of its own there"
        ));
    }
    Some("a parameter is bound to the argument of its name, so it is a Rust identifier".to_owned())
}

/// Whether an argument can have the name, if need be as a raw identifier.
fn is_name(name: &str) -> bool {
    // The usual ones without the parser, which is dear in a debug build.
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte == b'_';
    if name.len() > 1 && name.bytes().all(plain) && !["self", "super", "crate"].contains(&name) {
        return true;
    }
    let ident = |text: &str| syn::parse_str::<Ident>(text).is_ok_and(|ident| ident == text);
    !name.starts_with("r#") && (ident(name) || ident(&format!("r#{name}")))
}

/// The identifier of a parameter's name.
pub(crate) fn parameter_ident(name: &str) -> Ident {
    match syn::parse_str(name) {
        Ok(ident) => ident,
        Err(_) => Ident::new_raw(name, Span::call_site()),
    }
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
            ("servers/{ id }", "/servers", 1),
            ("servers/{type}", "/servers/{type}", 0),
            ("servers/{r#type}/{self}/{_}", "/servers", 3),
            ("servers/{id:[0-9]+}/{*rest}/{rest..}", "/servers", 3),
            ("servers/:id/<id>", "/servers/{id}/{id}", 2),
            ("servers/id}/{a}{b}", "/servers", 2),
            ("servers/./..", "/servers/./..", 2),
            ("servers/os-a:b/~x,y;z=1@2!$&'()*+", "/servers/os-a:b/~x,y;z=1@2!$&'()*+", 0),
        ] {
            assert_eq!(parse(text), (read.to_owned(), problems), "{text}");
        }
    }
}
