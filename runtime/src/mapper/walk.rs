//! The walk from a path to the node of its template.
//!
//! The table is a trie with a node for each distinct beginning of a template. A node's literal children stand in a hash table of
//! its own, a run of a power of two of the shared slots, at most half full. Segments are cut eight bytes a step,
//! and a literal of up to sixteen bytes is two words here, so that it is hashed and compared without a loop.

use super::{Methods, PARAMETERS_MAX, PATH_BYTES_MAX, Parameters, Span};

/// A node of the trie.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    /// The literal that leads here, as words.
    pub(super) key: Key,
    /// The literal that leads here; empty for a parameter and for the root.
    pub(super) literal: &'static str,
    /// The first of this node's slots, or 0 if it has no literal below it.
    pub(super) slots: u32,
    /// The number of this node's slots, less one.
    pub(super) mask: u16,
    /// The node below a parameter, or 0.
    pub(super) parameter: u16,
    /// The rows of method number `m` are `rows[m]..rows[m + 1]`.
    pub(super) rows: [u16; 6],
    /// The methods with rows.
    pub(super) methods: Methods,
}

impl Node {
    pub(super) const EMPTY: Self = Self {
        key: Key { head: 0, tail: 0 },
        literal: "",
        slots: 0,
        mask: 0,
        parameter: 0,
        rows: [0; 6],
        methods: Methods::NONE,
    };
}

/// The first and last eight bytes of a literal. With its length they are the whole of it, up to sixteen bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Key {
    /// The first eight bytes of a literal of more than eight, else 0.
    pub(super) head: u64,
    /// The last eight bytes, or all of them with zeros above.
    pub(super) tail: u64,
}

impl Key {
    /// The same from the literal alone, for when the table is built.
    pub(super) const fn of(literal: &[u8]) -> Self {
        let len = literal.len();
        if len > 8 {
            return Self { head: little_endian(literal, 0, 8), tail: little_endian(literal, len - 8, len) };
        }
        Self { head: 0, tail: little_endian(literal, 0, len) }
    }

    /// Mixed so that the low bits depend on every byte.
    pub(super) const fn hash(self) -> u64 {
        let both = self.tail ^ self.head.rotate_left(25);
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
    if path.len() == start + 1 {
        return root.methods.meets(wanted).then_some(root);
    }
    // Bit by segment: where this pass has to take the parameter although a literal fits.
    let mut forced = 0_u32;
    loop {
        let mut pass = Pass { forced, taken: 0, untried: 0 };
        if let Some(node) = pass.run(nodes, slots, path, start, wanted, parameters) {
            return Some(node);
        }
        // Going back takes a second pass from the root rather than a stack of states, which would cost every lookup.
        // Each pass fixes one more choice in the order of a depth-first search, so there are fewer passes than nodes.
        let last = pass.untried.checked_ilog2()?;
        forced = pass.taken & ((1 << last) - 1) | 1 << last;
    }
}

/// One way down from the root, and what it left untried. All numbers are bits by segment.
struct Pass {
    /// Where to take the parameter without a look at the literals.
    forced: u32,
    /// Where a parameter was taken.
    taken: u32,
    /// Where a literal was taken although there was a parameter too.
    untried: u32,
}

impl Pass {
    #[inline(always)]
    fn run<'t>(
        &mut self,
        nodes: &'t [Node],
        slots: &[u16],
        path: &[u8],
        start: usize,
        wanted: Methods,
        parameters: &mut Parameters,
    ) -> Option<&'t Node> {
        let mut cuts = Cuts::new(path, start + 1);
        let mut node = nodes.first()?;
        let mut from = start + 1;
        let mut bit = 1_u32;
        let mut count = 0;
        loop {
            let end = cuts.next(path);
            let literal = if node.slots == 0 || self.forced & bit != 0 {
                0
            } else {
                literal_child(nodes, slots, node, path, &cuts, from, end)
            };
            if literal != 0 {
                if node.parameter != 0 {
                    self.untried |= bit;
                }
                node = nodes.get(usize::from(literal))?;
            } else {
                if node.parameter == 0 || end == from {
                    return None;
                }
                self.taken |= bit;
                *parameters.spans.get_mut(count)? = Span { start: from as u16, end: end as u16 };
                count += 1;
                node = nodes.get(usize::from(node.parameter))?;
            }
            if end >= path.len() {
                parameters.len = count;
                return node.methods.meets(wanted).then_some(node);
            }
            from = end + 1;
            bit <<= 1;
        }
    }
}

/// The child of `node` whose literal is the segment, or 0.
#[inline(always)]
fn literal_child(nodes: &[Node], slots: &[u16], node: &Node, path: &[u8], cuts: &Cuts, from: usize, end: usize) -> u16 {
    let len = end - from;
    let key = cuts.key(path, from, end);
    let mut at = key.hash() as usize;
    loop {
        let slot = slots.get(node.slots as usize + (at & usize::from(node.mask))).copied().unwrap_or(0);
        if slot == 0 {
            return 0;
        }
        let Some(child) = nodes.get(usize::from(slot)) else { return 0 };
        if child.key == key
            && child.literal.len() == len
            && (len <= 16 || path.get(from..end) == Some(child.literal.as_bytes()))
        {
            return slot;
        }
        at += 1;
    }
}

/// Cuts a path at its slashes, a word of eight bytes at a time.
struct Cuts {
    /// The top bit of each byte of the current word that is a slash not yet passed, or the end of the path.
    slashes: u64,
    /// Where the current word starts; a multiple of eight.
    word: usize,
    /// The first eight bytes, with zeros after a shorter path.
    first: u64,
}

impl Cuts {
    #[inline(always)]
    fn new(path: &[u8], from: usize) -> Self {
        let first = match path.first_chunk::<8>() {
            Some(chunk) => u64::from_le_bytes(*chunk),
            None => little_endian(path, 0, path.len()),
        };
        let mut cuts = Self { slashes: 0, word: from & !7, first };
        cuts.slashes = cuts.load(path) & u64::MAX << (8 * (from & 7));
        cuts
    }

    /// The end of the segment at hand: the next slash, or the end of the path. Not to be called again after that.
    #[inline(always)]
    fn next(&mut self, path: &[u8]) -> usize {
        while self.slashes == 0 {
            self.word += 8;
            self.slashes = self.load(path);
        }
        let end = self.word + (self.slashes.trailing_zeros() / 8) as usize;
        self.slashes &= self.slashes - 1;
        end
    }

    #[inline(always)]
    fn load(&self, path: &[u8]) -> u64 {
        if let Some(chunk) = path.get(self.word..self.word + 8).and_then(|word| word.first_chunk()) {
            return slashes(u64::from_le_bytes(*chunk));
        }
        let left = path.len() - self.word;
        let word = match path.last_chunk::<8>() {
            // In two shifts, because nothing may be left, and a shift by 64 is none.
            Some(chunk) => u64::from_le_bytes(*chunk) >> 8 >> (8 * (7 - left)),
            None => self.first,
        };
        slashes(word) | 0x80 << (8 * left)
    }

    /// The words of the segment, the same as [`Key::of`] makes.
    #[inline(always)]
    fn key(&self, path: &[u8], from: usize, end: usize) -> Key {
        let last = match end.checked_sub(8).and_then(|at| path.get(at..end)).and_then(|word| word.first_chunk()) {
            Some(chunk) => u64::from_le_bytes(*chunk),
            None => self.first << (8 * (8 - end)),
        };
        match end - from {
            0 => Key { head: 0, tail: 0 },
            len @ 1..=8 => Key { head: 0, tail: last >> (8 * (8 - len)) },
            _ => {
                let head =
                    path.get(from..from + 8).and_then(|word| word.first_chunk()).map_or(0, |c| u64::from_le_bytes(*c));
                Key { head, tail: last }
            }
        }
    }
}

/// The top bit of each byte that is a slash, and no other: a false one after a true one, as in the shorter way to find
/// the first, would be taken for the next.
const fn slashes(word: u64) -> u64 {
    const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;
    let zero = word ^ 0x2f2f_2f2f_2f2f_2f2f;
    !(((zero & LOW) + LOW) | zero | LOW)
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

const _: () = assert!(PARAMETERS_MAX <= super::SEGMENTS_MAX && super::SEGMENTS_MAX <= 31);
