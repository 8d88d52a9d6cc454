//! Snapshots of volumes, as Nova once handed them on to the volume service; gone from 2.36 on.

use starmap::authorize::Policy;
use starmap::extract::{Body, Query};
use starmap::fault::Fault;
use starmap::microversion::Microversion;
use starmap::response::Written;

use super::controller;
use super::parameters::slice;
use super::schemas::common::AnyQuery;
use super::schemas::volumes::{CreateSnapshot, PageByOffset};
use super::views::volumes::{SnapshotBody, SnapshotList, SnapshotView};
use crate::compute::Caller;
use crate::compute::volume::NewSnapshot;

controller! {
    /// Serves `/os-snapshots`.
    SnapshotsController
}

#[starmap::resource("os-snapshots")]
impl SnapshotsController {
    /// Lists snapshots.
    #[action(GET, until = "2.35", policy = "os_compute_api:os-volumes:snapshots:list")]
    async fn index(
        &self,
        Query(query): Query<PageByOffset>,
        caller: Caller,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<Written<SnapshotList<'_>>, Fault> {
        self.list(query, caller, policy, version).await
    }

    /// Lists snapshots, with no more about each.
    #[action(GET, "detail", until = "2.35", policy = "os_compute_api:os-volumes:snapshots:detail")]
    async fn detail(
        &self,
        Query(query): Query<PageByOffset>,
        caller: Caller,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<Written<SnapshotList<'_>>, Fault> {
        self.list(query, caller, policy, version).await
    }

    /// Shows a snapshot.
    #[action(GET, "{id}", until = "2.35", also(404), policy = "os_compute_api:os-volumes:snapshots:show")]
    async fn show(
        &self,
        id: &str,
        Query(_): Query<AnyQuery>,
        caller: Caller,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<Written<SnapshotBody<'_>>, Fault> {
        policy.authorize()?;
        let snapshot = self.state.compute.snapshot(&caller, id).await?;
        Ok(Written::of(&SnapshotBody { snapshot: SnapshotView::new(&snapshot) }, version))
    }

    /// Takes a snapshot.
    #[action(POST, until = "2.35", also(404), policy = "os_compute_api:os-volumes:snapshots:create")]
    async fn create(
        &self,
        Body(body): Body<CreateSnapshot>,
        caller: Caller,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<Written<SnapshotBody<'_>>, Fault> {
        policy.authorize()?;
        let new = NewSnapshot {
            volume_id: body.snapshot.volume_id,
            name: body.snapshot.display_name,
            description: body.snapshot.display_description,
            force: body.snapshot.force.is_some_and(|truth| truth.0),
        };
        let snapshot = self.state.compute.create_snapshot(&caller, new).await?;
        Ok(Written::of(&SnapshotBody { snapshot: SnapshotView::new(&snapshot) }, version))
    }

    /// Deletes a snapshot.
    #[action(
        DELETE,
        "{id}",
        until = "2.35",
        status = 202,
        also(404),
        policy = "os_compute_api:os-volumes:snapshots:delete"
    )]
    async fn delete(&self, id: &str, caller: Caller, policy: Policy<'_>) -> Result<(), Fault> {
        policy.authorize()?;
        Ok(self.state.compute.delete_snapshot(&caller, id).await?)
    }
}

impl SnapshotsController {
    async fn list(
        &self,
        query: PageByOffset,
        caller: Caller,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<Written<SnapshotList<'_>>, Fault> {
        policy.authorize()?;
        let snapshots = self.state.compute.list_snapshots(&caller).await?;
        let max = self.state.settings.api.max_limit;
        let page = slice(&snapshots, query.offset.as_deref(), query.limit.as_deref(), max);
        let snapshots = page.iter().map(SnapshotView::new).collect();
        Ok(Written::of(&SnapshotList { snapshots }, version))
    }
}
