//! Starmap: without filters, with microversions, and with microversions and the filters of Nova's pipeline.
//!
//! The others each have one thing more than the first, which is what it costs: counters, a log that is listened to but says
//! nothing, an access line a request in oslo's form, and an action that has to wait, so that the request's deadline needs a clock.
//! All speak HTTP/2 too; `-tls` is the first over TLS.

use std::io::Result;
use std::sync::Arc;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Response};
use starmap::extract::Json;
use starmap::filter::Filter;
use starmap::filters::{BODY_BYTES_MAX, Cors, FaultWrap, HttpProxy, NoAuth, RequestIds, RequestLog, SizeLimit};
use starmap::log::{LogStyle, OsloLines};
use starmap::metrics::Metrics;
use starmap::pipeline::Pipeline;
use starmap::router::{Dispatch, Router, RouterSettings};
use starmap::server::{Limits, Server, Tls, TlsFiles};
use starmap::service::Service;
use starmap::urlmap::{Mount, UrlMap};
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use crate::answers::{JSON, NewServerDocument, ServerDocument, VERSION};

pub fn serve() -> Result<()> {
    serve_api(Plain::new(Root, Servers), Vec::new())
}

pub fn serve_with_deadline() -> Result<()> {
    serve_api(Waiting::new(Root, Waits), Vec::new())
}

pub fn serve_with_metrics() -> Result<()> {
    let metrics = Some(Arc::new(Metrics::new(Plain::mapper())));
    serve_router(
        Router::new(Plain::new(Root, Servers), RouterSettings { metrics, ..RouterSettings::default() }),
        Vec::new(),
        None,
    )
}

pub fn serve_with_tracing() -> Result<()> {
    tracing_subscriber::fmt().with_max_level(LevelFilter::WARN).with_writer(std::io::sink).init();
    serve()
}

pub fn serve_with_access_line() -> Result<()> {
    let lines = OsloLines::new(LogStyle::default(), std::io::sink);
    tracing_subscriber::registry().with(LevelFilter::INFO).with(lines).init();
    serve_api(Plain::new(Root, Servers), vec![("request_log".to_owned(), Box::new(RequestLog))])
}

pub fn serve_versions() -> Result<()> {
    serve_api(Versioned::new(Root, Servers), Vec::new())
}

pub fn serve_filters() -> Result<()> {
    serve_api(Versioned::new(Root, Servers), filters())
}

pub fn serve_tls() -> Result<()> {
    let files = TlsFiles { certificate: super::file(0)?, key: super::file(1)?, client_authorities: None };
    let tls = Tls::load(files).map_err(std::io::Error::other)?;
    serve_router(Router::new(Plain::new(Root, Servers), RouterSettings::default()), Vec::new(), Some(tls))
}

fn filters() -> Vec<(String, Box<dyn Filter>)> {
    let filters: Vec<(&str, Box<dyn Filter>)> = vec![
        ("cors", Box::new(Cors::default())),
        ("http_proxy_to_wsgi", Box::new(HttpProxy { enabled: true })),
        ("compute_req_id", Box::new(RequestIds::compute())),
        ("faultwrap", Box::new(FaultWrap)),
        ("request_log", Box::new(RequestLog)),
        ("sizelimit", Box::new(SizeLimit { body_bytes_max: BODY_BYTES_MAX })),
        ("osprofiler", Box::new(PassThrough)),
        ("noauth2", Box::new(NoAuth::v2())),
    ];
    filters.into_iter().map(|(name, filter)| (name.to_owned(), filter)).collect()
}

/// `osprofiler`, which is accepted and does nothing.
struct PassThrough;

impl Filter for PassThrough {}

struct Root;

#[starmap::resource("")]
impl Root {
    #[action(GET)]
    async fn show(&self) -> starmap::filter::Response {
        let mut response = Response::new(Bytes::from_static(VERSION.as_bytes()).into());
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(JSON));
        response
    }
}

struct Servers;

#[starmap::resource("servers")]
impl Servers {
    #[action(GET, "{id}")]
    async fn show(&self, id: &str) -> Json<ServerDocument> {
        Json(ServerDocument::show(id))
    }

    #[action(POST, status = 202)]
    async fn create(&self, asked: Json<NewServerDocument>) -> Json<ServerDocument> {
        Json(ServerDocument::created(asked.0))
    }
}

struct Waits;

#[starmap::resource("servers")]
impl Waits {
    #[action(GET, "{id}")]
    async fn show(&self, id: &str) -> Json<ServerDocument> {
        tokio::task::yield_now().await;
        Json(ServerDocument::show(id))
    }

    #[action(POST, status = 202)]
    async fn create(&self, asked: Json<NewServerDocument>) -> Json<ServerDocument> {
        tokio::task::yield_now().await;
        Json(ServerDocument::created(asked.0))
    }
}

starmap::router! {
    struct Plain {}
    [Root, Servers]
}

starmap::router! {
    struct Waiting {}
    [Root, Waits]
}

starmap::router! {
    struct Versioned {
        versions: "2.1"..="2.104",
        service: "compute",
        legacy_header: "X-OpenStack-Nova-API-Version",
        project_prefix: true,
        unmatched: not_found,
    }
    [Root, Servers]
}

fn serve_api<D: Dispatch>(api: D, filters: Vec<(String, Box<dyn Filter>)>) -> Result<()> {
    serve_router(Router::new(api, RouterSettings::default()), filters, None)
}

fn serve_router(
    router: Router,
    filters: Vec<(String, Box<dyn Filter>)>,
    tls: Option<Tls>,
) -> Result<()> {
    let application = Arc::new(router);
    let pipeline = Pipeline { name: "api".to_owned(), filters, application };
    let service = Arc::new(Service::new(UrlMap::new(vec![(Mount::new("/v2.1"), pipeline)])));
    super::run(async move {
        let mut server = Server::bind(super::ADDRESS, service, Limits::default()).await?;
        if let Some(tls) = tls {
            server = server.with_tls(tls);
        }
        super::announce(server.local_address()?)?;
        server.serve(std::future::pending()).await;
        Ok(())
    })
}
