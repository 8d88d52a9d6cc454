//! Volumes on servers: putting them there, taking them off, swapping one for another.

use crate::compute::clock::Timestamp;
use crate::compute::error::ComputeError;
use crate::compute::server::Server;
use crate::compute::server_state::{Rule, VmState};
use crate::compute::volume::{AVAILABLE, IN_USE, NewAttachment, Volume, VolumeAttachment, visible_volume};
use crate::compute::{Caller, Compute, action_log, ids};
use crate::store::Tx;

/// What a request says of an attachment. All but `delete_on_termination` cannot be changed, only confirmed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct AttachmentChange {
    /// The volume's id, which stands for the attachment's.
    pub id: Option<String>,
    pub server_id: Option<String>,
    pub device: Option<Option<String>>,
    pub tag: Option<String>,
    pub delete_on_termination: Option<bool>,
}

impl Compute {
    /// Attaches a volume to a server, and returns where.
    ///
    /// # Errors
    /// `ServerNotFound`; `NotFound` for the volume; `InvalidState`; `Locked`; `Invalid` when the volume cannot be had
    /// or the device is no device; `Conflict` when the device is taken.
    pub async fn attach_volume(
        &self,
        caller: &Caller,
        server: &str,
        wanted: NewAttachment,
    ) -> Result<VolumeAttachment, ComputeError> {
        let (caller, server) = (caller.clone(), server.to_owned());
        self.store
            .write(move |tx| {
                let started = Timestamp::now();
                let found = tx.own_server(&caller, &server)?;
                caller.check_lock(&found)?;
                Rule::ATTACH_VOLUME.check(&found)?;
                let volume = visible_volume(tx, &caller, &wanted.volume_id)?;
                check_places(tx, &found, &volume)?;
                check_shelved(&found, &volume, &wanted)?;
                let attachment = attach(tx, &caller, &found, &wanted)?;
                let number = action_log::begin(tx, &caller, &server, "attach_volume")?;
                action_log::end(tx, number, "compute_attach_volume", found.host.as_deref(), started, None)?;
                Ok(attachment)
            })
            .await
    }

    /// Returns the volumes of a server, oldest first.
    ///
    /// # Errors
    /// `ServerNotFound`, `Unavailable`.
    pub async fn list_attachments(&self, caller: &Caller, server: &str) -> Result<Vec<VolumeAttachment>, ComputeError> {
        let (caller, server) = (caller.clone(), server.to_owned());
        self.store
            .read(move |tx| {
                tx.own_server(&caller, &server)?;
                tx.attachments(&server)
            })
            .await
    }

    /// Returns where a volume is on a server.
    ///
    /// # Errors
    /// `ServerNotFound`; `NotFound` when it is not attached; `Unavailable`.
    pub async fn attachment(
        &self,
        caller: &Caller,
        server: &str,
        volume: &str,
    ) -> Result<VolumeAttachment, ComputeError> {
        let found = self.list_attachments(caller, server).await?.into_iter().find(|a| a.volume_id == volume);
        found.ok_or_else(|| not_attached(server, volume))
    }

    /// Detaches a volume.
    ///
    /// # Errors
    /// `ServerNotFound`; `NotFound` for the volume, or when it is not attached; `Invalid` for the one the server boots
    /// from; `InvalidState`; `Locked`; `Unavailable`.
    pub async fn detach_volume(&self, caller: &Caller, server: &str, volume: &str) -> Result<(), ComputeError> {
        let (caller, server, volume) = (caller.clone(), server.to_owned(), volume.to_owned());
        self.store
            .write(move |tx| {
                let started = Timestamp::now();
                let found = tx.own_server(&caller, &server)?;
                visible_volume(tx, &caller, &volume)?;
                let attachment = tx.attachments(&server)?.into_iter().find(|a| a.volume_id == volume);
                let attachment = attachment.ok_or_else(|| not_attached(&server, &volume))?;
                if attachment.boot {
                    return Err(ComputeError::Invalid("Cannot detach a root device volume".into()));
                }
                caller.check_lock(&found)?;
                Rule::DETACH_VOLUME.check(&found)?;
                let number = action_log::begin(tx, &caller, &server, "detach_volume")?;
                release(tx, &attachment)?;
                action_log::end(tx, number, "compute_detach_volume", found.host.as_deref(), started, None)
            })
            .await
    }

    /// Says whether a volume goes when its server goes.
    ///
    /// # Errors
    /// `ServerNotFound`; `NotFound` when it is not attached; `Invalid` for what cannot be changed; `Unavailable`.
    pub async fn update_attachment(
        &self,
        caller: &Caller,
        server: &str,
        volume: &str,
        change: AttachmentChange,
    ) -> Result<(), ComputeError> {
        let (caller, server, volume) = (caller.clone(), server.to_owned(), volume.to_owned());
        self.store
            .write(move |tx| {
                tx.own_server(&caller, &server)?;
                let attachment = tx.attachments(&server)?.into_iter().find(|a| a.volume_id == volume);
                let mut attachment = attachment.ok_or_else(|| no_mapping(&volume))?;
                check_unchanged(&attachment, &change)?;
                if let Some(truth) = change.delete_on_termination {
                    attachment.delete_on_termination = truth;
                }
                tx.save_attachment(&attachment)
            })
            .await
    }

    /// Puts another volume in the place of one that the volume service is moving.
    ///
    /// # Errors
    /// `ServerNotFound`; `NotFound` for the old volume; `Conflict` when it is not being moved; `Invalid` for the new
    /// one; `InvalidState`; `Locked`; `Unavailable`.
    pub async fn swap_volume(&self, caller: &Caller, server: &str, old: &str, new: &str) -> Result<(), ComputeError> {
        let (caller, server, old, new) = (caller.clone(), server.to_owned(), old.to_owned(), new.to_owned());
        self.store
            .write(move |tx| {
                let started = Timestamp::now();
                let found = tx.own_server(&caller, &server)?;
                let old = visible_volume(tx, &caller, &old)?;
                if old.migration_status.as_deref().unwrap_or_default().is_empty() {
                    let id = &old.id;
                    let text = format!("volume {id} is not migrating; this API should only be called by Cinder");
                    return Err(ComputeError::Conflict(text));
                }
                let new = visible_volume(tx, &caller, &new).map_err(named_in_body)?;
                caller.check_lock(&found)?;
                Rule::SWAP_VOLUME.check(&found)?;
                let attachment = check_swap(tx, &server, &old, &new)?;
                let number = action_log::begin(tx, &caller, &server, "swap_volume")?;
                swap(tx, attachment, old, new)?;
                action_log::end(tx, number, "compute_swap_volume", found.host.as_deref(), started, None)
            })
            .await
    }
}

/// Puts a volume on a server.
///
/// # Errors
/// `NotFound` for the volume; `Invalid` when it cannot be had or the device is no device; `Conflict` when the device
/// is taken; `Forbidden` when none is free.
pub(crate) fn attach(
    tx: &Tx<'_>,
    caller: &Caller,
    server: &Server,
    wanted: &NewAttachment,
) -> Result<VolumeAttachment, ComputeError> {
    let mut volume = visible_volume(tx, caller, &wanted.volume_id)?;
    let device = choose_device(tx, server, wanted)?;
    check_free(&volume, wanted)?;
    let attachment = VolumeAttachment {
        id: ids::uuid(),
        server_id: server.id.clone(),
        volume_id: volume.id.clone(),
        mapping_id: ids::uuid(),
        device,
        tag: wanted.tag.clone(),
        boot: wanted.boot,
        delete_on_termination: wanted.delete_on_termination,
        created_at: Timestamp::now(),
    };
    tx.add_attachment(&attachment)?;
    volume.status = IN_USE.into();
    tx.save_volume(&volume)?;
    Ok(attachment)
}

/// Takes a volume off its server.
pub(crate) fn release(tx: &Tx<'_>, attachment: &VolumeAttachment) -> Result<(), ComputeError> {
    tx.delete_attachment(&attachment.id)?;
    if let Some(mut volume) = tx.volume(&attachment.volume_id)?
        && tx.attachments_of_volume(&volume.id)? == 0
    {
        volume.status = AVAILABLE.into();
        tx.save_volume(&volume)?;
    }
    Ok(())
}

/// Takes a volume off a server that goes, and deletes it when that was asked for and nothing else needs it.
pub(crate) fn release_for_good(tx: &Tx<'_>, attachment: &VolumeAttachment) -> Result<(), ComputeError> {
    release(tx, attachment)?;
    let id = &attachment.volume_id;
    if attachment.delete_on_termination && tx.attachments_of_volume(id)? == 0 && tx.snapshots_of_volume(id)? == 0 {
        tx.delete_volume(id)?;
    }
    Ok(())
}

/// Gives device names to what was attached while the server had no host.
pub(crate) fn name_devices(tx: &Tx<'_>, server: &Server) -> Result<(), ComputeError> {
    for mut attachment in tx.attachments(&server.id)?.into_iter().filter(|a| a.device.is_none()) {
        attachment.device = Some(next_device(tx, server)?);
        tx.save_attachment(&attachment)?;
    }
    Ok(())
}

/// The refusal for a volume that is not on the server.
#[must_use]
pub fn not_attached(server: &str, volume: &str) -> ComputeError {
    ComputeError::NotFound(format!("Instance {server} is not attached to volume {volume}"))
}

fn no_mapping(volume: &str) -> ComputeError {
    ComputeError::NotFound(format!("No volume Block Device Mapping with id {volume}."))
}

/// What the body names is bad input where it does not exist; only what the path names is missing.
fn named_in_body(error: ComputeError) -> ComputeError {
    match error {
        ComputeError::NotFound(text) => ComputeError::Invalid(text),
        other => other,
    }
}

fn invalid_volume(reason: &str) -> ComputeError {
    ComputeError::Invalid(format!("Invalid volume: {reason}"))
}

fn check_shelved(server: &Server, volume: &Volume, wanted: &NewAttachment) -> Result<(), ComputeError> {
    if server.vm_state != VmState::ShelvedOffloaded {
        return Ok(());
    }
    let refuse = |text: &str| Err(ComputeError::Invalid(text.into()));
    if wanted.tag.is_some() {
        return refuse("Tagged volume attachment is not supported for shelved-offloaded instances.");
    }
    if volume.multiattach {
        return refuse("Attaching multiattach volumes is not supported for shelved-offloaded instances.");
    }
    Ok(())
}

/// A volume is on a server once, and one that is not made for several on one server.
fn check_places(tx: &Tx<'_>, server: &Server, volume: &Volume) -> Result<(), ComputeError> {
    let holders: Vec<String> = tx.places_of_volume(&volume.id)?.into_iter().map(|a| a.server_id).collect();
    let id = &volume.id;
    if volume.multiattach {
        return match holders.contains(&server.id) {
            true => Err(invalid_volume(&format!("volume {id} already attached"))),
            false => Ok(()),
        };
    }
    match holders.as_slice() {
        [] => Ok(()),
        held => Err(invalid_volume(&format!("volume {id} is already attached to instances: {}", held.join(" ")))),
    }
}

fn check_free(volume: &Volume, wanted: &NewAttachment) -> Result<(), ComputeError> {
    if volume.multiattach && wanted.single_only {
        let text = "Multiattach volumes are only supported starting with compute API version 2.60.";
        return Err(ComputeError::Invalid(text.into()));
    }
    if volume.status == AVAILABLE || (volume.multiattach && volume.status == IN_USE) {
        return Ok(());
    }
    let (id, status) = (&volume.id, &volume.status);
    Err(invalid_volume(&format!("volume {id} status must be 'available'. Currently in '{status}'")))
}

fn check_unchanged(attachment: &VolumeAttachment, change: &AttachmentChange) -> Result<(), ComputeError> {
    let differs = [
        ("id", change.id.as_ref().is_some_and(|id| *id != attachment.volume_id)),
        ("serverId", change.server_id.as_ref().is_some_and(|id| *id != attachment.server_id)),
        ("device", change.device.as_ref().is_some_and(|device| *device != attachment.device)),
        ("tag", change.tag.is_some() && change.tag != attachment.tag),
    ];
    match differs.iter().find(|(_, differs)| *differs) {
        Some((name, _)) => Err(ComputeError::Invalid(format!("The {name} property is not mutable"))),
        None => Ok(()),
    }
}

fn check_swap(tx: &Tx<'_>, server: &str, old: &Volume, new: &Volume) -> Result<VolumeAttachment, ComputeError> {
    let mut places = tx.places_of_volume(&old.id)?;
    let several = places.len() > 1;
    let here = places.iter().position(|place| place.server_id == server);
    let Some(here) = here else {
        return Err(invalid_volume("Old volume is attached to a different instance."));
    };
    if tx.attachments_of_volume(&new.id)? > 0 {
        return Err(invalid_volume("New volume must be detached in order to swap."));
    }
    if new.size < old.size {
        return Err(invalid_volume("New volume must be the same size or larger."));
    }
    if several {
        let text = "Swapping multi-attach volumes with more than one read/write attachment is not supported.";
        return Err(ComputeError::Invalid(text.into()));
    }
    Ok(places.swap_remove(here))
}

fn swap(tx: &Tx<'_>, mut attachment: VolumeAttachment, mut old: Volume, mut new: Volume) -> Result<(), ComputeError> {
    // The new volume has an attachment of its own; the device mapping stays the server's.
    let before = attachment.id;
    attachment.id = ids::uuid();
    attachment.volume_id.clone_from(&new.id);
    tx.delete_attachment(&before)?;
    tx.add_attachment(&attachment)?;
    new.status = IN_USE.into();
    tx.save_volume(&new)?;
    old.status = AVAILABLE.into();
    old.migration_status = None;
    tx.save_volume(&old)
}

/// The device asked for under the server's own prefix, or the next free one; none yet for a server without a host.
fn choose_device(tx: &Tx<'_>, server: &Server, wanted: &NewAttachment) -> Result<Option<String>, ComputeError> {
    if server.vm_state == VmState::ShelvedOffloaded {
        return Ok(wanted.device.clone());
    }
    let Some(asked) = &wanted.device else {
        return if wanted.boot { Ok(Some(root_device(server))) } else { next_device(tx, server).map(Some) };
    };
    let invalid = || ComputeError::Invalid(format!("The supplied device path ({asked}) is invalid."));
    let letters = device_letters(asked).ok_or_else(invalid)?;
    if !wanted.boot && taken_letters(tx, server)?.iter().any(|taken| taken == letters) {
        return Err(ComputeError::Conflict(format!("The supplied device path ({asked}) is in use.")));
    }
    Ok(Some(format!("{}{letters}", device_prefix(server))))
}

/// The first free name: one letter, then two.
fn next_device(tx: &Tx<'_>, server: &Server) -> Result<String, ComputeError> {
    let taken = taken_letters(tx, server)?;
    let pairs = ('a'..='z').flat_map(|first| ('a'..='z').map(move |second| format!("{first}{second}")));
    let mut names = ('a'..='z').map(String::from).chain(pairs);
    let free = names.find(|name| !taken.contains(name));
    let letters = free.ok_or_else(|| ComputeError::Forbidden("The maximum number of devices is attached.".into()))?;
    Ok(format!("{}{letters}", device_prefix(server)))
}

/// The letters of the root disk, of the flavor's further disks, and of the volumes.
fn taken_letters(tx: &Tx<'_>, server: &Server) -> Result<Vec<String>, ComputeError> {
    let mut taken: Vec<String> = tx
        .attachments(&server.id)?
        .iter()
        .filter_map(|attachment| attachment.device.as_deref().and_then(device_letters))
        .map(str::to_owned)
        .collect();
    let local = usize::from(server.flavor.ephemeral > 0) + usize::from(server.flavor.swap > 0);
    taken.extend(('a'..='c').take(1 + local).map(String::from));
    Ok(taken)
}

fn root_device(server: &Server) -> String {
    server.root_device_name.clone().unwrap_or_else(|| "/dev/sda".into())
}

fn device_prefix(server: &Server) -> String {
    let root = root_device(server);
    let letters = device_letters(&root).map_or(0, str::len);
    let unnumbered = root.trim_end_matches(|c: char| c.is_ascii_digit());
    unnumbered[..unnumbered.len() - letters].to_owned()
}

/// The letters that name a disk: `b` of `/dev/sdb`, `/dev/xvdb` and `/dev/vdb1`; `None` for what is no device.
fn device_letters(path: &str) -> Option<&str> {
    let name = path.strip_prefix("/dev/")?.trim_end_matches(|c: char| c.is_ascii_digit());
    if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return None;
    }
    // The bus is up to three letters, but one letter at least names the disk.
    let bus = match name.as_bytes() {
        [b'x', _, b'd', _, ..] => 3,
        [b'x', b'd', _, ..] | [_, b'd', _, ..] => 2,
        [b'x', _, _, ..] => 2,
        [_, _, ..] => 1,
        _ => 0,
    };
    Some(&name[bus..])
}

#[cfg(test)]
mod tests {
    use super::{device_letters, device_prefix};
    use crate::compute::server::Server;

    #[test]
    fn the_letters_of_a_device_are_what_follows_its_bus() {
        let cases = [
            ("/dev/sdb", Some("b")),
            ("/dev/vdb1", Some("b")),
            ("/dev/xvdc", Some("c")),
            ("/dev/hdaa", Some("aa")),
            ("/dev/a", Some("a")),
            ("/dev/sd", Some("d")),
            ("/dev/sd1", Some("d")),
            ("/dev/SDB", None),
            ("/dev/", None),
            ("sdb", None),
        ];
        for (path, letters) in cases {
            assert_eq!(device_letters(path), letters, "{path}");
        }
    }

    #[test]
    fn devices_stand_on_the_bus_of_the_root_disk() {
        let on = |root: &str| device_prefix(&Server { root_device_name: Some(root.into()), ..Server::default() });
        assert_eq!((on("/dev/vda").as_str(), on("/dev/xvda1").as_str()), ("/dev/vd", "/dev/xvd"));
        assert_eq!(device_prefix(&Server::default()), "/dev/sd");
    }
}
