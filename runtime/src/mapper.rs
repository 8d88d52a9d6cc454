//! The mapper: every controller's rows merged into one table, and the lookup in it.
//!
//! Rows enter as `const` tables, one a controller; they are turned into a [`Table`] while the crate is compiled, for a router by
//! [`Laid`], for rows written by hand by [`mapper!`](crate::mapper!), and a clash between two rows is a compile error. A path goes in, a [`Match`] comes out: the rows of
//! the template that fits, by method, and where its parameters stand. Nothing is allocated and nothing is copied but numbers.
//!
//! It knows no HTTP type: it sees a path below the mount, not yet split and already percent-decoded.
//!
//! A path fits a template when both have the same segments; a parameter takes any text without a slash, but not none, so a
//! trailing slash or an empty segment fits nothing. A literal beats a parameter at each segment from the left, in whatever order
//! the rows were declared, and a literal that leads nowhere falls back to the parameter.

mod build;
mod clash;
mod nearest;
pub(crate) mod text;
mod unguarded;
mod walk;
mod written;

use std::hint::cold_path;

use crate::microversion::{Microversion, VersionRange};
use crate::route::{Method, Route};

pub use build::{Built, Count, Place, Table, Trie, build_at_run_time, count, flatten, refuse_clashes_of};
pub(crate) use clash::holds;
pub use nearest::{NEAREST_MAX, Near, Reason};
pub use unguarded::refuse_unguarded;
use walk::Node;
pub use written::{Declared, Laid, Mapped, Size};

/// The most segments that a template may have.
pub const SEGMENTS_MAX: usize = 16;
/// The most parameters that a template may have.
pub const PARAMETERS_MAX: usize = 8;
/// The most rows in one mapper.
pub const ROWS_MAX: usize = u16::MAX as usize;
/// The most nodes in one mapper: one for the root and one for each distinct beginning of a template.
pub const NODES_MAX: usize = u16::MAX as usize;
/// The longest path in bytes; a longer one matches nothing.
pub const PATH_BYTES_MAX: usize = u16::MAX as usize;

/// What holds for the whole table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Whether a first segment of `[0-9a-f-]+` may stand before every template, as the project id does in Nova's paths.
    ///
    /// A path that matches without one is never read as having one.
    pub project: bool,
    /// The microversions of the API, when each row's range has to lie within them. An open end of a row always does.
    pub versions: Option<VersionRange>,
}

impl Options {
    /// No project id, and no bounds for ranges.
    pub const PLAIN: Self = Self { project: false, versions: None };
}

/// One row of the merged table, and where it came from.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// The index of the controller's table among the tables.
    pub controller: u16,
    /// The index of the row in its controller's table.
    pub action: u16,
    /// The row itself: not behind a pointer, since whoever reads it would follow that first.
    pub route: Route,
}

/// The merged table, ready for lookups: a few borrowed slices, cheap to copy.
#[derive(Clone, Copy, Debug)]
pub struct Mapper<'t> {
    rows: &'t [Row],
    root: &'t Node,
    nodes: &'t [Node],
    slots: &'t [u16],
    options: Options,
    /// Whether a first segment that may be a project id can be nothing else, if it has the length of one.
    project_first: bool,
}

impl<'t> Mapper<'t> {
    const fn new(rows: &'t [Row], nodes: &'t [Node], slots: &'t [u16], options: Options) -> Self {
        let root = &nodes[0];
        let project_first = options.project && root.parameter == 0 && root.longest < 32;
        Self { rows, root, nodes, slots, options, project_first }
    }

    /// Finds the template that `path` fits best, whatever methods it has rows for.
    #[inline(never)]
    pub fn find(&self, path: &str) -> Option<Match<'t>> {
        self.find_any(path, Methods::ALL)
    }

    /// Finds the template that `path` fits best among those with a row for `method`.
    ///
    /// It differs from [`find`](Self::find) where several templates fit: with only `GET` on `/servers/detail`,
    /// a `DELETE` of that path goes on to `/servers/{id}`.
    // Once a service, in its dispatch: what is found then needs no copy.
    #[inline(always)]
    pub fn find_method(&self, path: &str, method: Method) -> Option<Match<'t>> {
        self.find_any(path, Methods::only(method))
    }

    /// Every row, those of one template together, then by method, body key and range.
    pub const fn rows(self) -> &'t [Row] {
        self.rows
    }

    /// What was said of the whole table when it was built.
    pub const fn options(self) -> Options {
        self.options
    }
}

/// A part of a path, in bytes; both ends are at character boundaries of the path it was found in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// Where it starts.
    pub start: u16,
    /// Where it ends: the first byte that is not part of it.
    pub end: u16,
}

impl Span {
    /// The text in `path`, which must be the path of the lookup; of another path, whatever stands there, or nothing.
    #[inline]
    pub fn of(self, path: &str) -> &str {
        path.get(usize::from(self.start)..usize::from(self.end)).unwrap_or_else(seldom)
    }
}

/// Nothing, where something always stands: a branch, because what compiles to a conditional move is paid for every time.
#[inline(always)]
fn seldom<T: Default>() -> T {
    cold_path();
    T::default()
}

/// Where the parameters of a path stand, in the order of the template.
#[derive(Clone, Copy)]
pub struct Parameters {
    spans: [Span; PARAMETERS_MAX],
    len: usize,
}

impl Parameters {
    const NONE: Self = Self { spans: [Span { start: 0, end: 0 }; PARAMETERS_MAX], len: 0 };

    /// The spans, one a parameter.
    #[inline]
    pub fn spans(&self) -> &[Span] {
        self.spans.get(..self.len).unwrap_or_else(seldom)
    }

    /// The text of the parameter at `index` in `path`, which must be the path of the lookup.
    #[inline]
    pub fn text<'p>(&self, path: &'p str, index: usize) -> Option<&'p str> {
        self.spans().get(index).map(|span| span.of(path))
    }
}

impl std::fmt::Debug for Parameters {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_list().entries(self.spans()).finish()
    }
}

/// A template that fits the path, with its rows.
#[derive(Clone, Copy, Debug)]
pub struct Match<'t> {
    rows: &'t [Row],
    node: &'t Node,
    /// Where the parameters stand in the path; the project id is not among them.
    pub parameters: Parameters,
    /// The slash after the project id; 0 without one.
    project_end: u16,
}

impl<'t> Match<'t> {
    /// Where the project id stands, if the path fitted only with one.
    #[inline]
    pub fn project(&self) -> Option<Span> {
        (self.project_end > 0).then_some(Span { start: 1, end: self.project_end })
    }

    /// The methods that the template has rows for, at whatever microversion.
    #[inline]
    pub fn methods(&self) -> Methods {
        self.node.methods
    }

    /// The rows of the template for `method`, at whatever microversion; none if it has no such row.
    #[inline]
    pub fn rows(&self, method: Method) -> Rows<'t> {
        let bounds = &self.node.rows;
        let (start, end) = (bounds[method as usize], bounds[method as usize + 1]);
        Rows(self.rows.get(usize::from(start)..usize::from(end)).unwrap_or_else(seldom))
    }
}

/// The rows of one template and method, by body key (those without one first) and then by range.
#[derive(Clone, Copy, Debug)]
pub struct Rows<'t>(&'t [Row]);

impl<'t> Rows<'t> {
    /// The rows as a slice.
    #[inline]
    pub const fn as_slice(self) -> &'t [Row] {
        self.0
    }

    /// Whether there is none.
    #[inline]
    pub const fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    /// Whether some row is selected by a body key, so that the body is needed to choose.
    pub fn have_body_keys(self) -> bool {
        self.0.last().is_some_and(|row| row.route.body.is_some())
    }

    /// The row without a body key that exists at `version`. Where there is one the body selects nothing, since a row with a key at
    /// the same microversion would have been a clash.
    pub fn of_any_body(self, version: Microversion) -> Option<Self> {
        let first = self.0.iter().take_while(|row| row.route.body.is_none());
        let at = first.enumerate().find(|(_, row)| row.route.range.contains(version))?.0;
        self.0.get(at..=at).map(Self)
    }

    /// The rows that `key` selects, or those without a key for `None`.
    pub fn by_body_key(self, key: Option<&str>) -> Self {
        // `None` is sorted first and the keys by their bytes, which is how `Option<&str>` compares.
        let start = self.0.partition_point(|row| row.route.body < key);
        let rest = self.0.get(start..).unwrap_or(&[]);
        let len = rest.iter().take_while(|row| row.route.body == key).count();
        Self(rest.get(..len).unwrap_or(&[]))
    }

    /// The first row that exists at `version`.
    ///
    /// Among rows of one body key, or of none, there is at most one: two would have been a clash.
    pub fn at(self, version: Microversion) -> Option<&'t Row> {
        self.0.iter().find(|row| row.route.range.contains(version))
    }
}

impl<'t> IntoIterator for Rows<'t> {
    type Item = &'t Row;
    type IntoIter = std::slice::Iter<'t, Row>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

/// A set of methods.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Methods(u8);

impl Methods {
    /// No method.
    pub const NONE: Self = Self(0);
    /// Every method that can be routed.
    pub const ALL: Self = Self(u8::MAX);

    /// Just `method`.
    pub const fn only(method: Method) -> Self {
        Self(1 << method as u8)
    }

    /// Those of either set.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether some method is in both sets.
    pub const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether `method` is in the set.
    pub const fn contains(self, method: Method) -> bool {
        self.meets(Self::only(method))
    }

    /// The methods in the order of their numbers.
    pub fn iter(self) -> impl Iterator<Item = Method> {
        Method::ALL.into_iter().filter(move |method| self.contains(*method))
    }
}

impl std::fmt::Debug for Methods {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_set().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests;
