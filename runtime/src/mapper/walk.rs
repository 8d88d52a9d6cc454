//! The walk from a path to the node of its template.
//!
//! The table is a trie with a node for each distinct beginning of a template. A node's literal children stand in a hash table of
//! its own, a run of a power of two of the shared slots, at most half full. Segments are cut eight bytes a step,
//! and a literal of up to sixteen bytes is two words here, so that it is hashed and compared without a loop.

use super::{Methods, PATH_BYTES_MAX, Parameters, SEGMENTS_MAX, Span};

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
    /// The number of this node's slots, less one.
    pub(super) mask: u16,
    /// The bytes of the longest literal below, or 0 if there is none. A longer segment, such as most ids, needs no hash.
    pub(super) longest: u16,
    /// The node below a parameter, or 0.
    pub(super) parameter: u16,
    /// The rows of method number `m` are `rows[m]..rows[m + 1]`.
    pub(super) rows: [u16; 6],
    /// The methods with rows.
    pub(super) methods: Methods,
}

impl Node {
    pub(super) const EMPTY: Self = Self {
        key: Key { first: 0, last: 0 },
        literal: "",
        slots: 0,
        mask: 0,
        longest: 0,
        parameter: 0,
        rows: [0; 6],
        methods: Methods::NONE,
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
    /// The words of a literal, for when the table is built.
    pub(super) const fn of(literal: &[u8]) -> Self {
        let len = literal.len();
        if len < 8 {
            return Self { first: little_endian(literal, 0, len), last: 0 };
        }
        Self { first: little_endian(literal, 0, 8), last: little_endian(literal, len - 8, len) }
    }

    /// Mixed so that the low bits depend on every byte.
    #[inline(always)]
    pub(super) const fn hash(self) -> u64 {
        let both = self.first ^ self.last.rotate_left(25);
        let wide = both as u128 * 0x9e37_79b9_7f4a_7c15;
        (wide >> 64) as u64 ^ wide as u64
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

/// Finds the node for the segments after the slash at `start`, and writes where the parameters stand.
///
/// Only a node with rows for one of the `wanted` methods counts.
#[inline(always)]
pub(super) fn walk<'t>(
    nodes: &'t [Node],
    slots: &[u16],
    path: &[u8],
    start: usize,
    wanted: Methods,
    parameters: &mut Parameters,
) -> Option<&'t Node> {
    if path.get(start) != Some(&b'/') || path.len() > PATH_BYTES_MAX {
        return None;
    }
    let root = nodes.first()?;
    let from = start + 1;
    if path.len() == from {
        return root.methods.meets(wanted).then_some(root);
    }
    let search = Search { nodes, slots, path, wanted };
    let mut forks = 0;
    let node = search.straight(root, from, parameters, &mut forks);
    // Only a path that met a dead end beyond a fork pays for going back, and no other for the means to do so.
    if node.is_none() && forks != 0 { search.anywhere(root, from, 0, parameters) } else { node }
}

struct Search<'t, 'p> {
    nodes: &'t [Node],
    slots: &'p [u16],
    path: &'p [u8],
    wanted: Methods,
}

impl<'t> Search<'t, '_> {
    /// Takes the literal at each segment where one fits. `forks` is not 0 afterwards if there was a parameter beside one.
    #[inline(always)]
    fn straight(&self, root: &'t Node, from: usize, parameters: &mut Parameters, forks: &mut u16) -> Option<&'t Node> {
        let mut node = root;
        let mut rest = self.path.get(from..)?;
        let mut count = 0;
        loop {
            let segment = Cut::first(rest, self.path);
            if let Some(child) = self.literal(node, rest, segment) {
                *forks |= node.parameter;
                node = child;
            } else {
                let start = self.path.len() - rest.len();
                node = self.parameter(node, segment)?;
                *parameters.spans.get_mut(count)? = Span { start: start as u16, end: (start + segment.len) as u16 };
                count += 1;
            }
            if segment.len >= rest.len() {
                parameters.len = count;
                return node.methods.meets(self.wanted).then_some(node);
            }
            rest = rest.get(segment.len + 1..)?;
        }
    }

    /// Tries the literal and then the parameter at each segment, the first deepest.
    #[cold]
    fn anywhere(&self, node: &'t Node, from: usize, count: usize, parameters: &mut Parameters) -> Option<&'t Node> {
        let rest = self.path.get(from..)?;
        let segment = Cut::first(rest, self.path);
        let end = from + segment.len;
        let literal = self.literal(node, rest, segment);
        if let Some(found) = literal.and_then(|child| self.after(child, end, count, parameters)) {
            return Some(found);
        }
        let child = self.parameter(node, segment)?;
        *parameters.spans.get_mut(count)? = Span { start: from as u16, end: end as u16 };
        self.after(child, end, count + 1, parameters)
    }

    fn after(&self, node: &'t Node, end: usize, count: usize, parameters: &mut Parameters) -> Option<&'t Node> {
        if end < self.path.len() {
            return self.anywhere(node, end + 1, count, parameters);
        }
        parameters.len = count;
        node.methods.meets(self.wanted).then_some(node)
    }

    #[inline(always)]
    fn parameter(&self, node: &Node, segment: Cut) -> Option<&'t Node> {
        if node.parameter == 0 || segment.len == 0 {
            return None;
        }
        self.nodes.get(usize::from(node.parameter))
    }

    /// The child of `node` whose literal is the segment at the front of `rest`.
    #[inline(always)]
    fn literal(&self, node: &Node, rest: &[u8], segment: Cut) -> Option<&'t Node> {
        let len = segment.len;
        if len > usize::from(node.longest) {
            return None;
        }
        let last = if len < 8 { 0 } else { word(rest.get(len - 8..)?)? };
        let key = Key { first: segment.first, last };
        let mut at = key.hash() as usize;
        loop {
            let slot = *self.slots.get(node.slots as usize + (at & usize::from(node.mask)))?;
            if slot == 0 {
                return None;
            }
            let child = self.nodes.get(usize::from(slot))?;
            if child.key == key
                && child.literal.len() == len
                && (len <= 16 || rest.get(..len) == Some(child.literal.as_bytes()))
            {
                return Some(child);
            }
            at += 1;
        }
    }
}

/// A segment cut from the front of what is left of a path.
#[derive(Clone, Copy)]
struct Cut {
    /// Its bytes.
    len: usize,
    /// Its first eight bytes, or all of them with zeros above.
    first: u64,
}

impl Cut {
    /// Cuts at the first slash of `rest`, which is the end of `path`, or at its end.
    #[inline(always)]
    fn first(rest: &[u8], path: &[u8]) -> Self {
        let Some(first) = word(rest) else { return Self::short(rest, path) };
        let slashes = slashes(first);
        if slashes == 0 {
            return Self { len: 8 + distance(rest), first };
        }
        Self::at(slashes, first)
    }

    /// The same where fewer than eight bytes are left.
    #[inline(always)]
    fn short(rest: &[u8], path: &[u8]) -> Self {
        let len = rest.len();
        let first = match path.last_chunk() {
            // In two shifts, because nothing may be left, and a shift by 64 is none.
            Some(chunk) => u64::from_le_bytes(*chunk) >> 8 >> (8 * (7 - len)),
            None => little_endian(rest, 0, len),
        };
        Self::at(slashes(first) | 0x80 << (8 * len), first)
    }

    /// Cuts a word at the lowest of the marks in it.
    #[inline(always)]
    fn at(marks: u64, word: u64) -> Self {
        let lowest = marks & marks.wrapping_neg();
        Self { len: (marks.trailing_zeros() / 8) as usize, first: word & ((lowest >> 7) - 1) }
    }
}

/// The bytes before the first slash after the first eight, of which `rest` has at least that many.
#[inline(always)]
fn distance(rest: &[u8]) -> usize {
    let mut at = 8;
    while let Some(word) = rest.get(at..).and_then(word) {
        let slashes = slashes(word);
        if slashes != 0 {
            return at - 8 + (slashes.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    let left = rest.len() - at;
    let word = rest.last_chunk().map_or(0, |chunk| u64::from_le_bytes(*chunk) >> 8 >> (8 * (7 - left)));
    at - 8 + ((slashes(word) | 0x80 << (8 * left)).trailing_zeros() / 8) as usize
}

/// The first eight bytes.
#[inline(always)]
fn word(bytes: &[u8]) -> Option<u64> {
    bytes.first_chunk().map(|chunk| u64::from_le_bytes(*chunk))
}

/// The top bit of the first byte that is a slash, and perhaps of some after it; 0 if none is.
#[inline(always)]
const fn slashes(word: u64) -> u64 {
    let zero = word ^ 0x2f2f_2f2f_2f2f_2f2f;
    zero.wrapping_sub(0x0101_0101_0101_0101) & !zero & 0x8080_8080_8080_8080
}

/// The end of a first segment of lower-case hexadecimal digits and hyphens that something follows.
pub(super) fn project_end(path: &[u8]) -> Option<usize> {
    let rest = path.strip_prefix(b"/")?;
    let mut at = 0;
    // Sixteen bytes a step, without a branch a byte; a project id is thirty-two or thirty-six of them.
    while let Some(chunk) = rest.get(at..).and_then(|rest| rest.first_chunk::<16>()) {
        if !chunk.iter().fold(true, |all, byte| all & is_project(*byte)) {
            break;
        }
        at += 16;
    }
    while is_project(*rest.get(at)?) {
        at += 1;
    }
    (at > 0 && rest.get(at) == Some(&b'/') && at < PATH_BYTES_MAX).then_some(at + 1)
}

const fn is_project(byte: u8) -> bool {
    byte.is_ascii_digit() | (byte >= b'a' && byte <= b'f') | (byte == b'-')
}

// `anywhere` calls itself once a segment.
const _: () = assert!(SEGMENTS_MAX <= 64);
