//! The shapes of answers, one file a resource.

pub mod common;
pub mod flavors;
