//! What administrators do to servers, and what they undo: states, passwords, deletions.

use starmap::authorize::Policy;
use starmap::extract::Body;
use starmap::fault::Fault;
use starmap::response::Gone;

use super::controller;
use super::schemas::server_actions::{ChangePassword, ForceDelete, InjectNetworkInfo, ResetState, Restore};
use crate::compute::{Caller, ServerAction};
use starmap::extract::RawBody;

controller! {
    /// Serves the administrators' part of the actions on servers.
    ServerAdminController
}

#[starmap::resource("servers/{id}/action")]
impl ServerAdminController {
    /// Says that a server is in a state, whatever it is in.
    #[action(
        POST,
        body = "os-resetState",
        status = 202,
        also(404),
        policy = "os_compute_api:os-admin-actions:reset_state"
    )]
    async fn reset_state(
        &self,
        id: &str,
        Body(body): Body<ResetState>,
        caller: Caller,
        policy: Policy<'_>,
    ) -> Result<(), Fault> {
        let error = body.reset.state == "error";
        self.state.act(&caller, policy, id, ServerAction::ResetState { error }).await.map(drop)
    }

    /// Writes a server's addresses into its guest again, which no driver that is left can do.
    #[action(
        POST,
        body = "injectNetworkInfo",
        status = 202,
        also(404, 409),
        policy = "os_compute_api:os-admin-actions:inject_network_info"
    )]
    async fn inject_network_info(
        &self,
        id: &str,
        Body(_): Body<InjectNetworkInfo>,
        caller: Caller,
        policy: Policy<'_>,
    ) -> Result<(), Fault> {
        self.state.act(&caller, policy, id, ServerAction::InjectNetworkInfo).await.map(drop)
    }

    /// Removed.
    #[action(POST, body = "resetNetwork")]
    async fn reset_network(&self, id: &str, _: RawBody) -> Gone {
        tracing::debug!(id, "a removed action was asked for");
        Gone
    }

    /// Changes the password inside the guest.
    #[action(
        POST,
        body = "changePassword",
        status = 202,
        also(404, 409, 501),
        policy = "os_compute_api:os-admin-password"
    )]
    async fn change_password(
        &self,
        id: &str,
        Body(_): Body<ChangePassword>,
        caller: Caller,
        policy: Policy<'_>,
    ) -> Result<(), Fault> {
        self.state.act(&caller, policy, id, ServerAction::ChangePassword).await.map(drop)
    }

    /// Brings back a server that is marked for deletion.
    #[action(
        POST,
        body = "restore",
        status = 202,
        also(404, 409),
        policy = "os_compute_api:os-deferred-delete:restore"
    )]
    async fn restore(&self, id: &str, Body(_): Body<Restore>, caller: Caller, policy: Policy<'_>) -> Result<(), Fault> {
        self.state.act(&caller, policy, id, ServerAction::Restore).await.map(drop)
    }

    /// Deletes a server for good.
    #[action(
        POST,
        body = "forceDelete",
        status = 202,
        also(404, 409),
        policy = "os_compute_api:os-deferred-delete:force"
    )]
    async fn force_delete(
        &self,
        id: &str,
        Body(_): Body<ForceDelete>,
        caller: Caller,
        policy: Policy<'_>,
    ) -> Result<(), Fault> {
        self.state.act(&caller, policy, id, ServerAction::ForceDelete).await.map(drop)
    }
}
