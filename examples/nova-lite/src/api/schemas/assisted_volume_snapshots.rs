//! Bodies and queries of assisted volume snapshots.

use starmap::{Body, Query};

/// `POST /os-assisted-volume-snapshots`
#[derive(Debug, Body)]
pub struct CreateSnapshot {
    /// The snapshot to be.
    pub snapshot: NewSnapshot,
}

/// The snapshot to be.
#[derive(Debug, Body)]
pub struct NewSnapshot {
    /// The volume that it is taken of.
    #[schema(min_length = 1)]
    pub volume_id: String,
    /// How.
    pub create_info: CreateInfo,
}

/// What the volume service wants of the host.
#[derive(Debug, Body)]
pub struct CreateInfo {
    /// The snapshot's id.
    #[schema(min_length = 1)]
    pub snapshot_id: String,
    /// The format.
    #[schema(name = "type", one_of("qcow2"))]
    pub kind: String,
    /// The file to be written.
    #[schema(min_length = 1)]
    pub new_file: String,
    /// The id that the answer names.
    #[schema(min_length = 1)]
    pub id: Option<String>,
}

/// `DELETE /os-assisted-volume-snapshots/{id}`
#[derive(Debug, Query)]
#[schema(additional(allow, until = "2.74"), additional(refuse, since = "2.75"))]
pub struct DeleteSnapshot {
    /// A JSON object that names at least the volume.
    pub delete_info: Option<String>,
}
