//! What hosts look like.

use crate::compute::host::{HostReport, Service};

/// `{"hosts": […]}`
#[derive(Debug, starmap::View)]
pub struct HostList<'a> {
    /// All of them.
    pub hosts: Vec<HostSummary<'a>>,
}

/// A host with one of its services.
#[derive(Debug, starmap::View)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct HostSummary<'a> {
    pub host_name: &'a str,
    pub service: &'a str,
    pub zone: &'a str,
}

impl<'a> HostSummary<'a> {
    /// A service as its host's; it goes by the binary's name without `nova-`.
    pub fn new(service: &'a Service) -> Self {
        let name = service.binary.strip_prefix("nova-").unwrap_or(&service.binary);
        Self { host_name: &service.host, service: name, zone: &service.zone }
    }
}

/// The answer to a change of a host.
#[derive(Debug, starmap::View)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct HostStatus<'a> {
    pub host: &'a str,
    pub status: &'static str,
}

/// `{"host": […]}`: what a host has and what is used of it, in all and by each project.
#[derive(Debug, starmap::View)]
pub struct HostResources<'a> {
    host: Vec<HostResource<'a>>,
}

#[derive(Debug, starmap::View)]
struct HostResource<'a> {
    resource: Resource<'a>,
}

#[derive(Debug, starmap::View)]
struct Resource<'a> {
    host: &'a str,
    project: &'a str,
    cpu: i64,
    memory_mb: i64,
    disk_gb: i64,
}

impl<'a> HostResources<'a> {
    /// The resources of a compute host.
    pub fn of(report: &'a HostReport) -> Self {
        let hypervisor = &report.hypervisor;
        let (all, used) = ("(total)", "(used_now)");
        let line = |project, [cpu, memory_mb, disk_gb]: [i64; 3]| HostResource {
            resource: Resource { host: &hypervisor.host, project, cpu, memory_mb, disk_gb },
        };
        let mut host = vec![
            line(all, [hypervisor.vcpus, hypervisor.memory_mb, hypervisor.local_gb]),
            line(used, [report.vcpus_used, report.memory_mb_used, report.local_gb_used]),
        ];
        let mut promised = [0; 3];
        for load in &report.loads {
            promised.iter_mut().zip([load.vcpus, load.ram, load.disk]).for_each(|(sum, size)| *sum += size);
        }
        host.push(line("(used_max)", promised));
        host.extend(report.loads.iter().map(|load| line(&load.project_id, [load.vcpus, load.ram, load.disk])));
        Self { host }
    }
}
