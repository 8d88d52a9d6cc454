//! A path template cut at its slashes, by the compiler as well as at run time.

use super::Segment;

/// The segments of a template that are left.
#[derive(Clone, Copy, Debug)]
pub struct Segments {
    /// With the slash before the next segment; empty after the last.
    rest: &'static str,
}

impl Segments {
    /// The segments of a template with its leading slash. The root, which is that slash alone, has none.
    pub const fn of(template: &'static str) -> Self {
        Self { rest: if template.len() > 1 { template } else { "" } }
    }

    /// Takes the next segment off: [`Iterator::next`] is none for a `const fn`.
    pub const fn cut(&mut self) -> Option<Segment> {
        let bytes = self.rest.as_bytes();
        if bytes.is_empty() {
            return None;
        }
        let mut end = 1;
        while end < bytes.len() && bytes[end] != b'/' {
            end += 1;
        }
        let (segment, rest) = self.rest.split_at(end);
        self.rest = rest;
        let segment = segment.split_at(1).1;
        let inside = segment.as_bytes();
        if inside.len() > 2 && inside[0] == b'{' && inside[inside.len() - 1] == b'}' {
            return Some(Segment::Parameter(segment.split_at(inside.len() - 1).0.split_at(1).1));
        }
        Some(Segment::Literal(segment))
    }
}

impl Iterator for Segments {
    type Item = Segment;

    fn next(&mut self) -> Option<Segment> {
        self.cut()
    }
}

#[cfg(test)]
mod tests {
    use super::Segment::{Literal, Parameter};
    use super::*;

    #[test]
    fn templates_are_cut_at_their_slashes() {
        for (template, segments) in [
            ("/", vec![]),
            ("", vec![]),
            ("/servers", vec![Literal("servers")]),
            ("/a/{id}/b/{x}", vec![Literal("a"), Parameter("id"), Literal("b"), Parameter("x")]),
            ("/{}/{", vec![Literal("{}"), Literal("{")]),
            ("/a//", vec![Literal("a"), Literal(""), Literal("")]),
        ] {
            assert_eq!(Segments::of(template).collect::<Vec<_>>(), segments, "{template}");
        }
    }
}
