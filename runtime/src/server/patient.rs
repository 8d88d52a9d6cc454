//! A stream that gives up on a client who takes nothing, or too little, of what is written, and on one who is gone.
//!
//! Reads need no clock here: the sweep over all connections has one for heads, and the body's reader one for bodies.
//!
//! hyper can look for the end of a client itself, but looks before each action, with a buffer made for it. Here it is looked
//! for when hyper flushes while somebody waits, so that an action that does not wait costs nothing.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::{Instant, Sleep};

use super::ahead::Ahead;
use super::limits::Limits;
use super::pulse::Pulse;

/// A stream whose writes may wait only so long.
pub(super) struct Patient<S> {
    stream: TokioIo<Ahead<S>>,
    patience: Duration,
    pulse: Arc<Pulse>,
    /// Made when a write first has to wait, and kept for the next one.
    clock: Option<Pin<Box<Sleep>>>,
    waiting: bool,
    /// What was taken since the clock was set.
    taken: u64,
    /// What has to be taken before the clock ends.
    taken_min: u64,
}

impl<S> Patient<S> {
    pub(super) fn new(stream: Ahead<S>, limits: &Limits, pulse: Arc<Pulse>) -> Self {
        let stream = TokioIo::new(stream);
        let (patience, taken_min) = (limits.write_timeout(), limits.write_bytes_min());
        Self { stream, patience, pulse, clock: None, waiting: false, taken: 0, taken_min }
    }

    /// Lets a write pass that took something. Only enough of it stops the clock: a client who takes a byte now and then
    /// would otherwise never be given up.
    fn judge_write(&mut self, cx: &mut Context<'_>, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        let Poll::Ready(result) = written else { return self.wait(cx) };
        let taken = *result.as_ref().unwrap_or(&0) as u64;
        self.pulse.take(taken);
        self.taken = self.taken.saturating_add(taken);
        if self.waiting && self.taken >= self.taken_min {
            self.go_on();
        }
        Poll::Ready(result)
    }

    /// Lets a flush pass, after which the client has taken everything.
    fn judge_flush(&mut self, cx: &mut Context<'_>, flushed: Poll<io::Result<()>>) -> Poll<io::Result<()>> {
        if flushed.is_pending() {
            return self.wait(cx);
        }
        if self.waiting {
            self.go_on();
        }
        flushed
    }

    fn go_on(&mut self) {
        self.waiting = false;
        self.pulse.end();
    }

    #[cold]
    fn wait<T>(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<T>> {
        let until = Instant::now() + self.patience;
        let clock = self.clock.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(until)));
        if !self.waiting {
            (self.waiting, self.taken) = (true, 0);
            self.pulse.begin();
            clock.as_mut().reset(until);
        }
        ready!(clock.as_mut().poll(cx));
        Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "the client does not take its answer")))
    }
}

impl<S: AsyncRead + Unpin> Read for Patient<S> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: ReadBufCursor<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_read(cx, buffer)
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> Write for Patient<S> {
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
        if this.pulse.is_watched() {
            this.stream.inner_mut().look(cx)?;
        }
        let flushed = Pin::new(&mut this.stream).poll_flush(cx);
        this.judge_flush(cx, flushed)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let closed = Pin::new(&mut this.stream).poll_shutdown(cx);
        this.judge_flush(cx, closed)
    }
}
