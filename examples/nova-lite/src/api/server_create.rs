//! From the body of a request for servers to what the domain is asked for, with Nova's checks in Nova's order.

use http::StatusCode;
use starmap::authorize::Policy;
use starmap::fault::Fault;
use starmap::json::{Object, Value};
use starmap::microversion::Microversion;
use starmap::schema::Nullable;

use super::schemas::servers::{
    BlockDevice, CreateServer, NetworkBody, NetworksBody, NewServerBody, OldBlockDevice, PersonalityBody,
};
use crate::compute::create::InjectedFile;
use crate::compute::disk::{DiskSource, NewDisk};
use crate::compute::network::{Networks, RequestedNetwork};
use crate::compute::server::Labels;
use crate::compute::volume::NewAttachment;
use crate::compute::{Caller, Compute, NewServer, create, ids};

/// The first microversion at which a server has a description of its own.
const DESCRIPTION_SINCE: Microversion = Microversion::literal("2.19");
/// More servers than any quota allows, so that a number without end stays a number.
const COUNT_MAX: i64 = 1_000_000_000_000;
/// What a generated password is made of: no letter that is taken for another.
const PASSWORD_LETTERS: &[&[u8]] = &[b"23456789", b"ABCDEFGHJKLMNPQRSTUVWXYZ", b"abcdefghijkmnopqrstuvwxyz"];

/// Reads a request for servers.
///
/// # Errors
///
/// 400 and 403 in Nova's words.
pub(super) fn read(
    body: CreateServer,
    caller: &Caller,
    policy: Policy<'_>,
    version: Microversion,
) -> Result<NewServer, Fault> {
    let (server, hints) = (body.server, body.hints.or(body.old_hints).unwrap_or_default());
    let min_count = server.min_count.as_ref().map_or(1, count);
    let max_count = server.max_count.as_ref().map_or(min_count, count);
    if min_count > max_count {
        return Err(Fault::bad_request("min_count must be <= max_count"));
    }
    policy.authorize()?;
    let files = files(server.personality.as_deref().unwrap_or_default())?;
    if server.trusted_image_certificates.as_ref().is_some_and(|list| list.as_ref().is_some()) {
        policy.authorize_rule("os_compute_api:servers:create:trusted_certs", &policy.own_target())?;
    }
    check_host(&server, policy)?;
    let disks = disks(&server, policy)?;
    let image_id = server.image_ref.clone().unwrap_or_default();
    if image_id.is_empty() && !disks.any {
        return Err(Fault::bad_request("Missing imageRef attribute"));
    }
    let networks = networks(&server)?;
    if matches!(&networks, Networks::These(list) if !list.is_empty()) {
        policy.authorize_rule("os_compute_api:servers:create:attach_network", &policy.own_target())?;
    }
    let name = server.name.trim().to_owned();
    let mut groups: Vec<String> = Vec::new();
    for group in server.security_groups.unwrap_or_default().into_iter().filter_map(|group| group.name) {
        let group = group.trim().to_owned();
        if !groups.contains(&group) {
            groups.push(group);
        }
    }
    let described = server.description.and_then(Nullable::into_option);
    Ok(NewServer {
        description: if version < DESCRIPTION_SINCE { Some(name.clone()) } else { described },
        name,
        hostname: server.hostname,
        flavor_id: id_of_reference(&server.flavor_ref.python_str().to_string()).to_owned(),
        image_id,
        key_name: server.key_name,
        metadata: server.metadata.into_iter().flatten().collect::<Labels>(),
        tags: server.tags.unwrap_or_default(),
        config_drive: server.config_drive.is_some_and(|truth| truth.0),
        user_data: server.user_data.and_then(Nullable::into_option),
        access_ip_v4: server.access_ip_v4,
        access_ip_v6: server.access_ip_v6,
        availability_zone: server.availability_zone.map(|zone| zone.trim().to_owned()),
        host: server.host,
        node: server.hypervisor_hostname,
        networks,
        volumes: disks.volumes,
        disks: disks.made,
        files,
        boot_indexes: disks.boot_indexes,
        security_groups: groups,
        auto_disk_config: server.disk_config.as_deref() == Some("AUTO"),
        trusted_image_certificates: server
            .trusted_image_certificates
            .and_then(Nullable::into_option)
            .unwrap_or_default(),
        server_group: group_hint(&hints),
        scheduler_hints: hints_text(hints),
        min_count,
        max_count,
    })
    .inspect(|_| tracing::debug!(project = %caller.project_id, "servers are asked for"))
}

/// Refuses a flavor without a disk of its own for a server that boots from an image, unless a rule allows it.
///
/// # Errors
///
/// 403 in Nova's words.
pub(super) async fn check_disk(
    compute: &Compute,
    caller: &Caller,
    policy: Policy<'_>,
    new: &NewServer,
) -> Result<(), Fault> {
    let allowed = || policy.allows("os_compute_api:servers:create:zero_disk_flavor", &policy.own_target());
    if new.image_id.is_empty() || allowed() {
        return Ok(());
    }
    // A flavor that is not there is refused with the rest.
    match compute.flavor(caller, &new.flavor_id).await {
        Ok(flavor) if flavor.disk == 0 => {
            Err(Fault::forbidden("Only volume-backed servers are allowed for flavors with zero disk."))
        }
        _ => Ok(()),
    }
}

/// A password with one sign of each kind at least.
pub(super) fn password(length: usize) -> String {
    let mut signs: Vec<u8> = (0..length)
        .map(|place| {
            let all: Vec<u8> = PASSWORD_LETTERS.concat();
            let kind = PASSWORD_LETTERS.get(place).map_or(all, |kind| kind.to_vec());
            kind[fastrand::usize(..kind.len())]
        })
        .collect();
    fastrand::shuffle(&mut signs);
    signs.into_iter().map(char::from).collect()
}

/// The id at the end of a link, or the id itself: `http://nova/flavors/1?x` and `1` are flavor 1.
fn id_of_reference(text: &str) -> &str {
    let path = text.split_once("://").map_or(text, |(_, rest)| rest.find('/').map_or("", |slash| &rest[slash..]));
    let path = path.split(['?', '#']).next().unwrap_or_default();
    path.rsplit('/').next().unwrap_or_default()
}

fn count(value: &Value) -> i64 {
    value.python_str().to_string().parse().unwrap_or(COUNT_MAX).min(COUNT_MAX)
}

/// Nova reads a file's contents without looking whether they are there.
pub(super) fn files(files: &[PersonalityBody]) -> Result<Vec<InjectedFile>, Fault> {
    let length = |text: &Option<String>| text.as_ref().map(|text| text.chars().count());
    let lengths =
        files.iter().map(|file| Some(InjectedFile { path: length(&file.path)?, content: length(&file.contents)? }));
    lengths.collect::<Option<Vec<_>>>().ok_or_else(|| {
        let text = "Unexpected API Error. Please contact the administrator\n<class 'KeyError'>";
        Fault::new(StatusCode::INTERNAL_SERVER_ERROR, text)
    })
}

fn check_host(server: &NewServerBody, policy: Policy<'_>) -> Result<(), Fault> {
    let place = create::Place::parse(server.availability_zone.as_deref().unwrap_or("").trim())?;
    if place.host.is_some() || place.node.is_some() {
        policy.authorize_rule("os_compute_api:servers:create:forced_host", &policy.own_target())?;
    }
    if server.host.is_some() || server.hypervisor_hostname.is_some() {
        policy.authorize_rule("compute:servers:create:requested_destination", &policy.own_target())?;
        if place.host.is_some() || place.node.is_some() {
            let text = "One mechanism with host and/or hypervisor_hostname and another mechanism with zone:host:node are \
                        mutually exclusive.";
            return Err(Fault::bad_request(text));
        }
    }
    Ok(())
}

/// What the block devices come to.
struct Disks {
    any: bool,
    /// Volumes that are there.
    volumes: Vec<NewAttachment>,
    /// Disks that are to be made.
    made: Vec<NewDisk>,
    boot_indexes: Vec<i64>,
}

fn disks(server: &NewServerBody, policy: Policy<'_>) -> Result<Disks, Fault> {
    let old = server.block_device_mapping.as_deref().unwrap_or_default();
    let new = server.block_device_mapping_v2.as_deref().unwrap_or_default();
    if !old.is_empty() && !new.is_empty() {
        let text = "Using different block_device_mapping syntaxes is not allowed in the same request.";
        return Err(Fault::bad_request(text));
    }
    if !old.is_empty() || !new.is_empty() {
        policy.authorize_rule("os_compute_api:servers:create:attach_volume", &policy.own_target())?;
    }
    let mut disks = Disks {
        any: !old.is_empty() || !new.is_empty(),
        volumes: Vec::new(),
        made: Vec::new(),
        boot_indexes: Vec::new(),
    };
    let image = server.image_ref.as_deref().is_some_and(|image| !image.is_empty());
    for (place, device) in old.iter().enumerate() {
        match old_disk(device, place == 0 && !image)? {
            Some(Disk::There(volume)) => disks.volumes.push(volume),
            Some(Disk::Made(disk)) => disks.made.push(disk),
            None => {}
        }
    }
    for device in new {
        let boot_index = boot_index(device);
        disks.boot_indexes.extend(boot_index.filter(|index| *index >= 0));
        match new_disk(device, boot_index, image)? {
            Some(Disk::There(volume)) => disks.volumes.push(volume),
            Some(Disk::Made(disk)) => disks.made.push(disk),
            None => {}
        }
    }
    // The image is what the server boots from, unless a disk is.
    if (image || !old.is_empty()) && !disks.boot_indexes.contains(&0) {
        disks.boot_indexes.push(0);
    }
    Ok(disks)
}

/// A disk as it is asked for.
enum Disk {
    There(NewAttachment),
    Made(NewDisk),
}

fn old_disk(device: &OldBlockDevice, boot: bool) -> Result<Option<Disk>, Fault> {
    let attachment = NewAttachment {
        volume_id: device.volume_id.clone().unwrap_or_default(),
        device: device.device_name.as_deref().map(path),
        boot,
        delete_on_termination: device.delete_on_termination.is_some_and(|truth| truth.0),
        ..NewAttachment::default()
    };
    let name = device.virtual_name.as_deref().unwrap_or_default();
    let number = name.strip_prefix("ephemeral");
    let swap = name == "swap";
    let local = swap || number.is_some_and(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()));
    let source = match &device.snapshot_id {
        _ if local => DiskSource::Blank,
        Some(snapshot) => DiskSource::Snapshot(snapshot.clone()),
        None if device.volume_id.is_some() => return Ok(Some(Disk::There(attachment))),
        None if is_set(device.no_device.as_ref()) => return Ok(None),
        None => return Err(invalid("Unrecognized legacy format.")),
    };
    let size = size(device.volume_size.as_ref());
    Ok(Some(Disk::Made(NewDisk { source, local, swap, size, bus: None, volume_type: None, attachment })))
}

fn new_disk(device: &BlockDevice, boot_index: Option<i64>, image: bool) -> Result<Option<Disk>, Fault> {
    if is_set(device.no_device.as_ref()) {
        return Ok(None);
    }
    let local = device.destination_type.as_deref() == Some("local");
    let volume_type = device.volume_type.as_ref().and_then(|kind| kind.as_ref()).cloned();
    let from_the_image = local && image && boot_index == Some(0);
    let source = match (device.source_type.as_deref(), &device.uuid) {
        (Some("blank"), Some(_)) => return Err(invalid("Invalid device UUID.")),
        (Some("blank"), None) => Some(DiskSource::Blank),
        (_, None) => return Err(invalid("Missing device UUID.")),
        (Some("image"), Some(_)) if local && !from_the_image => {
            return Err(invalid("Mapping image to local is not supported."));
        }
        (Some("image"), Some(id)) => Some(DiskSource::Image(id.clone())),
        (Some("snapshot"), Some(id)) => Some(DiskSource::Snapshot(id.clone())),
        (Some("volume"), Some(_)) => None,
        _ => return Err(invalid("Some required fields are missing")),
    };
    if volume_type.is_some() && local {
        return Err(invalid("Specifying a volume_type with destination_type=local is not supported."));
    }
    if volume_type.is_some() && source.is_none() {
        return Err(invalid("Specifying volume type to existing volume is not supported."));
    }
    let attachment = NewAttachment {
        volume_id: if source.is_none() { device.uuid.clone().unwrap_or_default() } else { String::new() },
        device: device.device_name.as_deref().map(path),
        tag: device.tag.clone().or_else(|| device.first_tag.clone()),
        boot: boot_index == Some(0),
        delete_on_termination: device.delete_on_termination.is_some_and(|truth| truth.0),
        ..NewAttachment::default()
    };
    let Some(source) = source else { return Ok(Some(Disk::There(attachment))) };
    Ok(Some(Disk::Made(NewDisk {
        source,
        local,
        swap: local && device.guest_format.as_deref() == Some("swap"),
        size: size(device.volume_size.as_ref()),
        bus: device.disk_bus.clone(),
        volume_type,
        attachment,
    })))
}

/// A device's path; clients may leave its beginning out.
fn path(name: &str) -> String {
    if name.starts_with("/dev/") { name.to_owned() } else { format!("/dev/{name}") }
}

fn invalid(text: &str) -> Fault {
    Fault::bad_request(format!("Block Device Mapping is Invalid: {text}"))
}

fn is_set(value: Option<&Value>) -> bool {
    value.is_some_and(|value| *value != Value::Null)
}

fn size(value: Option<&Value>) -> Option<i64> {
    value.filter(|value| **value != Value::Null).map(count)
}

fn boot_index(device: &BlockDevice) -> Option<i64> {
    match device.boot_index.as_ref()? {
        Value::Null => None,
        value => value.python_str().to_string().parse().ok(),
    }
}

fn networks(server: &NewServerBody) -> Result<Networks, Fault> {
    let list = match (&server.networks, &server.network_list) {
        (Some(NetworksBody::Nothing), _) => return Ok(Networks::None),
        (Some(NetworksBody::List(list)), _) | (None, Some(list)) => list.as_slice(),
        (Some(NetworksBody::Auto), _) | (None, None) => &[],
    };
    let mut wanted: Vec<RequestedNetwork> = Vec::with_capacity(list.len());
    for network in list {
        let one = requested(network)?;
        if let Some(port) = &one.port_id
            && wanted.iter().any(|other| other.port_id.as_ref() == Some(port))
        {
            let text = format!("Port ID '{port}' was specified twice: you cannot attach a port multiple times.");
            return Err(Fault::bad_request(text));
        }
        wanted.push(one);
    }
    Ok(if wanted.is_empty() { Networks::Auto } else { Networks::These(wanted) })
}

fn requested(network: &NetworkBody) -> Result<RequestedNetwork, Fault> {
    let port = network.port.as_ref().and_then(Nullable::as_ref).cloned();
    let tag = network.tag.clone().or_else(|| network.first_tag.clone());
    if let (Some(port), Some(address)) = (&port, &network.fixed_ip) {
        let text = format!(
            "Specified Fixed IP '{address}' cannot be used with port '{port}': the two cannot be specified together."
        );
        return Err(Fault::bad_request(text));
    }
    if port.is_some() {
        return Ok(RequestedNetwork { port_id: port, tag, ..RequestedNetwork::default() });
    }
    let id = network.uuid.clone().ok_or_else(|| Fault::bad_request("Bad network format: missing 'uuid'"))?;
    if !ids::is_uuid(&id) {
        return Err(Fault::bad_request(format!("Bad networks format: network uuid is not in proper format ({id})")));
    }
    Ok(RequestedNetwork { network_id: Some(id), port_id: None, fixed_ip: network.fixed_ip.clone(), tag })
}

/// The first group that is named, since a server is in one.
fn group_hint(hints: &Object) -> Option<String> {
    match hints.get("group")? {
        Value::String(group) => Some(group.clone()),
        Value::Array(groups) => groups.first().and_then(Value::as_str).map(str::to_owned),
        _ => None,
    }
}

fn hints_text(hints: Object) -> String {
    if hints.is_empty() {
        return String::new();
    }
    // Nova keeps each hint as a list, and shows it so.
    let listed = hints.into_iter().map(|(key, value)| match value {
        Value::Array(_) => (key, value),
        one => (key, Value::Array(vec![one])),
    });
    String::from_utf8_lossy(&Value::Object(listed.collect()).to_json()).into_owned()
}
