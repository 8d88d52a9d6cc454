//! Volumes and their snapshots: a small stand-in for a volume service, filled from the world.
//!
//! A volume belongs to a project, or to none when it came with the world; then every project may use it. Putting
//! volumes on servers is in `attachment`.

use crate::compute::clock::Timestamp;
use crate::compute::error::ComputeError;
use crate::compute::server::Labels;
use crate::compute::{Caller, Compute, ids};
use crate::store::Tx;

/// The status of a volume or snapshot that may be used.
pub const AVAILABLE: &str = "available";
/// The status of a volume that is on a server.
pub const IN_USE: &str = "in-use";
/// The zone of a volume that names none.
const ZONE: &str = "nova";

/// Most volumes of a project, as in a volume service that nobody configured.
pub const VOLUMES_MAX: usize = 10;
/// Most snapshots of a project, likewise.
pub const SNAPSHOTS_MAX: usize = 10;

/// A volume; `size` is GiB.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are Cinder's, by Cinder's names")]
pub struct Volume {
    pub id: String,
    /// Empty for a volume that every project may use.
    pub project_id: String,
    pub name: Option<String>,
    pub description: Option<String>,
    pub size: i64,
    /// `available` or `in-use`.
    pub status: String,
    pub multiattach: bool,
    pub availability_zone: String,
    pub volume_type: Option<String>,
    pub snapshot_id: Option<String>,
    pub metadata: Labels,
    /// Set while the volume service moves the volume, which is when it may be swapped for another.
    pub migration_status: Option<String>,
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
    /// `None` until a server that is shelved away comes back.
    pub device: Option<String>,
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
    /// Refuses a volume that several servers may hold, which clients before 2.60 do not expect.
    pub single_only: bool,
}

/// A copy of a volume at one moment; `size` is GiB.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are Cinder's, by Cinder's names")]
pub struct Snapshot {
    pub id: String,
    pub project_id: String,
    pub volume_id: String,
    pub name: Option<String>,
    pub description: Option<String>,
    pub size: i64,
    pub status: String,
    pub created_at: Timestamp,
}

/// A volume to be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are Cinder's, by Cinder's names")]
pub struct NewVolume {
    pub name: Option<String>,
    pub description: Option<String>,
    /// GiB.
    pub size: i64,
    pub availability_zone: Option<String>,
    pub volume_type: Option<String>,
    pub snapshot_id: Option<String>,
    pub metadata: Labels,
}

/// A snapshot to be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are Cinder's, by Cinder's names")]
pub struct NewSnapshot {
    pub volume_id: String,
    pub name: Option<String>,
    pub description: Option<String>,
    /// Takes it even while the volume is on a server.
    pub force: bool,
}

/// A volume with where it is, oldest attachment first.
pub type AttachedVolume = (Volume, Vec<VolumeAttachment>);

impl Compute {
    /// Returns how many servers use a volume.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn attachment_count(&self, volume: &str) -> Result<i64, ComputeError> {
        let volume = volume.to_owned();
        self.store.read(move |tx| tx.attachments_of_volume(&volume)).await
    }

    /// Returns the volumes a project may use, oldest first.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn list_volumes(&self, caller: &Caller) -> Result<Vec<AttachedVolume>, ComputeError> {
        let project = caller.project_id.clone();
        self.store
            .read(move |tx| tx.volumes(&project)?.into_iter().map(|volume| with_places(tx, volume)).collect())
            .await
    }

    /// Returns a volume.
    ///
    /// # Errors
    /// `NotFound`, `Unavailable`.
    pub async fn volume(&self, caller: &Caller, id: &str) -> Result<AttachedVolume, ComputeError> {
        let (caller, id) = (caller.clone(), id.to_owned());
        self.store.read(move |tx| with_places(tx, visible_volume(tx, &caller, &id)?)).await
    }

    /// Creates a volume for the caller's project.
    ///
    /// # Errors
    /// `NotFound` for the snapshot; `Invalid` when the snapshot is larger; `Forbidden` beyond [`VOLUMES_MAX`];
    /// `Unavailable`.
    pub async fn create_volume(&self, caller: &Caller, new: NewVolume) -> Result<Volume, ComputeError> {
        let caller = caller.clone();
        self.store.write(move |tx| add_volume(tx, &caller, &new)).await
    }

    /// Deletes a volume that is on no server and has no snapshots.
    ///
    /// # Errors
    /// `NotFound`; `Invalid` for one that is in use; `Unavailable`.
    pub async fn delete_volume(&self, caller: &Caller, id: &str) -> Result<(), ComputeError> {
        let (caller, id) = (caller.clone(), id.to_owned());
        self.store
            .write(move |tx| {
                visible_volume(tx, &caller, &id)?;
                if tx.attachments_of_volume(&id)? > 0 || tx.snapshots_of_volume(&id)? > 0 {
                    return Err(ComputeError::Invalid(format!(
                        "Invalid input received: Invalid volume: Volume status must be available or error or \
                         error_restoring or error_extending or error_managing and must not be migrating, attached, \
                         belong to a group, have snapshots, awaiting a transfer, or be disassociated from snapshots \
                         after volume transfer: {id}"
                    )));
                }
                tx.delete_volume(&id)
            })
            .await
    }

    /// Returns a project's snapshots, oldest first.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn list_snapshots(&self, caller: &Caller) -> Result<Vec<Snapshot>, ComputeError> {
        let project = caller.project_id.clone();
        self.store.read(move |tx| tx.snapshots(&project)).await
    }

    /// Returns a snapshot.
    ///
    /// # Errors
    /// `NotFound`, `Unavailable`.
    pub async fn snapshot(&self, caller: &Caller, id: &str) -> Result<Snapshot, ComputeError> {
        let (caller, id) = (caller.clone(), id.to_owned());
        self.store.read(move |tx| visible_snapshot(tx, &caller, &id)).await
    }

    /// Takes a snapshot of a volume.
    ///
    /// # Errors
    /// `NotFound` for the volume; `Invalid` when it is in use and the snapshot is not forced; `Forbidden` beyond
    /// [`SNAPSHOTS_MAX`]; `Unavailable`.
    pub async fn create_snapshot(&self, caller: &Caller, new: NewSnapshot) -> Result<Snapshot, ComputeError> {
        let caller = caller.clone();
        self.store
            .write(move |tx| {
                let volume = visible_volume(tx, &caller, &new.volume_id)?;
                if volume.status != AVAILABLE && !new.force {
                    return Err(ComputeError::Invalid(format!(
                        "Invalid input received: Invalid volume: Volume {} status must be available, but current \
                         status is: {}.",
                        volume.id, volume.status
                    )));
                }
                if tx.snapshots(&caller.project_id)?.len() >= SNAPSHOTS_MAX {
                    return Err(too_many("SnapshotLimitExceeded", "snapshots", SNAPSHOTS_MAX));
                }
                let snapshot = Snapshot {
                    id: ids::uuid(),
                    project_id: caller.project_id,
                    volume_id: volume.id,
                    name: new.name,
                    description: new.description,
                    size: volume.size,
                    status: AVAILABLE.into(),
                    created_at: Timestamp::now(),
                };
                tx.add_snapshot(&snapshot)?;
                Ok(snapshot)
            })
            .await
    }

    /// Deletes a snapshot; volumes made from it stay.
    ///
    /// # Errors
    /// `NotFound`, `Unavailable`.
    pub async fn delete_snapshot(&self, caller: &Caller, id: &str) -> Result<(), ComputeError> {
        let (caller, id) = (caller.clone(), id.to_owned());
        self.store
            .write(move |tx| {
                visible_snapshot(tx, &caller, &id)?;
                tx.delete_snapshot(&id)
            })
            .await
    }
}

/// Makes a volume of the caller's project.
///
/// # Errors
/// `NotFound` for the snapshot; `Invalid` when the snapshot is larger; `Forbidden` beyond [`VOLUMES_MAX`].
pub(crate) fn add_volume(tx: &Tx<'_>, caller: &Caller, new: &NewVolume) -> Result<Volume, ComputeError> {
    if let Some(id) = &new.snapshot_id {
        check_fits(new, &visible_snapshot(tx, caller, id)?)?;
    }
    let own = |volume: &&Volume| volume.project_id == caller.project_id;
    if tx.volumes(&caller.project_id)?.iter().filter(own).count() >= VOLUMES_MAX {
        return Err(too_many("VolumeLimitExceeded", "volumes", VOLUMES_MAX));
    }
    let new = new.clone();
    let volume = Volume {
        id: ids::uuid(),
        project_id: caller.project_id.clone(),
        name: new.name,
        description: new.description,
        size: new.size,
        status: AVAILABLE.into(),
        multiattach: false,
        availability_zone: new.availability_zone.unwrap_or_else(|| ZONE.into()),
        volume_type: new.volume_type,
        snapshot_id: new.snapshot_id,
        metadata: new.metadata,
        migration_status: None,
        created_at: Timestamp::now(),
    };
    tx.add_volume(&volume)?;
    Ok(volume)
}

/// Returns a volume the caller may use.
///
/// # Errors
/// `NotFound`, also for another project's.
pub(crate) fn visible_volume(tx: &Tx<'_>, caller: &Caller, id: &str) -> Result<Volume, ComputeError> {
    let found = tx.volume(id)?.filter(|volume| volume.project_id.is_empty() || caller.may_see(&volume.project_id));
    found.ok_or_else(|| ComputeError::NotFound(format!("Volume {id} could not be found.")))
}

fn visible_snapshot(tx: &Tx<'_>, caller: &Caller, id: &str) -> Result<Snapshot, ComputeError> {
    let found = tx.snapshot(id)?.filter(|snapshot| caller.may_see(&snapshot.project_id));
    found.ok_or_else(|| ComputeError::NotFound(format!("Snapshot {id} could not be found.")))
}

fn check_fits(new: &NewVolume, snapshot: &Snapshot) -> Result<(), ComputeError> {
    if new.size >= snapshot.size {
        return Ok(());
    }
    let (size, least) = (new.size, snapshot.size);
    Err(ComputeError::Invalid(format!(
        "Invalid input received: Invalid input received: Volume size '{size}'GB cannot be smaller than the snapshot \
         size {least}GB. They must be >= original snapshot size."
    )))
}

fn too_many(kind: &str, name: &str, most: usize) -> ComputeError {
    ComputeError::Forbidden(format!("{kind}: Maximum number of {name} allowed ({most}) exceeded for quota '{name}'."))
}

fn with_places(tx: &Tx<'_>, volume: Volume) -> Result<AttachedVolume, ComputeError> {
    let places = tx.places_of_volume(&volume.id)?;
    Ok((volume, places))
}
