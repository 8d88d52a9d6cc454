//! The actions on servers that every driver has: starting, stopping, rebooting, resizing.

use starmap::authorize::Policy;
use starmap::extract::Body;
use starmap::fault::Fault;

use super::controller;
use super::schemas::server_actions::{ConfirmResize, Reboot, Resize, RevertResize, Start, Stop};
use crate::compute::{Caller, ServerAction};

controller! {
    /// Serves `/servers/{id}/action` as far as a server's power and size are concerned.
    ServerActionsController
}

#[starmap::resource("servers/{id}/action")]
impl ServerActionsController {
    /// Reboots a server, politely or by its power button.
    #[action(POST, body = "reboot", status = 202, also(404, 409), policy = "os_compute_api:servers:reboot")]
    pub(super) async fn reboot(
        &self,
        id: &str,
        Body(body): Body<Reboot>,
        caller: Caller,
        policy: Policy<'_>,
    ) -> Result<(), Fault> {
        let hard = body.reboot.kind.eq_ignore_ascii_case("hard");
        self.state.act(&caller, policy, id, ServerAction::Reboot { hard }).await.map(drop)
    }

    /// Starts a stopped server.
    #[action(POST, body = "os-start", status = 202, also(404, 409), policy = "os_compute_api:servers:start")]
    async fn start(&self, id: &str, Body(_): Body<Start>, caller: Caller, policy: Policy<'_>) -> Result<(), Fault> {
        self.state.act_mapped(&caller, policy, id, ServerAction::Start).await.map(drop)
    }

    /// Stops a server.
    #[action(POST, body = "os-stop", status = 202, also(404, 409), policy = "os_compute_api:servers:stop")]
    async fn stop(&self, id: &str, Body(_): Body<Stop>, caller: Caller, policy: Policy<'_>) -> Result<(), Fault> {
        self.state.act_mapped(&caller, policy, id, ServerAction::Stop).await.map(drop)
    }

    /// Gives a server another flavor, to be confirmed or reverted.
    #[action(POST, body = "resize", status = 202, also(401, 404, 409), policy = "os_compute_api:servers:resize")]
    pub(super) async fn resize(
        &self,
        id: &str,
        Body(body): Body<Resize>,
        caller: Caller,
        policy: Policy<'_>,
    ) -> Result<(), Fault> {
        let flavor_id = body.resize.flavor_ref.python_str().to_string();
        let auto_disk_config = body.resize.disk_config.map(|config| config == "AUTO");
        self.state.act(&caller, policy, id, ServerAction::Resize { flavor_id, auto_disk_config }).await.map(drop)
    }

    /// Keeps the size that a server was given.
    #[action(
        POST,
        body = "confirmResize",
        status = 204,
        also(404, 409),
        policy = "os_compute_api:servers:confirm_resize"
    )]
    async fn confirm_resize(
        &self,
        id: &str,
        Body(_): Body<ConfirmResize>,
        caller: Caller,
        policy: Policy<'_>,
    ) -> Result<(), Fault> {
        self.state.act(&caller, policy, id, ServerAction::ConfirmResize).await.map(drop)
    }

    /// Gives a server its former size back.
    #[action(
        POST,
        body = "revertResize",
        status = 202,
        also(404, 409),
        policy = "os_compute_api:servers:revert_resize"
    )]
    async fn revert_resize(
        &self,
        id: &str,
        Body(_): Body<RevertResize>,
        caller: Caller,
        policy: Policy<'_>,
    ) -> Result<(), Fault> {
        self.state.act(&caller, policy, id, ServerAction::RevertResize).await.map(drop)
    }
}
