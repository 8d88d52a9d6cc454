//! Moving servers between hosts.

use starmap::authorize::Policy;
use starmap::extract::Body;
use starmap::fault::Fault;

use super::controller;
use super::schemas::server_actions::{Evacuate, Migrate, MigrateLive};
use super::server_create::password;
use super::server_lookup::target;
use super::views::servers::PasswordBody;
use crate::compute::{Caller, ServerAction};
use starmap::json::Value;
use starmap::microversion::Microversion;
use starmap::response::Written;
use starmap::schema::Nullable;

/// From here on a migration is told where to go.
const HOST_SINCE: Microversion = Microversion::literal("2.56");

controller! {
    /// Serves moves among the actions on servers.
    ServerMovesController
}

#[starmap::resource("servers/{id}/action")]
impl ServerMovesController {
    /// Moves a server to another host, to be confirmed or reverted.
    #[action(POST, body = "migrate", status = 202, also(404, 409), policy = "os_compute_api:os-migrate-server:migrate")]
    async fn migrate(
        &self,
        id: &str,
        Body(body): Body<Migrate>,
        caller: Caller,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<(), Fault> {
        let server = self.state.server(&caller, policy, id).await?;
        let host = body.migrate.get("host").and_then(Value::as_str).filter(|_| version >= HOST_SINCE);
        let host = host.map(str::to_owned);
        if host.is_some() {
            policy.authorize_rule("os_compute_api:os-migrate-server:migrate:host", &target(&server))?;
        }
        self.state.act(&caller, policy, id, ServerAction::Migrate { host }).await.map(drop)
    }

    /// Moves a running server to another host.
    #[action(
        POST,
        body = "os-migrateLive",
        status = 202,
        also(404, 409),
        policy = "os_compute_api:os-migrate-server:migrate_live"
    )]
    async fn migrate_live(
        &self,
        id: &str,
        Body(body): Body<MigrateLive>,
        caller: Caller,
        policy: Policy<'_>,
    ) -> Result<(), Fault> {
        let server = self.state.server(&caller, policy, id).await?;
        let host = body.migrate.host.and_then(Nullable::into_option);
        if host.is_some() {
            policy.authorize_rule("os_compute_api:os-migrate-server:migrate_live:host", &target(&server))?;
        }
        self.state.act(&caller, policy, id, ServerAction::LiveMigrate { host }).await.map(drop)
    }

    /// Rebuilds a server of a failed host elsewhere, with a new password.
    #[action(POST, body = "evacuate", until = "2.13", also(404, 409), policy = "os_compute_api:os-evacuate")]
    async fn evacuate_with_password(
        &self,
        id: &str,
        Body(body): Body<Evacuate>,
        caller: Caller,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<Written<PasswordBody<'_>>, Fault> {
        let evacuation = body.evacuate;
        self.state.act(&caller, policy, id, ServerAction::Evacuate { host: evacuation.host }).await?;
        let password = evacuation.admin_pass.unwrap_or_else(|| password(self.state.settings.password_length));
        let admin_pass = self.state.settings.api.enable_instance_password.then_some(password.as_str());
        Ok(Written::of(&PasswordBody { admin_pass }, version))
    }

    /// Rebuilds a server of a failed host elsewhere.
    #[action(POST, body = "evacuate", since = "2.14", also(404, 409), policy = "os_compute_api:os-evacuate")]
    async fn evacuate(
        &self,
        id: &str,
        Body(body): Body<Evacuate>,
        caller: Caller,
        policy: Policy<'_>,
    ) -> Result<(), Fault> {
        self.state.act(&caller, policy, id, ServerAction::Evacuate { host: body.evacuate.host }).await.map(drop)
    }
}
