//! nova-lite as its clients see it, asked without a socket: one module per resource, and the coverage of Nova's routes.

mod aggregates;
mod cloud;
mod console_auth_tokens;
mod disks;
mod flavors;
mod hosts;
mod hypervisors;
mod interfaces;
mod keypairs;
mod migrations;
mod network_proxies;
mod quotas;
mod request_schemas;
mod responses;
mod route_coverage;
mod server_groups;
mod servers;
mod services;
mod smoke;
mod snapshots;
mod volume_attachments;
mod volumes;
mod volumes_boot;
