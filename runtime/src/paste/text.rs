//! Text in `const fn`: a buffer of fixed size, and the handful of `str` operations that `core` does not offer there.
//!
//! Everything that the check of a file needs works at build time, so nothing here allocates. A buffer that is full says so in
//! [`Text::overflow`] and keeps what it has.

/// Text of at most `N` bytes.
#[derive(Clone, Copy)]
pub(crate) struct Text<const N: usize> {
    bytes: [u8; N],
    length: usize,
    /// Something did not fit.
    pub(crate) overflow: bool,
}

impl<const N: usize> Text<N> {
    pub(crate) const fn new() -> Self {
        Self { bytes: [0; N], length: 0, overflow: false }
    }

    pub(crate) const fn push_byte(&mut self, byte: u8) {
        if self.length == N {
            self.overflow = true;
        } else {
            self.bytes[self.length] = byte;
            self.length += 1;
        }
    }

    pub(crate) const fn push(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            self.push_byte(bytes[at]);
            at += 1;
        }
    }

    pub(crate) const fn push_number(&mut self, number: u32) {
        if number >= 10 {
            self.push_number(number / 10);
        }
        self.push_byte(b'0' + (number % 10) as u8);
    }

    /// Drops white space at the end.
    pub(crate) const fn trim_end(&mut self) {
        while self.length > 0 && is_space(self.bytes[self.length - 1]) {
            self.length -= 1;
        }
    }

    /// The text, without a character that was cut when the buffer was full.
    pub(crate) const fn as_str(&self) -> &str {
        let (head, _) = self.bytes.split_at(self.length);
        match core::str::from_utf8(head) {
            Ok(text) => text,
            Err(error) => match core::str::from_utf8(head.split_at(error.valid_up_to()).0) {
                Ok(text) => text,
                Err(_) => "",
            },
        }
    }
}

impl<const N: usize> std::fmt::Debug for Text<N> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{:?}", self.as_str())
    }
}

/// Builds a [`Text`] from pieces: strings, and numbers as `#n`.
macro_rules! text {
    (@push $text:ident,) => {};
    (@push $text:ident, # $number:expr $(, $($rest:tt)*)?) => {
        $text.push_number($number);
        text!(@push $text, $($($rest)*)?);
    };
    (@push $text:ident, $piece:expr $(, $($rest:tt)*)?) => {
        $text.push($piece);
        text!(@push $text, $($($rest)*)?);
    };
    ($($pieces:tt)+) => {{
        let mut text = $crate::paste::text::Text::new();
        text!(@push text, $($pieces)+);
        text
    }};
}
pub(crate) use text;

/// White space as it counts inside a line; a line end counts too.
pub(crate) const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | 0x0b | 0x0c)
}

pub(crate) const fn same(left: &str, right: &str) -> bool {
    left.len() == right.len() && starts_with(left, right)
}

pub(crate) const fn starts_with(text: &str, prefix: &str) -> bool {
    let (text, prefix) = (text.as_bytes(), prefix.as_bytes());
    if text.len() < prefix.len() {
        return false;
    }
    let mut at = 0;
    while at < prefix.len() {
        if text[at] != prefix[at] {
            return false;
        }
        at += 1;
    }
    true
}

/// The bytes from `start` up to `end`; both have to be character boundaries.
pub(crate) const fn cut(text: &str, start: usize, end: usize) -> &str {
    text.split_at(end).0.split_at(start).1
}

/// What follows `prefix`, if the text starts with it.
pub(crate) const fn after<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    if starts_with(text, prefix) { Some(text.split_at(prefix.len()).1) } else { None }
}

/// Where the byte stands first.
pub(crate) const fn find(text: &str, byte: u8) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == byte {
            return Some(at);
        }
        at += 1;
    }
    None
}

pub(crate) const fn trim(text: &str) -> &str {
    let bytes = text.as_bytes();
    let (mut start, mut end) = (0, bytes.len());
    while start < end && is_space(bytes[start]) {
        start += 1;
    }
    while end > start && is_space(bytes[end - 1]) {
        end -= 1;
    }
    cut(text, start, end)
}

/// The next word at or after `*at`, which moves behind it.
pub(crate) const fn word<'a>(text: &'a str, at: &mut usize) -> Option<&'a str> {
    let bytes = text.as_bytes();
    while *at < bytes.len() && is_space(bytes[*at]) {
        *at += 1;
    }
    let start = *at;
    while *at < bytes.len() && !is_space(bytes[*at]) {
        *at += 1;
    }
    if *at == start { None } else { Some(cut(text, start, *at)) }
}

/// Names longer than this have no nearest name.
const NEAR_BYTES_MAX: usize = 96;

/// Whether two names are so close that one may be a slip for the other: at most a third of the bytes differ, at most four.
pub(crate) const fn near(left: &str, right: &str) -> Option<usize> {
    let (left, right) = (left.as_bytes(), right.as_bytes());
    if left.len() > NEAR_BYTES_MAX || right.len() > NEAR_BYTES_MAX {
        return None;
    }
    let distance = edit_distance(left, right);
    let most = left.len() / 3;
    if distance <= 4 && distance <= most { Some(distance) } else { None }
}

const fn edit_distance(left: &[u8], right: &[u8]) -> usize {
    let mut row = [0; NEAR_BYTES_MAX + 1];
    let mut column = 0;
    while column <= right.len() {
        row[column] = column;
        column += 1;
    }
    let mut line = 0;
    while line < left.len() {
        let mut diagonal = row[0];
        row[0] = line + 1;
        let mut column = 0;
        while column < right.len() {
            let above = row[column + 1];
            let mut least = if left[line] == right[column] { diagonal } else { diagonal + 1 };
            if above + 1 < least {
                least = above + 1;
            }
            if row[column] + 1 < least {
                least = row[column] + 1;
            }
            row[column + 1] = least;
            diagonal = above;
            column += 1;
        }
        line += 1;
    }
    row[right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_near_and_another_name_is_not() {
        assert_eq!(near("faultwarp", "faultwrap"), Some(2));
        assert_eq!(near("autoken", "authtoken"), Some(2));
        assert_eq!(near("cors", "sizelimit"), None);
        assert_eq!(near("a", "b"), None);
    }

    #[test]
    fn a_full_buffer_keeps_whole_characters() {
        let text: Text<4> = text!("abcé");
        assert!(text.overflow);
        assert_eq!(text.as_str(), "abc");
        let text: Text<16> = text!("line ", #120, "!");
        assert_eq!(text.as_str(), "line 120!");
    }

    #[test]
    fn words_are_cut_at_white_space_and_line_ends() {
        let mut at = 0;
        let mut words = Vec::new();
        while let Some(next) = word(" a\tbc \n d", &mut at) {
            words.push(next);
        }
        assert_eq!(words, ["a", "bc", "d"]);
    }
}
