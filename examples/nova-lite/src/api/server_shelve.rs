//! Shelving servers: keeping them without a host.

use starmap::authorize::Policy;
use starmap::extract::Body;
use starmap::fault::Fault;

use super::controller;
use super::schemas::server_actions::{Shelve, ShelveOffload, Unshelve};
use super::server_lookup::target;
use crate::compute::{Caller, ServerAction};
use starmap::json::Value;
use starmap::microversion::Microversion;

/// From here on a server is told where to come back.
const PLACE_SINCE: Microversion = Microversion::literal("2.77");

controller! {
    /// Serves shelving among the actions on servers.
    ServerShelveController
}

#[starmap::resource("servers/{id}/action")]
impl ServerShelveController {
    /// Shelves a server.
    #[action(POST, body = "shelve", status = 202, also(404, 409), policy = "os_compute_api:os-shelve:shelve")]
    async fn shelve(&self, id: &str, Body(_): Body<Shelve>, caller: Caller, policy: Policy<'_>) -> Result<(), Fault> {
        self.state.act(&caller, policy, id, ServerAction::Shelve).await.map(drop)
    }

    /// Takes a shelved server off its host.
    #[action(
        POST,
        body = "shelveOffload",
        status = 202,
        also(404, 409),
        policy = "os_compute_api:os-shelve:shelve_offload"
    )]
    async fn shelve_offload(
        &self,
        id: &str,
        Body(_): Body<ShelveOffload>,
        caller: Caller,
        policy: Policy<'_>,
    ) -> Result<(), Fault> {
        self.state.act(&caller, policy, id, ServerAction::ShelveOffload).await.map(drop)
    }

    /// Brings a shelved server back.
    #[action(POST, body = "unshelve", status = 202, also(404, 409), policy = "os_compute_api:os-shelve:unshelve")]
    async fn unshelve(
        &self,
        id: &str,
        Body(body): Body<Unshelve>,
        caller: Caller,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<(), Fault> {
        let server = self.state.server(&caller, policy, id).await?;
        let given = |key: &str| body.unshelve.get(key).filter(|_| version >= PLACE_SINCE);
        let zone = given("availability_zone").map(|zone| zone.as_str().map(str::to_owned));
        let host = given("host").and_then(Value::as_str).map(str::to_owned);
        if host.is_some() {
            policy.authorize_rule("os_compute_api:os-shelve:unshelve_to_host", &target(&server))?;
        }
        self.state.act(&caller, policy, id, ServerAction::Unshelve { zone, host }).await.map(drop)
    }
}
