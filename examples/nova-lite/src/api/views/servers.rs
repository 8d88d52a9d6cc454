//! What servers look like.

use std::collections::BTreeMap;

use starmap::View;
use starmap::json::{Object, Writer};
use starmap::links::Links;
use starmap::microversion::Microversion;
use starmap::schema::{Keyword, Literal, Schema, Type};
use starmap::view::{Members, View as _};

use super::common::{Link, self_and_bookmark};
use crate::api::flavors::FlavorsController;
use crate::api::images::ImagesController;
use crate::api::servers::ServersController;
use crate::compute::clock::Timestamp;
use crate::compute::interface::ServerDetails;
use crate::compute::server::{FlavorCopy, Labels, Server, ServerFault, ServerName};
use crate::compute::volume::VolumeAttachment;

/// Statuses at which a client is told how far a server is.
const WITH_PROGRESS: &[&str] = &["ACTIVE", "BUILD", "REBUILD", "RESIZE", "VERIFY_RESIZE", "MIGRATING"];
/// Statuses at which a client is told what went wrong.
const WITH_FAULT: &[&str] = &["ERROR", "DELETED"];

/// From here on every answer shows the whole server.
const WHOLE_SINCE: Microversion = Microversion::literal("2.75");

/// What the caller may see of a server.
#[derive(Clone, Copy, Debug, Default)]
pub struct Seen {
    /// Its host, its internal name and the like.
    pub attributes: bool,
    /// Whether its host answers.
    pub host_status: bool,
    /// The extra specs of its flavor.
    pub extra_specs: bool,
    /// Whoever administers sees the details of a fault.
    pub fault_details: bool,
}

/// Which answer shows the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occasion {
    /// One server was asked for.
    Show,
    /// One of a list.
    Detail,
    /// It was changed.
    Change,
    /// It is being rebuilt.
    Rebuild,
}

/// `{"server": …}`
#[derive(Debug, View)]
pub struct ServerBody<'a> {
    /// The server.
    pub server: ServerView<'a>,
}

/// `{"servers": […]}` in full.
#[derive(Debug, View)]
pub struct ServerDetailList<'a> {
    /// The page.
    pub servers: Vec<ServerView<'a>>,
    /// The page after it.
    #[view(skip_none)]
    pub servers_links: Option<Vec<Link>>,
}

/// `{"servers": […]}`
#[derive(Debug, View)]
pub struct ServerList<'a> {
    /// The page.
    pub servers: Vec<ServerSummary<'a>>,
    /// The page after it.
    #[view(skip_none)]
    pub servers_links: Option<Vec<Link>>,
}

/// A server in a list.
#[derive(Debug, View)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct ServerSummary<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub links: Vec<Link>,
}

impl<'a> ServerSummary<'a> {
    /// A server as a list names it.
    pub fn new(server: &'a ServerName, links: &Links) -> Self {
        Self { id: &server.id, name: &server.name, links: own_links(links, &server.id) }
    }
}

/// A server.
#[derive(Debug, View)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct ServerView<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub status: &'static str,
    pub tenant_id: &'a str,
    pub user_id: &'a str,
    pub metadata: &'a BTreeMap<String, String>,
    #[view(name = "hostId")]
    pub host_id: String,
    pub image: ImageOrEmpty<'a>,
    #[view(name = "flavor", until = "2.46")]
    pub flavor_link: Reference<'a>,
    #[view(since = "2.47")]
    pub flavor: FlavorInServer<'a>,
    pub created: String,
    pub updated: String,
    pub addresses: Addresses<'a>,
    #[view(name = "accessIPv4")]
    pub access_ip_v4: &'a str,
    #[view(name = "accessIPv6")]
    pub access_ip_v6: &'a str,
    pub links: Vec<Link>,
    #[view(name = "OS-DCF:diskConfig")]
    pub disk_config: &'static str,
    #[view(skip_none)]
    pub progress: Option<i64>,
    #[view(skip_none)]
    pub fault: Option<FaultView<'a>>,
    #[view(since = "2.9")]
    pub locked: bool,
    #[view(since = "2.19")]
    pub description: Option<&'a str>,
    #[view(since = "2.26")]
    pub tags: &'a [String],
    #[view(since = "2.63")]
    pub trusted_image_certificates: Option<&'a [String]>,
    /// Not in a list.
    #[view(since = "2.71", skip_none)]
    pub server_groups: Option<Vec<&'a str>>,
    #[view(since = "2.73")]
    pub locked_reason: Option<&'a str>,
    #[view(flatten)]
    pub extended: Option<ExtendedView<'a>>,
}

/// What was once added by extensions and was left out of the answer to a change below 2.75.
#[derive(Debug, View)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct ExtendedView<'a> {
    #[view(name = "OS-EXT-AZ:availability_zone")]
    pub availability_zone: &'a str,
    pub config_drive: &'static str,
    pub key_name: Option<&'a str>,
    #[view(name = "OS-SRV-USG:launched_at")]
    pub launched_at: Option<String>,
    #[view(name = "OS-SRV-USG:terminated_at")]
    pub terminated_at: Option<String>,
    /// Those of its ports, port by port; not there without any.
    #[view(skip_none)]
    pub security_groups: Option<Vec<GroupName<'a>>>,
    #[view(flatten)]
    pub attributes: Option<AttributesView<'a>>,
    #[view(name = "OS-EXT-SRV-ATTR:hostname", since = "2.90")]
    pub hostname: &'a str,
    #[view(name = "OS-EXT-STS:task_state")]
    pub task_state: Option<&'static str>,
    #[view(name = "OS-EXT-STS:vm_state")]
    pub vm_state: &'static str,
    #[view(name = "OS-EXT-STS:power_state")]
    pub power_state: i64,
    #[view(name = "os-extended-volumes:volumes_attached")]
    pub volumes: Vec<AttachedVolume<'a>>,
    #[view(since = "2.16", skip_none)]
    pub host_status: Option<&'static str>,
    #[view(since = "2.96")]
    pub pinned_availability_zone: Option<&'a str>,
    #[view(since = "2.100")]
    pub scheduler_hints: Object,
}

/// What only those see who may look behind the server.
#[derive(Debug, View)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct AttributesView<'a> {
    #[view(name = "OS-EXT-SRV-ATTR:host")]
    pub host: Option<&'a str>,
    #[view(name = "OS-EXT-SRV-ATTR:instance_name")]
    pub instance_name: String,
    #[view(name = "OS-EXT-SRV-ATTR:hypervisor_hostname")]
    pub hypervisor_hostname: Option<&'a str>,
    /// From 2.90 on everybody sees it.
    #[view(name = "OS-EXT-SRV-ATTR:hostname", since = "2.3", until = "2.89")]
    pub hostname: &'a str,
    #[view(name = "OS-EXT-SRV-ATTR:reservation_id", since = "2.3")]
    pub reservation_id: &'a str,
    #[view(name = "OS-EXT-SRV-ATTR:launch_index", since = "2.3")]
    pub launch_index: i64,
    #[view(name = "OS-EXT-SRV-ATTR:kernel_id", since = "2.3")]
    pub kernel_id: &'a str,
    #[view(name = "OS-EXT-SRV-ATTR:ramdisk_id", since = "2.3")]
    pub ramdisk_id: &'a str,
    #[view(name = "OS-EXT-SRV-ATTR:root_device_name", since = "2.3")]
    pub root_device_name: Option<&'a str>,
    /// The answer to a rebuild has it in a member of its own.
    #[view(name = "OS-EXT-SRV-ATTR:user_data", since = "2.3", skip_none)]
    pub user_data: Option<Option<&'a str>>,
}

impl<'a> ServerView<'a> {
    /// A server as the caller may see it on an occasion.
    pub fn new(
        details: &'a ServerDetails,
        seen: Seen,
        occasion: Occasion,
        links: &Links,
        version: Microversion,
    ) -> Self {
        let server = &details.server;
        let status = server.status();
        let changed = matches!(occasion, Occasion::Change | Occasion::Rebuild);
        let whole = !changed || version >= WHOLE_SINCE;
        let certificates = server.trusted_image_certificates.as_slice();
        Self {
            id: &server.id,
            name: &server.name,
            status,
            tenant_id: &server.project_id,
            user_id: &server.user_id,
            metadata: &server.metadata.0,
            host_id: host_id_of(server),
            image: ImageOrEmpty::new(server, links),
            flavor_link: Reference::new(&server.flavor_id, &FlavorsController::show_url(&server.flavor_id), links),
            flavor: FlavorInServer::new(&server.flavor, seen.extra_specs),
            created: server.created_at.seconds_text(),
            updated: server.updated_at.unwrap_or(server.created_at).seconds_text(),
            addresses: Addresses { details, extended: whole },
            access_ip_v4: server.access_ip_v4.as_deref().unwrap_or(""),
            access_ip_v6: server.access_ip_v6.as_deref().unwrap_or(""),
            links: own_links(links, &server.id),
            disk_config: if server.auto_disk_config { "AUTO" } else { "MANUAL" },
            progress: WITH_PROGRESS.contains(&status).then_some(server.progress),
            fault: server
                .fault
                .as_ref()
                .filter(|_| WITH_FAULT.contains(&status))
                .map(|fault| FaultView::new(fault, seen.fault_details)),
            locked: server.is_locked(),
            description: server.description.as_deref(),
            tags: &server.tags,
            trusted_image_certificates: (!certificates.is_empty()).then_some(certificates),
            server_groups: (occasion != Occasion::Detail).then(|| server.server_group.as_deref().into_iter().collect()),
            locked_reason: server.locked_reason.as_deref(),
            extended: whole.then(|| ExtendedView::new(details, seen, occasion)),
        }
    }
}

impl<'a> ExtendedView<'a> {
    fn new(details: &'a ServerDetails, seen: Seen, occasion: Occasion) -> Self {
        let server = &details.server;
        let held = details.ports.iter().flat_map(|(port, _)| port.security_groups.iter());
        let groups: Vec<_> = held.map(|name| GroupName { name }).collect();
        Self {
            availability_zone: server.availability_zone.as_deref().unwrap_or(""),
            config_drive: if server.config_drive { "True" } else { "" },
            key_name: server.key_name.as_deref(),
            launched_at: server.launched_at.map(Timestamp::micros_text),
            terminated_at: server.terminated_at.map(Timestamp::micros_text),
            security_groups: (!groups.is_empty()).then_some(groups),
            attributes: seen.attributes.then(|| AttributesView::new(server, occasion)),
            hostname: &server.hostname,
            task_state: server.task_state.map(|task| task.name()),
            vm_state: server.vm_state.name(),
            power_state: server.power_state as i64,
            volumes: details.volumes.iter().map(AttachedVolume::new).collect(),
            host_status: seen.host_status.then_some(details.host_status),
            pinned_availability_zone: server.pinned_availability_zone.as_deref(),
            scheduler_hints: object(&server.scheduler_hints),
        }
    }
}

impl<'a> AttributesView<'a> {
    fn new(server: &'a Server, occasion: Occasion) -> Self {
        Self {
            host: server.host.as_deref(),
            instance_name: server.internal_name(),
            hypervisor_hostname: server.node.as_deref(),
            hostname: &server.hostname,
            reservation_id: &server.reservation_id,
            launch_index: server.launch_index,
            kernel_id: &server.kernel_id,
            ramdisk_id: &server.ramdisk_id,
            root_device_name: server.root_device_name.as_deref(),
            user_data: (occasion != Occasion::Rebuild).then_some(server.user_data.as_deref()),
        }
    }
}

/// A security group, by name.
#[derive(Debug, View)]
pub struct GroupName<'a> {
    /// Its name.
    pub name: &'a str,
}

/// A volume on a server.
#[derive(Debug, View)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct AttachedVolume<'a> {
    pub id: &'a str,
    #[view(since = "2.3")]
    pub delete_on_termination: bool,
}

impl<'a> AttachedVolume<'a> {
    fn new(attachment: &'a VolumeAttachment) -> Self {
        Self { id: &attachment.volume_id, delete_on_termination: attachment.delete_on_termination }
    }
}

/// Why a server is in error.
#[derive(Debug, View)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct FaultView<'a> {
    pub code: i64,
    pub created: String,
    pub message: &'a str,
    #[view(skip_none)]
    pub details: Option<&'a str>,
}

impl<'a> FaultView<'a> {
    fn new(fault: &'a ServerFault, with_details: bool) -> Self {
        Self {
            code: fault.code,
            created: fault.created_at.seconds_text(),
            message: &fault.message,
            details: Some(fault.details.as_str()).filter(|details| with_details && !details.is_empty()),
        }
    }
}

/// An id and where to read about it.
#[derive(Debug, View)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct Reference<'a> {
    pub id: &'a str,
    pub links: Vec<Link>,
}

impl<'a> Reference<'a> {
    fn new(id: &'a str, path: &str, links: &Links) -> Self {
        Self { id, links: vec![Link { rel: "bookmark", href: links.bookmark(path) }] }
    }
}

/// An image, and since 2.98 what it says of itself.
#[derive(Debug, View)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct ImageView<'a> {
    #[view(flatten)]
    pub reference: Reference<'a>,
    #[view(since = "2.98")]
    pub properties: BTreeMap<&'a str, &'a str>,
}

/// An image; a server that boots from a volume has empty text.
#[derive(Debug)]
pub struct ImageOrEmpty<'a>(Option<ImageView<'a>>);

impl<'a> ImageOrEmpty<'a> {
    fn new(server: &'a Server, links: &Links) -> Self {
        let image = || ImageView {
            reference: Reference::new(&server.image_id, &ImagesController::show_url(&server.image_id), links),
            properties: shown_properties(&server.image_properties),
        };
        Self((!server.image_id.is_empty()).then(image))
    }
}

impl starmap::view::View for ImageOrEmpty<'_> {
    const SCHEMA: &'static Schema =
        &Schema::new(&[Keyword::AnyOf(&[ImageView::SCHEMA, &Schema::new(&[Keyword::Enum(&[Literal::Str("")])])])]);

    fn write(&self, out: &mut Writer, version: Microversion) {
        match &self.0 {
            Some(image) => image.write(out, version),
            None => out.string(""),
        }
    }
}

/// Kernel and ramdisk have fields of their own.
fn shown_properties(properties: &Labels) -> BTreeMap<&str, &str> {
    let own = |key: &&String| !matches!(key.as_str(), "kernel_id" | "ramdisk_id");
    properties.iter().filter(|(key, _)| own(key)).map(|(key, value)| (key.as_str(), value.as_str())).collect()
}

/// The flavor as the server took it.
#[derive(Debug, View)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct FlavorInServer<'a> {
    pub vcpus: i64,
    pub ram: i64,
    pub disk: i64,
    pub ephemeral: i64,
    pub swap: i64,
    pub original_name: &'a str,
    /// Left out for callers who may not see them.
    #[view(skip_none)]
    pub extra_specs: Option<&'a BTreeMap<String, String>>,
}

impl<'a> FlavorInServer<'a> {
    fn new(flavor: &'a FlavorCopy, with_extra_specs: bool) -> Self {
        Self {
            vcpus: flavor.vcpus,
            ram: flavor.ram,
            disk: flavor.disk,
            ephemeral: flavor.ephemeral,
            swap: flavor.swap,
            original_name: &flavor.name,
            extra_specs: with_extra_specs.then_some(&flavor.extra_specs.0),
        }
    }
}

/// The addresses of a server by the names of its networks.
#[derive(Debug)]
pub struct Addresses<'a> {
    /// Whose.
    pub details: &'a ServerDetails,
    /// Whether each says its kind and its port's hardware address.
    pub extended: bool,
}

impl starmap::view::View for Addresses<'_> {
    const SCHEMA: &'static Schema = &Schema::new(&[Keyword::Type(&[Type::Object])]);

    fn write(&self, out: &mut Writer, version: Microversion) {
        out.begin_object();
        self.write_members(out, version);
        out.end_object();
    }
}

impl Members for Addresses<'_> {
    fn write_members(&self, out: &mut Writer, version: Microversion) {
        let mut written: Vec<&str> = Vec::new();
        for (_, network) in &self.details.ports {
            if !written.contains(&network.as_str()) {
                written.push(network);
                out.key(network);
                self.of_network(network).write(out, version);
            }
        }
    }
}

impl<'a> Addresses<'a> {
    /// The addresses on one network, in the order of the ports; after a port's own those that lead to it.
    pub fn of_network(&self, network: &str) -> Vec<AddressView<'a>> {
        let mut views = Vec::new();
        for (port, _) in self.details.ports.iter().filter(|(_, name)| name == network) {
            let view = |addr: &'a str, kind| AddressView {
                version: if addr.contains(':') { 6 } else { 4 },
                addr,
                kind: self.extended.then_some(kind),
                mac_address: self.extended.then_some(port.mac_address.as_str()),
            };
            views.extend(port.addresses.keys().map(|addr| view(addr, "fixed")));
            let leading = self.details.floating_ips.iter().filter(|ip| ip.port_id.as_ref() == Some(&port.id));
            views.extend(leading.map(|ip| view(&ip.address, "floating")));
        }
        views
    }
}

/// One address.
#[derive(Debug, View)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct AddressView<'a> {
    pub version: i64,
    pub addr: &'a str,
    #[view(name = "OS-EXT-IPS:type", skip_none)]
    pub kind: Option<&'static str>,
    #[view(name = "OS-EXT-IPS-MAC:mac_addr", skip_none)]
    pub mac_address: Option<&'a str>,
}

/// The answer to a request for a server.
#[derive(Debug, View)]
pub struct CreatedBody<'a> {
    /// The server to be.
    pub server: CreatedServer<'a>,
}

/// A server that was asked for.
#[derive(Debug, View)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct CreatedServer<'a> {
    pub id: &'a str,
    pub links: Vec<Link>,
    #[view(name = "OS-DCF:diskConfig")]
    pub disk_config: &'static str,
    pub security_groups: Vec<GroupName<'a>>,
    /// Left out where `[api] enable_instance_password` is off.
    #[view(name = "adminPass", skip_none)]
    pub admin_pass: Option<&'a str>,
}

impl<'a> CreatedServer<'a> {
    /// A server with the password that its guest gets.
    pub fn new(server: &'a Server, admin_pass: Option<&'a str>, links: &Links) -> Self {
        Self {
            id: &server.id,
            links: own_links(links, &server.id),
            disk_config: if server.auto_disk_config { "AUTO" } else { "MANUAL" },
            security_groups: server.security_groups.iter().map(|name| GroupName { name }).collect(),
            admin_pass,
        }
    }
}

/// The answer to a request for servers that asked for the reservation only.
#[derive(Debug, View)]
pub struct ReservationBody<'a> {
    /// By which the servers can be found.
    pub reservation_id: &'a str,
}

/// What creating servers answers: the first of them, or what they all can be found by.
#[derive(Debug, View)]
pub enum CreatedOrReserved<'a> {
    /// The first server.
    Created(CreatedBody<'a>),
    /// The reservation.
    Reserved(ReservationBody<'a>),
}

fn own_links(links: &Links, server: &str) -> Vec<Link> {
    self_and_bookmark(links, &ServersController::show_url(server))
}

fn host_id_of(server: &Server) -> String {
    server.host.as_deref().map_or_else(String::new, |host| host_id(&server.project_id, host))
}

/// Tells hosts apart without naming them, differently for each project.
pub(in crate::api) fn host_id(project: &str, host: &str) -> String {
    use sha2::Digest as _;
    let digest = sha2::Sha224::new().chain_update(project).chain_update(host).finalize();
    let mut text = String::with_capacity(2 * digest.len());
    for byte in digest {
        text.extend([byte >> 4, byte & 15].map(|four| char::from(b"0123456789abcdef"[usize::from(four)])));
    }
    text
}

fn object(text: &str) -> Object {
    let parsed = starmap::json::parse(text.as_bytes(), starmap::json::DEPTH_MAX).ok();
    parsed.and_then(|value| value.as_object().cloned()).unwrap_or_default()
}

/// The password of a guest.
#[derive(Debug, View)]
pub struct PasswordBody<'a> {
    /// Left out where `[api] enable_instance_password` is off.
    #[view(name = "adminPass", skip_none)]
    pub admin_pass: Option<&'a str>,
}

/// The password of a server that is evacuated.
#[derive(Debug, View)]
pub struct EvacuatedBody<'a> {
    /// Left out where `[api] enable_instance_password` is off; null where the guest keeps the one it has.
    #[view(name = "adminPass", skip_none)]
    pub admin_pass: Option<Option<&'a str>>,
}

/// The answer to a rebuild.
#[derive(Debug, View)]
pub struct RebuiltBody<'a> {
    /// The server.
    pub server: RebuiltServer<'a>,
}

/// A server that is being rebuilt: with what only a rebuild changes.
#[derive(Debug, View)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct RebuiltServer<'a> {
    #[view(flatten)]
    pub server: ServerView<'a>,
    /// From 2.75 on it is in the view itself.
    #[view(since = "2.54", until = "2.74")]
    pub key_name: Option<&'a str>,
    #[view(since = "2.57")]
    pub user_data: Option<&'a str>,
    #[view(name = "adminPass", skip_none)]
    pub admin_pass: Option<&'a str>,
}

/// The answer to a request for an image.
#[derive(Debug, View)]
pub struct ImageIdBody<'a> {
    /// The image to be.
    pub image_id: Option<&'a str>,
}
