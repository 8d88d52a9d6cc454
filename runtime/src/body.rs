//! Bodies: what a response carries and what a request brings.
//!
//! A response body is empty, whole in memory, or a stream.
//! A request body is read whole under a limit, because every action of a resource works on a whole JSON document.

use std::fmt;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::Mutex;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use http_body::{Frame, SizeHint};
use http_body_util::BodyExt;

/// The error of a streamed body.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// What a response carries.
#[derive(Default)]
pub struct Body(pub(crate) Kind);

#[derive(Default)]
pub(crate) enum Kind {
    #[default]
    Empty,
    Whole(Bytes),
    /// Not shared with anybody, and not empty.
    Owned(Vec<u8>),
    Stream(Stream),
}

pub(crate) type Stream = http_body_util::combinators::UnsyncBoxBody<Bytes, BoxError>;

impl Body {
    /// No content.
    pub const fn empty() -> Self {
        Self(Kind::Empty)
    }

    /// A body sent as it is produced, without a content length.
    ///
    /// ```
    /// use std::convert::Infallible;
    /// use std::pin::Pin;
    /// use std::task::{Context, Poll};
    ///
    /// use bytes::Bytes;
    /// use http_body::Frame;
    /// use starmap::body::Body;
    /// use starmap::filter::Response;
    ///
    /// /// A number a frame, down to one.
    /// struct Countdown(u8);
    ///
    /// impl http_body::Body for Countdown {
    ///     type Data = Bytes;
    ///     type Error = Infallible;
    ///
    ///     fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
    ///         let number = self.0;
    ///         self.0 = number.saturating_sub(1);
    ///         Poll::Ready((number > 0).then(|| Ok(Frame::data(Bytes::from(format!("{number} "))))))
    ///     }
    /// }
    ///
    /// struct Countdowns;
    ///
    /// #[starmap::resource("countdowns")]
    /// impl Countdowns {
    ///     #[action(GET, "{from}")]
    ///     async fn show(&self, from: u8) -> Response {
    ///         Response::new(Body::stream(Countdown(from)))
    ///     }
    /// }
    ///
    /// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
    /// let response = Countdowns.show(3).await;
    /// assert_eq!(response.body().length(), None);
    /// assert_eq!(&response.into_body().read().await.unwrap()[..], b"3 2 1 ");
    /// # });
    /// ```
    pub fn stream<B>(body: B) -> Self
    where
        B: http_body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        Self(Kind::Stream(body.map_err(Into::into).boxed_unsync()))
    }

    /// The content where it is whole in memory; `None` for a stream.
    #[inline]
    pub fn as_bytes(&self) -> Option<&[u8]> {
        match &self.0 {
            Kind::Empty => Some(&[]),
            Kind::Whole(bytes) => Some(bytes),
            Kind::Owned(bytes) => Some(bytes),
            Kind::Stream(_) => None,
        }
    }

    /// The number of bytes, where it is known before sending.
    #[inline]
    pub fn length(&self) -> Option<u64> {
        self.as_bytes().map(|bytes| bytes.len() as u64)
    }

    /// A body written into a buffer of its own, which the next answer gets.
    #[inline]
    pub fn owned(buffer: Vec<u8>) -> Self {
        Self(if buffer.is_empty() { Kind::Empty } else { Kind::Owned(buffer) })
    }

    /// Drops `guard` with the body where it is a stream. What is whole in memory is sent at once, and drops it now.
    pub(crate) fn hold(&mut self, guard: impl Send + Unpin + 'static) {
        self.0 = match std::mem::take(&mut self.0) {
            Kind::Stream(stream) => Kind::Stream(Held { stream, _guard: guard }.boxed_unsync()),
            whole => whole,
        };
    }

    /// Reads the body to its end.
    ///
    /// # Errors
    ///
    /// The stream's own error.
    pub async fn read(self) -> Result<Bytes, BoxError> {
        match self.0 {
            Kind::Empty => Ok(Bytes::new()),
            Kind::Whole(bytes) => Ok(bytes),
            Kind::Owned(bytes) => Ok(bytes.into()),
            Kind::Stream(stream) => Ok(stream.collect().await?.to_bytes()),
        }
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.length() {
            Some(length) => write!(out, "Body({length} bytes)"),
            None => out.write_str("Body(stream)"),
        }
    }
}

impl<T: Into<Bytes>> From<T> for Body {
    fn from(content: T) -> Self {
        let bytes = content.into();
        Self(if bytes.is_empty() { Kind::Empty } else { Kind::Whole(bytes) })
    }
}

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let this = self.get_mut();
        match &mut this.0 {
            Kind::Empty => Poll::Ready(None),
            Kind::Whole(bytes) => {
                let bytes = std::mem::take(bytes);
                this.0 = Kind::Empty;
                Poll::Ready(Some(Ok(Frame::data(bytes))))
            }
            Kind::Owned(bytes) => {
                let bytes = std::mem::take(bytes);
                this.0 = Kind::Empty;
                Poll::Ready(Some(Ok(Frame::data(bytes.into()))))
            }
            Kind::Stream(stream) => Pin::new(stream).poll_frame(cx),
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.0 {
            Kind::Empty => true,
            Kind::Whole(_) | Kind::Owned(_) => false,
            Kind::Stream(stream) => stream.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.0 {
            Kind::Empty => SizeHint::with_exact(0),
            Kind::Whole(bytes) => SizeHint::with_exact(bytes.len() as u64),
            Kind::Owned(bytes) => SizeHint::with_exact(bytes.len() as u64),
            Kind::Stream(stream) => stream.size_hint(),
        }
    }
}

/// A stream with something that lives as long as it does.
struct Held<G> {
    stream: Stream,
    _guard: G,
}

impl<G: Unpin> http_body::Body for Held<G> {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        Pin::new(&mut self.get_mut().stream).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.stream.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.stream.size_hint()
    }
}

/// What a request brings: nothing, bytes that are here already, or bytes still on the wire.
#[derive(Debug, Default)]
pub enum RequestBody {
    /// No body, or one that was read already.
    #[default]
    Empty,
    /// Whole in memory.
    Whole(Bytes),
    /// Still to be read from the connection.
    Incoming(hyper::body::Incoming),
    /// Still to be read from elsewhere. Nobody locks it: the lock only lets a request be shared while an action waits.
    Stream(Box<Mutex<Body>>),
}

/// How fast a client has to send its body.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// The longest that the client may send nothing.
    pub pause_max: Duration,
    /// The bytes per second that it has to send on the whole, once one `pause_max` is over; 0 asks for none.
    pub bytes_per_second_min: u64,
}

impl Pace {
    /// Nothing for half a minute, or fewer than 500 bytes a second, is too slow.
    pub const DEFAULT: Self = Self { pause_max: Duration::from_secs(30), bytes_per_second_min: 500 };

    /// How long to wait for more after `received` bytes in `elapsed` time.
    fn patience(&self, received: usize, elapsed: Duration) -> Duration {
        let Some(milliseconds) = (received as u64).saturating_mul(1000).checked_div(self.bytes_per_second_min) else {
            return self.pause_max;
        };
        let earned = self.pause_max.saturating_add(Duration::from_millis(milliseconds));
        self.pause_max.min(earned.saturating_sub(elapsed))
    }
}

/// Why a request body could not be read.
#[derive(Debug)]
pub enum BodyError {
    /// It is longer than this many bytes.
    TooLarge(u64),
    /// The client broke the framing, or went away.
    Broken(BoxError),
    /// The client sent nothing for too long, or too little.
    Slow,
}

impl RequestBody {
    /// The length the client declared, where it did.
    pub fn declared_length(&self) -> Option<u64> {
        match self {
            Self::Empty => Some(0),
            Self::Whole(bytes) => Some(bytes.len() as u64),
            Self::Incoming(incoming) => http_body::Body::size_hint(incoming).exact(),
            Self::Stream(_) => None,
        }
    }

    /// Takes the body and reads it to its end, at most `bytes_max` bytes of it.
    ///
    /// # Errors
    ///
    /// [`BodyError::TooLarge`] as soon as one byte more than `bytes_max` is known of; the rest is not read.
    /// [`BodyError::Slow`] when the client does not keep the `pace`.
    pub async fn read(&mut self, bytes_max: u64, pace: Pace) -> Result<Bytes, BodyError> {
        match std::mem::take(self) {
            Self::Empty => Ok(Bytes::new()),
            Self::Whole(bytes) if bytes.len() as u64 > bytes_max => Err(BodyError::TooLarge(bytes_max)),
            Self::Whole(bytes) => Ok(bytes),
            Self::Incoming(incoming) => read_frames(incoming, bytes_max, pace).await,
            Self::Stream(body) => read_frames(unlocked(*body), bytes_max, pace).await,
        }
    }

    /// The body for somebody else to read.
    pub fn into_body(self) -> Body {
        match self {
            Self::Empty => Body::empty(),
            Self::Whole(bytes) => Body::from(bytes),
            Self::Incoming(incoming) => Body::stream(incoming),
            Self::Stream(body) => unlocked(*body),
        }
    }
}

fn unlocked(body: Mutex<Body>) -> Body {
    body.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner)
}

async fn read_frames<B>(mut body: B, bytes_max: u64, pace: Pace) -> Result<Bytes, BodyError>
where
    B: http_body::Body<Data = Bytes> + Unpin,
    B::Error: Into<BoxError>,
{
    let mut first = Bytes::new();
    let mut rest = BytesMut::new();
    let mut begun = None;
    let mut patience = pace.pause_max;
    while let Some(frame) = within(patience, pin!(body.frame())).await.ok_or(BodyError::Slow)? {
        let Ok(data) = frame.map_err(|error| BodyError::Broken(error.into()))?.into_data() else { continue };
        if (first.len().max(rest.len()) + data.len()) as u64 > bytes_max {
            return Err(BodyError::TooLarge(bytes_max));
        }
        // Most bodies arrive in one frame, which is then handed on without a copy.
        if first.is_empty() {
            first = data;
        } else {
            if rest.is_empty() {
                rest.extend_from_slice(&first);
            }
            rest.extend_from_slice(&data);
        }
        // A body that is whole now needs no clock.
        if !body.is_end_stream() {
            let elapsed = begun.get_or_insert_with(Instant::now).elapsed();
            patience = pace.patience(first.len().max(rest.len()), elapsed);
        }
    }
    Ok(if rest.is_empty() { first } else { rest.freeze() })
}

/// Waits for `work` for as long as `limit`. The clock starts when the work first has to wait, and most does not.
///
/// The work is pinned by the caller, because handing a future on copies it with all it holds.
pub(crate) async fn within<T>(limit: Duration, mut work: Pin<&mut impl Future<Output = T>>) -> Option<T> {
    match poll_fn(|cx| Poll::Ready(work.as_mut().poll(cx))).await {
        Poll::Ready(value) => Some(value),
        Poll::Pending => tokio::time::timeout(limit, work).await.ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patience_is_earned_by_the_bytes_that_came() {
        let pace = Pace { pause_max: Duration::from_secs(30), bytes_per_second_min: 500 };
        let seconds = Duration::from_secs;
        for (received, elapsed, patience) in
            [(1, 0, 30), (1, 20, 10), (1, 31, 0), (5_000, 20, 20), (5_000, 41, 0), (100_000, 60, 30)]
        {
            assert_eq!(pace.patience(received, seconds(elapsed)).as_secs(), patience, "{received} in {elapsed}");
        }
        let any = Pace { bytes_per_second_min: 0, ..pace };
        assert_eq!(any.patience(1, seconds(3600)), seconds(30), "no rate is asked for");
    }
}
