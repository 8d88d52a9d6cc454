//! Volumes and their attachments: a small stand-in for a volume service, filled from the world.

use crate::compute::clock::Timestamp;
use crate::compute::error::ComputeError;
use crate::compute::server_state::Rule;
use crate::compute::{Caller, Compute, action_log, ids};
use crate::store::Tx;

/// A volume; `size` is GiB.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are Cinder's, by Cinder's names")]
pub struct Volume {
    pub id: String,
    pub project_id: String,
    pub name: Option<String>,
    pub description: Option<String>,
    pub size: i64,
    /// `available` or `in-use`.
    pub status: String,
    pub multiattach: bool,
    pub availability_zone: String,
    pub created_at: Timestamp,
}

/// A volume on a server.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct VolumeAttachment {
    pub id: String,
    pub server_id: String,
    pub volume_id: String,
    /// Nova's `bdm_uuid`.
    pub mapping_id: String,
    pub device: String,
    pub tag: Option<String>,
    /// Whether the server boots from it.
    pub boot: bool,
    pub delete_on_termination: bool,
    pub created_at: Timestamp,
}

/// A volume to put on a server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct NewAttachment {
    pub volume_id: String,
    /// The next free name when absent.
    pub device: Option<String>,
    pub tag: Option<String>,
    /// Whether the server boots from it.
    pub boot: bool,
    pub delete_on_termination: bool,
}

impl Compute {
    /// Attaches a volume to a server, and returns where.
    ///
    /// # Errors
    /// `ServerNotFound`; `NotFound` for the volume; `InvalidState`; `Locked`; `Invalid` when it is attached already.
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
                let attachment = attach(tx, &server, &wanted)?;
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

    /// Detaches a volume.
    ///
    /// # Errors
    /// `ServerNotFound`; `NotFound` when it is not attached; `InvalidState`; `Locked`; `Unavailable`.
    pub async fn detach_volume(&self, caller: &Caller, server: &str, volume: &str) -> Result<(), ComputeError> {
        let (caller, server, volume) = (caller.clone(), server.to_owned(), volume.to_owned());
        self.store
            .write(move |tx| {
                let started = Timestamp::now();
                let found = tx.own_server(&caller, &server)?;
                let attachment = tx.attachments(&server)?.into_iter().find(|a| a.volume_id == volume);
                let attachment = attachment.ok_or_else(|| not_attached(&server, &volume))?;
                caller.check_lock(&found)?;
                Rule::DETACH_VOLUME.check(&found)?;
                let number = action_log::begin(tx, &caller, &server, "detach_volume")?;
                release(tx, &attachment)?;
                action_log::end(tx, number, "compute_detach_volume", found.host.as_deref(), started, None)
            })
            .await
    }
}

/// Puts a volume on a server.
///
/// # Errors
/// `NotFound` for the volume, `Invalid` when it is on a server already, `Forbidden` when no device name is free.
pub(crate) fn attach(tx: &Tx<'_>, server: &str, wanted: &NewAttachment) -> Result<VolumeAttachment, ComputeError> {
    let mut volume = free_volume(tx, &wanted.volume_id)?;
    let device = match (&wanted.device, wanted.boot) {
        (Some(device), _) => device.clone(),
        (None, true) => "/dev/sda".into(),
        (None, false) => next_device(tx, server)?,
    };
    let attachment = VolumeAttachment {
        id: ids::uuid(),
        server_id: server.into(),
        volume_id: volume.id.clone(),
        mapping_id: ids::uuid(),
        device,
        tag: wanted.tag.clone(),
        boot: wanted.boot,
        delete_on_termination: wanted.delete_on_termination,
        created_at: Timestamp::now(),
    };
    tx.add_attachment(&attachment)?;
    volume.status = "in-use".into();
    tx.save_volume(&volume)?;
    Ok(attachment)
}

/// Takes a volume off its server.
pub(crate) fn release(tx: &Tx<'_>, attachment: &VolumeAttachment) -> Result<(), ComputeError> {
    tx.delete_attachment(&attachment.id)?;
    if let Some(mut volume) = tx.volume(&attachment.volume_id)?
        && tx.attachments_of_volume(&volume.id)? == 0
    {
        volume.status = "available".into();
        tx.save_volume(&volume)?;
    }
    Ok(())
}

/// The refusal for a volume that is not on the server.
#[must_use]
pub fn not_attached(server: &str, volume: &str) -> ComputeError {
    ComputeError::NotFound(format!("Instance {server} is not attached to volume {volume}"))
}

fn free_volume(tx: &Tx<'_>, id: &str) -> Result<Volume, ComputeError> {
    let volume = tx.volume(id)?.ok_or_else(|| ComputeError::NotFound(format!("Volume {id} could not be found.")))?;
    if volume.status != "available" && !volume.multiattach {
        let status = &volume.status;
        let text = format!("Invalid volume: volume {id} status must be 'available'. Currently in '{status}'");
        return Err(ComputeError::Invalid(text));
    }
    Ok(volume)
}

/// The first free name after the root disk's `/dev/sda`.
fn next_device(tx: &Tx<'_>, server: &str) -> Result<String, ComputeError> {
    let taken: Vec<String> = tx.attachments(server)?.into_iter().map(|a| a.device).collect();
    let names = ('b'..='z').map(|letter| format!("/dev/sd{letter}"));
    let free = names.into_iter().find(|name| !taken.contains(name));
    free.ok_or_else(|| ComputeError::Forbidden("The maximum number of devices is attached.".into()))
}
