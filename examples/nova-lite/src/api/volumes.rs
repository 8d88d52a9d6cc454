//! Volumes, as Nova once handed them on to the volume service; gone from 2.36 on.

use http::HeaderValue;
use http::header::LOCATION;
use starmap::authorize::Policy;
use starmap::extract::{Body, Query};
use starmap::fault::Fault;
use starmap::links::Links;
use starmap::microversion::Microversion;
use starmap::response::{WithHeaders, Written};

use super::controller;
use super::parameters::slice;
use super::schemas::common::AnyQuery;
use super::schemas::volumes::{CreateVolume, PageByOffset, WantedVolume};
use super::views::volumes::{VolumeBody, VolumeList, VolumeView};
use crate::compute::Caller;
use crate::compute::volume::NewVolume;

controller! {
    /// Serves `/os-volumes`.
    VolumesController
}

#[starmap::resource("os-volumes")]
impl VolumesController {
    /// Lists volumes.
    #[action(GET, until = "2.35", policy = "os_compute_api:os-volumes:list")]
    async fn index(
        &self,
        Query(query): Query<PageByOffset>,
        caller: Caller,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<Written<VolumeList<'_>>, Fault> {
        self.list(query, caller, policy, version).await
    }

    /// Lists volumes, with no more about each.
    #[action(GET, "detail", until = "2.35", policy = "os_compute_api:os-volumes:detail")]
    async fn detail(
        &self,
        Query(query): Query<PageByOffset>,
        caller: Caller,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<Written<VolumeList<'_>>, Fault> {
        self.list(query, caller, policy, version).await
    }

    /// Shows a volume.
    #[action(GET, "{id}", until = "2.35", also(404), policy = "os_compute_api:os-volumes:show")]
    async fn show(
        &self,
        id: &str,
        Query(_): Query<AnyQuery>,
        caller: Caller,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<Written<VolumeBody<'_>>, Fault> {
        policy.authorize()?;
        let (volume, places) = self.state.compute.volume(&caller, id).await?;
        Ok(Written::of(&VolumeBody { volume: VolumeView::new(&volume, &places) }, version))
    }

    /// Creates a volume.
    #[action(POST, until = "2.35", also(404), policy = "os_compute_api:os-volumes:create")]
    async fn create(
        &self,
        Body(body): Body<CreateVolume>,
        caller: Caller,
        policy: Policy<'_>,
        links: Links,
        version: Microversion,
    ) -> Result<WithHeaders<Written<VolumeBody<'_>>>, Fault> {
        policy.authorize()?;
        let volume = self.state.compute.create_volume(&caller, new_volume(body.volume)?).await?;
        let reply = Written::of(&VolumeBody { volume: VolumeView::new(&volume, &[]) }, version);
        let location = HeaderValue::try_from(links.own(&Self::show_url(&volume.id)));
        Ok(WithHeaders { reply, headers: location.ok().map(|location| (LOCATION, location)).into_iter().collect() })
    }

    /// Deletes a volume.
    #[action(DELETE, "{id}", until = "2.35", status = 202, also(404), policy = "os_compute_api:os-volumes:delete")]
    async fn delete(&self, id: &str, caller: Caller, policy: Policy<'_>) -> Result<(), Fault> {
        policy.authorize()?;
        Ok(self.state.compute.delete_volume(&caller, id).await?)
    }
}

impl VolumesController {
    async fn list(
        &self,
        query: PageByOffset,
        caller: Caller,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<Written<VolumeList<'_>>, Fault> {
        policy.authorize()?;
        let volumes = self.state.compute.list_volumes(&caller).await?;
        let max = self.state.settings.api.max_limit;
        let page = slice(&volumes, query.offset.as_deref(), query.limit.as_deref(), max);
        let volumes = page.iter().map(|(volume, places)| VolumeView::new(volume, places)).collect();
        Ok(Written::of(&VolumeList { volumes }, version))
    }
}

fn new_volume(body: WantedVolume) -> Result<NewVolume, Fault> {
    let invalid = |what: &str| Fault::bad_request(format!("Invalid input received: {what}"));
    let size = body.gigabytes().ok_or_else(|| invalid("the size is more than a volume can have"))?;
    let labels = body.labels().ok_or_else(|| invalid("the values of metadata have to be strings"))?;
    let metadata = labels.into_iter().collect();
    Ok(NewVolume {
        name: body.display_name,
        description: body.display_description,
        size,
        availability_zone: body.availability_zone,
        volume_type: body.volume_type,
        snapshot_id: body.snapshot_id,
        metadata,
    })
}
