//! One connection: HTTP on a stream, and what is decided before and around the service.
//!
//! A request beyond the in-flight limit, one with too long a target and one that takes too long are answered here, so that
//! neither filters nor controllers know of these limits. The clocks start only when something has to be waited for.

use std::borrow::Borrow;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::ops::ControlFlow;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Poll;
use std::time::Duration;

use http::header::RETRY_AFTER;
use http::{HeaderValue, StatusCode};
use hyper::body::Incoming;
use hyper::server::conn::http1;
#[cfg(feature = "http2")]
use hyper::server::conn::http2;
use hyper::service::service_fn;
#[cfg(feature = "http2")]
use hyper_util::rt::{TokioExecutor, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::watch;

use super::ahead::Ahead;
use super::carried_out::CarriedOut;
use super::limits::Limits;
use super::patient::Patient;
use super::pulse::{Pulse, Wish};
use super::sent::Sent;
use crate::application::Application;
use crate::body::{Body, BoxError, Pace, RequestBody, within};
use crate::fault::Fault;
use crate::filter::Outcome;
use crate::request::Request;
use crate::service::Service;
use crate::spare;

/// What connections are made of.
pub(super) trait Stream: AsyncRead + AsyncWrite + Unpin + Send + 'static {}

impl<S: AsyncRead + AsyncWrite + Unpin + Send + 'static> Stream for S {}

/// How many requests are in the making, over all connections.
pub(super) struct InFlight {
    now: AtomicUsize,
    max: usize,
}

/// Leaves the count when dropped.
struct Place<I: Borrow<InFlight>>(I);

impl InFlight {
    pub(super) fn new(max: usize) -> Self {
        Self { now: AtomicUsize::new(0), max }
    }

    /// Takes a place, and says whether there was one.
    fn enter<I: Borrow<Self>>(this: I) -> (Place<I>, bool) {
        let in_flight = this.borrow();
        let admitted = in_flight.now.fetch_add(1, Ordering::Relaxed) < in_flight.max;
        (Place(this), admitted)
    }
}

impl<I: Borrow<InFlight>> Drop for Place<I> {
    fn drop(&mut self) {
        self.0.borrow().now.fetch_sub(1, Ordering::Relaxed);
    }
}

/// What a connection needs to know, and its requests with it.
pub(super) struct Connection<A> {
    pub(super) service: Arc<Service<A>>,
    pub(super) remote: SocketAddr,
    /// The port that the connection came to.
    pub(super) local_port: Option<u16>,
    /// Whether it is encrypted.
    pub(super) secure: bool,
    pub(super) limits: Limits,
    /// How long a request may take.
    pub(super) patience: Duration,
    /// How fast a body has to come.
    pub(super) body_pace: Pace,
    pub(super) in_flight: Arc<InFlight>,
    pub(super) pulse: Arc<Pulse>,
    #[expect(dead_code, reason = "a shutdown waits until nobody holds it")]
    pub(super) open: watch::Receiver<()>,
}

impl<A: Application> Connection<A> {
    /// Serves a connection as it is.
    pub(super) async fn plain(self, stream: TcpStream) {
        // An answer is one write, and waiting to fill a segment would only delay it.
        let _ = stream.set_nodelay(true);
        self.serve(stream).await;
    }

    /// Serves a connection after its TLS handshake.
    #[cfg(feature = "tls")]
    pub(super) async fn secure(mut self, stream: TcpStream, tls: &super::Tls) {
        let _ = stream.set_nodelay(true);
        let patience = Duration::from_millis(self.limits.handshake_timeout_ms);
        // The handshake has a limit of its own.
        let busy = self.pulse.busy();
        let handshake = tokio::time::timeout(patience, tls.acceptor().accept(stream)).await;
        drop(busy);
        self.secure = true;
        match handshake {
            Ok(Ok(stream)) => self.serve(stream).await,
            Ok(Err(error)) => tracing::debug!(%error, remote = %self.remote, "a TLS handshake failed"),
            Err(_) => tracing::debug!(remote = %self.remote, "a TLS handshake took too long"),
        }
    }

    async fn serve(self, stream: impl Stream) {
        let (remote, pulse) = (self.remote, self.pulse.clone());
        let waker = std::future::poll_fn(|cx| Poll::Ready(cx.waker().clone())).await;
        pulse.wake_by(waker);
        match self.speak(Ahead::new(stream)).await {
            Some(Ok(())) => {}
            Some(Err(error)) => tracing::debug!(%error, %remote, "a connection ended early"),
            None => tracing::debug!(%remote, "a connection on which no request came was ended"),
        }
    }

    #[cfg(not(feature = "http2"))]
    async fn speak<S: Stream>(self, stream: Ahead<S>) -> Option<Result<(), BoxError>> {
        self.speak_http1(stream).await
    }

    #[cfg(feature = "http2")]
    async fn speak<S: Stream>(self, mut stream: Ahead<S>) -> Option<Result<(), BoxError>> {
        let pulse = self.pulse.clone();
        let http2 = {
            let beginning = pin!(super::preface::speaks_http2(&mut stream));
            until_told(&pulse, beginning, |_| ControlFlow::Break(())).await?
        };
        match http2 {
            Ok(false) => self.speak_http1(stream).await,
            // Boxed, so that a connection of HTTP/1.1 does not have its size.
            Ok(true) => Box::pin(self.speak_http2(stream)).await,
            Err(error) => Some(Err(error.into())),
        }
    }

    async fn speak_http1<S: Stream>(self, stream: Ahead<S>) -> Option<Result<(), BoxError>> {
        let pulse = self.pulse.clone();
        let stream = Patient::new(stream, &self.limits, pulse.clone());
        let builder = http1(&self.limits);
        let connection = Arc::new(self);
        let respond = service_fn(|request| connection.respond(request));
        let serving = pin!(builder.serve_connection(stream, respond));
        let goodbye = |serving: Pin<&mut _>| {
            http1::Connection::graceful_shutdown(serving);
            ControlFlow::Continue(())
        };
        Some(until_told(&pulse, serving, goodbye).await?.map_err(BoxError::from))
    }

    #[cfg(feature = "http2")]
    async fn speak_http2<S: Stream>(self, stream: Ahead<S>) -> Option<Result<(), BoxError>> {
        let pulse = self.pulse.clone();
        pulse.is_http2();
        let stream = Patient::new(stream, &self.limits, pulse.clone());
        let builder = http2(&self.limits);
        let connection = Arc::new(self);
        let respond = service_fn(move |request| {
            let connection = connection.clone();
            async move { connection.respond(request).await }
        });
        let serving = pin!(builder.serve_connection(stream, respond));
        let goodbye = |serving: Pin<&mut _>| {
            http2::Connection::graceful_shutdown(serving);
            ControlFlow::Continue(())
        };
        Some(until_told(&pulse, serving, goodbye).await?.map_err(BoxError::from))
    }

    async fn respond(self: &Arc<Self>, request: http::Request<Incoming>) -> Result<http::Response<Sent>, Infallible> {
        let (head, body) = request.into_parts();
        let mut request = Request::new(head, incoming(body), self.remote);
        request.local_port = self.local_port;
        request.body_pace = self.body_pace;
        if self.secure {
            request.scheme = "https".into();
        }
        let _turn = Turn::begin(&self.pulse, matches!(request.body, RequestBody::Empty));
        let mut outcome = None;
        if request.method.is_safe() {
            self.read(&mut request, &mut outcome).await;
            spare::keep_headers(&mut request.headers);
        } else {
            outcome = Arc::clone(self).write(request).await;
        }
        if let Some(Ok(response)) = &mut outcome
            && response.body().length().is_none()
        {
            response.body_mut().hold(self.pulse.streaming());
        }
        match outcome {
            Some(Ok(response)) => Ok(response.map(Sent)),
            _ => Ok(http::Response::new(Sent(Body::empty()))),
        }
    }

    /// Answers a request that changes nothing. It is gone with its client.
    async fn read(&self, request: &mut Request, outcome: &mut Option<Outcome>) {
        let (_place, admitted) = InFlight::enter(&*self.in_flight);
        if let Some(refusal) = self.refuse(request, admitted) {
            *outcome = Some(refusal.into_outcome(request));
            return;
        }
        if within(self.patience, pin!(self.service.run(request, outcome))).await.is_none() {
            *outcome = Some(late());
        }
    }

    /// Answers a request that changes something. It is carried out to its end, whatever becomes of its client. A shutdown waits
    /// for it as for any other.
    async fn write(self: Arc<Self>, mut request: Request) -> Option<Outcome> {
        let (place, admitted) = InFlight::enter(self.in_flight.clone());
        if let Some(refusal) = self.refuse(&request, admitted) {
            return Some(refusal.into_outcome(&request));
        }
        let limit = self.patience;
        let whole = CarriedOut::new(async move {
            let mut outcome = None;
            self.service.run(&mut request, &mut outcome).await;
            spare::keep_headers(&mut request.headers);
            drop((place, self));
            outcome
        });
        within(limit, pin!(whole)).await.unwrap_or_else(|| Some(late()))
    }

    /// Why a request is not even begun.
    fn refuse(&self, request: &Request, admitted: bool) -> Option<Fault> {
        if !admitted && self.service.may_shed(request) {
            return Some(busy());
        }
        let long = target_length(request) > self.limits.uri_bytes_max;
        let many = parameters(request) > self.limits.query_parameters_max;
        (long || many).then(|| Fault::page(StatusCode::URI_TOO_LONG))
    }
}

/// Keeps the connection of a request busy, and has it looked whether the client is still there: not while a body is to be
/// read, for a client may say all it has to say and leave.
struct Turn<'c> {
    pulse: &'c Pulse,
    watched: bool,
}

impl<'c> Turn<'c> {
    fn begin(pulse: &'c Pulse, watched: bool) -> Self {
        pulse.begin();
        if watched {
            pulse.watch();
        }
        Self { pulse, watched }
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.pulse.end();
        if self.watched {
            self.pulse.unwatch();
        }
    }
}

/// hyper's own limit of header fields. Said to hyper it would be the same limit, but with two allocations a request.
const HYPER_HEADERS_MAX: usize = 100;

fn http1(limits: &Limits) -> http1::Builder {
    let mut builder = http1::Builder::new();
    // That the client has left is seen by `Patient`.
    builder.half_close(true);
    builder.writev(false).header_read_timeout(None).max_buf_size(limits.header_bytes_max.max(8192));
    if limits.headers_max != HYPER_HEADERS_MAX {
        builder.max_headers(limits.headers_max);
    }
    builder
}

#[cfg(feature = "http2")]
fn http2(limits: &Limits) -> http2::Builder<TokioExecutor> {
    let mut builder = http2::Builder::new(TokioExecutor::new());
    builder
        .timer(TokioTimer::new())
        .keep_alive_interval(limits.header_read_timeout())
        .keep_alive_timeout(limits.http2_ping_timeout())
        .max_concurrent_streams(limits.http2_streams_max)
        .max_pending_accept_reset_streams(limits.http2_pending_resets_max)
        .max_header_list_size(limits.http2_header_list_bytes_max);
    builder
}

/// Waits for the end of `work`, or of the server's patience with it: `None`. It is told once to leave,
/// and says whether it goes on for a while.
async fn until_told<F: Future>(
    pulse: &Pulse,
    mut work: Pin<&mut F>,
    goodbye: impl Fn(Pin<&mut F>) -> ControlFlow<()>,
) -> Option<F::Output> {
    let mut told = false;
    std::future::poll_fn(|cx| {
        loop {
            if let Poll::Ready(result) = work.as_mut().poll(cx) {
                return Poll::Ready(Some(result));
            }
            match pulse.wish() {
                Wish::Leave if !told => {
                    told = true;
                    if goodbye(work.as_mut()).is_break() {
                        return Poll::Ready(None);
                    }
                }
                Wish::Stay | Wish::Leave => return Poll::Pending,
                Wish::Vanish => return Poll::Ready(None),
            }
        }
    })
    .await
}

#[inline]
fn incoming(body: Incoming) -> RequestBody {
    if http_body::Body::is_end_stream(&body) { RequestBody::Empty } else { RequestBody::Incoming(body) }
}

#[inline]
fn target_length(request: &Request) -> usize {
    request.uri.path_and_query().map_or(0, |target| target.as_str().len())
}

/// How many parameters the query has: each is looked for among those before it, so their number has to be limited too.
#[inline]
fn parameters(request: &Request) -> usize {
    let query = request.query();
    if query.is_empty() { 0 } else { 1 + query.bytes().filter(|byte| matches!(byte, b'&' | b';')).count() }
}

fn busy() -> Fault {
    Fault::generic(StatusCode::SERVICE_UNAVAILABLE).with_header(RETRY_AFTER, HeaderValue::from_static("1"))
}

/// The answer to a request that took too long. One that changes nothing is gone with its work.
fn late() -> Outcome {
    tracing::warn!("a request took longer than the limit");
    let head = http::Request::new(()).into_parts().0;
    let nobody = Request::new(head, RequestBody::Empty, SocketAddr::from(([0, 0, 0, 0], 0)));
    busy().into_outcome(&nobody)
}
