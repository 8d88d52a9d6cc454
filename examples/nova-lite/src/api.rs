//! The compute API: one list of controllers, and what they share.
//!
//! A controller reads a request's body by a schema, asks the policy, calls the domain and writes a view. It knows no SQL and
//! no header; what the domain refuses becomes a fault here, in one place.

pub mod aggregates;
pub mod assisted_volume_snapshots;
pub mod availability_zones;
pub mod baremetal_nodes;
pub mod console_auth_tokens;
pub mod extension_list;
pub mod extensions;
pub mod flavor_access;
pub mod flavor_extra_specs;
pub mod flavors;
pub mod floating_ip_pools;
pub mod floating_ips;
pub mod hosts;
pub mod hypervisors;
pub mod image_metadata;
pub mod images;
pub mod instance_actions;
pub mod interfaces;
pub mod keypairs;
pub mod limits;
pub mod migrations;
pub mod networks;
mod parameters;
pub mod quota_class_sets;
pub mod quota_sets;
pub mod removed;
pub mod root;
pub mod schemas;
pub mod security_group_rules;
pub mod security_groups;
pub mod server_actions;
pub mod server_addresses;
pub mod server_admin;
pub mod server_consoles;
mod server_create;
pub mod server_external_events;
pub mod server_groups;
pub mod server_images;
mod server_list;
pub mod server_lock;
mod server_lookup;
pub mod server_metadata;
pub mod server_migrations;
pub mod server_moves;
pub mod server_parts;
pub mod server_pause;
pub mod server_removed;
pub mod server_rescue;
pub mod server_shelve;
pub mod server_tags;
pub mod servers;
pub mod services;
pub mod snapshots;
pub mod tenant_networks;
pub mod usage_audit_log;
pub mod usages;
pub mod versions;
pub mod views;
pub mod volume_attachments;
pub mod volumes;
pub mod volumes_boot;

use std::sync::Arc;

use http::StatusCode;
use starmap::context::RequestContext;
use starmap::extract::{Call, Extract};
use starmap::fault::Fault;

use crate::compute::error::{ComputeError, ErrorKind};
use crate::compute::{Caller, Compute};
use crate::config::Settings;

/// What every controller has.
#[derive(Debug)]
pub struct ApiState {
    /// The domain.
    pub compute: Arc<Compute>,
    /// The settings of nova.conf.
    pub settings: Settings,
}

impl ApiState {
    /// How many items a page may have: what a query asks for, at most `[api] max_limit`.
    pub fn page_limit(&self, asked: Option<&str>) -> usize {
        let max = self.settings.api.max_limit;
        // More digits than a number holds is more than the limit too.
        asked.map_or(max, |text| text.parse().unwrap_or(usize::MAX).min(max))
    }
}

/// Declares the type of a controller; its actions follow in an impl under `#[resource]`.
macro_rules! controller {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Debug)]
        pub struct $name {
            #[allow(dead_code, reason = "a controller of a removed API asks nobody")]
            state: std::sync::Arc<$crate::api::ApiState>,
        }

        impl From<&std::sync::Arc<$crate::api::ApiState>> for $name {
            fn from(state: &std::sync::Arc<$crate::api::ApiState>) -> Self {
                Self { state: state.clone() }
            }
        }
    };
}
pub(crate) use controller;

impl<'r> Extract<'r> for Caller {
    fn extract(call: &mut Call<'r>) -> Result<Self, Fault> {
        let context = <&RequestContext>::extract(call)?;
        Ok(Self {
            user_id: context.user_id().to_owned(),
            project_id: context.project_id().to_owned(),
            is_admin: context.identity.is_admin,
            request_id: context.request_id.to_string(),
        })
    }
}

/// The one place where the domain's refusals become faults.
impl From<ComputeError> for Fault {
    fn from(error: ComputeError) -> Self {
        let status = match error.kind() {
            ErrorKind::NotFound => StatusCode::NOT_FOUND,
            ErrorKind::Invalid => StatusCode::BAD_REQUEST,
            ErrorKind::Conflict => StatusCode::CONFLICT,
            ErrorKind::Forbidden => StatusCode::FORBIDDEN,
            ErrorKind::NotSupported => StatusCode::NOT_IMPLEMENTED,
            ErrorKind::Unavailable => {
                tracing::error!(detail = error.detail().unwrap_or(""), "the storage failed");
                return Fault::generic(StatusCode::SERVICE_UNAVAILABLE);
            }
        };
        Fault::new(status, error.to_string())
    }
}

starmap::router! {
    /// The compute API.
    #[derive(Debug)]
    pub struct Api {
        versions: "2.1"..="2.104",
        service: "compute",
        legacy_header: "X-OpenStack-Nova-API-Version",
        project_prefix: true,
        unmatched: not_found,
        policies: crate::policies::DEFAULTS,
    }
    [
        root::RootController,
        aggregates::AggregatesController,
        assisted_volume_snapshots::AssistedVolumeSnapshotsController,
        availability_zones::AvailabilityZonesController,
        baremetal_nodes::BaremetalNodesController,
        console_auth_tokens::ConsoleAuthTokensController,
        extensions::ExtensionsController,
        flavor_access::FlavorAccessController,
        flavor_access::FlavorActionsController,
        flavor_extra_specs::FlavorExtraSpecsController,
        flavors::FlavorsController,
        floating_ip_pools::FloatingIpPoolsController,
        floating_ips::FloatingIpsController,
        hosts::HostsController,
        hypervisors::HypervisorsController,
        image_metadata::ImageMetadataController,
        images::ImagesController,
        interfaces::InterfacesController,
        keypairs::KeypairsController,
        limits::LimitsController,
        migrations::MigrationsController,
        networks::NetworksController,
        quota_class_sets::QuotaClassSetsController,
        quota_sets::QuotaSetsController,
        removed::AgentsController,
        removed::CellsController,
        removed::CertificatesController,
        removed::CloudpipeController,
        removed::FixedIpsController,
        removed::FloatingIpDnsController,
        removed::FloatingIpDnsEntriesController,
        removed::FloatingIpsBulkController,
        removed::FpingController,
        removed::SecurityGroupDefaultRulesController,
        security_group_rules::SecurityGroupRulesController,
        security_groups::SecurityGroupsController,
        server_actions::ServerActionsController,
        server_external_events::ServerExternalEventsController,
        server_groups::ServerGroupsController,
        server_metadata::ServerMetadataController,
        server_migrations::ServerMigrationsController,
        servers::ServersController,
        server_addresses::ServerAddressesController,
        server_consoles::ServerConsolesController,
        server_consoles::RemoteConsolesController,
        server_parts::ServerIpsController,
        server_parts::ServerDiagnosticsController,
        server_parts::ServerTopologyController,
        server_parts::ServerPasswordController,
        server_parts::ServerSecurityGroupsController,
        server_removed::ConsolesController,
        server_removed::VirtualInterfacesController,
        server_removed::ServerSharesController,
        server_tags::ServerTagsController,
        instance_actions::InstanceActionsController,
        server_admin::ServerAdminController,
        server_images::ServerImagesController,
        server_lock::ServerLockController,
        server_moves::ServerMovesController,
        server_pause::ServerPauseController,
        server_rescue::ServerRescueController,
        server_shelve::ServerShelveController,
        services::ServicesController,
        snapshots::SnapshotsController,
        tenant_networks::TenantNetworksController,
        usage_audit_log::UsageAuditLogController,
        usages::UsagesController,
        volume_attachments::VolumeAttachmentsController,
        volumes::VolumesController,
        volumes_boot::VolumesBootController,
    ]
}
