//! dropshot 0.18 with its own server and its log switched off.

use std::io::{self, Error};

use ::dropshot::{
    ApiDescription, Body, ConfigDropshot, ConfigLogging, ConfigLoggingLevel, ConfigTls, HttpError,
    HttpResponseAccepted, HttpResponseOk, Path, RequestContext, ServerBuilder, TypedBody, endpoint,
};
use http::Response;
use http::header::CONTENT_TYPE;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::answers::{JSON, NewServerDocument, ServerDocument, VERSION};

pub fn serve() -> io::Result<()> {
    serve_with(None)
}

pub fn serve_tls() -> io::Result<()> {
    serve_with(Some(ConfigTls::AsFile { cert_file: super::file(0)?, key_file: super::file(1)? }))
}

fn serve_with(tls: Option<ConfigTls>) -> io::Result<()> {
    let mut api = ApiDescription::new();
    let registered = api.register(version).and_then(|()| api.register(show)).and_then(|()| api.register(create));
    registered.map_err(Error::other)?;
    super::run(async {
        let log = ConfigLogging::StderrTerminal { level: ConfigLoggingLevel::Critical };
        let log = log.to_logger("bench").map_err(Error::other)?;
        let config = ConfigDropshot { bind_address: super::ADDRESS, ..ConfigDropshot::default() };
        let server = ServerBuilder::new(api, (), log).config(config).tls(tls).start().map_err(Error::other)?;
        super::announce(server.local_addr())?;
        server.await.map_err(Error::other)
    })
}

#[derive(Deserialize, JsonSchema)]
struct ById {
    id: String,
}

#[endpoint { method = GET, path = "/v2.1/" }]
async fn version(_: RequestContext<()>) -> Result<Response<Body>, HttpError> {
    Ok(Response::builder().header(CONTENT_TYPE, JSON).body(VERSION.into())?)
}

#[endpoint { method = GET, path = "/v2.1/servers/{id}" }]
async fn show(_: RequestContext<()>, path: Path<ById>) -> Result<HttpResponseOk<ServerDocument>, HttpError> {
    Ok(HttpResponseOk(ServerDocument::show(&path.into_inner().id)))
}

#[endpoint { method = POST, path = "/v2.1/servers" }]
async fn create(
    _: RequestContext<()>,
    asked: TypedBody<NewServerDocument>,
) -> Result<HttpResponseAccepted<ServerDocument>, HttpError> {
    Ok(HttpResponseAccepted(ServerDocument::created(asked.into_inner())))
}
