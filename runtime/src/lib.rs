//! Versioned, resource-oriented REST APIs with compiled routing.

pub mod json;
pub mod mapper;
pub mod microversion;
pub mod route;
pub mod schema;
