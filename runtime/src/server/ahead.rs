//! A stream that is read a little ahead of hyper: to see which HTTP its client speaks, and whether the client is still there.
//!
//! What was read ahead is handed on before anything else, so nothing gets lost, and no more is read ahead than fits in here.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// As many as HTTP/2 begins with.
pub(super) const AHEAD_BYTES_MAX: usize = 24;

/// A stream, and what was read of it ahead of time.
pub(super) struct Ahead<S> {
    stream: S,
    bytes: [u8; AHEAD_BYTES_MAX],
    begin: usize,
    end: usize,
}

impl<S> Ahead<S> {
    pub(super) fn new(stream: S) -> Self {
        Self { stream, bytes: [0; AHEAD_BYTES_MAX], begin: 0, end: 0 }
    }

    /// What was read ahead and is still to be handed on.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes[self.begin..self.end]
    }

    fn hand_on(&mut self, buffer: &mut ReadBuf<'_>) {
        let count = buffer.remaining().min(self.end - self.begin);
        buffer.put_slice(&self.bytes[self.begin..self.begin + count]);
        self.begin += count;
        if self.begin == self.end {
            (self.begin, self.end) = (0, 0);
        }
    }
}

impl<S: AsyncRead + Unpin> Ahead<S> {
    /// Reads more, behind what is there; says how many bytes, 0 at the stream's end and where there is no more room.
    pub(super) fn poll_more(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<usize>> {
        let mut buffer = ReadBuf::new(&mut self.bytes[self.end..]);
        ready!(Pin::new(&mut self.stream).poll_read(cx, &mut buffer))?;
        let count = buffer.filled().len();
        self.end += count;
        Poll::Ready(Ok(count))
    }

    /// Looks whether the client is still there, and has the task woken when it leaves. One that has sent something more is
    /// taken to be there until that is read.
    ///
    /// # Errors
    ///
    /// The client has left.
    pub(super) fn look(&mut self, cx: &mut Context<'_>) -> io::Result<()> {
        if !self.bytes().is_empty() {
            return Ok(());
        }
        match self.poll_more(cx)? {
            Poll::Ready(0) => Err(io::ErrorKind::UnexpectedEof.into()),
            Poll::Ready(_) | Poll::Pending => Ok(()),
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Ahead<S> {
    #[inline]
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if this.end > 0 {
            this.hand_on(buffer);
            return Poll::Ready(Ok(()));
        }
        Pin::new(&mut this.stream).poll_read(cx, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Ahead<S> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().stream).poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().stream).poll_write_vectored(cx, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    #[tokio::test]
    async fn what_was_read_ahead_is_read_first() {
        let (mut client, server) = tokio::io::duplex(100);
        let mut ahead = Ahead::new(server);
        client.write_all(b"one").await.expect("there is room");
        std::future::poll_fn(|cx| ahead.poll_more(cx)).await.expect("the client is there");
        client.write_all(b"two").await.expect("there is room");
        assert_eq!(ahead.bytes(), b"one");
        let mut read = [0; 6];
        ahead.read_exact(&mut read[..2]).await.expect("it was read");
        ahead.read_exact(&mut read[2..]).await.expect("it is there");
        assert_eq!(&read, b"onetwo");
        assert!(ahead.bytes().is_empty());
    }

    #[tokio::test]
    async fn a_client_who_leaves_is_seen_to_unless_something_is_left_to_read() {
        let cx = &mut Context::from_waker(std::task::Waker::noop());
        let (mut client, server) = tokio::io::duplex(100);
        let mut ahead = Ahead::new(server);
        assert!(ahead.look(cx).is_ok());
        client.write_all(&[b'x'; 30]).await.expect("there is room");
        drop(client);
        assert!(ahead.look(cx).is_ok());
        assert!(ahead.look(cx).is_ok(), "its next request counts");
        let mut rest = Vec::new();
        ahead.read_to_end(&mut rest).await.expect("it is there");
        assert_eq!(rest, [b'x'; 30]);
        assert!(ahead.look(cx).is_err());
    }
}
