//! Services, hypervisors and availability zones.

use std::collections::BTreeMap;
use std::fmt;

use crate::compute::Compute;
use crate::compute::clock::Timestamp;
use crate::compute::error::ComputeError;
use crate::compute::server::ServerName;
use crate::store::Tx;

/// The zone of hosts that no aggregate puts elsewhere.
pub const DEFAULT_ZONE: &str = "nova";
/// The zone of services that run no servers.
pub const INTERNAL_ZONE: &str = "internal";
/// The binary that runs servers.
pub const COMPUTE: &str = "nova-compute";

/// A service of the cloud.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct Service {
    /// Counts from 1; 0 before the service is stored.
    pub id: i64,
    pub uuid: String,
    pub binary: String,
    pub host: String,
    /// The zone before aggregates are looked at.
    pub zone: String,
    pub disabled: bool,
    pub disabled_reason: Option<String>,
    pub forced_down: bool,
    pub created_at: Timestamp,
    pub updated_at: Option<Timestamp>,
}

impl Service {
    /// Whether the service answers. Everything embedded does unless it was forced down.
    #[must_use]
    pub fn is_up(&self) -> bool {
        !self.forced_down
    }
}

/// How a service is named.
#[derive(Clone, Debug)]
pub enum ServiceKey {
    /// By its number.
    Id(i64),
    /// By its UUID.
    Uuid(String),
}

impl ServiceKey {
    fn names(&self, service: &Service) -> bool {
        match self {
            Self::Id(id) => service.id == *id,
            Self::Uuid(uuid) => service.uuid == *uuid,
        }
    }
}

impl fmt::Display for ServiceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Id(id) => id.fmt(f),
            Self::Uuid(uuid) => f.write_str(uuid),
        }
    }
}

/// What one host has. Memory is MiB, disk GiB.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct Hypervisor {
    /// Counts from 1; 0 before the hypervisor is stored.
    pub id: i64,
    pub uuid: String,
    /// The host of its service.
    pub host: String,
    pub hostname: String,
    pub hypervisor_type: String,
    pub hypervisor_version: i64,
    pub host_ip: String,
    pub vcpus: i64,
    pub memory_mb: i64,
    pub reserved_memory_mb: i64,
    pub local_gb: i64,
    pub disk_available_least: Option<i64>,
    /// A JSON object as text.
    pub cpu_info: String,
}

/// A hypervisor with its service and what its servers take.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct HostReport {
    pub hypervisor: Hypervisor,
    pub service: Service,
    /// By project; every one has servers here.
    pub loads: Vec<HostLoad>,
    /// Only where [`Compute::name_servers`] has put them.
    pub servers: Vec<ServerName>,
    pub vcpus_used: i64,
    pub memory_mb_used: i64,
    pub local_gb_used: i64,
    /// Servers with a task under way.
    pub current_workload: i64,
}

/// What the servers of one project take of a host. Memory is MiB, disk GiB.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the fields are what their names say")]
pub struct HostLoad {
    pub host: String,
    pub project_id: String,
    pub servers: i64,
    pub vcpus: i64,
    pub ram: i64,
    pub disk: i64,
}

/// A zone with its services.
#[derive(Clone, Debug)]
pub struct Zone {
    /// Its name.
    pub name: String,
    /// Whether any service in it is enabled.
    pub available: bool,
    /// Its services.
    pub services: Vec<Service>,
}

impl HostReport {
    /// How many servers are on it.
    #[must_use]
    pub fn servers_running(&self) -> i64 {
        self.loads.iter().map(|load| load.servers).sum()
    }
}

impl Compute {
    /// Returns every service, by id, each in the zone its aggregates give it.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn list_services(&self) -> Result<Vec<Service>, ComputeError> {
        self.store.read(zoned_services).await
    }

    /// Changes a compute service found by host, and returns it.
    ///
    /// # Errors
    /// `NotFound` for a host without one, the closure's own, `Unavailable`.
    pub async fn update_service<F>(&self, host: &str, change: F) -> Result<Service, ComputeError>
    where
        F: FnOnce(&mut Service) -> Result<(), ComputeError> + Send + 'static,
    {
        let host = host.to_owned();
        self.store
            .write(move |tx| {
                let found = tx.services()?.into_iter().find(|s| s.host == host && s.binary == COMPUTE);
                let mut service = found.ok_or_else(|| no_host(&host))?;
                change(&mut service)?;
                service.updated_at = Some(Timestamp::now());
                tx.save_service(&service)?;
                Ok(service)
            })
            .await
    }

    /// Deletes a service; a compute service takes its hypervisor and its places in aggregates along.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` while the host has servers; `Unavailable`.
    pub async fn delete_service(&self, key: ServiceKey) -> Result<(), ComputeError> {
        self.store
            .write(move |tx| {
                let found = tx.services()?.into_iter().find(|service| key.names(service));
                let service = found.ok_or_else(|| ComputeError::NotFound(format!("Service {key} not found.")))?;
                if service.binary == COMPUTE {
                    leave(tx, &service.host)?;
                }
                tx.delete_service(&service)
            })
            .await
    }

    /// Returns every hypervisor with its load, by id.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn list_hosts(&self) -> Result<Vec<HostReport>, ComputeError> {
        self.store.read(reports).await
    }

    /// Returns the hypervisors with a text somewhere in their names, with their load, by id.
    ///
    /// The text is a pattern of SQL's `LIKE`, as in Nova: case does not count, `_` is any character.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn search_hosts(&self, text: &str) -> Result<Vec<HostReport>, ComputeError> {
        let text = text.to_owned();
        self.store
            .read(move |tx| {
                let found = tx.hypervisors_like(&text)?;
                let mut reports = reports(tx)?;
                reports.retain(|report| found.contains(&report.hypervisor));
                Ok(reports)
            })
            .await
    }

    /// Returns a compute host with its load.
    ///
    /// # Errors
    /// `NotFound`, `Unavailable`.
    pub async fn host(&self, host: &str) -> Result<HostReport, ComputeError> {
        let host = host.to_owned();
        let missing = no_host(&host);
        let reports = self.store.read(reports).await?;
        reports.into_iter().find(|report| report.hypervisor.host == host).ok_or(missing)
    }

    /// Adds to hypervisors the names of their servers.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn name_servers(&self, mut reports: Vec<HostReport>) -> Result<Vec<HostReport>, ComputeError> {
        self.store
            .read(move |tx| {
                for report in &mut reports {
                    report.servers = tx.server_names_of_host(&report.hypervisor.host)?;
                }
                Ok(reports)
            })
            .await
    }

    /// Returns a compute host that answers.
    ///
    /// # Errors
    /// `NotFound`; `Invalid` when its service is down; `Unavailable`.
    pub async fn reachable_host(&self, host: &str) -> Result<HostReport, ComputeError> {
        let report = self.host(host).await?;
        if report.service.is_up() {
            return Ok(report);
        }
        Err(ComputeError::Invalid(format!("Compute service of {host} is unavailable at this time.")))
    }

    /// Returns every zone by name; services other than compute are in `internal`.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn list_zones(&self) -> Result<Vec<Zone>, ComputeError> {
        self.store
            .read(|tx| {
                let mut zones: BTreeMap<String, Vec<Service>> = BTreeMap::new();
                for service in zoned_services(tx)? {
                    zones.entry(service.zone.clone()).or_default().push(service);
                }
                let zone = |(name, services): (String, Vec<Service>)| Zone {
                    available: services.iter().any(|s| !s.disabled),
                    name,
                    services,
                };
                Ok(zones.into_iter().map(zone).collect())
            })
            .await
    }
}

fn no_host(host: &str) -> ComputeError {
    ComputeError::NotFound(format!("Host '{host}' is not mapped to any cell"))
}

/// Takes a compute host out of its aggregates, if it has no servers.
fn leave(tx: &Tx<'_>, host: &str) -> Result<(), ComputeError> {
    if tx.host_loads()?.iter().any(|load| load.host == host) {
        let text = "Unable to delete compute service that is hosting instances. Migrate or delete the instances first.";
        return Err(ComputeError::Conflict(text.into()));
    }
    for mut aggregate in tx.aggregates()?.into_iter().filter(|a| a.hosts.iter().any(|member| member == host)) {
        aggregate.hosts.retain(|member| member != host);
        tx.save_aggregate(&aggregate)?;
    }
    Ok(())
}

/// Every service with the zone its aggregates give its host.
pub(crate) fn zoned_services(tx: &Tx<'_>) -> Result<Vec<Service>, ComputeError> {
    let aggregates = tx.aggregates()?;
    let zone_of = |host: &String| {
        aggregates.iter().filter(|a| a.hosts.contains(host)).find_map(|a| a.metadata.get("availability_zone").cloned())
    };
    let mut services = tx.services()?;
    for service in services.iter_mut().filter(|s| s.binary == COMPUTE) {
        if let Some(zone) = zone_of(&service.host) {
            service.zone = zone;
        }
    }
    Ok(services)
}

/// Every hypervisor with its load.
pub(crate) fn reports(tx: &Tx<'_>) -> Result<Vec<HostReport>, ComputeError> {
    let services = zoned_services(tx)?;
    let loads = tx.host_loads()?;
    let mut reports = Vec::new();
    for hypervisor in tx.hypervisors()? {
        let service = services.iter().find(|s| s.host == hypervisor.host && s.binary == COMPUTE);
        if let Some(service) = service {
            reports.push(report(tx, hypervisor, service.clone(), &loads)?);
        }
    }
    Ok(reports)
}

fn report(
    tx: &Tx<'_>,
    hypervisor: Hypervisor,
    service: Service,
    loads: &[HostLoad],
) -> Result<HostReport, ComputeError> {
    let loads: Vec<HostLoad> = loads.iter().filter(|load| load.host == hypervisor.host).cloned().collect();
    let sum = |size: fn(&HostLoad) -> i64| loads.iter().map(size).sum::<i64>();
    Ok(HostReport {
        vcpus_used: sum(|load| load.vcpus),
        memory_mb_used: hypervisor.reserved_memory_mb + sum(|load| load.ram),
        local_gb_used: sum(|load| load.disk),
        current_workload: tx.tasks_of_host(&hypervisor.host)?,
        hypervisor,
        service,
        loads,
        servers: Vec::new(),
    })
}
