//! The shapes of answers, one file a resource.

pub mod aggregates;
pub mod common;
pub mod flavors;
pub mod hosts;
pub mod hypervisors;
pub mod interfaces;
pub mod migrations;
pub mod services;
pub mod volume_attachments;
