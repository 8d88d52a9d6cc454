//! Versioned, resource-oriented REST APIs with compiled routing.

pub mod microversion;
pub mod route;
