//! Live migrations of one server while they are under way: looking at them, hurrying and aborting them.

use starmap::authorize::Policy;
use starmap::extract::{Body, Query};
use starmap::fault::Fault;
use starmap::microversion::Microversion;
use starmap::policy::Target;
use starmap::response::Written;

use super::controller;
use super::schemas::common::NoQuery;
use super::schemas::migrations::ForceComplete;
use super::views::migrations::{LiveMigrationBody, LiveMigrationList, LiveMigrationView};
use crate::compute::Caller;
use crate::compute::server::Server;

/// From here on a migration that waits for its turn can be aborted too.
const ABORT_QUEUED: Microversion = Microversion::literal("2.65");
/// Guards the names of hosts.
const SEE_HOSTS: &str = "os_compute_api:servers:migrations:index:host";

controller! {
    /// Serves `/servers/{server_id}/migrations`.
    ServerMigrationsController
}

#[starmap::resource("servers/{server_id}/migrations")]
impl ServerMigrationsController {
    /// Lists the live migrations of a server that are under way.
    #[action(GET, since = "2.23", also(404), policy = "os_compute_api:servers:migrations:index")]
    async fn index(
        &self,
        server_id: &str,
        Query(_): Query<NoQuery>,
        policy: Policy<'_>,
        caller: Caller,
        version: Microversion,
    ) -> Result<Written<LiveMigrationList<'_>>, Fault> {
        let server = self.server(server_id, policy, &caller).await?;
        let migrations = self.state.compute.live_migrations(&server.id).await?;
        let hosts = policy.allows(SEE_HOSTS, &target(&server));
        let list = LiveMigrationList {
            migrations: migrations.iter().map(|migration| LiveMigrationView::new(migration, hosts)).collect(),
        };
        Ok(Written::of(&list, version))
    }

    /// Shows a live migration that is under way.
    #[action(GET, "{id}", since = "2.23", also(404), policy = "os_compute_api:servers:migrations:show")]
    async fn show(
        &self,
        server_id: &str,
        id: &str,
        Query(_): Query<NoQuery>,
        policy: Policy<'_>,
        caller: Caller,
        version: Microversion,
    ) -> Result<Written<LiveMigrationBody<'_>>, Fault> {
        let server = self.server(server_id, policy, &caller).await?;
        let migration = self.state.compute.live_migration(&server.id, id).await?;
        Ok(Written::of(&LiveMigrationBody { migration: LiveMigrationView::new(&migration, true) }, version))
    }

    /// Aborts a live migration.
    #[action(
        DELETE,
        "{id}",
        since = "2.24",
        status = 202,
        also(404, 409),
        policy = "os_compute_api:servers:migrations:delete"
    )]
    async fn delete(
        &self,
        server_id: &str,
        id: &str,
        policy: Policy<'_>,
        caller: Caller,
        version: Microversion,
    ) -> Result<(), Fault> {
        let server = self.server(server_id, policy, &caller).await?;
        let queued_too = version >= ABORT_QUEUED;
        Ok(self.state.compute.abort_live_migration(&caller, &server.id, id, queued_too).await?)
    }

    /// Asks for a live migration to come to its end.
    #[action(
        POST,
        "{id}/action",
        body = "force_complete",
        since = "2.22",
        status = 202,
        also(404, 409),
        policy = "os_compute_api:servers:migrations:force_complete"
    )]
    async fn force_complete(
        &self,
        server_id: &str,
        id: &str,
        Body(_): Body<ForceComplete>,
        policy: Policy<'_>,
        caller: Caller,
    ) -> Result<(), Fault> {
        let server = self.server(server_id, policy, &caller).await?;
        Ok(self.state.compute.force_live_migration(&caller, &server.id, id).await?)
    }
}

impl ServerMigrationsController {
    /// The server, if the caller may do what the row says to it.
    async fn server(&self, id: &str, policy: Policy<'_>, caller: &Caller) -> Result<Server, Fault> {
        let server = self.state.compute.server(caller, id).await?;
        policy.authorize_on(&target(&server))?;
        Ok(server)
    }
}

fn target(server: &Server) -> Target<'_> {
    Target { project_id: Some(&server.project_id), user_id: Some(&server.user_id), ..Target::default() }
}
