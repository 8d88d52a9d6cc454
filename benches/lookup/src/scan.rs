//! What the generated match calls: where a parameter ends.

/// The texts of a path's parameters.
pub type Texts<'p> = [&'p str; 8];

/// No template fits.
pub const NONE: u16 = u16::MAX;

/// The length of the first segment of `rest`, eight bytes a step.
#[inline(always)]
pub fn end(rest: &[u8]) -> usize {
    let mut at = 0;
    while let Some(chunk) = rest.get(at..).and_then(|left| left.first_chunk::<8>()) {
        let slashes = slashes(u64::from_le_bytes(*chunk));
        if slashes != 0 {
            return at + (slashes.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    // The last eight bytes begin among those without a slash, so that a mark in them is the first.
    match rest.last_chunk::<8>() {
        Some(chunk) => rest.len() - 8 + (slashes(u64::from_le_bytes(*chunk)).trailing_zeros() / 8) as usize,
        None => rest.iter().position(|byte| *byte == b'/').unwrap_or(rest.len()),
    }
}

/// The top bit of the first byte that is a slash, and perhaps of some after it.
#[inline(always)]
const fn slashes(word: u64) -> u64 {
    let zero = word ^ 0x2f2f_2f2f_2f2f_2f2f;
    zero.wrapping_sub(0x0101_0101_0101_0101) & !zero & 0x8080_8080_8080_8080
}
