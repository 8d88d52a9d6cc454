//! Host aggregates, and caching images on their hosts.

use std::collections::BTreeSet;

use starmap::authorize::Policy;
use starmap::extract::{Body, Query};
use starmap::fault::Fault;
use starmap::microversion::Microversion;
use starmap::response::Written;

use super::schemas::aggregates::{AddHost, CacheImages, CreateAggregate, RemoveHost, SetMetadata, UpdateAggregate};
use super::schemas::common::NoQuery;
use super::views::aggregates::{AggregateBody, AggregateList, AggregateView, NewAggregateBody};
use super::{controller, parameters};
use crate::compute::Caller;
use crate::compute::aggregate::Aggregate;
use crate::compute::error::ComputeError;

controller! {
    /// Serves `/os-aggregates`.
    AggregatesController
}

#[starmap::resource("os-aggregates")]
impl AggregatesController {
    /// Lists aggregates.
    #[action(GET, policy = "os_compute_api:os-aggregates:index")]
    async fn index(
        &self,
        Query(_): Query<NoQuery>,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<Written<AggregateList<'_>>, Fault> {
        policy.authorize()?;
        let aggregates = self.state.compute.list_aggregates().await?;
        let list = AggregateList { aggregates: aggregates.iter().map(AggregateView::new).collect() };
        Ok(Written::of(&list, version))
    }

    /// Shows an aggregate.
    #[action(GET, "{id}", also(404), policy = "os_compute_api:os-aggregates:show")]
    async fn show(
        &self,
        id: &str,
        Query(_): Query<NoQuery>,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<Written<AggregateBody<'_>>, Fault> {
        policy.authorize()?;
        let aggregate = self.state.compute.aggregate(number(id)?).await?;
        Ok(shown(&aggregate, version))
    }

    /// Creates an aggregate without hosts.
    #[action(POST, also(409), policy = "os_compute_api:os-aggregates:create")]
    async fn create(
        &self,
        Body(body): Body<CreateAggregate>,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<Written<NewAggregateBody<'_>>, Fault> {
        policy.authorize()?;
        let zone = body.aggregate.availability_zone.and_then(|zone| zone.into_option());
        let zone = zone.map(|zone| zone.trim().to_owned());
        let aggregate = self.state.compute.create_aggregate(body.aggregate.name.trim(), zone).await?;
        Ok(Written::of(&NewAggregateBody::new(&aggregate), version))
    }

    /// Renames an aggregate or moves it to another availability zone.
    #[action(PUT, "{id}", also(404, 409), policy = "os_compute_api:os-aggregates:update")]
    async fn update(
        &self,
        id: &str,
        Body(body): Body<UpdateAggregate>,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<Written<AggregateBody<'_>>, Fault> {
        policy.authorize()?;
        let name = body.aggregate.name.map(|name| name.trim().to_owned());
        // A null is a zone without a name here, which the domain refuses.
        let zone = body.aggregate.availability_zone.map(|zone| zone.into_option().unwrap_or_default());
        let aggregate = self.state.compute.update_aggregate(number(id)?, name, zone).await?;
        Ok(shown(&aggregate, version))
    }

    /// Deletes an aggregate without hosts.
    #[action(DELETE, "{id}", also(404), policy = "os_compute_api:os-aggregates:delete")]
    async fn delete(&self, id: &str, policy: Policy<'_>) -> Result<(), Fault> {
        policy.authorize()?;
        Ok(self.state.compute.delete_aggregate(number(id)?).await?)
    }

    /// Adds a host.
    #[action(POST, "{id}/action", body = "add_host", also(404, 409), policy = "os_compute_api:os-aggregates:add_host")]
    async fn add_host(
        &self,
        id: &str,
        Body(body): Body<AddHost>,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<Written<AggregateBody<'_>>, Fault> {
        policy.authorize()?;
        let aggregate = self.state.compute.add_aggregate_host(number(id)?, &body.add_host.host).await?;
        Ok(shown(&aggregate, version))
    }

    /// Removes a host.
    #[action(
        POST,
        "{id}/action",
        body = "remove_host",
        also(404, 409),
        policy = "os_compute_api:os-aggregates:remove_host"
    )]
    async fn remove_host(
        &self,
        id: &str,
        Body(body): Body<RemoveHost>,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<Written<AggregateBody<'_>>, Fault> {
        policy.authorize()?;
        let aggregate = self.state.compute.remove_aggregate_host(number(id)?, &body.remove_host.host).await?;
        Ok(shown(&aggregate, version))
    }

    /// Sets metadata; a null removes its key.
    #[action(
        POST,
        "{id}/action",
        body = "set_metadata",
        also(404),
        policy = "os_compute_api:os-aggregates:set_metadata"
    )]
    async fn set_metadata(
        &self,
        id: &str,
        Body(body): Body<SetMetadata>,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<Written<AggregateBody<'_>>, Fault> {
        policy.authorize()?;
        let entries = body.set_metadata.metadata.into_iter().map(|(key, value)| (key, value.into_option()));
        let aggregate = self.state.compute.set_aggregate_metadata(number(id)?, entries.collect()).await?;
        Ok(shown(&aggregate, version))
    }

    /// Takes note of images that the hosts should fetch ahead of need.
    #[action(POST, "{id}/images", since = "2.81", status = 202, also(404), policy = "compute:aggregates:images")]
    async fn images(
        &self,
        id: &str,
        Body(body): Body<CacheImages>,
        policy: Policy<'_>,
        caller: Caller,
    ) -> Result<(), Fault> {
        policy.authorize()?;
        let images: Vec<String> = body.cache.into_iter().map(|image| image.id).collect();
        if images.iter().collect::<BTreeSet<_>>().len() < images.len() {
            return Err(Fault::bad_request("Duplicate images in request"));
        }
        Ok(self.state.compute.cache_aggregate_images(&caller, number(id)?, images).await?)
    }
}

fn shown(aggregate: &Aggregate, version: Microversion) -> Written<AggregateBody<'_>> {
    Written::of(&AggregateBody { aggregate: AggregateView::new(aggregate) }, version)
}

fn number(id: &str) -> Result<i64, Fault> {
    parameters::integer(id)?.ok_or_else(|| ComputeError::AggregateNotFound(id.into()).into())
}
