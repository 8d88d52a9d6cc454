//! Moving servers between hosts.

use starmap::authorize::Policy;
use starmap::extract::Body;
use starmap::fault::Fault;

use super::controller;
use super::schemas::server_actions::{Evacuate, Migrate, MigrateLive};
use super::server_create::password;
use super::server_lookup::target;
use super::views::servers::EvacuatedBody;
use crate::compute::server::Server;
use crate::compute::{Caller, Compute, ServerAction};
use starmap::json::Value;
use starmap::microversion::Microversion;
use starmap::response::Written;
use starmap::schema::{LooseBool, Nullable};

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
        let server = self.state.compute.server(&caller, id).await?;
        let host = body.migrate.get("host").and_then(Value::as_str).filter(|_| version >= HOST_SINCE);
        let host = host.map(str::to_owned);
        match host {
            Some(_) => policy.authorize_rule("os_compute_api:os-migrate-server:migrate:host", &target(&server))?,
            None => policy.authorize_on(&target(&server))?,
        }
        Compute::act(&self.state.compute, &caller, id, ServerAction::Migrate { host }).await?;
        Ok(())
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
        let server = self.state.compute.server(&caller, id).await?;
        let host = body.migrate.host.and_then(Nullable::into_option);
        match host {
            Some(_) => policy.authorize_rule("os_compute_api:os-migrate-server:migrate_live:host", &target(&server))?,
            None => policy.authorize_on(&target(&server))?,
        }
        check_force(body.migrate.force, host.as_deref())?;
        Compute::act(&self.state.compute, &caller, id, ServerAction::LiveMigrate { host }).await?;
        Ok(())
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
    ) -> Result<Written<EvacuatedBody<'_>>, Fault> {
        let evacuation = body.evacuate;
        let server = self.state.server(&caller, policy, id).await?;
        let shared = evacuation.on_shared_storage.is_some_and(|truth| truth.0);
        if shared && evacuation.admin_pass.is_some() {
            return Err(Fault::bad_request("admin password can't be changed on existing disk"));
        }
        self.evacuate_to(&caller, &server, evacuation.host).await?;
        // On the disk that is kept the password is kept too, and none is said.
        let made = || (!shared).then(|| password(self.state.settings.password_length));
        let password = evacuation.admin_pass.or_else(made);
        let admin_pass = self.state.settings.api.enable_instance_password.then_some(password.as_deref());
        Ok(Written::of(&EvacuatedBody { admin_pass }, version))
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
        let server = self.state.server(&caller, policy, id).await?;
        check_force(body.evacuate.force, body.evacuate.host.as_deref())?;
        self.evacuate_to(&caller, &server, body.evacuate.host).await
    }
}

impl ServerMovesController {
    async fn evacuate_to(&self, caller: &Caller, server: &Server, host: Option<String>) -> Result<(), Fault> {
        if let Some(host) = &host
            && !self.state.compute.has_compute_host(host).await?
        {
            return Err(Fault::not_found(format!("Compute host {host} not found.")));
        }
        if server.host == host {
            return Err(Fault::bad_request("The target host can't be the same one."));
        }
        Compute::act(&self.state.compute, caller, &server.id, ServerAction::Evacuate { host }).await?;
        Ok(())
    }
}

/// Whoever goes around the scheduler has to say where to.
fn check_force(force: Option<LooseBool>, host: Option<&str>) -> Result<(), Fault> {
    if force.is_some_and(|truth| truth.0) && host.is_none() {
        return Err(Fault::bad_request("Can't force to a non-provided destination"));
    }
    Ok(())
}
