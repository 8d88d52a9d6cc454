//! What a server is made of whatever it serves, compiled with this crate.
//!
//! In a dev build a crate takes the instances of generic code that a crate below it has already. Without a server here there would be
//! none of a connection, and each service's crate would compile its share of hyper and tokio anew. An optimised build shares no
//! instances, so that it has no use for this.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;

use super::{Limits, Server};
use crate::router::Router;
use crate::service::Service;

/// Serves a router. Boxed, because only what is behind a pointer is compiled before it is called.
pub fn serve(
    address: SocketAddr,
    service: Arc<Service<Router>>,
) -> Pin<Box<dyn Future<Output = io::Result<usize>> + Send>> {
    Box::pin(async move {
        let server = Server::bind(address, service, Limits::default()).await?;
        Ok(server.serve(std::future::pending()).await)
    })
}
