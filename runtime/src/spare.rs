//! What one request leaves for the next on the same thread: the memory of its header fields and of its answer.
//!
//! All of it is emptied before it is kept, and nothing is kept beyond its limit, so that one large request does not make every
//! connection larger.

use std::cell::Cell;

use http::HeaderMap;

use crate::filter::Outcome;

/// The most header fields that a map which is kept has room for.
const HEADERS_MAX: usize = 48;

/// The most bytes that a buffer which is kept has room for.
const BUFFER_BYTES_MAX: usize = 16 * 1024;

/// The room of a buffer that is made anew: most answers of one resource fit.
const BUFFER_BYTES: usize = 512;

thread_local! {
    static HEADERS: Cell<HeaderMap> = Cell::new(HeaderMap::new());
    static PLACE: Cell<Option<Box<Option<Outcome>>>> = const { Cell::new(None) };
    static BUFFER: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// Gives an empty map the room of the one that is kept.
#[inline]
pub(crate) fn lend_headers(headers: &mut HeaderMap) {
    debug_assert!(headers.is_empty(), "nobody shall be sent the fields of another request");
    HEADERS.with(|kept| kept.swap(Cell::from_mut(headers)));
}

/// Keeps the room of a map that is not needed any more.
#[inline]
pub(crate) fn keep_headers(headers: &mut HeaderMap) {
    if headers.capacity() <= HEADERS_MAX {
        headers.clear();
        HEADERS.with(|kept| kept.swap(Cell::from_mut(headers)));
    }
}

/// A place without an answer.
#[inline]
pub(crate) fn place() -> Box<Option<Outcome>> {
    PLACE.take().unwrap_or_default()
}

/// Keeps a place whose answer was taken.
#[inline]
pub(crate) fn keep_place(place: Box<Option<Outcome>>) {
    debug_assert!(place.is_none(), "an answer would be given twice");
    PLACE.set(Some(place));
}

/// An empty buffer.
#[inline]
pub(crate) fn buffer() -> Vec<u8> {
    let buffer = BUFFER.take();
    if buffer.capacity() == 0 { Vec::with_capacity(BUFFER_BYTES) } else { buffer }
}

/// Keeps a buffer that is not needed any more.
#[inline]
pub(crate) fn keep_buffer(mut buffer: Vec<u8>) {
    if buffer.capacity() <= BUFFER_BYTES_MAX {
        buffer.clear();
        BUFFER.set(buffer);
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use http::header::{ACCEPT, HeaderName};

    use super::*;

    #[test]
    fn what_is_kept_is_empty_and_small() {
        let headers = || {
            let mut map = HeaderMap::new();
            lend_headers(&mut map);
            map
        };
        let mut map = headers();
        map.insert(ACCEPT, HeaderValue::from_static("*/*"));
        keep_headers(&mut map);
        let kept = headers();
        assert!(kept.is_empty() && kept.capacity() > 0, "{kept:?}");
        let mut large = HeaderMap::new();
        for number in 0..100 {
            let name = HeaderName::try_from(format!("x-{number}")).expect("a name");
            large.insert(name, HeaderValue::from_static("y"));
        }
        keep_headers(&mut large);
        assert_eq!(headers().capacity(), 0, "a large map is let go");
        let mut text = buffer();
        text.extend_from_slice(b"secret");
        keep_buffer(text);
        assert!(buffer().is_empty());
        keep_buffer(vec![0; BUFFER_BYTES_MAX + 1]);
        assert_eq!(buffer().capacity(), BUFFER_BYTES, "a large buffer is let go");
    }
}
