//! The rows that a request just missed, with what kept each of them away: for `explain` and for hints in the log.
//!
//! It looks at every row and allocates; it is not for the path of every request.

use std::fmt;

use super::{Mapper, Row};
use crate::microversion::{Microversion, VersionRange};
use crate::route::{Method, Route, Segment};

/// The most rows that are named.
pub const NEAREST_MAX: usize = 5;

/// A row that a request missed.
#[derive(Clone, Debug)]
pub struct Near {
    /// The row.
    pub row: Row,
    /// Why the request did not go there.
    pub reason: Reason,
}

/// What kept a request from a row. The first difference is named, path before method before microversion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The path has another text where the template has a literal.
    Literal {
        /// The number of the segment, from 1.
        segment: usize,
        /// What stands in the template.
        expected: &'static str,
        /// What stands in the path.
        found: String,
    },
    /// The path ends before the template does.
    TooShort {
        /// What should have followed.
        missing: String,
    },
    /// The path goes on after the template's end.
    TooLong {
        /// What is left of the path.
        rest: String,
    },
    /// The path has an empty segment: two slashes together, or one at the end.
    EmptySegment {
        /// The number of the segment, from 1.
        segment: usize,
    },
    /// The path fits, and the method is another.
    Method {
        /// The method of the row.
        expected: Method,
    },
    /// The path and the method fit, and the microversion is outside the row's range.
    Version {
        /// The range of the row.
        range: VersionRange,
    },
}

impl fmt::Display for Reason {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Literal { segment, expected, found } => {
                write!(out, "segment {segment} is `{found}`, not `{expected}`")
            }
            Self::TooShort { missing } => write!(out, "the path ends before `{missing}`"),
            Self::TooLong { rest } => write!(out, "the template ends before `{rest}`"),
            Self::EmptySegment { segment } => write!(out, "segment {segment} of the path is empty"),
            Self::Method { expected } => write!(out, "the method is {}", expected.as_str()),
            Self::Version { range } => write!(out, "it exists at {range}"),
        }
    }
}

impl Mapper<'_> {
    /// The rows closest to a request that matched none, closest first, at most [`NEAREST_MAX`].
    ///
    /// A row that the request does match is left out, and so is one that has nothing in common with the path. Without a
    /// `version` no row is outside its range.
    pub fn nearest(self, method: Method, path: &str, version: Option<Microversion>) -> Vec<Near> {
        let segments = split(path);
        let project = self.options().project && super::walk::project_end(path.as_bytes()).is_some();
        let mut found: Vec<(usize, &Row, Reason)> = Vec::new();
        for row in self.rows() {
            let plain = miss(&row.route, method, &segments, 0, version);
            // With a project id in front, as the lookup reads a path that does not match without it.
            let behind = if project { miss(&row.route, method, &segments, 1, version) } else { None };
            let closer = plain.into_iter().chain(behind).min_by_key(|(distance, _)| *distance);
            if let Some((distance, reason)) = closer {
                found.push((distance, row, reason));
            }
        }
        found.sort_by_key(|(distance, ..)| *distance);
        found.truncate(NEAREST_MAX);
        found.into_iter().map(|(_, row, reason)| Near { row: *row, reason }).collect()
    }
}

/// The segments of a path, empty ones too; none for the root.
fn split(path: &str) -> Vec<&str> {
    match path.strip_prefix('/').unwrap_or(path) {
        "" => Vec::new(),
        rest => rest.split('/').collect(),
    }
}

/// The cost of each kind of difference: a wrong verb is closer than a typing error, and that closer than another depth.
const VERSION: usize = 1;
const METHOD: usize = 2;
const TYPING_ERROR: usize = 4;
const EXTRA_SEGMENT: usize = 12;
const OTHER_WORD: usize = 30;

/// How far the request is from the row and the first difference, or `None` when it matches or is nothing like it.
///
/// The first `skip` segments are the project id.
fn miss(
    route: &Route,
    method: Method,
    path: &[&str],
    skip: usize,
    version: Option<Microversion>,
) -> Option<(usize, Reason)> {
    let segments = path.get(skip..)?;
    let mut distance = 0;
    let expected: Vec<_> = route.segments().collect();
    let mut alike = expected.is_empty() && segments.is_empty();
    let mut first = None;
    for (at, (&expected, &found)) in expected.iter().zip(segments).enumerate() {
        let (cost, reason) = match expected {
            Segment::Literal(literal) if literal == found => {
                alike = true;
                continue;
            }
            _ if found.is_empty() => (TYPING_ERROR, Reason::EmptySegment { segment: skip + at + 1 }),
            Segment::Parameter(_) => {
                // A parameter takes anything, so a literal in its place says more; it breaks ties only.
                continue;
            }
            Segment::Literal(literal) => {
                let edits = edits(literal, found);
                let typing_error = 2 * edits <= literal.len().max(found.len()) && edits <= 4;
                alike |= typing_error;
                let cost = if typing_error { TYPING_ERROR + edits } else { OTHER_WORD };
                (cost, Reason::Literal { segment: skip + at + 1, expected: literal, found: found.to_owned() })
            }
        };
        distance += cost;
        first.get_or_insert(reason);
    }
    let common = expected.len().min(segments.len());
    distance += EXTRA_SEGMENT * (expected.len().max(segments.len()) - common);
    if let Some(rest) = segments.get(common..).filter(|rest| !rest.is_empty()) {
        first.get_or_insert(match rest {
            [""] => Reason::EmptySegment { segment: skip + common + 1 },
            _ => Reason::TooLong { rest: format!("/{}", rest.join("/")) },
        });
    } else if let Some(missing) = expected.get(common..).filter(|missing| !missing.is_empty()) {
        first.get_or_insert(Reason::TooShort { missing: missing.iter().map(written).collect() });
    }
    if !alike && first.is_some() {
        return None;
    }
    if route.method != method {
        distance += METHOD;
        first.get_or_insert(Reason::Method { expected: route.method });
    }
    if version.is_some_and(|version| !route.range.contains(version)) {
        distance += VERSION;
        first.get_or_insert(Reason::Version { range: route.range });
    }
    first.map(|reason| (distance, reason))
}

fn written(segment: &Segment) -> String {
    match segment {
        Segment::Literal(literal) => format!("/{literal}"),
        Segment::Parameter(name) => format!("/{{{name}}}"),
    }
}

/// The bytes to insert, remove or replace to make one text of the other.
fn edits(one: &str, other: &str) -> usize {
    // A segment can be as long as the request line; nobody mistypes a name into one of more than 64 bytes.
    if one.len().max(other.len()) > 64 {
        return usize::MAX / 4;
    }
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.bytes().enumerate() {
        let mut diagonal = row.first().copied().unwrap_or(0);
        if let Some(start) = row.first_mut() {
            *start = i + 1;
        }
        for (j, b) in other.bytes().enumerate() {
            let replaced = diagonal + usize::from(a != b);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row.last().copied().unwrap_or(0)
}
