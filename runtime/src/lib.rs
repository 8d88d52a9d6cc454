//! Versioned, resource-oriented REST APIs with compiled routing.

pub mod application;
pub mod body;
pub mod config;
pub mod context;
pub mod fault;
pub mod filter;
pub mod json;
pub mod mapper;
pub mod microversion;
pub mod paste;
pub mod pipeline;
pub mod request;
pub mod route;
pub mod schema;
pub mod urlmap;
