//! What volumes and their snapshots look like.

use std::collections::BTreeMap;

use starmap::View;

use crate::compute::volume::{Snapshot, Volume, VolumeAttachment};

/// `{"volume": …}`
#[derive(Debug, View)]
pub struct VolumeBody<'a> {
    /// The volume.
    pub volume: VolumeView<'a>,
}

/// `{"volumes": […]}`
#[derive(Debug, View)]
pub struct VolumeList<'a> {
    /// The page.
    pub volumes: Vec<VolumeView<'a>>,
}

/// A volume.
#[derive(Debug, View)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct VolumeView<'a> {
    pub id: &'a str,
    pub status: &'a str,
    pub size: i64,
    #[view(name = "availabilityZone")]
    pub availability_zone: &'a str,
    #[view(name = "createdAt")]
    pub created_at: String,
    /// The first server it is on; an empty object for a volume on none.
    pub attachments: Vec<VolumePlaceView<'a>>,
    #[view(name = "displayName")]
    pub display_name: Option<&'a str>,
    #[view(name = "displayDescription")]
    pub display_description: Option<&'a str>,
    #[view(name = "volumeType")]
    pub volume_type: Option<&'a str>,
    #[view(name = "snapshotId")]
    pub snapshot_id: Option<&'a str>,
    pub metadata: &'a BTreeMap<String, String>,
}

/// Where a volume is; empty for nowhere.
#[derive(Debug, Default, View)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct VolumePlaceView<'a> {
    #[view(skip_none)]
    pub id: Option<&'a str>,
    #[view(name = "volumeId", skip_none)]
    pub volume_id: Option<&'a str>,
    #[view(name = "serverId", skip_none)]
    pub server_id: Option<&'a str>,
    #[view(skip_none)]
    pub device: Option<&'a str>,
}

impl<'a> VolumeView<'a> {
    /// A volume with where it is.
    pub fn new(volume: &'a Volume, places: &'a [VolumeAttachment]) -> Self {
        Self {
            id: &volume.id,
            status: &volume.status,
            size: volume.size,
            availability_zone: &volume.availability_zone,
            created_at: volume.created_at.seconds_text(),
            attachments: vec![places.first().map(VolumePlaceView::new).unwrap_or_default()],
            display_name: volume.name.as_deref(),
            display_description: volume.description.as_deref(),
            volume_type: volume.volume_type.as_deref(),
            snapshot_id: volume.snapshot_id.as_deref(),
            metadata: &volume.metadata.0,
        }
    }
}

impl<'a> VolumePlaceView<'a> {
    fn new(place: &'a VolumeAttachment) -> Self {
        Self {
            id: Some(&place.volume_id),
            volume_id: Some(&place.volume_id),
            server_id: Some(&place.server_id),
            device: place.device.as_deref(),
        }
    }
}

/// `{"snapshot": …}`
#[derive(Debug, View)]
pub struct SnapshotBody<'a> {
    /// The snapshot.
    pub snapshot: SnapshotView<'a>,
}

/// `{"snapshots": […]}`
#[derive(Debug, View)]
pub struct SnapshotList<'a> {
    /// The page.
    pub snapshots: Vec<SnapshotView<'a>>,
}

/// A snapshot.
#[derive(Debug, View)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct SnapshotView<'a> {
    pub id: &'a str,
    #[view(name = "volumeId")]
    pub volume_id: &'a str,
    pub status: &'a str,
    pub size: i64,
    #[view(name = "createdAt")]
    pub created_at: String,
    #[view(name = "displayName")]
    pub display_name: Option<&'a str>,
    #[view(name = "displayDescription")]
    pub display_description: Option<&'a str>,
}

impl<'a> SnapshotView<'a> {
    /// A snapshot as it is shown.
    pub fn new(snapshot: &'a Snapshot) -> Self {
        Self {
            id: &snapshot.id,
            volume_id: &snapshot.volume_id,
            status: &snapshot.status,
            size: snapshot.size,
            created_at: snapshot.created_at.seconds_text(),
            display_name: snapshot.name.as_deref(),
            display_description: snapshot.description.as_deref(),
        }
    }
}
