//! What quotas look like.

use std::collections::BTreeMap;

use starmap::microversion::Microversion;

use crate::compute::quota::{Limits, QuotaReport, Resource};

/// From here on projects have no limits on what belongs to networks.
const NO_NETWORKS: Microversion = Microversion::literal("2.36");
/// From here on classes have none, and have limits on server groups.
const NO_NETWORKS_IN_CLASSES: Microversion = Microversion::literal("2.50");
/// From here on nobody has limits on injected files.
const NO_FILES: Microversion = Microversion::literal("2.57");

/// `{"quota_set": …}`
#[derive(Debug, starmap::View)]
pub struct QuotaSetBody<'a> {
    /// By resource.
    pub quota_set: BTreeMap<&'static str, Entry<'a>>,
}

/// `{"quota_class_set": …}`
#[derive(Debug, starmap::View)]
pub struct QuotaClassSetBody<'a> {
    /// By resource.
    pub quota_class_set: BTreeMap<&'static str, Entry<'a>>,
}

/// A member of a quota set.
#[derive(Debug, starmap::View)]
pub enum Entry<'a> {
    /// Whose it is, under `id`.
    Id(&'a str),
    /// What may be held of a resource.
    Limit(i64),
    /// The same with what is held.
    Detail(Detail),
}

/// What may be held of a resource, and what is.
#[derive(Debug, starmap::View)]
pub struct Detail {
    /// What is held.
    pub in_use: i64,
    /// What may be.
    pub limit: i64,
    /// What is about to be; everything is counted when it is taken, so nothing.
    pub reserved: i64,
}

/// A project's limits; `id` is left out of the answer to a change.
pub fn quota_set<'a>(id: Option<&'a str>, limits: &Limits, version: Microversion) -> BTreeMap<&'static str, Entry<'a>> {
    entries(id, |resource| in_quota_set(resource, version), |resource| Entry::Limit(limits.of(resource)))
}

/// A project's limits with what it holds.
pub fn quota_detail<'a>(id: &'a str, report: &QuotaReport, version: Microversion) -> BTreeMap<&'static str, Entry<'a>> {
    let detail = |resource| Detail { in_use: report.in_use(resource), limit: report.limits.of(resource), reserved: 0 };
    entries(Some(id), |resource| in_quota_set(resource, version), |resource| Entry::Detail(detail(resource)))
}

/// A class's limits; `id` is left out of the answer to a change.
pub fn quota_class_set<'a>(
    id: Option<&'a str>,
    limits: &Limits,
    version: Microversion,
) -> BTreeMap<&'static str, Entry<'a>> {
    entries(id, |resource| in_class_set(resource, version), |resource| Entry::Limit(limits.of(resource)))
}

fn entries<'a>(
    id: Option<&'a str>,
    shown: impl Fn(Resource) -> bool,
    entry: impl Fn(Resource) -> Entry<'a>,
) -> BTreeMap<&'static str, Entry<'a>> {
    let resources = Resource::ALL.iter().filter(|resource| shown(**resource));
    let mut entries: BTreeMap<_, _> = resources.map(|resource| (resource.name(), entry(*resource))).collect();
    entries.extend(id.map(|id| ("id", Entry::Id(id))));
    entries
}

fn in_quota_set(resource: Resource, version: Microversion) -> bool {
    match resource {
        _ if is_of_networks(resource) => version < NO_NETWORKS,
        _ if is_of_files(resource) => version < NO_FILES,
        _ => true,
    }
}

fn in_class_set(resource: Resource, version: Microversion) -> bool {
    match resource {
        Resource::ServerGroups | Resource::ServerGroupMembers => version >= NO_NETWORKS_IN_CLASSES,
        _ if is_of_networks(resource) => version < NO_NETWORKS_IN_CLASSES,
        _ if is_of_files(resource) => version < NO_FILES,
        _ => true,
    }
}

fn is_of_networks(resource: Resource) -> bool {
    use Resource::{FixedIps, FloatingIps, SecurityGroupRules, SecurityGroups};
    matches!(resource, FixedIps | FloatingIps | SecurityGroupRules | SecurityGroups)
}

fn is_of_files(resource: Resource) -> bool {
    use Resource::{InjectedFileContentBytes, InjectedFilePathBytes, InjectedFiles};
    matches!(resource, InjectedFileContentBytes | InjectedFilePathBytes | InjectedFiles)
}
