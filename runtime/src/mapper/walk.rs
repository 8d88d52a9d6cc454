//! The walk from a path to the node of its template.
//!
//! The table is a trie with a node for each distinct beginning of a template. A node's literal children stand in a hash table of
//! its own, a run of the shared slots, at most a quarter full. Segments are cut eight bytes a step,
//! and a literal of up to sixteen bytes is two words here, so that it is hashed and compared without a loop.
//!
//! What happens seldom is marked as a cold path: it keeps the registers for what happens always.

use std::hint::cold_path;
use std::ops::ControlFlow;

use super::{Mapper, Match, Methods, PATH_BYTES_MAX, Parameters, SEGMENTS_MAX, Span};

/// The length of a UUID with its hyphens, which most ids are.
pub(super) const UUID_BYTES: usize = 36;

/// A node of the trie: one line of the processor's cache, so that it is read at once and its address is a shift away.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
pub(super) struct Node {
    /// The literal that leads here, as words.
    pub(super) key: Key,
    /// The literal that leads here; empty for a parameter and for the root.
    pub(super) literal: &'static str,
    /// The first of this node's slots.
    pub(super) slots: u32,
    /// How far to shift a hash down for its place among the slots. The next free one takes what collides, without a turn to the front.
    pub(super) shift: u8,
    /// The bytes of the longest literal below, or 0 if there is none. A longer segment, such as most ids, needs no hash.
    pub(super) longest: u16,
    /// The node below a parameter, or 0.
    pub(super) parameter: u16,
    /// The rows of method number `m` are `rows[m]..rows[m + 1]`.
    pub(super) rows: [u16; 6],
    /// The methods with rows.
    pub(super) methods: Methods,
    /// Whether a literal on the way here stands beside a parameter, so that a dead end here may not be the end.
    pub(super) forked: bool,
    /// Whether there is a parameter below, and no literal as long as a UUID.
    pub(super) uuid: bool,
}

impl Node {
    pub(super) const EMPTY: Self = Self {
        key: Key { first: 0, last: 0 },
        literal: "",
        slots: 0,
        shift: 63,
        longest: 0,
        parameter: 0,
        rows: [0; 6],
        methods: Methods::NONE,
        forked: false,
        uuid: false,
    };
}

/// The first and last eight bytes of a literal. With its length they are the whole of it, up to sixteen bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Key {
    /// The first eight bytes, or all of them with zeros above.
    pub(super) first: u64,
    /// The last eight bytes of a literal of at least eight, else 0.
    pub(super) last: u64,
}

impl Key {
    /// The words of no segment, since these bytes are no UTF-8.
    pub(super) const NONE: Self = Self { first: u64::MAX, last: u64::MAX };

    /// The words of a literal, for when the table is built.
    pub(super) const fn of(literal: &[u8]) -> Self {
        let len = literal.len();
        if len < 8 {
            return Self { first: little_endian(literal, 0, len), last: 0 };
        }
        Self { first: little_endian(literal, 0, 8), last: little_endian(literal, len - 8, len) }
    }

    /// Mixed so that the high bits depend on every byte.
    #[inline(always)]
    pub(super) const fn hash(self) -> u64 {
        self.first.wrapping_add(self.last).wrapping_mul(0xff51_afd7_ed55_8ccd)
    }
}

const fn little_endian(bytes: &[u8], start: usize, end: usize) -> u64 {
    let mut word = 0;
    let mut at = end;
    while at > start {
        at -= 1;
        word = word << 8 | bytes[at] as u64;
    }
    word
}

impl<'t> Mapper<'t> {
    /// Finds the template of the path; only one with rows for one of the `wanted` methods counts.
    ///
    /// It takes the literal at each segment where one fits. Only a path that met a dead end pays for going back,
    /// and no other for the means to do so.
    #[inline(always)]
    pub(super) fn find_any(&self, path: &str, wanted: Methods) -> Option<Match<'t>> {
        let path = path.as_bytes();
        if path.first() != Some(&b'/') || path.len() > PATH_BYTES_MAX {
            return None;
        }
        let from = if self.project_first { usual_project_end(path) } else { 0 };
        let mut parameters = Parameters::NONE;
        let (node, from) = match self.walk(path, from, &mut parameters) {
            Ok(node) if node.methods.meets(wanted) => (node, from),
            Ok(last) | Err(last) => {
                cold_path();
                self.find_again(path, from, wanted, last, &mut parameters)?
            }
        };
        Some(Match { rows: self.rows, node, parameters, project_end: from as u16 })
    }

    /// Goes down from the slash at `from` to the node of the whole path, or to the last one before a dead end.
    #[inline(always)]
    fn walk(&self, path: &[u8], from: usize, parameters: &mut Parameters) -> Result<&'t Node, &'t Node> {
        let mut node = self.root;
        let Some(mut rest) = path.get(from + 1..) else { return Err(node) };
        let mut count = 0;
        if rest.is_empty() {
            return Ok(node);
        }
        loop {
            let (child, len) = if node.uuid && starts_with_uuid(rest) {
                (None, UUID_BYTES)
            } else {
                let segment = Segment::first(rest, path);
                (self.literal(node, rest, segment), segment.len)
            };
            node = if let Some(child) = child {
                child
            } else {
                let (Some(child), Some(span)) = (self.parameter(node), parameters.spans.get_mut(count)) else {
                    return Err(node);
                };
                if len == 0 {
                    return Err(node);
                }
                let start = path.len() - rest.len();
                *span = Span { start: start as u16, end: (start + len) as u16 };
                count += 1;
                child
            };
            match rest.get(len + 1..) {
                Some(after) => rest = after,
                None => break,
            }
        }
        parameters.len = count;
        Ok(node)
    }

    /// Goes back to the forks on the way to the `last` node, and then tries the path behind a project id if that was not done.
    ///
    /// The node comes with the slash that its template begins with.
    #[cold]
    #[inline(never)]
    fn find_again(
        &self,
        path: &[u8],
        from: usize,
        wanted: Methods,
        last: &Node,
        parameters: &mut Parameters,
    ) -> Option<(&'t Node, usize)> {
        let search = Search { mapper: self, path, wanted };
        if last.forked
            && let Some(node) = search.from(from, parameters)
        {
            return Some((node, from));
        }
        if from != 0 || !self.options.project {
            return None;
        }
        let end = project_end(path)?;
        Some((search.from(end, parameters)?, end))
    }

    #[inline(always)]
    fn parameter(&self, node: &Node) -> Option<&'t Node> {
        if node.parameter == 0 {
            return None;
        }
        self.nodes.get(usize::from(node.parameter))
    }

    /// The child of `node` whose literal is the segment at the front of `rest`.
    #[inline(always)]
    fn literal(&self, node: &Node, rest: &[u8], segment: Segment) -> Option<&'t Node> {
        let Segment { len, key } = segment;
        if len > usize::from(node.longest) {
            return None;
        }
        let at = node.slots as usize + (key.hash() >> (node.shift & 63)) as usize;
        match self.in_slot(at, key, len, rest) {
            ControlFlow::Break(found) => found,
            ControlFlow::Continue(()) => self.in_slots_after(at, key, len, rest),
        }
    }

    /// Looks into one slot, and breaks with what is found; it continues if another literal has the slot.
    #[inline(always)]
    fn in_slot(&self, at: usize, key: Key, len: usize, rest: &[u8]) -> ControlFlow<Option<&'t Node>> {
        let Some(slot) = self.slots.get(at) else { return ControlFlow::Break(None) };
        let Some(child) = self.nodes.get(usize::from(*slot)) else { return ControlFlow::Break(None) };
        if child.key == key && child.literal.len() == len && (len <= 16 || same_middle(rest, child.literal.as_bytes()))
        {
            return ControlFlow::Break(Some(child));
        }
        if *slot == 0 { ControlFlow::Break(None) } else { ControlFlow::Continue(()) }
    }

    /// Looks into the slots after the one that another literal has.
    #[cold]
    #[inline(never)]
    fn in_slots_after(&self, at: usize, key: Key, len: usize, rest: &[u8]) -> Option<&'t Node> {
        (at + 1..self.slots.len()).find_map(|at| self.in_slot(at, key, len, rest).break_value()).flatten()
    }
}

/// A search that leaves no parameter untried, where the literals alone came to a dead end.
#[derive(Clone, Copy)]
struct Search<'t, 'm, 'p> {
    mapper: &'m Mapper<'t>,
    path: &'p [u8],
    wanted: Methods,
}

impl<'t> Search<'t, '_, '_> {
    /// Searches for what begins with the slash at `from`.
    fn from(self, from: usize, parameters: &mut Parameters) -> Option<&'t Node> {
        let root = self.mapper.root;
        let rest = self.path.get(from + 1..)?;
        if rest.is_empty() { self.after(root, None, 0, parameters) } else { self.anywhere(root, rest, 0, parameters) }
    }

    /// Tries the literal and then the parameter at each segment, the first deepest.
    fn anywhere(self, node: &'t Node, rest: &[u8], count: usize, parameters: &mut Parameters) -> Option<&'t Node> {
        let segment = Segment::first(rest, self.path);
        let after = rest.get(segment.len + 1..);
        let literal = self.mapper.literal(node, rest, segment);
        if let Some(found) = literal.and_then(|child| self.after(child, after, count, parameters)) {
            return Some(found);
        }
        let child = self.mapper.parameter(node)?;
        if segment.len == 0 {
            return None;
        }
        let start = self.path.len() - rest.len();
        *parameters.spans.get_mut(count)? = Span { start: start as u16, end: (start + segment.len) as u16 };
        self.after(child, after, count + 1, parameters)
    }

    fn after(
        self,
        node: &'t Node,
        after: Option<&[u8]>,
        count: usize,
        parameters: &mut Parameters,
    ) -> Option<&'t Node> {
        if let Some(rest) = after {
            return self.anywhere(node, rest, count, parameters);
        }
        parameters.len = count;
        if node.methods.meets(self.wanted) { Some(node) } else { None }
    }
}

/// A segment cut from the front of what is left of a path.
#[derive(Clone, Copy)]
struct Segment {
    /// Its bytes.
    len: usize,
    /// Its words.
    key: Key,
}

impl Segment {
    /// Cuts at the first slash of `rest`, or at its end; `path` ends with `rest`.
    #[inline(always)]
    fn first(rest: &[u8], path: &[u8]) -> Self {
        let first = match word(rest) {
            Some(word) => word,
            None => {
                cold_path();
                short_word(rest, path)
            }
        };
        let marks = slashes(first);
        if marks != 0 {
            let first = first & ((marks.wrapping_sub(1) & !marks) >> 7);
            return Self { len: (marks.trailing_zeros() / 8) as usize, key: Key { first, last: 0 } };
        }
        if rest.len() < 8 {
            return Self { len: rest.len(), key: Key { first, last: 0 } };
        }
        let len = distance(rest);
        let Some(last) = rest.get(..len).and_then(|segment| segment.last_chunk()) else {
            cold_path();
            return Self { len, key: Key::NONE };
        };
        Self { len, key: Key { first, last: u64::from_le_bytes(*last) } }
    }
}

/// The bytes before the first slash of `rest`, of which there are at least eight.
#[inline(always)]
fn distance(rest: &[u8]) -> usize {
    let mut at = 8;
    while let Some(word) = rest.get(at..).and_then(word) {
        let slashes = slashes(word);
        if slashes != 0 {
            return at + (slashes.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    // The last eight bytes begin among those without a slash, so that a mark in them is the first.
    let slashes = rest.last_chunk().map_or(0, |chunk| slashes(u64::from_le_bytes(*chunk)));
    if slashes == 0 { rest.len() } else { rest.len() - 8 + (slashes.trailing_zeros() / 8) as usize }
}

/// Whether the first segment of `rest` is as long as a UUID; a look at where it would end spares the search.
#[inline(always)]
fn starts_with_uuid(rest: &[u8]) -> bool {
    let Some((id, after)) = rest.split_first_chunk::<UUID_BYTES>() else { return false };
    if after.first().is_some_and(|byte| *byte != b'/') {
        return false;
    }
    // Without a branch a byte, so that it compiles to few comparisons.
    !id.iter().fold(false, |any, byte| any | (*byte == b'/'))
}

/// The first eight bytes.
#[inline(always)]
fn word(bytes: &[u8]) -> Option<u64> {
    bytes.first_chunk().map(|chunk| u64::from_le_bytes(*chunk))
}

/// Whether the front of `rest` is `literal`, of which the first and the last eight bytes and the length are known to agree.
#[inline(always)]
fn same_middle(rest: &[u8], literal: &[u8]) -> bool {
    let len = literal.len();
    let Some(segment) = rest.get(..len) else { return false };
    if len > 32 {
        return segment == literal;
    }
    // Both halves may overlap; neither comparison is a call.
    segment.first_chunk::<16>() == literal.first_chunk() && segment.last_chunk::<16>() == literal.last_chunk()
}

/// The fewer than eight bytes of `rest`, with zeros above; `path` ends with `rest`, so that its last eight bytes have them.
#[inline(always)]
fn short_word(rest: &[u8], path: &[u8]) -> u64 {
    match path.last_chunk() {
        Some(last) => (u64::from_le_bytes(*last) >> 8).wrapping_shr(56_u32.wrapping_sub(8 * rest.len() as u32)),
        None => little_endian(rest, 0, rest.len()),
    }
}

/// The top bit of the first byte that is a slash, and perhaps of some after it; 0 if none is.
#[inline(always)]
const fn slashes(word: u64) -> u64 {
    let zero = word ^ 0x2f2f_2f2f_2f2f_2f2f;
    zero.wrapping_sub(0x0101_0101_0101_0101) & !zero & 0x8080_8080_8080_8080
}

/// The slash after a first segment that is a project id as Keystone makes them, thirty-two hexadecimal digits; else 0.
#[inline(always)]
fn usual_project_end(path: &[u8]) -> usize {
    let Some([b'/', id @ .., b'/']) = path.first_chunk::<34>() else { return 0 };
    // Without a branch a byte, so that it compiles to few comparisons.
    let hexadecimal = id.iter().fold(true, |all, byte| all & (byte.is_ascii_digit() | matches!(byte, b'a'..=b'f')));
    if hexadecimal { 33 } else { 0 }
}

/// The slash after a first segment of lower-case hexadecimal digits and hyphens.
pub(super) fn project_end(path: &[u8]) -> Option<usize> {
    let rest = path.strip_prefix(b"/")?;
    let len = rest.iter().position(|byte| !is_project(*byte))?;
    (len > 0 && rest.get(len) == Some(&b'/')).then_some(len + 1)
}

const fn is_project(byte: u8) -> bool {
    byte.is_ascii_digit() | (byte >= b'a' && byte <= b'f') | (byte == b'-')
}

// `anywhere` calls itself once a segment.
const _: () = assert!(SEGMENTS_MAX <= 64);
