//! Choosing a host: the first, by id, that is enabled, up, in the zone, large enough and right for the group.

use crate::compute::error::ComputeError;
use crate::compute::host::{HostReport, reports};
use crate::compute::server::{FlavorCopy, Server};
use crate::store::Tx;

/// Nova's allocation ratios: virtual CPUs may be promised four times, memory and disk once.
const VCPU_RATIO: i64 = 4;

/// What a host has to be besides large enough.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(crate) zone: Option<String>,
    pub(crate) host: Option<String>,
    pub(crate) node: Option<String>,
    /// The host to leave.
    pub(crate) not_host: Option<String>,
}

/// Returns the host for a server with a flavor, or `None` when none fits.
pub(crate) fn choose(
    tx: &Tx<'_>,
    server: &Server,
    flavor: &FlavorCopy,
    wanted: &Wanted,
) -> Result<Option<HostReport>, ComputeError> {
    let group = match &server.server_group {
        Some(id) => tx.server_group(id)?,
        None => None,
    };
    let members = match &group {
        Some(group) => tx.group_members(&group.id)?,
        None => Vec::new(),
    };
    let placed: Vec<&str> =
        members.iter().filter(|m| m.id != server.id).filter_map(|member| member.host.as_deref()).collect();
    let allowed = |report: &HostReport| match group.as_ref().map(|g| (g.policy.as_str(), g.max_server_per_host)) {
        Some(("affinity", _)) => placed.first().is_none_or(|host| *host == report.service.host),
        Some(("anti-affinity", most)) => {
            let here = placed.iter().filter(|host| **host == report.service.host).count();
            i64::try_from(here).unwrap_or(i64::MAX) < most.unwrap_or(1)
        }
        _ => true,
    };
    Ok(reports(tx)?.into_iter().find(|report| fits(report, flavor, wanted) && allowed(report)))
}

fn fits(report: &HostReport, flavor: &FlavorCopy, wanted: &Wanted) -> bool {
    let is = |wish: &Option<String>, value: &str| wish.as_deref().is_none_or(|wish| wish == value);
    let hypervisor = &report.hypervisor;
    // A host asked for by name is taken even when it is disabled, as Nova's force_hosts does.
    let forced = wanted.host.is_some();
    report.service.is_up()
        && (forced || !report.service.disabled)
        && is(&wanted.host, &report.service.host)
        && is(&wanted.node, &hypervisor.hostname)
        && is(&wanted.zone, &report.service.zone)
        && wanted.not_host.as_deref() != Some(&report.service.host)
        && report.vcpus_used + flavor.vcpus <= hypervisor.vcpus * VCPU_RATIO
        && report.memory_mb_used + flavor.ram <= hypervisor.memory_mb
        && report.local_gb_used + flavor.disk + flavor.ephemeral <= hypervisor.local_gb
}
