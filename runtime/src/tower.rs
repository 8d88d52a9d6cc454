//! Neighbours that speak tower: a Starmap service as a tower service, and a tower service as an application.
//!
//! A tower service at the end of a pipeline sees the path below its mount, as a nested router expects it.
//!
//! ```
//! use std::sync::Arc;
//!
//! use starmap::pipeline::Pipeline;
//! use starmap::service::Service;
//! use starmap::tower::{Mounted, Serve};
//! use starmap::urlmap::{Mount, UrlMap};
//!
//! # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
//! // An axum router, mounted below /pages ...
//! let pages: axum::Router = axum::Router::new().route("/about", axum::routing::get(|| async { "about us" }));
//! let pipeline = Pipeline { name: "pages".into(), filters: Vec::new(), application: Arc::new(Mounted::new(pages)) };
//! let service = Service::new(UrlMap::new(vec![(Mount::new("/pages"), pipeline)]));
//!
//! // ... in a Starmap service, which any tower stack can call.
//! let mut tower = Serve::new(Arc::new(service));
//! let request = http::Request::get("/pages/about").body(starmap::body::Body::empty()).unwrap();
//! let response = tower_service::Service::call(&mut tower, request).await.unwrap();
//! assert_eq!(&response.into_body().read().await.unwrap()[..], b"about us");
//! # });
//! ```

use std::convert::Infallible;
use std::fmt;
use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use bytes::Bytes;
use http::Uri;

use crate::application::Application;
use crate::body::{Body, BoxError, RequestBody};
use crate::filter::{Outcome, Response, Unhandled};
use crate::request::Request;
use crate::service::Service;

/// A Starmap service that tower can call.
///
/// The peer's address is taken from a [`SocketAddr`] in the request's extensions; without one it is unspecified.
pub struct Serve<A>(Arc<Service<A>>);

impl<A> Serve<A> {
    /// Wraps a service.
    pub fn new(service: Arc<Service<A>>) -> Self {
        Self(service)
    }
}

impl<A> Clone for Serve<A> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<A> fmt::Debug for Serve<A> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Serve({:?})", self.0)
    }
}

impl<A, B> tower_service::Service<http::Request<B>> for Serve<A>
where
    A: Application,
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<B>) -> Self::Future {
        let service = self.0.clone();
        let (head, body) = request.into_parts();
        let remote = head.extensions.get::<SocketAddr>().copied().unwrap_or(SocketAddr::from(([0, 0, 0, 0], 0)));
        let mut request = Request::new(head, RequestBody::Stream(Box::new(Mutex::new(Body::stream(body)))), remote);
        Box::pin(async move { Ok(service.respond(&mut request).await) })
    }
}

/// A tower service as an application: an axum router, say.
#[derive(Clone, Debug)]
pub struct Mounted<S>(S);

impl<S> Mounted<S> {
    /// Wraps a tower service; each request is answered by a clone of it.
    pub fn new(service: S) -> Self {
        Self(service)
    }
}

impl<S, B> Application for Mounted<S>
where
    S: tower_service::Service<http::Request<Body>, Response = http::Response<B>> + Clone + Send + Sync + 'static,
    S::Error: fmt::Display,
    S::Future: Send,
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    async fn call(&self, request: &mut Request) -> Outcome {
        let mut service = self.0.clone();
        std::future::poll_fn(|cx| service.poll_ready(cx)).await.map_err(failed)?;
        let inner = below_mount(request)?;
        Ok(service.call(inner).await.map_err(failed)?.map(Body::stream))
    }
}

fn failed(error: impl fmt::Display) -> Unhandled {
    Unhandled::internal(format!("the mounted service failed: {error}"))
}

/// The request with the path below the mount, and what filters have left in its extensions.
fn below_mount(request: &mut Request) -> Result<http::Request<Body>, Unhandled> {
    let below = &request.uri.path()[request.mount().len().min(request.uri.path().len())..];
    let path = if below.starts_with('/') { below } else { "/" };
    let query = request.uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    let uri: Uri = format!("{path}{query}").parse().map_err(failed)?;
    let mut inner = http::Request::new(std::mem::take(&mut request.body).into_body());
    *inner.method_mut() = request.method.clone();
    *inner.uri_mut() = uri;
    *inner.headers_mut() = request.headers.clone();
    *inner.extensions_mut() = std::mem::take(&mut request.extensions);
    inner.extensions_mut().insert(request.remote);
    Ok(inner)
}
