//! poem 3 with its own server.

use std::io::{Error, Result};

use ::poem::listener::{Acceptor, Listener, RustlsCertificate, RustlsConfig, TcpAcceptor, TcpListener};
use ::poem::web::{Json, Path};
use ::poem::{IntoResponse, Response, Route, Server, get, handler, post};
use http::StatusCode;

use crate::answers::{JSON, NewServerDocument, ServerDocument, VERSION};

pub fn serve() -> Result<()> {
    super::run(async {
        let acceptor = TcpAcceptor::from_tokio(super::listen().await?)?;
        Server::new_with_acceptor(acceptor).run(app()).await
    })
}

pub fn serve_tls() -> Result<()> {
    let certificate =
        RustlsCertificate::new().cert(std::fs::read(super::file(0)?)?).key(std::fs::read(super::file(1)?)?);
    super::run(async {
        let listener = TcpListener::bind(super::ADDRESS).rustls(RustlsConfig::new().fallback(certificate));
        let acceptor = listener.into_acceptor().await?;
        let bound = acceptor.local_addr().into_iter().find_map(|address| address.as_socket_addr().copied());
        super::announce(bound.ok_or_else(|| Error::other("poem says no address"))?)?;
        Server::new_with_acceptor(acceptor).run(app()).await
    })
}

fn app() -> Route {
    Route::new().at("/v2.1/", get(version)).at("/v2.1/servers", post(create)).at("/v2.1/servers/:id", get(show))
}

#[handler]
fn version() -> Response {
    Response::builder().content_type(JSON).body(VERSION)
}

#[handler]
fn show(Path(id): Path<String>) -> Json<ServerDocument> {
    Json(ServerDocument::show(&id))
}

#[handler]
fn create(Json(asked): Json<NewServerDocument>) -> impl IntoResponse {
    Json(ServerDocument::created(asked)).with_status(StatusCode::ACCEPTED)
}
