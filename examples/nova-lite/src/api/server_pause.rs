//! Pausing and suspending servers, and the ways back.

use starmap::authorize::Policy;
use starmap::extract::Body;
use starmap::fault::Fault;

use super::controller;
use super::schemas::server_actions::{Pause, Resume, Suspend, Unpause};
use crate::compute::{Caller, ServerAction};

controller! {
    /// Serves pausing and suspending among the actions on servers.
    ServerPauseController
}

#[starmap::resource("servers/{id}/action")]
impl ServerPauseController {
    /// Freezes a server in memory.
    #[action(POST, body = "pause", status = 202, also(404, 409, 501), policy = "os_compute_api:os-pause-server:pause")]
    async fn pause(&self, id: &str, Body(_): Body<Pause>, caller: Caller, policy: Policy<'_>) -> Result<(), Fault> {
        self.state.act(&caller, policy, id, ServerAction::Pause).await.map(drop)
    }

    /// Lets a frozen server go on.
    #[action(
        POST,
        body = "unpause",
        status = 202,
        also(404, 409, 501),
        policy = "os_compute_api:os-pause-server:unpause"
    )]
    async fn unpause(&self, id: &str, Body(_): Body<Unpause>, caller: Caller, policy: Policy<'_>) -> Result<(), Fault> {
        self.state.act(&caller, policy, id, ServerAction::Unpause).await.map(drop)
    }

    /// Writes a server's memory to disk and stops it.
    #[action(POST, body = "suspend", status = 202, also(404, 409), policy = "os_compute_api:os-suspend-server:suspend")]
    async fn suspend(&self, id: &str, Body(_): Body<Suspend>, caller: Caller, policy: Policy<'_>) -> Result<(), Fault> {
        self.state.act(&caller, policy, id, ServerAction::Suspend).await.map(drop)
    }

    /// Lets a suspended server go on.
    #[action(POST, body = "resume", status = 202, also(404, 409), policy = "os_compute_api:os-suspend-server:resume")]
    async fn resume(&self, id: &str, Body(_): Body<Resume>, caller: Caller, policy: Policy<'_>) -> Result<(), Fault> {
        self.state.act(&caller, policy, id, ServerAction::Resume).await.map(drop)
    }
}
