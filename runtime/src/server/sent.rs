//! The body of an answer as hyper takes it: in pieces, whose memory the next answer uses again.
//!
//! hyper copies what it sends behind the head of the answer, so that both go out in one plain write. The pieces keep that copy
//! small however large the body is.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::{Buf, Bytes};
use http_body::{Frame, SizeHint};

use crate::body::{Body, BoxError, Kind};
use crate::spare;

/// The most bytes of a piece.
const PIECE_BYTES_MAX: usize = 16 * 1024;

/// A body on its way to the client.
pub(super) struct Sent(pub(super) Body);

/// Bytes that are sent at once.
#[derive(Debug)]
pub(super) enum Piece {
    Shared(Bytes),
    /// A buffer of ours, and how much of it is sent.
    Owned(Vec<u8>, usize),
}

impl http_body::Body for Sent {
    type Data = Piece;
    type Error = BoxError;

    #[inline]
    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Piece>, BoxError>>> {
        let kind = &mut self.get_mut().0.0;
        let piece = match kind {
            Kind::Empty => return Poll::Ready(None),
            Kind::Whole(bytes) if bytes.len() > PIECE_BYTES_MAX => Piece::Shared(bytes.split_to(PIECE_BYTES_MAX)),
            Kind::Whole(bytes) => {
                let bytes = std::mem::take(bytes);
                *kind = Kind::Empty;
                Piece::Shared(bytes)
            }
            Kind::Owned(buffer) => {
                let buffer = std::mem::take(buffer);
                *kind = Kind::Empty;
                if buffer.len() > PIECE_BYTES_MAX {
                    let mut bytes = Bytes::from(buffer);
                    let first = bytes.split_to(PIECE_BYTES_MAX);
                    *kind = Kind::Whole(bytes);
                    Piece::Shared(first)
                } else {
                    Piece::Owned(buffer, 0)
                }
            }
            Kind::Stream(stream) => {
                let frame = std::task::ready!(Pin::new(stream).poll_frame(cx));
                return Poll::Ready(frame.map(|frame| frame.map(|frame| frame.map_data(Piece::Shared))));
            }
        };
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    #[inline]
    fn is_end_stream(&self) -> bool {
        http_body::Body::is_end_stream(&self.0)
    }

    #[inline]
    fn size_hint(&self) -> SizeHint {
        http_body::Body::size_hint(&self.0)
    }
}

impl Buf for Piece {
    #[inline]
    fn remaining(&self) -> usize {
        match self {
            Self::Shared(bytes) => bytes.len(),
            Self::Owned(buffer, sent) => buffer.len() - sent,
        }
    }

    #[inline]
    fn chunk(&self) -> &[u8] {
        match self {
            Self::Shared(bytes) => bytes,
            Self::Owned(buffer, sent) => &buffer[*sent..],
        }
    }

    #[inline]
    fn advance(&mut self, count: usize) {
        match self {
            Self::Shared(bytes) => bytes.advance(count),
            Self::Owned(buffer, sent) => *sent = (*sent + count).min(buffer.len()),
        }
    }
}

impl Drop for Piece {
    #[inline]
    fn drop(&mut self) {
        if let Self::Owned(buffer, _) = self {
            spare::keep_buffer(std::mem::take(buffer));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lengths of the pieces of a body.
    fn pieces(body: Body) -> Vec<usize> {
        let (mut sent, mut lengths) = (Sent(body), Vec::new());
        let cx = &mut Context::from_waker(std::task::Waker::noop());
        while let Poll::Ready(Some(Ok(frame))) = http_body::Body::poll_frame(Pin::new(&mut sent), cx) {
            lengths.push(frame.into_data().map_or(0, |piece| piece.remaining()));
        }
        assert!(http_body::Body::is_end_stream(&sent));
        lengths
    }

    #[test]
    fn a_large_body_goes_out_in_pieces() {
        let large = vec![b'x'; 2 * PIECE_BYTES_MAX + 1];
        for body in [Body::from(large.clone()), Body::owned(large)] {
            assert_eq!(pieces(body), [PIECE_BYTES_MAX, PIECE_BYTES_MAX, 1]);
        }
        assert_eq!(pieces(Body::owned(b"small".to_vec())), [5]);
        assert_eq!(pieces(Body::owned(Vec::new())), [0; 0]);
        assert_eq!(pieces(Body::empty()), [0; 0]);
    }

    #[test]
    fn a_piece_that_was_sent_is_the_next_buffer() {
        let mut sent = Sent(Body::owned(Vec::with_capacity(777)));
        assert!(http_body::Body::is_end_stream(&sent));
        let mut text = Vec::with_capacity(777);
        text.extend_from_slice(b"text");
        sent.0 = Body::owned(text);
        let cx = &mut Context::from_waker(std::task::Waker::noop());
        let Poll::Ready(Some(Ok(frame))) = http_body::Body::poll_frame(Pin::new(&mut sent), cx) else {
            panic!("there is a piece")
        };
        let mut piece = frame.into_data().expect("data");
        piece.advance(1);
        assert_eq!(piece.chunk(), b"ext");
        drop(piece);
        let next = spare::buffer();
        assert!(next.is_empty() && next.capacity() == 777);
    }
}
