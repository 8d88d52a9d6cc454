//! The server: accepts connections, lets hyper speak HTTP on them, and hands requests to the service.
//!
//! Every limit has a name and a default in [`Limits`]. A client that is slow, silent or wrong loses only its own connection.
//! On shutdown the listener closes first, requests in flight are finished, and what is left at the timeout is dropped.

mod ahead;
mod carried_out;
mod connection;
mod limits;
mod patient;
#[cfg(debug_assertions)]
#[doc(hidden)]
pub mod precompiled;
#[cfg(feature = "http2")]
mod preface;
mod pulse;
mod sent;
#[cfg(feature = "tls")]
mod tls;

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};

use crate::application::Application;
use crate::service::Service;
pub use limits::Limits;
#[cfg(feature = "tls")]
pub use tls::{Tls, TlsError, TlsFiles};

use connection::{Connection, InFlight};
use pulse::Connections;

/// A bound listener with the service behind it.
#[derive(Debug)]
pub struct Server<A> {
    listener: TcpListener,
    service: Arc<Service<A>>,
    limits: Limits,
    #[cfg(feature = "tls")]
    tls: Option<Tls>,
}

impl<A: Application> Server<A> {
    /// Binds `address`; port 0 takes a free one.
    ///
    /// # Errors
    ///
    /// The operating system's, for an address in use or not of this machine.
    pub async fn bind(address: SocketAddr, service: Arc<Service<A>>, limits: Limits) -> io::Result<Self> {
        Ok(Self::on(TcpListener::bind(address).await?, service, limits))
    }

    /// Takes a listener that is bound already, from systemd's socket activation for one.
    pub fn on(listener: TcpListener, service: Arc<Service<A>>, limits: Limits) -> Self {
        Self {
            listener,
            service,
            limits,
            #[cfg(feature = "tls")]
            tls: None,
        }
    }

    /// Speaks TLS on every connection.
    #[cfg(feature = "tls")]
    #[must_use]
    pub fn with_tls(mut self, tls: Tls) -> Self {
        self.tls = Some(tls);
        self
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
        let Self { listener, service, limits, .. } = &self;
        let (ended, open) = watch::channel(());
        let slots = Arc::new(Semaphore::new(limits.connections_max));
        let in_flight = Arc::new(InFlight::new(limits.in_flight_max));
        let connections = Connections::new(limits);
        tokio::spawn(Connections::keep_sweeping(Arc::downgrade(&connections)));
        let dismissal = Dismissal(&connections);
        let mut shutdown = pin!(shutdown);
        while let Some((stream, remote, slot)) = first(shutdown.as_mut(), accept(listener, &slots)).await {
            let connection = Connection {
                service: service.clone(),
                remote,
                local_port: stream.local_addr().ok().map(|address| address.port()),
                secure: false,
                limits: *limits,
                patience: Duration::from_millis(limits.request_timeout_ms),
                body_pace: limits.body_pace(),
                in_flight: in_flight.clone(),
                pulse: connections.enter(),
                open: open.clone(),
            };
            #[cfg(feature = "tls")]
            let tls = self.tls.clone();
            // Who is connected is swept even if this future is not there any more.
            let held = (slot, connections.clone());
            tokio::spawn(async move {
                #[cfg(feature = "tls")]
                match tls {
                    Some(tls) => connection.secure(stream, &tls).await,
                    None => connection.plain(stream).await,
                }
                #[cfg(not(feature = "tls"))]
                connection.plain(stream).await;
                drop(held);
            });
        }
        let (limits, slots_max) = (*limits, limits.connections_max);
        drop(dismissal);
        drop((self, open));
        // The channel closes with the last connection that holds it open.
        let drained = tokio::time::timeout(limits.shutdown_timeout(), ended.closed()).await;
        if drained.is_ok() { 0 } else { slots_max - slots.available_permits() }
    }
}

/// Tells the connections to leave, also when the server is dropped while it serves.
struct Dismissal<'c>(&'c Connections);

impl Drop for Dismissal<'_> {
    fn drop(&mut self) {
        self.0.dismiss();
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
