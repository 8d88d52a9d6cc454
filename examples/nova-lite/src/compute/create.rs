//! Making servers: every check of a request in the transaction that stores them, so that no quota can be overrun.

use std::sync::Arc;

use crate::compute::clock::Timestamp;
use crate::compute::disk::{self, NewDisk};
use crate::compute::error::ComputeError;
use crate::compute::labels::check_metadata;
use crate::compute::network::{self, Networks, RequestedNetwork, shortest};
use crate::compute::quota::{self, Resource, Usage};
use crate::compute::schedule::Wanted;
use crate::compute::server::{Labels, Names, Server};
use crate::compute::server_state::TaskState;
use crate::compute::volume::NewAttachment;
use crate::compute::{Caller, Compute, action_log, attachment, host, ids};
use crate::store::Tx;

/// What Nova takes for the name of the root device before anything is placed.
const ROOT_DEVICE: &str = "vda";

/// A request for one or more equal servers. `min_count` and `max_count` are at least 1.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct NewServer {
    pub name: String,
    pub description: Option<String>,
    /// Made from the name when absent.
    pub hostname: Option<String>,
    pub flavor_id: String,
    /// Empty to boot from a volume.
    pub image_id: String,
    pub key_name: Option<String>,
    pub metadata: Labels,
    pub tags: Vec<String>,
    pub config_drive: bool,
    pub user_data: Option<String>,
    pub access_ip_v4: Option<String>,
    pub access_ip_v6: Option<String>,
    /// `zone`, `zone:host` or `zone:host:node`.
    pub availability_zone: Option<String>,
    pub host: Option<String>,
    pub node: Option<String>,
    pub networks: Networks,
    /// With an empty `image_id` one of them is to boot from.
    pub volumes: Vec<NewAttachment>,
    /// Disks that are made with it; one of them may be what it boots from.
    pub disks: Vec<NewDisk>,
    /// The bytes of path and content of each file to put into it.
    pub files: Vec<InjectedFile>,
    /// Where its disks stand in the order of booting, the image among them; empty leaves it to the image.
    pub boot_indexes: Vec<i64>,
    pub security_groups: Vec<String>,
    pub auto_disk_config: bool,
    pub trusted_image_certificates: Vec<String>,
    /// The JSON object as given, or empty.
    pub scheduler_hints: String,
    /// The hint `group`.
    pub server_group: Option<String>,
    pub min_count: i64,
    pub max_count: i64,
}

/// How long path and content of a file to put into a server are, in characters; the driver gets none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the name says it")]
pub struct InjectedFile {
    pub path: usize,
    pub content: usize,
}

/// What PUT may change; `None` leaves as it is.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct ServerUpdate {
    pub name: Option<String>,
    /// `Some(None)` removes it.
    pub description: Option<Option<String>>,
    pub hostname: Option<String>,
    pub access_ip_v4: Option<Option<String>>,
    pub access_ip_v6: Option<Option<String>>,
    pub auto_disk_config: Option<bool>,
    /// `Some(None)` lets the server go to any zone.
    pub pinned_availability_zone: Option<Option<String>>,
}

/// A zone, and where in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The zone.
    pub zone: Option<String>,
    /// The host.
    pub host: Option<String>,
    /// The hypervisor's hostname.
    pub node: Option<String>,
}

impl Place {
    /// Reads `zone`, `zone:host` or `zone:host:node`, of which each part may be empty.
    ///
    /// # Errors
    /// `Invalid` for more parts.
    pub fn parse(text: &str) -> Result<Self, ComputeError> {
        let mut parts = text.split(':').map(|part| (!part.is_empty()).then(|| part.to_owned()));
        let place = Self { zone: parts.next().flatten(), host: parts.next().flatten(), node: parts.next().flatten() };
        match parts.next() {
            None => Ok(place),
            Some(_) => Err(ComputeError::Invalid("Invalid input received: Unable to parse availability_zone".into())),
        }
    }
}

/// What the background needs to build a server.
#[derive(Clone, Debug)]
pub(crate) struct Build {
    pub(crate) server: String,
    pub(crate) action: i64,
    pub(crate) wanted: Wanted,
    pub(crate) networks: Vec<RequestedNetwork>,
    pub(crate) disks: Vec<NewDisk>,
    pub(crate) caller: Caller,
}

impl Compute {
    /// Accepts new servers and begins to build them. As many as the quota allows between `min_count` and `max_count`.
    ///
    /// # Errors
    /// `Invalid` for what the request names and does not exist; `QuotaExceeded`; `Forbidden`; `Conflict`; `Unavailable`.
    pub async fn create_servers(
        self: &Arc<Self>,
        caller: &Caller,
        new: NewServer,
    ) -> Result<Vec<Server>, ComputeError> {
        let (caller, limits) = (caller.clone(), self.settings.quota.clone());
        let local_max = self.settings.max_local_block_devices;
        let (servers, builds) = self.store.write(move |tx| accept(tx, &caller, &limits, &new, local_max)).await?;
        for build in builds {
            self.spawn_build(build);
        }
        Ok(servers)
    }

    /// Holds files for a server to the limits of the caller's project.
    ///
    /// # Errors
    /// `Forbidden` for too many, or one that is too long; `Unavailable`.
    pub async fn check_files(&self, caller: &Caller, files: Vec<InjectedFile>) -> Result<(), ComputeError> {
        let (caller, limits) = (caller.clone(), self.settings.quota.clone());
        self.store.read(move |tx| check_files(tx, &caller, &limits, &files)).await
    }

    /// Changes what a request may change directly, and returns the server.
    ///
    /// # Errors
    /// `ServerNotFound`; `Conflict` for a zone that the server cannot be pinned to; `Unavailable`.
    pub async fn update_server(&self, caller: &Caller, id: &str, update: ServerUpdate) -> Result<Server, ComputeError> {
        let (caller, id) = (caller.clone(), id.to_owned());
        self.store
            .write(move |tx| {
                let mut server = tx.own_server(&caller, &id)?;
                if let Some(Some(zone)) = &update.pinned_availability_zone {
                    check_pin(&server, zone)?;
                }
                update.apply(&mut server);
                server.updated_at = Some(Timestamp::now());
                tx.save_server(&server)?;
                Ok(server)
            })
            .await
    }
}

/// A server is pinned to the zone that it is in, and to no other before it was let go.
fn check_pin(server: &Server, zone: &str) -> Result<(), ComputeError> {
    match &server.pinned_availability_zone {
        Some(pinned) if pinned == zone => Ok(()),
        Some(_) => {
            let text = "Cannot change pinned availability zone directly. Unpin first by setting pinned_availability_zone to null.";
            Err(ComputeError::Conflict(text.into()))
        }
        None if server.availability_zone.as_deref() == Some(zone) => Ok(()),
        None => {
            let current = server.availability_zone.as_deref().unwrap_or("None");
            Err(ComputeError::Conflict(format!(
                "Server can only be pinned to its current availability zone '{current}', but '{zone}' was requested."
            )))
        }
    }
}

impl ServerUpdate {
    fn apply(self, server: &mut Server) {
        if let Some(name) = self.name {
            server.name = name;
        }
        if let Some(hostname) = self.hostname {
            server.hostname = hostname;
        }
        if let Some(description) = self.description {
            server.description = description;
        }
        if let Some(address) = self.access_ip_v4 {
            server.access_ip_v4 = address;
        }
        if let Some(address) = self.access_ip_v6 {
            server.access_ip_v6 = address.as_deref().map(shortest);
        }
        if let Some(auto) = self.auto_disk_config {
            server.auto_disk_config = auto;
        }
        if let Some(zone) = self.pinned_availability_zone {
            server.pinned_availability_zone = zone;
        }
    }
}

fn accept(
    tx: &Tx<'_>,
    caller: &Caller,
    limits: &quota::Limits,
    new: &NewServer,
    local_max: i64,
) -> Result<(Vec<Server>, Vec<Build>), ComputeError> {
    let place = Place::parse(new.availability_zone.as_deref().unwrap_or_default())?;
    let draft = draft(tx, caller, new, &place)?;
    let wanted = wanted_host(tx, new, place)?;
    check_several(new)?;
    check_files(tx, caller, limits, &new.files)?;
    check_boot_order(new)?;
    let networks = network::check(tx, caller, &new.networks)?;
    check_metadata(tx, limits, &caller.project_id, &new.metadata)?;
    if new.max_count > 1 && new.hostname.is_some() {
        return Err(ComputeError::Invalid("Unable to allocate a single hostname to multiple instances".into()));
    }
    if new.max_count > 1 && networks.iter().any(|n| n.port_id.is_some() || n.fixed_ip.is_some()) {
        let text = "The number of requested instances must be 1 when a port or a fixed IP is given.";
        return Err(ComputeError::Invalid(text.into()));
    }
    let count = affordable(tx, caller, limits, new, &draft)?;
    let disks = disk::check(tx, caller, &draft, &new.disks, local_max)?;
    if let Some(group) = &new.server_group {
        check_group(tx, caller, limits, group, count)?;
    }
    let (mut servers, mut builds) = (Vec::new(), Vec::new());
    for index in 0..count {
        let (server, mut build) = store_one(tx, caller, new, (&draft, index, count), &wanted, &networks)?;
        build.disks.clone_from(&disks);
        servers.push(server);
        builds.push(build);
    }
    Ok((servers, builds))
}

/// A user may have only so many servers in one group.
fn check_group(
    tx: &Tx<'_>,
    caller: &Caller,
    limits: &quota::Limits,
    group: &str,
    count: i64,
) -> Result<(), ComputeError> {
    let limit = tx.limits(limits, &caller.project_id, Some(&caller.user_id))?.of(Resource::ServerGroupMembers);
    let own = |server: &&Server| server.user_id == caller.user_id;
    let members = i64::try_from(tx.group_members(group)?.iter().filter(own).count()).unwrap_or(i64::MAX);
    if limit >= 0 && members.saturating_add(count) > limit {
        return Err(ComputeError::Forbidden("Quota exceeded, too many servers in group".into()));
    }
    Ok(())
}

/// How many of the servers the quota allows, at least `min_count`.
fn affordable(
    tx: &Tx<'_>,
    caller: &Caller,
    limits: &quota::Limits,
    new: &NewServer,
    draft: &Server,
) -> Result<i64, ComputeError> {
    let (least, most) = (new.min_count.max(1), new.max_count.max(1));
    let take = |count: i64| Usage {
        instances: count,
        cores: draft.flavor.vcpus.saturating_mul(count),
        ram: draft.flavor.ram.saturating_mul(count),
    };
    let check = |count: i64| quota::check(tx, limits, &caller.project_id, &caller.user_id, take(count));
    let refusal = match check(most) {
        Ok(()) => return Ok(most),
        Err(refusal) => refusal,
    };
    // The largest count that fits is found by halving; what fits is a prefix.
    let (mut fits, mut over) = (0, most);
    while over - fits > 1 {
        let middle = fits + (over - fits) / 2;
        if check(middle).is_ok() { fits = middle } else { over = middle }
    }
    if fits >= least { Ok(fits) } else { Err(refusal) }
}

fn store_one(
    tx: &Tx<'_>,
    caller: &Caller,
    new: &NewServer,
    (draft, index, count): (&Server, i64, i64),
    wanted: &Wanted,
    networks: &[RequestedNetwork],
) -> Result<(Server, Build), ComputeError> {
    let mut server = Server { id: ids::uuid(), launch_index: index, ..draft.clone() };
    if count > 1 {
        server.name = format!("{}-{}", new.name, index + 1);
        server.hostname = format!("{}-{}", draft.hostname, index + 1);
    }
    server.number = tx.add_server(&server)?;
    if server.hostname.is_empty() {
        server.hostname = format!("server-{}", server.id);
        tx.save_server(&server)?;
    }
    for volume in &new.volumes {
        attach_at_boot(tx, caller, &server, volume)?;
    }
    let action = action_log::begin(tx, caller, &server.id, "create")?;
    let (wanted, networks) = (wanted.clone(), networks.to_vec());
    let build =
        Build { server: server.id.clone(), action, wanted, networks, disks: Vec::new(), caller: caller.clone() };
    Ok((server, build))
}

fn attach_at_boot(tx: &Tx<'_>, caller: &Caller, server: &Server, wanted: &NewAttachment) -> Result<(), ComputeError> {
    match attachment::attach(tx, caller, server, wanted) {
        Ok(_) => Ok(()),
        Err(ComputeError::NotFound(_)) => {
            let id = &wanted.volume_id;
            Err(ComputeError::Invalid(format!("Block Device Mapping is Invalid: failed to get volume {id}.")))
        }
        Err(other) => Err(other),
    }
}

fn draft(tx: &Tx<'_>, caller: &Caller, new: &NewServer, place: &Place) -> Result<Server, ComputeError> {
    let flavor = match tx.visible_flavor(caller, &new.flavor_id) {
        Err(ComputeError::FlavorNotFound(id)) => {
            return Err(ComputeError::Invalid(format!("Flavor {id} could not be found.")));
        }
        found => found?,
    };
    let image = match new.image_id.as_str() {
        "" => None,
        id => Some(tx.visible_image(caller, id)?.ok_or_else(no_image)?),
    };
    if let Some(image) = &image {
        check_size(flavor.ram, flavor.disk, image)?;
    }
    if let Some(name) = &new.key_name
        && tx.keypair(&caller.user_id, name)?.is_none()
    {
        return Err(ComputeError::Invalid("Invalid key_name provided.".into()));
    }
    if let Some(group) = &new.server_group
        && tx.server_group(group)?.is_none_or(|g| !caller.may_see(&g.project_id))
    {
        return Err(ComputeError::Invalid(format!("Instance group {group} could not be found.")));
    }
    let properties = image.map(|image| image.properties).unwrap_or_default();
    let property = |key: &str| properties.get(key).filter(|id| *id != "nokernel").cloned().unwrap_or_default();
    Ok(Server {
        name: new.name.clone(),
        description: new.description.clone(),
        hostname: new.hostname.clone().unwrap_or_else(|| hostname(&new.name)),
        user_id: caller.user_id.clone(),
        project_id: caller.project_id.clone(),
        task_state: Some(TaskState::Scheduling),
        image_id: new.image_id.clone(),
        kernel_id: property("kernel_id"),
        ramdisk_id: property("ramdisk_id"),
        image_properties: properties,
        flavor_id: flavor.id.clone(),
        flavor: flavor.copy(),
        key_name: new.key_name.clone(),
        metadata: new.metadata.clone(),
        config_drive: new.config_drive,
        user_data: new.user_data.clone(),
        access_ip_v4: new.access_ip_v4.clone(),
        access_ip_v6: new.access_ip_v6.as_deref().map(shortest),
        availability_zone: place.zone.clone(),
        pinned_availability_zone: place.zone.clone(),
        reservation_id: ids::reservation(),
        auto_disk_config: new.auto_disk_config,
        trusted_image_certificates: Names(new.trusted_image_certificates.clone()),
        scheduler_hints: new.scheduler_hints.clone(),
        security_groups: Names(if new.security_groups.is_empty() {
            vec!["default".into()]
        } else {
            new.security_groups.clone()
        }),
        server_group: new.server_group.clone(),
        created_at: Timestamp::now(),
        tags: Names(new.tags.clone()),
        ..Server::default()
    })
}

/// Refuses an image that needs more memory or disk than there is; a disk of 0 is as large as it has to be.
///
/// # Errors
/// `Invalid` in Nova's words.
pub(super) fn check_size(ram: i64, disk: i64, image: &super::image::Image) -> Result<(), ComputeError> {
    if ram < image.min_ram {
        return Err(ComputeError::Invalid("Flavor's memory is too small for requested image.".into()));
    }
    if disk > 0 && disk < image.min_disk {
        let least = image.min_disk;
        return Err(ComputeError::Invalid(format!(
            "Flavor's disk is smaller than the minimum size specified in image metadata. Flavor disk is {} bytes, minimum size is {} bytes.",
            disk << 30,
            least << 30
        )));
    }
    Ok(())
}

/// Where the server has to go. A host that only the zone's text names may be unknown: then no host is found.
fn wanted_host(tx: &Tx<'_>, new: &NewServer, place: Place) -> Result<Wanted, ComputeError> {
    if let Some(zone) = &place.zone {
        known_zone(tx, zone)?;
    }
    let services = host::zoned_services(tx)?;
    for (name, nodes) in [(&new.host, false), (&new.node, true)] {
        let Some(name) = name else { continue };
        let known = if nodes {
            tx.hypervisors()?.iter().any(|hypervisor| hypervisor.hostname == *name)
        } else {
            services.iter().any(|service| service.binary == host::COMPUTE && service.host == *name)
        };
        if !known {
            return Err(ComputeError::Invalid(format!("Compute host {name} could not be found.")));
        }
    }
    let (host, node) = (place.host.or(new.host.clone()), place.node.or(new.node.clone()));
    Ok(Wanted { zone: place.zone, host, node, not_host: None })
}

pub(crate) fn known_zone(tx: &Tx<'_>, zone: &str) -> Result<(), ComputeError> {
    let services = host::zoned_services(tx)?;
    if services.iter().any(|service| service.binary == host::COMPUTE && service.zone == zone) {
        return Ok(());
    }
    Err(ComputeError::Invalid("The requested availability zone is not available".into()))
}

/// A volume is one, so that several servers cannot have it each.
fn check_several(new: &NewServer) -> Result<(), ComputeError> {
    if new.max_count > 1 && !new.volumes.is_empty() {
        return Err(ComputeError::Invalid("Cannot attach one or more volumes to multiple instances".into()));
    }
    let root = |attachment: &NewAttachment| {
        let device = attachment.device.as_deref().unwrap_or_default();
        device.strip_prefix("/dev/").unwrap_or(device) == ROOT_DEVICE
    };
    let volumes = new.disks.iter().filter(|disk| !disk.local).map(|disk| &disk.attachment).chain(&new.volumes);
    if !new.image_id.is_empty() && volumes.into_iter().any(root) {
        let text = format!("The volume cannot be assigned the same device name as the root device {ROOT_DEVICE}");
        return Err(ComputeError::Invalid(text));
    }
    Ok(())
}

/// Files to put into a server have limits of number, and of the longest path and content.
fn check_files(
    tx: &Tx<'_>,
    caller: &Caller,
    limits: &quota::Limits,
    files: &[InjectedFile],
) -> Result<(), ComputeError> {
    if files.is_empty() {
        return Ok(());
    }
    let limits = tx.limits(limits, &caller.project_id, Some(&caller.user_id))?;
    let over = |resource: Resource, many: usize| {
        let limit = limits.of(resource);
        usize::try_from(limit).ok().filter(|limit| many > *limit)
    };
    if over(Resource::InjectedFiles, files.len()).is_some() {
        return Err(ComputeError::Forbidden("Personality file limit exceeded".into()));
    }
    let longest = |length: fn(&InjectedFile) -> usize| files.iter().map(length).max().unwrap_or(0);
    if let Some(limit) = over(Resource::InjectedFilePathBytes, longest(|file| file.path)) {
        return Err(ComputeError::Forbidden(format!("Personality file path exceeds maximum {limit}")));
    }
    if let Some(limit) = over(Resource::InjectedFileContentBytes, longest(|file| file.content)) {
        return Err(ComputeError::Forbidden(format!("Personality file content exceeds maximum {limit}")));
    }
    Ok(())
}

/// Disks are numbered from 0 without a gap; the first is what the server boots from.
fn check_boot_order(new: &NewServer) -> Result<(), ComputeError> {
    let mut sorted = new.boot_indexes.clone();
    sorted.sort_unstable();
    let boots = !new.image_id.is_empty() || !sorted.is_empty() || new.volumes.iter().any(|volume| volume.boot);
    if boots && sorted.iter().zip(0..).all(|(index, place)| *index == place) {
        return Ok(());
    }
    let text = "Block Device Mapping is Invalid: Boot sequence for the instance and image/block device mapping \
                combination is not valid.";
    Err(ComputeError::Invalid(text.into()))
}

/// A name made fit for DNS: lower case letters, digits and inner dashes, at most 63; empty when nothing is left.
fn hostname(name: &str) -> String {
    let fit = |c: char| match c {
        ' ' | '_' => Some('-'),
        c if c.is_ascii_alphanumeric() || c == '-' || c == '.' => Some(c.to_ascii_lowercase()),
        _ => None,
    };
    let text: String = name.chars().filter_map(fit).map(|c| if c == '.' { '-' } else { c }).take(63).collect();
    text.trim_matches('-').to_owned()
}

fn no_image() -> ComputeError {
    ComputeError::Invalid("Can not find requested image".into())
}
