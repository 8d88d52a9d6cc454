//! Locking servers against everybody but administrators.

use starmap::authorize::Policy;
use starmap::extract::Body;
use starmap::fault::Fault;

use super::controller;
use super::schemas::server_actions::{Lock, Unlock};
use super::server_lookup::target;
use crate::compute::{Caller, ServerAction, lock_holder};
use starmap::json::Value;
use starmap::microversion::Microversion;

/// From here on a lock says why it is there.
const REASON_SINCE: Microversion = Microversion::literal("2.73");

controller! {
    /// Serves locks among the actions on servers.
    ServerLockController
}

#[starmap::resource("servers/{id}/action")]
impl ServerLockController {
    /// Locks a server.
    #[action(POST, body = "lock", status = 202, also(404), policy = "os_compute_api:os-lock-server:lock")]
    async fn lock(
        &self,
        id: &str,
        Body(body): Body<Lock>,
        caller: Caller,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<(), Fault> {
        let reason = body.lock.get("locked_reason").and_then(Value::as_str).filter(|_| version >= REASON_SINCE);
        let reason = reason.map(str::to_owned);
        self.state.act(&caller, policy, id, ServerAction::Lock { reason }).await.map(drop)
    }

    /// Unlocks a server.
    #[action(POST, body = "unlock", status = 202, also(404), policy = "os_compute_api:os-lock-server:unlock")]
    async fn unlock(&self, id: &str, Body(_): Body<Unlock>, caller: Caller, policy: Policy<'_>) -> Result<(), Fault> {
        let server = self.state.server(&caller, policy, id).await?;
        if server.locked_by.as_deref().is_some_and(|holder| holder != lock_holder(&server, &caller)) {
            policy.authorize_rule("os_compute_api:os-lock-server:unlock:unlock_override", &target(&server))?;
        }
        self.state.act(&caller, policy, id, ServerAction::Unlock).await.map(drop)
    }
}
