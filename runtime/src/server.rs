//! The server: accepts connections, lets hyper speak HTTP on them, and hands requests to the service.
//!
//! Every limit has a name and a default in [`Limits`]. A client that is slow, silent or wrong loses only its own connection.
//! On shutdown the listener closes first, requests in flight are finished, and what is left at the timeout is dropped.

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};

use crate::application::Application;
use crate::body::RequestBody;
use crate::request::Request;
use crate::service::Service;

/// The server's limits.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The most connections at a time; further ones wait in the kernel's queue. Default 10,000.
    pub connections_max: usize,
    /// How long a client may take to send a request's head, in milliseconds. Default 10,000.
    pub header_read_timeout_ms: u64,
    /// The most bytes of a request's head. Default 64 KiB; hyper answers 431 beyond.
    pub header_bytes_max: usize,
    /// The most header fields of a request. Default 100; hyper answers 431 beyond.
    pub headers_max: usize,
    /// How long requests in flight may still take after the shutdown began, in milliseconds. Default 60,000.
    pub shutdown_timeout_ms: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections_max: 10_000,
            header_read_timeout_ms: 10_000,
            header_bytes_max: 64 * 1024,
            headers_max: 100,
            shutdown_timeout_ms: 60_000,
        }
    }
}

/// A bound listener with the service behind it.
#[derive(Debug)]
pub struct Server<A> {
    listener: TcpListener,
    service: Arc<Service<A>>,
    limits: Limits,
}

impl<A: Application> Server<A> {
    /// Binds `address`; port 0 takes a free one.
    ///
    /// # Errors
    ///
    /// The operating system's, for an address in use or not of this machine.
    pub async fn bind(address: SocketAddr, service: Arc<Service<A>>, limits: Limits) -> io::Result<Self> {
        Ok(Self { listener: TcpListener::bind(address).await?, service, limits })
    }

    /// The address that is listened on.
    ///
    /// # Errors
    ///
    /// The operating system's.
    pub fn local_address(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Serves until `shutdown` is done, then drains; returns the number of connections that had to be dropped.
    pub async fn serve(self, shutdown: impl Future<Output = ()>) -> usize {
        let Self { listener, service, limits } = self;
        let (closing, closed) = watch::channel(());
        let slots = Arc::new(Semaphore::new(limits.connections_max));
        let mut shutdown = pin!(shutdown);
        loop {
            let accepted = first(shutdown.as_mut(), accept(&listener, &slots)).await;
            let Some((stream, remote, slot)) = accepted else { break };
            let (service, closed) = (service.clone(), closed.clone());
            tokio::spawn(async move {
                connection(stream, remote, service, limits, closed).await;
                drop(slot);
            });
        }
        drop(listener);
        drop(closed);
        // Every connection's receiver hears this; the last one to end closes the channel.
        let _ = closing.send(());
        let drained = tokio::time::timeout(Duration::from_millis(limits.shutdown_timeout_ms), closing.closed()).await;
        if drained.is_ok() { 0 } else { limits.connections_max - slots.available_permits() }
    }
}

type Accepted = (TcpStream, SocketAddr, tokio::sync::OwnedSemaphorePermit);

async fn accept(listener: &TcpListener, slots: &Arc<Semaphore>) -> Accepted {
    let slot = slots.clone().acquire_owned().await.expect("the semaphore is never closed");
    loop {
        match listener.accept().await {
            Ok((stream, remote)) => return (stream, remote, slot),
            Err(error) => {
                // Out of descriptors, usually: waiting lets connections end, spinning would not.
                tracing::warn!(%error, "cannot accept a connection");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
}

async fn connection<A: Application>(
    stream: TcpStream,
    remote: SocketAddr,
    service: Arc<Service<A>>,
    limits: Limits,
    mut closed: watch::Receiver<()>,
) {
    // An answer is one write, and waiting to fill a segment would only delay it.
    let _ = stream.set_nodelay(true);
    let respond = service_fn(move |request: http::Request<Incoming>| {
        let service = service.clone();
        async move {
            let (head, body) = request.into_parts();
            let request = Request::new(head, incoming(body), remote);
            Ok::<_, Infallible>(service.respond(request).await)
        }
    });
    let serving = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(Duration::from_millis(limits.header_read_timeout_ms))
        .max_buf_size(limits.header_bytes_max.max(8192))
        .max_headers(limits.headers_max)
        .serve_connection(TokioIo::new(stream), respond);
    let mut serving = pin!(serving);
    let ended = first(closed.changed(), serving.as_mut()).await;
    let result = match ended {
        Some(result) => result,
        None => {
            serving.as_mut().graceful_shutdown();
            serving.await
        }
    };
    if let Err(error) = result {
        tracing::debug!(%error, %remote, "a connection ended early");
    }
}

fn incoming(body: Incoming) -> RequestBody {
    if http_body::Body::is_end_stream(&body) { RequestBody::Empty } else { RequestBody::Incoming(body) }
}

/// Waits for `work`, or gives up with `None` as soon as `stop` is done.
async fn first<T>(stop: impl Future, work: impl Future<Output = T>) -> Option<T> {
    let (mut stop, mut work) = (pin!(stop), pin!(work));
    std::future::poll_fn(|cx| {
        if let Poll::Ready(value) = work.as_mut().poll(cx) {
            return Poll::Ready(Some(value));
        }
        stop.as_mut().poll(cx).map(|_| None)
    })
    .await
}
