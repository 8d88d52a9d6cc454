//! Versioned, resource-oriented REST APIs with compiled routing.
//!
//! A controller is an impl under [`macro@resource`]; its methods carry [`macro@action`]; [`router!`] merges controllers into one
//! API, whose table, clashes and dispatch are settled while the crate compiles. The [`guide`] starts with a whole service.
//!
//! | to | read |
//! |---|---|
//! | write a first service | [`guide::first_service`] |
//! | serve many versions | [`guide::versions`], [`macro@Body`], [`macro@Query`], [`macro@View`] |
//! | select a method by the body | [`guide::server_actions`] |
//! | say what went wrong | [`fault`] |
//! | put something before every action | [`filter`], [`filters`], [`paste`] |
//! | read an operator's files | [`config`], [`policy`] |
//! | see what is served | [`explain`], [`openapi`] |
//!
//! Features: `json` (serde types as bodies and answers, on by default), `testing` (the in-process client), `http2`, `tls`,
//! `docs` (the documentation of an API in a browser, [`openapi`]), `tower` (neighbours that speak tower), `log` (log lines in
//! oslo's form), `otel` (request spans to an OpenTelemetry collector).

// What a reader copies does not warn; unused names are an example's own.
#![doc(test(attr(deny(warnings), allow(unused, dead_code))))]

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
pub mod application;
pub mod authorize;
pub mod body;
pub mod config;
pub mod context;
mod controller;
pub mod explain;
pub mod extract;
pub mod fault;
pub mod filter;
pub mod filters;
pub mod guide;
mod http_client;
pub mod json;
pub mod links;
#[cfg(feature = "log")]
pub mod log;
pub mod mapper;
pub mod metrics;
pub mod microversion;
pub mod negotiation;
pub mod openapi;
#[cfg(feature = "otel")]
pub mod otel;
pub mod paste;
pub mod pipeline;
pub mod policy;
pub mod request;
pub mod response;
pub mod route;
pub mod router;
pub mod schema;
pub mod server;
pub mod service;
pub mod span;
mod spare;
#[cfg(feature = "testing")]
pub mod testing;
#[cfg(feature = "tower")]
pub mod tower;
pub mod urlmap;
pub mod view;

pub use controller::Controller;
pub use extract::Call;
#[doc(inline)]
#[doc = include_str!("docs/body.md")]
pub use starmap_macros::Body;
#[doc(inline)]
#[doc = include_str!("docs/query.md")]
pub use starmap_macros::Query;
/// Writes a response body, once for every microversion; see [`mod@view`] for the attributes.
#[doc(inline)]
pub use starmap_macros::View;
#[doc(inline)]
#[doc = include_str!("docs/action.md")]
pub use starmap_macros::action;
#[doc(inline)]
#[doc = include_str!("docs/resource.md")]
pub use starmap_macros::resource;
#[doc(inline)]
#[doc = include_str!("docs/router.md")]
pub use starmap_macros::router;
