//! Servers' metadata: names with values that mean something to the owner only.

use std::collections::BTreeMap;

use starmap::authorize::Policy;
use starmap::extract::{Body, Query};
use starmap::fault::Fault;
use starmap::microversion::Microversion;
use starmap::response::Written;

use super::controller;
use super::schemas::common::NoQuery;
use super::schemas::server_metadata::{MetaBody, MetadataBody};
use super::views::server_metadata::{MetaView, MetadataView};
use crate::compute::Caller;
use crate::compute::server::Labels;

controller! {
    /// Serves `/servers/{server_id}/metadata`.
    ServerMetadataController
}

#[starmap::resource("servers/{server_id}/metadata")]
impl ServerMetadataController {
    /// Lists the entries.
    #[action(GET, also(404), policy = "os_compute_api:server-metadata:index")]
    async fn index(
        &self,
        server_id: &str,
        Query(_): Query<NoQuery>,
        caller: Caller,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<Written<MetadataView<'_>>, Fault> {
        let server = self.state.server(&caller, policy, server_id).await?;
        Ok(all(&server.metadata, version))
    }

    /// Adds and changes entries.
    #[action(POST, also(404, 409), policy = "os_compute_api:server-metadata:create")]
    async fn create(
        &self,
        server_id: &str,
        Body(body): Body<MetadataBody>,
        caller: Caller,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<Written<MetadataView<'_>>, Fault> {
        self.state.server(&caller, policy, server_id).await?;
        let entries = body.metadata.into_iter().collect();
        Ok(all(&self.state.compute.set_metadata(&caller, server_id, entries, false).await?, version))
    }

    /// Replaces every entry.
    #[action(PUT, also(404, 409), policy = "os_compute_api:server-metadata:update_all")]
    async fn update_all(
        &self,
        server_id: &str,
        Body(body): Body<MetadataBody>,
        caller: Caller,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<Written<MetadataView<'_>>, Fault> {
        self.state.server(&caller, policy, server_id).await?;
        let entries = body.metadata.into_iter().collect();
        Ok(all(&self.state.compute.set_metadata(&caller, server_id, entries, true).await?, version))
    }

    /// Shows an entry.
    #[action(GET, "{id}", also(404), policy = "os_compute_api:server-metadata:show")]
    async fn show(
        &self,
        server_id: &str,
        id: &str,
        Query(_): Query<NoQuery>,
        caller: Caller,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<Written<MetaView<'_>>, Fault> {
        let server = self.state.server(&caller, policy, server_id).await?;
        let value = server.metadata.get(id).ok_or_else(|| Fault::not_found("Metadata item was not found"))?;
        Ok(one(id, value, version))
    }

    /// Sets an entry.
    #[action(PUT, "{id}", also(404, 409), policy = "os_compute_api:server-metadata:update")]
    async fn update(
        &self,
        server_id: &str,
        id: &str,
        Body(body): Body<MetaBody>,
        caller: Caller,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<Written<MetaView<'_>>, Fault> {
        self.state.server(&caller, policy, server_id).await?;
        let value = body.meta.get(id).cloned();
        let value = value.ok_or_else(|| Fault::bad_request("Request body and URI mismatch"))?;
        let entries: Labels = [(id, value.as_str())].into_iter().collect();
        self.state.compute.set_metadata(&caller, server_id, entries, false).await?;
        Ok(one(id, &value, version))
    }

    /// Removes an entry.
    #[action(DELETE, "{id}", status = 204, also(404, 409), policy = "os_compute_api:server-metadata:delete")]
    async fn delete(&self, server_id: &str, id: &str, caller: Caller, policy: Policy<'_>) -> Result<(), Fault> {
        self.state.server(&caller, policy, server_id).await?;
        Ok(self.state.compute.delete_metadata(&caller, server_id, id).await?)
    }
}

fn all(metadata: &Labels, version: Microversion) -> Written<MetadataView<'_>> {
    Written::of(&MetadataView { metadata: &metadata.0 }, version)
}

fn one<'a>(key: &'a str, value: &'a str, version: Microversion) -> Written<MetaView<'a>> {
    Written::of(&MetaView { meta: BTreeMap::from([(key, value)]) }, version)
}
