//! The OpenStack compute API in one binary.

pub mod admin;
pub mod api;
pub mod app;
pub mod cli;
pub mod compute;
pub mod config;
pub mod inspect;
pub mod log;
pub mod policies;
pub mod store;
pub mod virt;
pub mod world;
