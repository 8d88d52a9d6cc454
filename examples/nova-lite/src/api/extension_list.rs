//! The list of extensions: what Nova once was made of, told to clients that still ask.
//!
//! Every extension was built in for good long ago, so the list never changes.

/// An extension.
#[derive(Clone, Copy, Debug)]
pub struct Extension {
    /// What clients look for.
    pub alias: &'static str,
    /// Its name.
    pub name: &'static str,
    /// What it is for.
    pub description: &'static str,
}

/// In the order of Nova.
pub const EXTENSIONS: &[Extension] = &[
    extension("NMN", "Multinic", "Multiple network support."),
    extension("OS-DCF", "DiskConfig", "Disk Management Extension."),
    extension("OS-EXT-AZ", "ExtendedAvailabilityZone", "Extended Availability Zone support."),
    extension("OS-EXT-IMG-SIZE", "ImageSize", "Adds image size to image listings."),
    extension("OS-EXT-IPS", "ExtendedIps", "Adds type parameter to the ip list."),
    extension("OS-EXT-IPS-MAC", "ExtendedIpsMac", "Adds mac address parameter to the ip list."),
    extension("OS-EXT-SRV-ATTR", "ExtendedServerAttributes", "Extended Server Attributes support."),
    extension("OS-EXT-STS", "ExtendedStatus", "Extended Status support."),
    extension("OS-FLV-DISABLED", "FlavorDisabled", "Support to show the disabled status of a flavor."),
    extension("OS-FLV-EXT-DATA", "FlavorExtraData", "Provide additional data for flavors."),
    extension("OS-SCH-HNT", "SchedulerHints", "Pass arbitrary key/value pairs to the scheduler."),
    extension("OS-SRV-USG", "ServerUsage", "Adds launched_at and terminated_at on Servers."),
    extension("os-access-ips", "AccessIPs", "Access IPs support."),
    extension(
        "os-admin-actions",
        "AdminActions",
        "Enable admin-only server actions\n\n    Actions include: resetNetwork, injectNetworkInfo, os-resetState\n    ",
    ),
    extension("os-admin-password", "AdminPassword", "Admin password management support."),
    extension("os-agents", "Agents", "Agents support."),
    extension("os-aggregates", "Aggregates", "Admin-only aggregate administration."),
    extension("os-assisted-volume-snapshots", "AssistedVolumeSnapshots", "Assisted volume snapshots."),
    extension("os-attach-interfaces", "AttachInterfaces", "Attach interface support."),
    extension(
        "os-availability-zone",
        "AvailabilityZone",
        "1. Add availability_zone to the Create Server API.\n       2. Add availability zones describing.\n    ",
    ),
    extension("os-baremetal-ext-status", "BareMetalExtStatus", "Add extended status in Baremetal Nodes v2 API."),
    extension("os-baremetal-nodes", "BareMetalNodes", "Admin-only bare-metal node administration."),
    extension("os-block-device-mapping", "BlockDeviceMapping", "Block device mapping boot support."),
    extension(
        "os-block-device-mapping-v2-boot",
        "BlockDeviceMappingV2Boot",
        "Allow boot with the new BDM data format.",
    ),
    extension("os-cell-capacities", "CellCapacities", "Adding functionality to get cell capacities."),
    extension(
        "os-cells",
        "Cells",
        "Enables cells-related functionality such as adding neighbor cells,\n    listing neighbor cells, and getting the capabilities of the local cell.\n    ",
    ),
    extension("os-certificates", "Certificates", "Certificates support."),
    extension(
        "os-cloudpipe",
        "Cloudpipe",
        "Adds actions to create cloudpipe instances.\n\n    When running with the Vlan network mode, you need a mechanism to route\n    from the public Internet to your vlans.  This mechanism is known as a\n    cloudpipe.\n\n    At the time of creating this class, only OpenVPN is supported.  Support for\n    a SSH Bastion host is forthcoming.\n    ",
    ),
    extension(
        "os-cloudpipe-update",
        "CloudpipeUpdate",
        "Adds the ability to set the vpn ip/port for cloudpipe instances.",
    ),
    extension("os-config-drive", "ConfigDrive", "Config Drive Extension."),
    extension("os-console-auth-tokens", "ConsoleAuthTokens", "Console token authentication support."),
    extension("os-console-output", "ConsoleOutput", "Console log output support, with tailing ability."),
    extension("os-consoles", "Consoles", "Interactive Console support."),
    extension("os-create-backup", "CreateBackup", "Create a backup of a server."),
    extension("os-create-server-ext", "Createserverext", "Extended support to the Create Server v1.1 API."),
    extension("os-deferred-delete", "DeferredDelete", "Instance deferred delete."),
    extension("os-evacuate", "Evacuate", "Enables server evacuation."),
    extension(
        "os-extended-evacuate-find-host",
        "ExtendedEvacuateFindHost",
        "Enables server evacuation without target host. Scheduler will select one to target.",
    ),
    extension(
        "os-extended-floating-ips",
        "ExtendedFloatingIps",
        "Adds optional fixed_address to the add floating IP command.",
    ),
    extension("os-extended-hypervisors", "ExtendedHypervisors", "Extended hypervisors support."),
    extension("os-extended-networks", "ExtendedNetworks", "Adds additional fields to networks."),
    extension(
        "os-extended-quotas",
        "ExtendedQuotas",
        "Adds ability for admins to delete quota and optionally force the update Quota command.",
    ),
    extension(
        "os-extended-rescue-with-image",
        "ExtendedRescueWithImage",
        "Allow the user to specify the image to use for rescue.",
    ),
    extension("os-extended-services", "ExtendedServices", "Extended services support."),
    extension("os-extended-services-delete", "ExtendedServicesDelete", "Extended services deletion support."),
    extension("os-extended-status", "ExtendedStatus", "Extended Status support."),
    extension("os-extended-volumes", "ExtendedVolumes", "Extended Volumes support."),
    extension("os-fixed-ips", "FixedIPs", "Fixed IPs support."),
    extension("os-flavor-access", "FlavorAccess", "Flavor access support."),
    extension("os-flavor-extra-specs", "FlavorExtraSpecs", "Flavors extra specs support."),
    extension("os-flavor-manage", "FlavorManage", "Flavor create/delete API support."),
    extension("os-flavor-rxtx", "FlavorRxtx", "Support to show the rxtx status of a flavor."),
    extension("os-flavor-swap", "FlavorSwap", "Support to show the swap status of a flavor."),
    extension("os-floating-ip-dns", "FloatingIpDns", "Floating IP DNS support."),
    extension("os-floating-ip-pools", "FloatingIpPools", "Floating IPs support."),
    extension("os-floating-ips", "FloatingIps", "Floating IPs support."),
    extension("os-floating-ips-bulk", "FloatingIpsBulk", "Bulk handling of Floating IPs."),
    extension("os-fping", "Fping", "Fping Management Extension."),
    extension("os-hide-server-addresses", "HideServerAddresses", "Support hiding server addresses in certain states."),
    extension("os-hosts", "Hosts", "Admin-only host administration."),
    extension("os-hypervisor-status", "HypervisorStatus", "Show hypervisor status."),
    extension("os-hypervisors", "Hypervisors", "Admin-only hypervisor administration."),
    extension("os-instance-actions", "InstanceActions", "View a log of actions and events taken on an instance."),
    extension("os-instance_usage_audit_log", "OSInstanceUsageAuditLog", "Admin-only Task Log Monitoring."),
    extension("os-keypairs", "Keypairs", "Keypair Support."),
    extension("os-lock-server", "LockServer", "Enable lock/unlock server actions."),
    extension("os-migrate-server", "MigrateServer", "Enable migrate and live-migrate server actions."),
    extension("os-migrations", "Migrations", "Provide data on migrations."),
    extension("os-multiple-create", "MultipleCreate", "Allow multiple create in the Create Server v2.1 API."),
    extension("os-networks", "Networks", "Admin-only Network Management Extension."),
    extension("os-networks-associate", "NetworkAssociationSupport", "Network association support."),
    extension("os-pause-server", "PauseServer", "Enable pause/unpause server actions."),
    extension("os-personality", "Personality", "Personality support."),
    extension(
        "os-preserve-ephemeral-rebuild",
        "PreserveEphemeralOnRebuild",
        "Allow preservation of the ephemeral partition on rebuild.",
    ),
    extension("os-quota-class-sets", "QuotaClasses", "Quota classes management support."),
    extension("os-quota-sets", "Quotas", "Quotas management support."),
    extension("os-rescue", "Rescue", "Instance rescue mode."),
    extension(
        "os-security-group-default-rules",
        "SecurityGroupDefaultRules",
        "Default rules for security group support.",
    ),
    extension("os-security-groups", "SecurityGroups", "Security group support."),
    extension(
        "os-server-diagnostics",
        "ServerDiagnostics",
        "Allow Admins to view server diagnostics through server action.",
    ),
    extension("os-server-external-events", "ServerExternalEvents", "Server External Event Triggers."),
    extension("os-server-group-quotas", "ServerGroupQuotas", "Adds quota support to server groups."),
    extension("os-server-groups", "ServerGroups", "Server group support."),
    extension(
        "os-server-list-multi-status",
        "ServerListMultiStatus",
        "Allow to filter the servers by a set of status values.",
    ),
    extension("os-server-password", "ServerPassword", "Server password support."),
    extension("os-server-sort-keys", "ServerSortKeys", "Add sorting support in get Server v2 API."),
    extension("os-server-start-stop", "ServerStartStop", "Start/Stop instance compute API support."),
    extension("os-services", "Services", "Services support."),
    extension("os-shelve", "Shelve", "Instance shelve mode."),
    extension("os-simple-tenant-usage", "SimpleTenantUsage", "Simple tenant usage extension."),
    extension("os-suspend-server", "SuspendServer", "Enable suspend/resume server actions."),
    extension("os-tenant-networks", "OSTenantNetworks", "Tenant-based Network Management Extension."),
    extension("os-used-limits", "UsedLimits", "Provide data on limited resources that are being used."),
    extension(
        "os-used-limits-for-admin",
        "UsedLimitsForAdmin",
        "Provide data to admin on limited resources used by other tenants.",
    ),
    extension("os-user-data", "UserData", "Add user_data to the Create Server API."),
    extension("os-user-quotas", "UserQuotas", "Project user quota support."),
    extension("os-virtual-interfaces", "VirtualInterfaces", "Virtual interface support."),
    extension("os-volume-attachment-update", "VolumeAttachmentUpdate", "Support for updating a volume attachment."),
    extension("os-volumes", "Volumes", "Volumes support."),
];

/// The one that only the legacy API names, and the place at which it does.
pub const LEGACY: (usize, Extension) =
    (8, extension("OS-EXT-VIF-NET", "ExtendedVIFNet", "Adds network id parameter to the virtual interface list."));

const fn extension(alias: &'static str, name: &'static str, description: &'static str) -> Extension {
    Extension { alias, name, description }
}
