//! poem 3 with its own server.

use std::io::Result;

use ::poem::listener::TcpAcceptor;
use ::poem::web::{Json, Path};
use ::poem::{IntoResponse, Response, Route, Server, get, handler, post};
use http::StatusCode;

use crate::answers::{JSON, NewServerDocument, ServerDocument, VERSION};

pub fn serve() -> Result<()> {
    let app =
        Route::new().at("/v2.1/", get(version)).at("/v2.1/servers", post(create)).at("/v2.1/servers/:id", get(show));
    super::run(async {
        let acceptor = TcpAcceptor::from_tokio(super::listen().await?)?;
        Server::new_with_acceptor(acceptor).run(app).await
    })
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
