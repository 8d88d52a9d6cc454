//! hyper as it is: the floor of every server built on it.
//!
//! With `-waits` it waits once before it answers. With `-timeout` it closes connections on which no request comes, as starmap
//! always does. With `-headers` it sends the headers that starmap's microversions and filters add, the request id made anew each
//! time. `-tls` and `-h2` say what it speaks.

use std::convert::Infallible;
use std::io::Result;
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, VARY};
use http::{HeaderName, HeaderValue, Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use tokio_rustls::TlsAcceptor;

use crate::answers::{JSON, NewServerDocument, ServerDocument, VERSION};

pub fn serve() -> Result<()> {
    super::run(accept::<false, false>(http1::Builder::new()))
}

pub fn serve_waiting() -> Result<()> {
    super::run(accept::<false, true>(http1::Builder::new()))
}

pub fn serve_with_timeout() -> Result<()> {
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(Duration::from_secs(10));
    super::run(accept::<false, false>(builder))
}

pub fn serve_with_headers() -> Result<()> {
    super::run(accept::<true, false>(http1::Builder::new()))
}

async fn accept<const HEADERS: bool, const WAITS: bool>(builder: http1::Builder) -> Result<()> {
    let listener = super::listen().await?;
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let builder = builder.clone();
        tokio::spawn(async move {
            let respond = service_fn(|request| async {
                if WAITS {
                    tokio::task::yield_now().await;
                }
                let mut response = answer(request).await;
                if HEADERS {
                    add_headers(&mut response);
                }
                Ok::<_, Infallible>(response)
            });
            // The load closes its connections without a word.
            let _ = builder.serve_connection(TokioIo::new(stream), respond).await;
        });
    }
}

pub fn serve_tls() -> Result<()> {
    let acceptor = TlsAcceptor::from(std::sync::Arc::new(super::tls()?));
    super::run(async move {
        let listener = super::listen().await?;
        loop {
            let (stream, _) = listener.accept().await?;
            stream.set_nodelay(true)?;
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                let Ok(stream) = acceptor.accept(stream).await else { return };
                let respond = service_fn(|request| async { Ok::<_, Infallible>(answer(request).await) });
                let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), respond).await;
            });
        }
    })
}

pub fn serve_http2() -> Result<()> {
    super::run(async {
        let listener = super::listen().await?;
        loop {
            let (stream, _) = listener.accept().await?;
            stream.set_nodelay(true)?;
            tokio::spawn(async move {
                let respond = service_fn(|request| async { Ok::<_, Infallible>(answer(request).await) });
                let builder = http2::Builder::new(TokioExecutor::new());
                let _ = builder.serve_connection(TokioIo::new(stream), respond).await;
            });
        }
    })
}

async fn answer(request: Request<Incoming>) -> Response<Full<Bytes>> {
    let path = request.uri().path();
    match (request.method(), path) {
        (&Method::GET, "/v2.1/") => json(StatusCode::OK, VERSION),
        (&Method::POST, "/v2.1/servers") => create(request.into_body()).await,
        (&Method::GET, _) => match path.strip_prefix("/v2.1/servers/") {
            Some(id) if !id.contains('/') => document(StatusCode::OK, &ServerDocument::show(id)),
            _ => not_found(),
        },
        _ => not_found(),
    }
}

async fn create(body: Incoming) -> Response<Full<Bytes>> {
    let Ok(body) = body.collect().await else { return not_found() };
    match serde_json::from_slice::<NewServerDocument>(&body.to_bytes()) {
        Ok(asked) => document(StatusCode::ACCEPTED, &ServerDocument::created(asked)),
        Err(error) => json(StatusCode::BAD_REQUEST, error.to_string()),
    }
}

fn document(status: StatusCode, document: &ServerDocument) -> Response<Full<Bytes>> {
    json(status, serde_json::to_vec(document).expect("a document without maps is JSON"))
}

/// The bytes that starmap answers.
fn not_found() -> Response<Full<Bytes>> {
    const BODY: &str = r#"{"itemNotFound": {"code": 404, "message": "The resource could not be found."}}"#;
    json(StatusCode::NOT_FOUND, BODY)
}

fn json(status: StatusCode, body: impl Into<Bytes>) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(body.into()));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(JSON));
    response
}

fn add_headers(response: &mut Response<Full<Bytes>>) {
    let id = starmap::context::RequestId::random();
    let id = HeaderValue::from_str(id.as_str()).expect("a request id can stand in a header");
    let headers = response.headers_mut();
    headers.insert(HeaderName::from_static("openstack-api-version"), HeaderValue::from_static("compute 2.1"));
    headers.insert(HeaderName::from_static("x-openstack-nova-api-version"), HeaderValue::from_static("2.1"));
    headers.append(VARY, HeaderValue::from_static("OpenStack-API-Version"));
    headers.append(VARY, HeaderValue::from_static("X-OpenStack-Nova-API-Version"));
    headers.insert(HeaderName::from_static("x-compute-request-id"), id.clone());
    headers.insert(HeaderName::from_static("x-openstack-request-id"), id);
}
