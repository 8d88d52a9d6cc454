//! What the limits of a project look like.

use crate::compute::quota::{QuotaReport, Resource};

/// `{"limits": …}`
#[derive(Debug, starmap::View)]
pub struct LimitsBody {
    /// The limits.
    pub limits: LimitsView,
}

/// The limits of a project.
#[derive(Debug, starmap::View)]
pub struct LimitsView {
    /// Nova has had no limits on the rate of requests for years; the list stays, empty.
    pub rate: Vec<String>,
    /// What a project may hold, and what it holds.
    pub absolute: AbsoluteLimits,
}

/// What a project may hold (`max…`, -1 is no limit), and what it holds (`total…Used`).
#[derive(Debug, starmap::View)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct AbsoluteLimits {
    #[view(name = "maxTotalCores")]
    pub cores: i64,
    #[view(name = "maxPersonality", until = "2.56")]
    pub injected_files: i64,
    #[view(name = "maxPersonalitySize", until = "2.56")]
    pub injected_file_bytes: i64,
    #[view(name = "maxTotalInstances")]
    pub instances: i64,
    #[view(name = "maxTotalKeypairs")]
    pub key_pairs: i64,
    #[view(name = "maxServerMeta")]
    pub metadata_items: i64,
    #[view(name = "maxImageMeta", until = "2.38")]
    pub image_metadata_items: i64,
    #[view(name = "maxTotalRAMSize")]
    pub ram: i64,
    #[view(name = "maxServerGroups")]
    pub server_groups: i64,
    #[view(name = "maxServerGroupMembers")]
    pub server_group_members: i64,
    #[view(name = "maxTotalFloatingIps", until = "2.35")]
    pub floating_ips: i64,
    #[view(name = "maxSecurityGroups", until = "2.35")]
    pub security_groups: i64,
    #[view(name = "maxSecurityGroupRules", until = "2.35")]
    pub security_group_rules: i64,
    #[view(name = "totalRAMUsed")]
    pub ram_used: i64,
    #[view(name = "totalCoresUsed")]
    pub cores_used: i64,
    #[view(name = "totalInstancesUsed")]
    pub instances_used: i64,
    /// Networks count for themselves, so nothing is known here.
    #[view(name = "totalFloatingIpsUsed", until = "2.35")]
    pub floating_ips_used: i64,
    #[view(name = "totalSecurityGroupsUsed", until = "2.35")]
    pub security_groups_used: i64,
    #[view(name = "totalServerGroupsUsed")]
    pub server_groups_used: i64,
}

impl AbsoluteLimits {
    /// The limits and holdings of a report.
    pub fn new(report: &QuotaReport) -> Self {
        let of = |resource| report.limits.of(resource);
        Self {
            cores: of(Resource::Cores),
            injected_files: of(Resource::InjectedFiles),
            injected_file_bytes: of(Resource::InjectedFileContentBytes),
            instances: of(Resource::Instances),
            key_pairs: of(Resource::KeyPairs),
            metadata_items: of(Resource::MetadataItems),
            image_metadata_items: of(Resource::MetadataItems),
            ram: of(Resource::Ram),
            server_groups: of(Resource::ServerGroups),
            server_group_members: of(Resource::ServerGroupMembers),
            floating_ips: of(Resource::FloatingIps),
            security_groups: of(Resource::SecurityGroups),
            security_group_rules: of(Resource::SecurityGroupRules),
            ram_used: report.usage.ram,
            cores_used: report.usage.cores,
            instances_used: report.usage.instances,
            floating_ips_used: 0,
            security_groups_used: 0,
            server_groups_used: report.server_groups,
        }
    }
}
