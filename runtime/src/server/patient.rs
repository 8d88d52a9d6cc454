//! A stream that gives up on a client who begins nothing, and on one who takes nothing of what is written.
//!
//! Later reads need no clock here: hyper has one for heads and the body's reader one for bodies. But it has none while it
//! still reads which version of HTTP the client speaks.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep};

/// The bytes that say which version of HTTP is spoken.
const PREFACE_BYTES: usize = 24;

/// A stream whose writes, and whose first bytes, may wait only so long.
pub(super) struct Patient<S> {
    stream: S,
    patience: Duration,
    /// Runs from the start until the first bytes are here, and then while a write waits.
    clock: Pin<Box<Sleep>>,
    waiting: bool,
    /// How many of the first bytes are still to come.
    preface: usize,
}

impl<S> Patient<S> {
    pub(super) fn new(stream: S, first_bytes: Duration, patience: Duration) -> Self {
        let clock = Box::pin(tokio::time::sleep(first_bytes));
        Self { stream, patience, clock, waiting: false, preface: PREFACE_BYTES }
    }

    /// Lets a finished write pass, and an unfinished one wait until the clock says otherwise.
    fn judge<T>(&mut self, cx: &mut Context<'_>, written: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.waiting = false;
            return written;
        }
        if !self.waiting {
            self.waiting = true;
            self.clock.as_mut().reset(Instant::now() + self.patience);
        }
        ready!(self.clock.as_mut().poll(cx));
        Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "the client does not take its answer")))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Patient<S> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buffer.filled().len();
        let read = Pin::new(&mut this.stream).poll_read(cx, buffer);
        if this.preface == 0 {
            return read;
        }
        this.preface = this.preface.saturating_sub(buffer.filled().len() - before);
        if read.is_pending() && this.clock.as_mut().poll(cx).is_ready() {
            return Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "the client begins nothing")));
        }
        read
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Patient<S> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = Pin::new(&mut this.stream).poll_write(cx, bytes);
        this.judge(cx, written)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = Pin::new(&mut this.stream).poll_write_vectored(cx, slices);
        this.judge(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let flushed = Pin::new(&mut this.stream).poll_flush(cx);
        this.judge(cx, flushed)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let closed = Pin::new(&mut this.stream).poll_shutdown(cx);
        this.judge(cx, closed)
    }
}
