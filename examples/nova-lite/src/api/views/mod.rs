//! The shapes of answers, one file a resource.

pub mod aggregates;
pub mod availability_zones;
pub mod common;
pub mod console_auth_tokens;
pub mod extensions;
pub mod flavor_access;
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
pub mod networks;
pub mod quotas;
pub mod security_groups;
pub mod server_external_events;
pub mod server_groups;
pub mod server_metadata;
pub mod servers;
pub mod services;
pub mod volume_attachments;
pub mod volumes;
