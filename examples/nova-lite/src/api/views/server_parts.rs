//! What the parts of servers look like: tags, addresses, diagnostics, consoles, actions that were taken.

use starmap::View;
use starmap::json::Writer;
use starmap::microversion::Microversion;
use starmap::schema::{Keyword, Schema, Type};

use super::common::Link;
use super::servers::{AddressView, Addresses};
use crate::compute::action_log::{ActionEvent, ActionRecord, ActionReport};
use crate::compute::clock::Timestamp;
use crate::compute::network::SecurityGroup;
use crate::virt::Diagnostics;

/// `{"tags": […]}`
#[derive(Debug, View)]
pub struct TagsView<'a> {
    /// In order.
    pub tags: &'a [String],
}

/// `{"addresses": {…}}`
#[derive(Debug, View)]
pub struct AddressesBody<'a> {
    /// By network.
    pub addresses: Addresses<'a>,
}

/// The addresses on one network, under its name.
#[derive(Debug)]
pub struct NetworkAddresses<'a> {
    /// The network's name.
    pub network: &'a str,
    /// In order.
    pub addresses: Vec<AddressView<'a>>,
}

impl starmap::view::View for NetworkAddresses<'_> {
    const SCHEMA: &'static Schema = &Schema::new(&[Keyword::Type(&[Type::Object])]);

    fn write(&self, out: &mut Writer, version: Microversion) {
        out.begin_object();
        out.key(self.network);
        self.addresses.write(out, version);
        out.end_object();
    }
}

/// What a driver says in names of its own.
#[derive(Debug)]
pub struct FreeDiagnostics<'a>(pub &'a [(&'static str, i64)]);

impl starmap::view::View for FreeDiagnostics<'_> {
    const SCHEMA: &'static Schema = &Schema::new(&[Keyword::Type(&[Type::Object])]);

    fn write(&self, out: &mut Writer, _: Microversion) {
        out.begin_object();
        for (name, value) in self.0 {
            out.key(name);
            out.int(*value);
        }
        out.end_object();
    }
}

/// What a driver measured, in the same names for every driver.
#[derive(Debug, View)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct DiagnosticsView {
    pub state: &'static str,
    pub driver: &'static str,
    pub hypervisor: &'static str,
    pub hypervisor_os: &'static str,
    pub uptime: i64,
    pub config_drive: bool,
    pub num_cpus: u64,
    pub num_nics: u64,
    pub num_disks: u64,
    pub disk_details: Vec<DiskView>,
    pub cpu_details: Vec<CpuView>,
    pub nic_details: Vec<NicView>,
    pub memory_details: MemoryView,
}

/// One disk.
#[derive(Debug, View)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct DiskView {
    pub read_bytes: i64,
    pub read_requests: i64,
    pub write_bytes: i64,
    pub write_requests: i64,
    pub errors_count: i64,
}

/// One processor.
#[derive(Debug, View)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct CpuView {
    pub id: i64,
    pub time: i64,
    pub utilisation: i64,
}

/// One network card.
#[derive(Debug, View)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct NicView {
    pub mac_address: &'static str,
    pub rx_octets: i64,
    pub rx_errors: i64,
    pub rx_drop: i64,
    pub rx_packets: i64,
    pub rx_rate: i64,
    pub tx_octets: i64,
    pub tx_errors: i64,
    pub tx_drop: i64,
    pub tx_packets: i64,
    pub tx_rate: i64,
}

/// The memory.
#[derive(Debug, View)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct MemoryView {
    pub maximum: i64,
    pub used: i64,
}

impl DiagnosticsView {
    /// What a driver measured.
    pub fn new(measured: &Diagnostics) -> Self {
        let disks = measured.disks.iter().map(|disk| DiskView {
            read_bytes: disk.read_bytes,
            read_requests: disk.read_requests,
            write_bytes: disk.write_bytes,
            write_requests: disk.write_requests,
            errors_count: disk.errors_count,
        });
        let cpus = measured.cpus.iter().map(|cpu| CpuView { id: cpu.id, time: cpu.time, utilisation: cpu.utilisation });
        let nics = measured.nics.iter().map(|nic| NicView {
            mac_address: nic.mac_address,
            rx_octets: nic.rx_octets,
            rx_errors: nic.rx_errors,
            rx_drop: nic.rx_drop,
            rx_packets: nic.rx_packets,
            rx_rate: nic.rx_rate,
            tx_octets: nic.tx_octets,
            tx_errors: nic.tx_errors,
            tx_drop: nic.tx_drop,
            tx_packets: nic.tx_packets,
            tx_rate: nic.tx_rate,
        });
        Self {
            state: measured.state,
            driver: measured.driver,
            hypervisor: measured.hypervisor,
            hypervisor_os: measured.hypervisor_os,
            uptime: measured.uptime,
            config_drive: measured.config_drive,
            num_cpus: measured.cpus.len() as u64,
            num_nics: measured.nics.len() as u64,
            num_disks: measured.disks.len() as u64,
            disk_details: disks.collect(),
            cpu_details: cpus.collect(),
            nic_details: nics.collect(),
            memory_details: MemoryView { maximum: measured.memory_maximum, used: measured.memory_used },
        }
    }
}

/// The NUMA cells of a server; the fake driver has none.
#[derive(Debug, View)]
pub struct TopologyView {
    /// One each.
    pub nodes: Vec<i64>,
    /// KiB, where pages of a size were asked for.
    pub pagesize_kb: Option<i64>,
}

/// `{"password": …}`
#[derive(Debug, View)]
pub struct GuestPassword<'a> {
    /// As the guest encrypted it; empty when it never did.
    pub password: &'a str,
}

/// `{"output": …}`
#[derive(Debug, View)]
pub struct OutputBody<'a> {
    /// The last lines.
    pub output: &'a str,
}

/// `{"console": …}`
#[derive(Debug, View)]
pub struct ConsoleBody<'a> {
    /// Where it is.
    pub console: ConsoleView<'a>,
}

/// A console.
#[derive(Debug, View)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct ConsoleView<'a> {
    #[view(name = "type")]
    pub kind: &'a str,
    pub url: String,
}

/// `{"remote_console": …}`
#[derive(Debug, View)]
pub struct RemoteConsoleBody<'a> {
    /// Where it is.
    pub remote_console: RemoteConsoleView<'a>,
}

/// A console, with what it speaks.
#[derive(Debug, View)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct RemoteConsoleView<'a> {
    pub protocol: &'a str,
    #[view(name = "type")]
    pub kind: &'a str,
    pub url: String,
}

/// `{"security_groups": […]}`
#[derive(Debug, View)]
pub struct ServerGroupsOfSecurity<'a> {
    /// By name.
    pub security_groups: Vec<SecurityGroupView<'a>>,
}

/// A security group of a server.
#[derive(Debug, View)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct SecurityGroupView<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub description: &'a str,
    pub tenant_id: &'a str,
    /// Rules are the network service's own.
    pub rules: Vec<i64>,
}

impl<'a> SecurityGroupView<'a> {
    /// A security group.
    pub fn new(group: &'a SecurityGroup) -> Self {
        Self {
            id: &group.id,
            name: &group.name,
            description: &group.description,
            tenant_id: &group.project_id,
            rules: Vec::new(),
        }
    }
}

/// `{"shares": […]}`
#[derive(Debug, View)]
pub struct SharesView {
    /// None, without a share service.
    pub shares: Vec<i64>,
}

/// `{"instanceActions": […]}`
#[derive(Debug, View)]
pub struct ActionList<'a> {
    /// Newest first.
    #[view(name = "instanceActions")]
    pub actions: Vec<ActionView<'a>>,
    /// The page after it.
    #[view(skip_none)]
    pub links: Option<Vec<Link>>,
}

/// An action in a list.
#[derive(Debug, View)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct ActionView<'a> {
    pub action: &'a str,
    pub instance_uuid: &'a str,
    pub request_id: &'a str,
    pub user_id: &'a str,
    pub project_id: &'a str,
    pub start_time: String,
    pub message: Option<&'a str>,
    #[view(since = "2.58")]
    pub updated_at: String,
}

impl<'a> ActionView<'a> {
    /// An action.
    pub fn new(action: &'a ActionRecord) -> Self {
        Self {
            action: &action.action,
            instance_uuid: &action.server_id,
            request_id: &action.request_id,
            user_id: &action.user_id,
            project_id: &action.project_id,
            start_time: action.started_at.micros_text(),
            message: action.message.as_deref(),
            updated_at: action.updated_at.micros_text(),
        }
    }
}

/// `{"instanceAction": …}`
#[derive(Debug, View)]
pub struct ActionBody<'a> {
    /// The action.
    #[view(name = "instanceAction")]
    pub action: ActionDetails<'a>,
}

/// An action with its steps.
#[derive(Debug, View)]
pub struct ActionDetails<'a> {
    /// The action.
    #[view(flatten)]
    pub action: ActionView<'a>,
    /// Left out for callers who may not see them.
    #[view(skip_none)]
    pub events: Option<Vec<EventView<'a>>>,
}

/// What the caller may see of an action's steps.
#[derive(Clone, Copy, Debug)]
pub struct EventsSeen {
    /// The steps themselves.
    pub events: bool,
    /// Where something broke, and on which host.
    pub inside: bool,
    /// What went wrong, in words.
    pub details: bool,
}

/// One step of an action.
#[derive(Debug, View)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct EventView<'a> {
    pub event: &'a str,
    pub start_time: String,
    pub finish_time: Option<String>,
    pub result: Option<&'a str>,
    #[view(skip_none)]
    pub traceback: Option<Option<&'a str>>,
    #[view(name = "hostId", since = "2.62")]
    pub host_id: String,
    #[view(since = "2.62", skip_none)]
    pub host: Option<Option<&'a str>>,
    #[view(since = "2.84", skip_none)]
    pub details: Option<Option<&'a str>>,
}

impl<'a> ActionDetails<'a> {
    /// An action as the caller may see it.
    pub fn new(report: &'a ActionReport, seen: EventsSeen) -> Self {
        let project = &report.action.project_id;
        let events = || report.events.iter().map(|event| EventView::new(event, project, seen)).collect();
        Self { action: ActionView::new(&report.action), events: seen.events.then(events) }
    }
}

impl<'a> EventView<'a> {
    fn new(event: &'a ActionEvent, project: &str, seen: EventsSeen) -> Self {
        Self {
            event: &event.event,
            start_time: event.started_at.micros_text(),
            finish_time: event.finished_at.map(Timestamp::micros_text),
            result: event.result.as_deref(),
            traceback: seen.inside.then_some(event.traceback.as_deref()),
            host_id: event.host.as_deref().map_or_else(String::new, |host| super::servers::host_id(project, host)),
            host: seen.inside.then_some(event.host.as_deref()),
            details: seen.details.then_some(event.details.as_deref()),
        }
    }
}
