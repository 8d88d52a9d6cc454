//! One connection: HTTP on a stream, and what is decided before and around the service.
//!
//! A request beyond the in-flight limit, one with too long a target and one that takes too long are answered here, so that
//! neither filters nor controllers know of these limits. The clocks start only when something has to be waited for.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use http::header::RETRY_AFTER;
use http::{HeaderValue, StatusCode};
use hyper::body::Incoming;
use hyper::service::service_fn;
#[cfg(feature = "http2")]
use hyper_util::rt::TokioExecutor;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::watch;

use super::activity::{Activity, Seen};
use super::first;
use super::limits::Limits;
use super::patient::Patient;
use crate::application::Application;
use crate::body::{RequestBody, within};
use crate::fault::Fault;
use crate::filter::Response;
use crate::request::Request;
use crate::service::Service;

/// How many requests are in the making, over all connections.
pub(super) struct InFlight {
    now: AtomicUsize,
    max: usize,
}

/// Leaves the count when dropped.
struct Place(Arc<InFlight>);

impl InFlight {
    pub(super) fn new(max: usize) -> Self {
        Self { now: AtomicUsize::new(0), max }
    }

    fn enter(self: Arc<Self>) -> (Place, bool) {
        let admitted = self.now.fetch_add(1, Ordering::Relaxed) < self.max;
        (Place(self), admitted)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.now.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Where the requests of a connection come from.
#[derive(Clone, Copy)]
struct From {
    remote: SocketAddr,
    local_port: Option<u16>,
    secure: bool,
}

/// What a connection needs to know.
pub(super) struct Connection<A> {
    pub(super) service: Arc<Service<A>>,
    pub(super) remote: SocketAddr,
    /// The port that the connection came to.
    pub(super) local_port: Option<u16>,
    pub(super) limits: Limits,
    pub(super) in_flight: Arc<InFlight>,
    pub(super) closed: watch::Receiver<()>,
}

impl<A: Application> Connection<A> {
    /// Serves a connection as it is.
    pub(super) async fn plain(self, stream: TcpStream) {
        // An answer is one write, and waiting to fill a segment would only delay it.
        let _ = stream.set_nodelay(true);
        self.serve(stream, false).await;
    }

    /// Serves a connection after its TLS handshake.
    #[cfg(feature = "tls")]
    pub(super) async fn secure(self, stream: TcpStream, tls: &super::Tls) {
        let _ = stream.set_nodelay(true);
        let patience = Duration::from_millis(self.limits.handshake_timeout_ms);
        match tokio::time::timeout(patience, tls.acceptor().accept(stream)).await {
            Ok(Ok(stream)) => self.serve(stream, true).await,
            Ok(Err(error)) => tracing::debug!(%error, remote = %self.remote, "a TLS handshake failed"),
            Err(_) => tracing::debug!(remote = %self.remote, "a TLS handshake took too long"),
        }
    }

    async fn serve(self, stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static, secure: bool) {
        let Self { service, remote, local_port, limits, in_flight, mut closed } = self;
        let from = From { remote, local_port, secure };
        let activity = Arc::new(Activity::default());
        let stream = TokioIo::new(Patient::new(stream, &limits, activity.clone()));
        let watched = activity.clone();
        let draining = closed.clone();
        let respond = service_fn(move |request: http::Request<Incoming>| {
            let (service, in_flight, activity) = (service.clone(), in_flight.clone(), activity.clone());
            let draining = draining.clone();
            async move {
                let _making = activity.begin();
                Ok::<_, Infallible>(respond(service, in_flight, &limits, request, from, draining).await)
            }
        });
        let builder = builder(&limits);
        let mut serving = pin!(builder.serve_connection(stream, respond));
        let mut useless = false;
        let leave = async { useless = first(unused(&watched, &limits), closed.changed()).await.is_none() };
        let result = match first(leave, serving.as_mut()).await {
            Some(result) => result,
            None => {
                serving.as_mut().graceful_shutdown();
                // A client who takes nothing does not take this either.
                let patience = if useless { limits.write_timeout() } else { Duration::MAX };
                tokio::time::timeout(patience, serving).await.unwrap_or(Ok(()))
            }
        };
        if let Err(error) = result {
            tracing::debug!(%error, %remote, "a connection ended early");
        }
    }
}

/// Ends when nothing has happened on an HTTP/2 connection for as long as one may be idle.
async fn unused(activity: &Activity, limits: &Limits) {
    let mut seen = Seen::default();
    loop {
        tokio::time::sleep(limits.header_read_timeout()).await;
        if activity.is_idle(&mut seen, limits.idle_bytes_max()) {
            return;
        }
    }
}

/// hyper's own limit of header fields. Said to hyper it would be the same limit, but with two allocations a request.
const HYPER_HEADERS_MAX: usize = 100;

#[cfg(feature = "http2")]
fn builder(limits: &Limits) -> hyper_util::server::conn::auto::Builder<TokioExecutor> {
    let mut builder = hyper_util::server::conn::auto::Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.header_read_timeout())
        .max_buf_size(limits.header_bytes_max.max(8192));
    if limits.headers_max != HYPER_HEADERS_MAX {
        builder.http1().max_headers(limits.headers_max);
    }
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(limits.header_read_timeout())
        .keep_alive_timeout(limits.http2_ping_timeout())
        .max_concurrent_streams(limits.http2_streams_max)
        .max_pending_accept_reset_streams(limits.http2_pending_resets_max)
        .max_header_list_size(limits.http2_header_list_bytes_max);
    builder
}

#[cfg(not(feature = "http2"))]
fn builder(limits: &Limits) -> hyper::server::conn::http1::Builder {
    let mut builder = hyper::server::conn::http1::Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(limits.header_read_timeout())
        .max_buf_size(limits.header_bytes_max.max(8192));
    if limits.headers_max != HYPER_HEADERS_MAX {
        builder.max_headers(limits.headers_max);
    }
    builder
}

async fn respond<A: Application>(
    service: Arc<Service<A>>,
    in_flight: Arc<InFlight>,
    limits: &Limits,
    request: http::Request<Incoming>,
    from: From,
    draining: watch::Receiver<()>,
) -> Response {
    let (head, body) = request.into_parts();
    let mut request = Request::new(head, incoming(body), from.remote);
    request.local_port = from.local_port;
    request.body_pace = limits.body_pace();
    if from.secure {
        request.scheme = "https".into();
    }
    let (place, admitted) = in_flight.enter();
    if !admitted && service.may_shed(&request) {
        return refuse(&request, busy());
    }
    if target_length(&request) > limits.uri_bytes_max || parameters(&request) > limits.query_parameters_max {
        return refuse(&request, Fault::page(StatusCode::URI_TOO_LONG));
    }
    let limit = Duration::from_millis(limits.request_timeout_ms);
    if request.method.is_safe() {
        let response = within(limit, pin!(service.respond(&mut request))).await;
        drop(place);
        return response.unwrap_or_else(late);
    }
    // A request that changes something is carried out to its end, whatever becomes of its client: hyper drops the future
    // of a request whose client is gone, and with it what was still to be done. A shutdown waits for it as for any other.
    let whole = tokio::spawn(async move {
        let response = service.respond(&mut request).await;
        drop((place, draining));
        response
    });
    match within(limit, pin!(whole)).await {
        Some(response) => response.unwrap_or_else(|_| Response::default()),
        None => late(),
    }
}

fn incoming(body: Incoming) -> RequestBody {
    if http_body::Body::is_end_stream(&body) { RequestBody::Empty } else { RequestBody::Incoming(body) }
}

fn target_length(request: &Request) -> usize {
    request.uri.path_and_query().map_or(0, |target| target.as_str().len())
}

/// How many parameters the query has: each is looked for among those before it, so their number has to be limited too.
fn parameters(request: &Request) -> usize {
    let query = request.query();
    if query.is_empty() { 0 } else { 1 + query.bytes().filter(|byte| matches!(byte, b'&' | b';')).count() }
}

fn busy() -> Fault {
    Fault::generic(StatusCode::SERVICE_UNAVAILABLE).with_header(RETRY_AFTER, HeaderValue::from_static("1"))
}

fn refuse(request: &Request, fault: Fault) -> Response {
    fault.into_outcome(request).unwrap_or_default()
}

/// The answer to a request that took too long. One that changes nothing is gone with its work.
fn late() -> Response {
    tracing::warn!("a request took longer than the limit");
    let head = http::Request::new(()).into_parts().0;
    let nobody = Request::new(head, RequestBody::Empty, SocketAddr::from(([0, 0, 0, 0], 0)));
    refuse(&nobody, busy())
}
