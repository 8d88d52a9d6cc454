//! What hypervisors look like.

use starmap::json::Writer;
use starmap::microversion::Microversion;
use starmap::schema::{Keyword, Schema, Type};
use starmap::view::View;

use super::common::Link;
use super::services::{state, status};
use crate::compute::host::HostReport;
use crate::compute::server::ServerName;

/// From here on a hypervisor without servers has an empty list of them, when they are asked for.
const ALWAYS_A_LIST: Microversion = Microversion::literal("2.75");

/// Whether the servers on a hypervisor are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Servers {
    /// They are not.
    Hidden,
    /// They are where there are any.
    WhereAny,
    /// They are.
    Shown,
}

impl Servers {
    /// What `with_servers` means at a microversion.
    pub fn wanted(with_servers: bool, version: Microversion) -> Self {
        match with_servers {
            false => Self::Hidden,
            true if version >= ALWAYS_A_LIST => Self::Shown,
            true => Self::WhereAny,
        }
    }

    fn of(self, report: &HostReport) -> Option<Vec<HostedServer<'_>>> {
        if self == Self::Hidden || (self == Self::WhereAny && report.servers.is_empty()) {
            return None;
        }
        Some(report.servers.iter().map(HostedServer::new).collect())
    }
}

/// A server on a hypervisor.
#[derive(Debug, starmap::View)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct HostedServer<'a> {
    pub uuid: &'a str,
    /// The hypervisor's name of it.
    pub name: String,
}

impl<'a> HostedServer<'a> {
    fn new(server: &'a ServerName) -> Self {
        Self { uuid: &server.id, name: server.internal_name() }
    }
}

/// `{"hypervisors": […]}`
#[derive(Debug, starmap::View)]
pub struct HypervisorList<'a> {
    /// The page.
    pub hypervisors: Vec<HypervisorSummary<'a>>,
    /// The page after it.
    #[view(skip_none)]
    pub hypervisors_links: Option<Vec<Link>>,
}

/// A hypervisor in a list.
#[derive(Debug, starmap::View)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct HypervisorSummary<'a> {
    #[view(name = "id", until = "2.52")]
    pub number: i64,
    #[view(since = "2.53")]
    pub id: &'a str,
    pub hypervisor_hostname: &'a str,
    pub state: &'static str,
    pub status: &'static str,
    #[view(skip_none)]
    pub servers: Option<Vec<HostedServer<'a>>>,
}

impl<'a> HypervisorSummary<'a> {
    /// A hypervisor as a list names it.
    pub fn new(report: &'a HostReport, servers: Servers) -> Self {
        Self {
            number: report.hypervisor.id,
            id: &report.hypervisor.uuid,
            hypervisor_hostname: &report.hypervisor.hostname,
            state: state(&report.service),
            status: status(&report.service),
            servers: servers.of(report),
        }
    }
}

/// `{"hypervisors": […]}` in full.
#[derive(Debug, starmap::View)]
pub struct HypervisorDetails<'a> {
    /// The page.
    pub hypervisors: Vec<HypervisorView<'a>>,
    /// The page after it.
    #[view(skip_none)]
    pub hypervisors_links: Option<Vec<Link>>,
}

/// `{"hypervisor": …}`
#[derive(Debug, starmap::View)]
pub struct HypervisorBody<'a> {
    /// The hypervisor.
    pub hypervisor: HypervisorView<'a>,
}

/// A hypervisor in full. What placement knows better is gone from 2.88 on.
#[derive(Debug, starmap::View)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct HypervisorView<'a> {
    #[view(flatten)]
    pub head: HypervisorSummary<'a>,
    pub hypervisor_type: &'a str,
    pub hypervisor_version: i64,
    pub host_ip: &'a str,
    pub service: HypervisorService<'a>,
    #[view(flatten, until = "2.87")]
    pub resources: Resources,
    /// Text below 2.28.
    #[view(name = "cpu_info", until = "2.27")]
    pub cpu_info_text: &'a str,
    #[view(since = "2.28", until = "2.87")]
    pub cpu_info: JsonText<'a>,
    /// The embedded drivers do not know.
    #[view(since = "2.88")]
    pub uptime: Option<String>,
}

impl<'a> HypervisorView<'a> {
    /// A hypervisor in full.
    pub fn new(report: &'a HostReport, servers: Servers) -> Self {
        let hypervisor = &report.hypervisor;
        Self {
            head: HypervisorSummary::new(report, servers),
            hypervisor_type: &hypervisor.hypervisor_type,
            hypervisor_version: hypervisor.hypervisor_version,
            host_ip: &hypervisor.host_ip,
            service: HypervisorService {
                number: report.service.id,
                id: &report.service.uuid,
                host: &report.service.host,
                disabled_reason: report.service.disabled_reason.as_deref(),
            },
            resources: Resources::of(report),
            cpu_info_text: &hypervisor.cpu_info,
            cpu_info: JsonText(&hypervisor.cpu_info),
            uptime: None,
        }
    }
}

/// The compute service of a hypervisor.
#[derive(Debug, starmap::View)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct HypervisorService<'a> {
    #[view(name = "id", until = "2.52")]
    pub number: i64,
    #[view(since = "2.53")]
    pub id: &'a str,
    pub host: &'a str,
    pub disabled_reason: Option<&'a str>,
}

/// What one or more hypervisors have: MiB of memory, GiB of disk.
#[derive(Debug, Default, starmap::View)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct Resources {
    pub vcpus: i64,
    pub memory_mb: i64,
    pub local_gb: i64,
    pub vcpus_used: i64,
    pub memory_mb_used: i64,
    pub local_gb_used: i64,
    pub free_ram_mb: i64,
    pub free_disk_gb: i64,
    pub current_workload: i64,
    pub running_vms: i64,
    pub disk_available_least: Option<i64>,
}

impl Resources {
    fn of(report: &HostReport) -> Self {
        let mut sum = Self::default();
        sum.add(report);
        sum
    }

    fn add(&mut self, report: &HostReport) {
        let hypervisor = &report.hypervisor;
        self.vcpus += hypervisor.vcpus;
        self.memory_mb += hypervisor.memory_mb;
        self.local_gb += hypervisor.local_gb;
        self.vcpus_used += report.vcpus_used;
        self.memory_mb_used += report.memory_mb_used;
        self.local_gb_used += report.local_gb_used;
        self.free_ram_mb += hypervisor.memory_mb - report.memory_mb_used;
        self.free_disk_gb += hypervisor.local_gb - report.local_gb_used;
        self.current_workload += report.current_workload;
        self.running_vms += report.servers_running();
        if let Some(least) = hypervisor.disk_available_least {
            *self.disk_available_least.get_or_insert(0) += least;
        }
    }
}

/// `{"hypervisor_statistics": …}`
#[derive(Debug, starmap::View)]
pub struct StatisticsBody {
    /// The sums.
    pub hypervisor_statistics: Statistics,
}

/// What several hypervisors have together.
#[derive(Debug, starmap::View)]
pub struct Statistics {
    /// How many they are.
    pub count: i64,
    /// The sums.
    #[view(flatten)]
    pub resources: Resources,
}

impl Statistics {
    /// Adds up.
    pub fn of(reports: &[HostReport]) -> Self {
        let mut resources = Resources { disk_available_least: Some(0), ..Resources::default() };
        reports.iter().for_each(|report| resources.add(report));
        Self { count: i64::try_from(reports.len()).unwrap_or(i64::MAX), resources }
    }
}

/// JSON that is kept as text and shown as what it says; what is no JSON is shown as an empty object.
#[derive(Clone, Copy, Debug)]
pub struct JsonText<'a>(pub &'a str);

/// Deepest nesting of such a text.
const DEPTH_MAX: usize = 16;

impl View for JsonText<'_> {
    const SCHEMA: &'static Schema = &Schema::new(&[Keyword::Type(&[Type::Object])]);

    fn write(&self, out: &mut Writer, _: Microversion) {
        match starmap::json::parse(self.0.as_bytes(), DEPTH_MAX) {
            Ok(value) => out.value(&value),
            Err(_) => {
                out.begin_object();
                out.end_object();
            }
        }
    }
}
