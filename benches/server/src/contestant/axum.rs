//! axum 0.8 with its own server.

use std::io::Result;

use axum::Json;
use axum::Router;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::{get, post};

use crate::answers::{JSON, NewServerDocument, ServerDocument, VERSION};

pub fn serve() -> Result<()> {
    let app = Router::new()
        .route("/v2.1/", get(version))
        .route("/v2.1/servers", post(create))
        .route("/v2.1/servers/{id}", get(show));
    super::run(async { axum::serve(super::listen().await?, app).await })
}

async fn version() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, JSON)], VERSION)
}

async fn show(Path(id): Path<String>) -> Json<ServerDocument> {
    Json(ServerDocument::show(&id))
}

async fn create(Json(asked): Json<NewServerDocument>) -> (StatusCode, Json<ServerDocument>) {
    (StatusCode::ACCEPTED, Json(ServerDocument::created(asked)))
}
