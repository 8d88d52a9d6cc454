//! Disks that a server is to be made with: volumes made for it from an image, a snapshot or nothing, and local ones.
//!
//! They are judged when the server is asked for and made when it is built. Volumes that are there already are in `attachment`.

use crate::compute::error::ComputeError;
use crate::compute::server::Server;
use crate::compute::volume::{NewAttachment, NewVolume, add_volume};
use crate::compute::{Caller, attachment};
use crate::store::Tx;

/// The buses that Nova knows; whether a hypervisor has them is another question.
const BUSES: [&str; 9] = ["fdc", "ide", "sata", "scsi", "usb", "virtio", "xen", "lxc", "uml"];

/// Where the content of a disk comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DiskSource {
    /// An image, by its id.
    Image(String),
    /// A snapshot of a volume, by its id.
    Snapshot(String),
    /// Nowhere.
    Blank,
}

/// A disk to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewDisk {
    /// Where its content comes from.
    pub source: DiskSource,
    /// Whether it is on the host, and not a volume.
    pub local: bool,
    /// Whether it is for swapping; only a local one without content is.
    pub swap: bool,
    /// GiB; of a swap disk MiB.
    pub size: Option<i64>,
    /// The bus that the guest sees it on.
    pub bus: Option<String>,
    /// The type of the volume.
    pub volume_type: Option<String>,
    /// Where it is to stand, when it is a volume; its `volume_id` is not known yet.
    pub attachment: NewAttachment,
}

/// Looks whether disks can be made for a server, and fills in the sizes that follow from snapshots.
///
/// `local_max` is the most local disks, those of the image and the flavor among them; less than 0 is no limit.
///
/// # Errors
/// `Invalid` in Nova's words.
pub(crate) fn check(
    tx: &Tx<'_>,
    caller: &Caller,
    draft: &Server,
    disks: &[NewDisk],
    local_max: i64,
) -> Result<Vec<NewDisk>, ComputeError> {
    let checked = disks.iter().map(|disk| check_one(tx, caller, draft, disk)).collect::<Result<Vec<_>, _>>()?;
    check_local(draft, disks, local_max)?;
    Ok(checked)
}

fn check_one(tx: &Tx<'_>, caller: &Caller, draft: &Server, disk: &NewDisk) -> Result<NewDisk, ComputeError> {
    let mut disk = disk.clone();
    let nothing = disk.size.unwrap_or(0) == 0;
    match &disk.source {
        DiskSource::Image(id) => {
            if *id != draft.image_id && tx.visible_image(caller, id)?.is_none() {
                return invalid(&format!("failed to get image {id}."));
            }
            if !disk.local && nothing {
                let text = "Images with destination_type 'volume' need to have a non-zero size specified";
                return Err(ComputeError::Invalid(text.into()));
            }
        }
        DiskSource::Snapshot(id) => match tx.snapshot(id)?.filter(|found| caller.may_see(&found.project_id)) {
            Some(found) if nothing => disk.size = Some(found.size),
            Some(_) => {}
            None => return invalid(&format!("failed to get snapshot {id}.")),
        },
        DiskSource::Blank if !disk.local && nothing => {
            let text = "Blank volumes (source: 'blank', dest: 'volume') need to have non-zero size";
            return Err(ComputeError::Invalid(text.into()));
        }
        DiskSource::Blank => {}
    }
    match &disk.bus {
        // Nova's text about the bus never gets out.
        Some(bus) if !BUSES.contains(&bus.as_str()) => {
            Err(ComputeError::Invalid("Block Device Mapping is Invalid.".into()))
        }
        _ => Ok(disk),
    }
}

/// Local disks have to fit into the flavor.
fn check_local(draft: &Server, disks: &[NewDisk], local_max: i64) -> Result<(), ComputeError> {
    let flavor = &draft.flavor;
    let blank = || disks.iter().filter(|disk| disk.local && disk.source == DiskSource::Blank);
    let (swaps, ephemerals): (Vec<_>, Vec<_>) = blank().partition(|disk| disk.swap);
    if ephemerals.iter().map(|disk| disk.size.unwrap_or(flavor.ephemeral)).sum::<i64>() > flavor.ephemeral {
        let text = "Ephemeral disks requested are larger than the instance type allows. If no size is given in one \
                    block device mapping, flavor ephemeral size will be used.";
        return Err(ComputeError::Invalid(text.into()));
    }
    if swaps.len() > 1 {
        return invalid("More than one swap drive requested.");
    }
    if swaps.iter().any(|disk| disk.size.unwrap_or(0) > flavor.swap) {
        return Err(ComputeError::Invalid("Swap drive requested is larger than instance type allows.".into()));
    }
    let of_flavor = usize::from(ephemerals.is_empty() && flavor.ephemeral > 0)
        + usize::from(swaps.is_empty() && flavor.swap > 0)
        + usize::from(!draft.image_id.is_empty() && !disks.iter().any(|disk| disk.attachment.boot));
    let local = disks.iter().filter(|disk| disk.local).count() + of_flavor;
    if usize::try_from(local_max).is_ok_and(|most| local > most) {
        return invalid("You specified more local devices than the limit allows");
    }
    Ok(())
}

/// Makes the volumes among the disks, and puts them on the server.
///
/// # Errors
/// `Forbidden` beyond the project's quota; those of attaching.
pub(crate) fn make(tx: &Tx<'_>, caller: &Caller, server: &Server, disks: &[NewDisk]) -> Result<(), ComputeError> {
    for disk in disks.iter().filter(|disk| !disk.local) {
        let volume = add_volume(tx, caller, &volume_of(server, disk))?;
        attachment::attach(tx, caller, server, &NewAttachment { volume_id: volume.id, ..disk.attachment.clone() })?;
    }
    Ok(())
}

fn volume_of(server: &Server, disk: &NewDisk) -> NewVolume {
    let snapshot_id = match &disk.source {
        DiskSource::Snapshot(id) => Some(id.clone()),
        _ => None,
    };
    // Nova names only those without content.
    let name = if disk.source == DiskSource::Blank { format!("{}-blank-vol", server.id) } else { String::new() };
    NewVolume {
        name: Some(name),
        description: Some(String::new()),
        size: disk.size.unwrap_or(0),
        volume_type: disk.volume_type.clone(),
        snapshot_id,
        ..NewVolume::default()
    }
}

fn invalid<T>(text: &str) -> Result<T, ComputeError> {
    Err(ComputeError::Invalid(format!("Block Device Mapping is Invalid: {text}")))
}
