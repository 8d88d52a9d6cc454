//! The shapes of request bodies and queries, one file a resource.

pub mod aggregates;
pub mod assisted_volume_snapshots;
pub mod common;
pub mod console_auth_tokens;
pub mod flavor_extra_specs;
pub mod flavors;
pub mod floating_ips;
pub mod hosts;
pub mod hypervisors;
pub mod images;
pub mod interfaces;
pub mod keypairs;
pub mod limits;
pub mod migrations;
pub mod quotas;
pub mod security_groups;
pub mod server_actions;
pub mod server_external_events;
pub mod server_groups;
pub mod server_list;
pub mod server_metadata;
pub mod servers;
pub mod services;
pub mod usages;
pub mod volume_attachments;
pub mod volumes;
