//! actix-web 4 with one worker on its own runtime.

use std::io::Result;

use actix_web::web::{Json, Path, get, post};
use actix_web::{App, HttpResponse, HttpServer};

use crate::answers::{JSON, NewServerDocument, ServerDocument, VERSION};

macro_rules! serve {
    ($server:ident => $bound:expr) => {
        actix_web::rt::System::new().block_on(async {
            let app = || {
                App::new()
                    .route("/v2.1/", get().to(version))
                    .route("/v2.1/servers", post().to(create))
                    .route("/v2.1/servers/{id}", get().to(show))
            };
            let $server = HttpServer::new(app).workers(1).disable_signals();
            let server = $bound;
            super::announce(server.addrs()[0])?;
            server.run().await
        })
    };
}

pub fn serve() -> Result<()> {
    serve!(server => server.bind(super::ADDRESS)?)
}

pub fn serve_tls() -> Result<()> {
    serve!(server => server.bind_rustls_0_23(super::ADDRESS, super::tls()?)?)
}

pub fn serve_http2() -> Result<()> {
    serve!(server => server.bind_auto_h2c(super::ADDRESS)?)
}

async fn version() -> HttpResponse {
    HttpResponse::Ok().content_type(JSON).body(VERSION)
}

async fn show(id: Path<String>) -> Json<ServerDocument> {
    Json(ServerDocument::show(&id))
}

async fn create(Json(asked): Json<NewServerDocument>) -> HttpResponse {
    HttpResponse::Accepted().json(ServerDocument::created(asked))
}
