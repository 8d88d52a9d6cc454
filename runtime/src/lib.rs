//! Versioned, resource-oriented REST APIs with compiled routing.

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
pub mod application;
pub mod body;
pub mod config;
pub mod context;
mod controller;
pub mod extract;
pub mod fault;
pub mod filter;
pub mod json;
pub mod links;
pub mod mapper;
pub mod microversion;
pub mod negotiation;
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
#[cfg(feature = "testing")]
pub mod testing;
pub mod urlmap;

pub use controller::Controller;
pub use extract::Call;
pub use starmap_macros::{action, resource, router};
