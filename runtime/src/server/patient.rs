//! A stream that gives up on a client who begins nothing, and on one who takes nothing, or too little, of what is written.
//!
//! Later reads need no clock here: hyper has one for heads and the body's reader one for bodies. But it has none while it
//! still reads which version of HTTP the client speaks.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep};

use super::activity::Activity;
use super::limits::Limits;

/// The bytes that say that HTTP/2 is spoken.
const PREFACE: &[u8; 24] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// A stream whose writes, and whose first bytes, may wait only so long.
pub(super) struct Patient<S> {
    stream: S,
    patience: Duration,
    /// Runs from the start until the first bytes are here, and then while a write waits.
    clock: Pin<Box<Sleep>>,
    waiting: bool,
    /// What was taken since the clock was set for a write.
    taken: u64,
    /// What has to be taken before the clock ends.
    taken_min: u64,
    /// How many of the first bytes are still to come.
    preface: usize,
    /// Whether those that came are HTTP/2's.
    http2: bool,
    activity: Arc<Activity>,
}

impl<S> Patient<S> {
    pub(super) fn new(stream: S, limits: &Limits, activity: Arc<Activity>) -> Self {
        let clock = Box::pin(tokio::time::sleep(limits.header_read_timeout()));
        let (patience, taken_min) = (limits.write_timeout(), limits.write_bytes_min());
        let preface = PREFACE.len();
        Self { stream, patience, clock, waiting: false, taken: 0, taken_min, preface, http2: true, activity }
    }

    /// Compares the first bytes with those of HTTP/2, however they are cut.
    fn look_at_preface(&mut self, read: &[u8]) {
        let awaited = &PREFACE[PREFACE.len() - self.preface..];
        let count = read.len().min(awaited.len());
        self.http2 &= read[..count] == awaited[..count];
        self.preface -= count;
        if self.preface == 0 && self.http2 {
            self.activity.is_http2();
        }
    }

    /// Lets a write pass that took something. Only enough of it stops the clock: a client who takes a byte now and then
    /// would otherwise never be given up.
    fn judge_write(&mut self, cx: &mut Context<'_>, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        let Poll::Ready(result) = written else { return self.wait(cx) };
        let taken = *result.as_ref().unwrap_or(&0) as u64;
        if self.http2 {
            self.activity.take(taken);
        }
        self.taken = self.taken.saturating_add(taken);
        self.waiting &= self.taken < self.taken_min;
        Poll::Ready(result)
    }

    /// Lets a flush pass, after which the client has taken everything.
    fn judge_flush(&mut self, cx: &mut Context<'_>, flushed: Poll<io::Result<()>>) -> Poll<io::Result<()>> {
        if flushed.is_pending() {
            return self.wait(cx);
        }
        self.waiting = false;
        flushed
    }

    fn wait<T>(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<T>> {
        if !self.waiting {
            (self.waiting, self.taken) = (true, 0);
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
        this.look_at_preface(&buffer.filled()[before..]);
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
        this.judge_write(cx, written)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = Pin::new(&mut this.stream).poll_write_vectored(cx, slices);
        this.judge_write(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let flushed = Pin::new(&mut this.stream).poll_flush(cx);
        this.judge_flush(cx, flushed)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let closed = Pin::new(&mut this.stream).poll_shutdown(cx);
        this.judge_flush(cx, closed)
    }
}
