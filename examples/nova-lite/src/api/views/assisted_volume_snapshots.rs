//! What an assisted volume snapshot looks like.

/// `{"snapshot": …}`
#[derive(Debug, starmap::View)]
pub struct SnapshotBody {
    /// The snapshot.
    pub snapshot: SnapshotView,
}

/// A snapshot under way.
#[derive(Debug, starmap::View)]
pub struct SnapshotView {
    /// Its id.
    pub id: String,
    /// The volume that it is taken of.
    #[view(name = "volumeId")]
    pub volume_id: String,
}
