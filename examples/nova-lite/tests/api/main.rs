//! nova-lite as its clients see it, asked without a socket: one module per resource, and the coverage of Nova's routes.

mod cloud;
mod interfaces;
mod route_coverage;
mod snapshots;
mod volume_attachments;
mod volumes;
mod volumes_boot;
