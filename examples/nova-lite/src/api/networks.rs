//! Networks as the first clients knew them: mostly empty fields, because the network service answers for the rest.

use starmap::authorize::Policy;
use starmap::fault::Fault;
use starmap::microversion::Microversion;
use starmap::response::{Gone, Written};

use super::schemas::common::UncheckedQuery;
use super::views::networks::{NetworkBody, NetworkList, NetworkView};
use super::{controller, parameters};
use crate::compute::Caller;

controller! {
    /// Serves `/os-networks`.
    NetworksController
}

#[starmap::resource("os-networks")]
impl NetworksController {
    /// Lists the networks that the caller's project may use.
    #[action(GET, until = "2.35", policy = "os_compute_api:os-networks:list")]
    async fn index(
        &self,
        _: UncheckedQuery,
        policy: Policy<'_>,
        caller: Caller,
        version: Microversion,
    ) -> Result<Written<NetworkList<'_>>, Fault> {
        policy.authorize()?;
        let networks = self.state.compute.list_networks(&caller).await?;
        let networks = networks.iter().map(|network| NetworkView::new(network, caller.is_admin)).collect();
        Ok(Written::of(&NetworkList { networks }, version))
    }

    /// Shows a network.
    #[action(GET, "{id}", until = "2.35", also(404), policy = "os_compute_api:os-networks:show")]
    async fn show(
        &self,
        id: &str,
        _: UncheckedQuery,
        policy: Policy<'_>,
        caller: Caller,
        version: Microversion,
    ) -> Result<Written<NetworkBody<'_>>, Fault> {
        policy.authorize()?;
        let network = self.state.compute.network(&caller, id).await?;
        Ok(Written::of(&NetworkBody { network: NetworkView::new(&network, caller.is_admin) }, version))
    }

    /// Was removed with nova-network.
    #[action(POST)]
    async fn create(&self) -> Gone {
        Gone
    }

    /// Was removed with nova-network.
    #[action(POST, "add")]
    async fn add(&self) -> Gone {
        Gone
    }

    /// Was removed with nova-network.
    #[action(DELETE, "{id}")]
    async fn delete(&self, id: &str) -> Gone {
        parameters::unread(id);
        Gone
    }

    /// Was removed with nova-network.
    #[action(POST, "{id}/action", body = "disassociate")]
    async fn disassociate(&self, id: &str) -> Gone {
        parameters::unread(id);
        Gone
    }

    /// Was removed with nova-network.
    #[action(POST, "{id}/action", body = "disassociate_host")]
    async fn disassociate_host(&self, id: &str) -> Gone {
        parameters::unread(id);
        Gone
    }

    /// Was removed with nova-network.
    #[action(POST, "{id}/action", body = "disassociate_project")]
    async fn disassociate_project(&self, id: &str) -> Gone {
        parameters::unread(id);
        Gone
    }

    /// Was removed with nova-network.
    #[action(POST, "{id}/action", body = "associate_host")]
    async fn associate_host(&self, id: &str) -> Gone {
        parameters::unread(id);
        Gone
    }
}
