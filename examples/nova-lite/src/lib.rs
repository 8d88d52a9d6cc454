//! The OpenStack compute API in one binary.

pub mod config;
pub mod policies;
