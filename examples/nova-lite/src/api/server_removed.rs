//! Parts of servers that Nova has removed for good, and shares, whose service nova-lite does not have.

use starmap::authorize::Policy;
use starmap::extract::{Body, Query, RawBody};
use starmap::fault::Fault;
use starmap::microversion::Microversion;
use starmap::response::{Gone, Written};

use super::controller;
use super::schemas::common::AnyQuery;
use super::schemas::server_shares::{ListShares, NewShareBody};
use super::views::server_parts::SharesView;
use crate::compute::Caller;

controller! {
    /// Serves `/servers/{server_id}/consoles`, which is gone.
    ConsolesController
}

#[starmap::resource("servers/{server_id}/consoles")]
impl ConsolesController {
    /// Removed.
    #[action(GET)]
    async fn index(&self, server_id: &str, Query(_): Query<AnyQuery>) -> Gone {
        gone(server_id)
    }

    /// Removed.
    #[action(POST)]
    async fn create(&self, server_id: &str, _: RawBody) -> Gone {
        gone(server_id)
    }

    /// Removed.
    #[action(GET, "{id}")]
    async fn show(&self, server_id: &str, id: &str, Query(_): Query<AnyQuery>) -> Gone {
        tracing::debug!(id, "a removed console was asked for");
        gone(server_id)
    }

    /// Removed.
    #[action(DELETE, "{id}")]
    async fn delete(&self, server_id: &str, id: &str) -> Gone {
        tracing::debug!(id, "a removed console was asked for");
        gone(server_id)
    }
}

controller! {
    /// Serves `/servers/{server_id}/os-virtual-interfaces`, which is gone.
    VirtualInterfacesController
}

#[starmap::resource("servers/{server_id}/os-virtual-interfaces")]
impl VirtualInterfacesController {
    /// Removed.
    #[action(GET)]
    async fn index(&self, server_id: &str, Query(_): Query<AnyQuery>) -> Gone {
        gone(server_id)
    }
}

fn gone(server: &str) -> Gone {
    tracing::debug!(server, "a removed API was asked for");
    Gone
}

controller! {
    /// Serves `/servers/{server_id}/shares`.
    ServerSharesController
}

#[starmap::resource("servers/{server_id}/shares")]
impl ServerSharesController {
    /// Lists the shares of a server: without a share service there is none.
    #[action(GET, since = "2.97", also(404), policy = "os_compute_api:os-server-shares:index")]
    async fn index(
        &self,
        server_id: &str,
        Query(_): Query<ListShares>,
        caller: Caller,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<Written<SharesView>, Fault> {
        self.state.mapped_server(&caller, policy, server_id).await?;
        Ok(Written::of(&SharesView { shares: Vec::new() }, version))
    }

    /// Puts a share on a server: without a share service it is not found.
    #[action(POST, since = "2.97", status = 201, also(404, 409), policy = "os_compute_api:os-server-shares:create")]
    async fn create(
        &self,
        server_id: &str,
        Body(body): Body<NewShareBody>,
        caller: Caller,
        policy: Policy<'_>,
    ) -> Result<(), Fault> {
        let server = self.state.mapped_server(&caller, policy, server_id).await?;
        if server.vm_state != crate::compute::server_state::VmState::Stopped {
            let state = server.vm_state.name();
            let text = format!("Cannot 'create_share_mapping' instance {server_id} while it is in vm_state {state}");
            return Err(Fault::conflict(text));
        }
        Err(Fault::not_found(format!("Share {} could not be found.", body.share.share_id)))
    }

    /// Shows a share of a server: there is none.
    #[action(GET, "{id}", since = "2.97", also(404), policy = "os_compute_api:os-server-shares:show")]
    async fn show(
        &self,
        server_id: &str,
        id: &str,
        Query(_): Query<ListShares>,
        caller: Caller,
        policy: Policy<'_>,
    ) -> Result<(), Fault> {
        self.state.mapped_server(&caller, policy, server_id).await?;
        Err(Fault::not_found(format!("Share {id} could not be found.")))
    }

    /// Takes a share off a server: there is none.
    #[action(DELETE, "{id}", since = "2.97", also(404, 409), policy = "os_compute_api:os-server-shares:delete")]
    async fn delete(&self, server_id: &str, id: &str, caller: Caller, policy: Policy<'_>) -> Result<(), Fault> {
        self.state.mapped_server(&caller, policy, server_id).await?;
        Err(Fault::not_found(format!("Share {id} could not be found.")))
    }
}
