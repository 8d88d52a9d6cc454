//! Assisted volume snapshots: what a volume service asks of the host that has the volume in use.

use starmap::authorize::Policy;
use starmap::extract::{Body, Query};
use starmap::fault::Fault;
use starmap::json::{self, Value};
use starmap::response::Viewed;

use super::controller;
use super::schemas::assisted_volume_snapshots::{CreateSnapshot, DeleteSnapshot};
use super::views::assisted_volume_snapshots::{SnapshotBody, SnapshotView};

controller! {
    /// Serves `/os-assisted-volume-snapshots`.
    AssistedVolumeSnapshotsController
}

#[starmap::resource("os-assisted-volume-snapshots")]
impl AssistedVolumeSnapshotsController {
    /// Takes a snapshot of a volume that a server uses.
    #[action(POST, policy = "os_compute_api:os-assisted-volume-snapshots:create")]
    async fn create(
        &self,
        Body(body): Body<CreateSnapshot>,
        policy: Policy<'_>,
    ) -> Result<Viewed<SnapshotBody>, Fault> {
        policy.authorize()?;
        let volume_id = body.snapshot.volume_id;
        self.check_attached(&volume_id).await?;
        // Nova takes the id for granted here, though its schema does not.
        let missing = || Fault::escaped("an assisted volume snapshot came without an id");
        let id = body.snapshot.create_info.id.ok_or_else(missing)?;
        Ok(Viewed(SnapshotBody { snapshot: SnapshotView { id, volume_id } }))
    }

    /// Deletes a snapshot of a volume that a server uses.
    #[action(DELETE, "{id}", status = 204, also(404), policy = "os_compute_api:os-assisted-volume-snapshots:delete")]
    async fn delete(&self, id: &str, Query(query): Query<DeleteSnapshot>, policy: Policy<'_>) -> Result<(), Fault> {
        policy.authorize()?;
        let info = query.delete_info.ok_or_else(|| Fault::bad_request("'delete_info'"))?;
        let info = json::parse(info.as_bytes(), json::DEPTH_MAX)
            .map_err(|error| Fault::bad_request(format!("delete_info of {id} is not JSON: {error}")))?;
        let volume = info.as_object().and_then(|info| info.get("volume_id")).and_then(Value::as_str);
        self.check_attached(volume.ok_or_else(|| Fault::bad_request("'volume_id'"))?).await
    }
}

impl AssistedVolumeSnapshotsController {
    async fn check_attached(&self, volume: &str) -> Result<(), Fault> {
        match self.state.compute.attachment_count(volume).await? {
            0 => Err(Fault::bad_request(format!("No volume Block Device Mapping with id {volume}."))),
            1 => Ok(()),
            _ => Err(Fault::bad_request(format!(
                "Block Device Mapping {volume} is a multi-attach volume and is not valid for this operation."
            ))),
        }
    }
}
