//! The walk from a path to the node of its template.
//!
//! The table is a trie with a node for each distinct beginning of a template. A node's literal children stand in a hash table of
//! its own, a run of the shared slots, at most half full. Segments are cut eight bytes a step,
//! and a literal of up to sixteen bytes is two words here, so that it is hashed and compared without a loop.

use super::{Mapper, Match, Methods, Options, PATH_BYTES_MAX, Parameters, SEGMENTS_MAX, Span};

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

    /// Mixed so that the high bits depend on every byte.
    #[inline(always)]
    pub(super) const fn hash(self) -> u64 {
        (self.first ^ self.last.rotate_left(25)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
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
    pub(super) fn find_any(&self, path: &str, wanted: Methods) -> Option<Match<'t>> {
        let mut node = self.nodes.first()?;
        let mut parameters = Parameters::NONE;
        let mut forks = 0;
        let (b'/', mut rest) = path.as_bytes().split_first()? else { return None };
        if rest.len() >= PATH_BYTES_MAX {
            return None;
        }
        let mut count = 0;
        if !rest.is_empty() {
            loop {
                let segment = Cut::first(rest);
                if let Some(child) = self.literal(node, rest, segment) {
                    forks |= node.parameter;
                    node = child;
                } else {
                    let Some(child) = self.parameter(node, segment) else {
                        return self.find_again(path, wanted, forks);
                    };
                    let span = parameters.spans.get_mut(count)?;
                    let start = path.len() - rest.len();
                    *span = Span { start: start as u16, end: (start + segment.len) as u16 };
                    node = child;
                    count += 1;
                }
                if segment.len >= rest.len() {
                    break;
                }
                rest = rest.get(segment.len + 1..)?;
            }
        }
        if !node.methods.meets(wanted) {
            return self.find_again(path, wanted, forks);
        }
        parameters.len = count;
        Some(Match { rows: self.rows, node, parameters, project: None })
    }

    /// Goes back to the forks that were passed, and then tries the path behind a project id.
    #[inline(never)]
    fn find_again(&self, path: &str, wanted: Methods, forks: u16) -> Option<Match<'t>> {
        let mut parameters = Parameters::NONE;
        if forks != 0 {
            let search = Search { mapper: self, path: path.as_bytes(), wanted };
            let rest = search.path.get(1..)?;
            if let Some(node) = search.anywhere(self.nodes.first()?, rest, 0, &mut parameters) {
                return Some(Match { rows: self.rows, node, parameters, project: None });
            }
        }
        if self.options.project { self.find_behind_project(path, wanted) } else { None }
    }

    fn find_behind_project(&self, path: &str, wanted: Methods) -> Option<Match<'t>> {
        let end = project_end(path.as_bytes())?;
        let plain = Mapper { options: Options { project: false, ..self.options }, ..*self };
        let mut found = plain.find_any(path.get(end..)?, wanted)?;
        for span in found.parameters.spans.iter_mut().take(found.parameters.len) {
            *span = Span { start: span.start + end as u16, end: span.end + end as u16 };
        }
        found.project = Some(Span { start: 1, end: end as u16 });
        Some(found)
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
        let last = if len < 8 { 0 } else { word(rest.get(len - 8..len)?)? };
        let key = Key { first: segment.first, last };
        let mut at = node.slots as usize + (key.hash() >> (node.shift & 63)) as usize;
        loop {
            let slot = *self.slots.get(at)?;
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

/// A search that leaves no parameter untried, where the literals alone came to a dead end.
#[derive(Clone, Copy)]
struct Search<'t, 'm, 'p> {
    mapper: &'m Mapper<'t>,
    path: &'p [u8],
    wanted: Methods,
}

impl<'t> Search<'t, '_, '_> {
    /// Tries the literal and then the parameter at each segment, the first deepest.
    fn anywhere(self, node: &'t Node, rest: &[u8], count: usize, parameters: &mut Parameters) -> Option<&'t Node> {
        let segment = Cut::first(rest);
        let after = rest.get(segment.len + 1..);
        let literal = self.mapper.literal(node, rest, segment);
        if let Some(found) = literal.and_then(|child| self.after(child, after, count, parameters)) {
            return Some(found);
        }
        let child = self.mapper.parameter(node, segment)?;
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
struct Cut {
    /// Its bytes.
    len: usize,
    /// Its first eight bytes, or all of them with zeros above.
    first: u64,
}

impl Cut {
    /// Cuts at the first slash of `rest`, or at its end.
    #[inline(always)]
    fn first(rest: &[u8]) -> Self {
        let (first, end) = match word(rest) {
            Some(first) => (first, 0),
            None => (short_word(rest), 0x80 << (8 * rest.len())),
        };
        let marks = slashes(first) | end;
        if marks == 0 {
            return Self { len: distance(rest), first };
        }
        let lowest = marks & marks.wrapping_neg();
        Self { len: (marks.trailing_zeros() / 8) as usize, first: first & ((lowest >> 7) - 1) }
    }
}

/// The bytes before the first slash of `rest`, of which there are at least eight.
#[inline(always)]
fn distance(rest: &[u8]) -> usize {
    // Most ids are UUIDs: with hyphens, or as a project's without. A look at where those end spares the search.
    if let Some(id) = rest.first_chunk::<32>() {
        if ends_at(rest, 36) && has_no_slash(id, 8) && rest.get(20..36).is_some_and(|end| has_no_slash(end, 0)) {
            return 36;
        }
        if ends_at(rest, 32) && has_no_slash(id, 8) && has_no_slash(id, 16) {
            return 32;
        }
    }
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

/// Whether a segment of `len` bytes would end `rest` or be followed by a slash.
#[inline(always)]
fn ends_at(rest: &[u8], len: usize) -> bool {
    match rest.get(len) {
        Some(byte) => *byte == b'/',
        None => rest.len() == len,
    }
}

/// Whether the sixteen bytes from `at` on hold no slash; without a branch a byte, so that it compiles to one comparison.
#[inline(always)]
fn has_no_slash(bytes: &[u8], at: usize) -> bool {
    let chunk = bytes.get(at..at + 16).and_then(|bytes| bytes.first_chunk::<16>());
    chunk.is_some_and(|chunk| !chunk.iter().fold(false, |any, byte| any | (*byte == b'/')))
}

/// The first eight bytes.
#[inline(always)]
fn word(bytes: &[u8]) -> Option<u64> {
    bytes.first_chunk().map(|chunk| u64::from_le_bytes(*chunk))
}

/// Fewer than eight bytes, with zeros above.
#[inline(always)]
fn short_word(bytes: &[u8]) -> u64 {
    match (bytes.first_chunk(), bytes.last_chunk()) {
        (Some(first), Some(last)) => {
            let (first, last) = (u32::from_le_bytes(*first), u32::from_le_bytes(*last));
            u64::from(first) | u64::from(last) << (8 * (bytes.len() - 4))
        }
        _ => match *bytes {
            [] => 0,
            [a] => u64::from(a),
            [a, b] => u64::from(a) | u64::from(b) << 8,
            _ => little_endian(bytes, 0, 3),
        },
    }
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
