//! A project's networks, in the few words that projects were given.

use starmap::authorize::Policy;
use starmap::fault::Fault;
use starmap::microversion::Microversion;
use starmap::response::{Gone, Written};

use super::schemas::common::UncheckedQuery;
use super::views::networks::{ProjectNetworkBody, ProjectNetworkList, ProjectNetworkView};
use super::{controller, parameters};
use crate::compute::Caller;

controller! {
    /// Serves `/os-tenant-networks`.
    TenantNetworksController
}

#[starmap::resource("os-tenant-networks")]
impl TenantNetworksController {
    /// Lists the networks that the caller's project may use.
    #[action(GET, until = "2.35", policy = "os_compute_api:os-tenant-networks:list")]
    async fn index(
        &self,
        _: UncheckedQuery,
        policy: Policy<'_>,
        caller: Caller,
        version: Microversion,
    ) -> Result<Written<ProjectNetworkList<'_>>, Fault> {
        policy.authorize()?;
        let networks = self.state.compute.list_networks(&caller).await?;
        let networks = networks.iter().map(ProjectNetworkView::new).collect();
        Ok(Written::of(&ProjectNetworkList { networks }, version))
    }

    /// Shows a network.
    #[action(GET, "{id}", until = "2.35", also(404), policy = "os_compute_api:os-tenant-networks:show")]
    async fn show(
        &self,
        id: &str,
        _: UncheckedQuery,
        policy: Policy<'_>,
        caller: Caller,
        version: Microversion,
    ) -> Result<Written<ProjectNetworkBody<'_>>, Fault> {
        policy.authorize()?;
        let network = self.state.compute.network(&caller, id).await?;
        Ok(Written::of(&ProjectNetworkBody { network: ProjectNetworkView::new(&network) }, version))
    }

    /// Was removed with nova-network.
    #[action(POST)]
    async fn create(&self) -> Gone {
        Gone
    }

    /// Was removed with nova-network.
    #[action(DELETE, "{id}")]
    async fn delete(&self, id: &str) -> Gone {
        parameters::unread(id);
        Gone
    }
}
