//! Servers under the path where those that boot from volumes were once made; gone from 2.103 on.
//!
//! The actions are those of `servers`. Nova hands the bodies of five of them on in a way that its own validation does not
//! understand, so these answer 500 whatever they are asked.

use starmap::authorize::Policy;
use starmap::extract::{Body, Query, QueryWithParams};
use starmap::fault::Fault;
use starmap::links::Links;
use starmap::microversion::Microversion;
use starmap::response::{WithHeaders, Written};

use super::controller;
use super::schemas::common::NoQuery;
use super::schemas::server_actions::{CreateImage, Reboot, RebuildServer, Resize};
use super::schemas::server_list::ListServers;
use super::schemas::servers::{CreateServer, UpdateServer};
use super::server_actions::ServerActionsController;
use super::server_images::ServerImagesController;
use super::server_lookup::Bare;
use super::servers::ServersController;
use super::views::servers::{CreatedOrReserved, ImageIdBody, RebuiltBody, ServerBody, ServerDetailList, ServerList};
use crate::compute::Caller;

controller! {
    /// Serves `/os-volumes_boot`.
    VolumesBootController
}

#[starmap::resource("os-volumes_boot")]
impl VolumesBootController {
    /// Lists servers by name and id.
    #[action(GET, until = "2.102", policy = "os_compute_api:servers:index")]
    async fn index(
        &self,
        query: QueryWithParams<ListServers>,
        caller: Caller,
        policy: Policy<'_>,
        links: Links,
        version: Microversion,
    ) -> Result<Written<ServerList<'_>>, Fault> {
        self.servers().index(query, caller, policy, links, version).await
    }

    /// Lists servers in full.
    #[action(GET, "detail", until = "2.102", policy = "os_compute_api:servers:detail")]
    async fn detail(
        &self,
        query: QueryWithParams<ListServers>,
        caller: Caller,
        policy: Policy<'_>,
        links: Links,
        version: Microversion,
    ) -> Result<Written<ServerDetailList<'_>>, Fault> {
        self.servers().detail(query, caller, policy, links, version).await
    }

    /// Shows a server.
    #[action(GET, "{id}", until = "2.102", also(404), policy = "os_compute_api:servers:show")]
    async fn show(
        &self,
        id: &str,
        query: Query<NoQuery>,
        caller: Caller,
        policy: Policy<'_>,
        links: Links,
        version: Microversion,
    ) -> Result<Written<ServerBody<'_>>, Fault> {
        self.servers().show(id, query, caller, policy, links, version).await
    }

    /// Creates servers.
    #[action(POST, until = "2.102", status = 202, also(409), policy = "os_compute_api:servers:create")]
    async fn create(
        &self,
        body: Body<CreateServer>,
        caller: Caller,
        policy: Policy<'_>,
        links: Links,
        version: Microversion,
    ) -> Result<WithHeaders<Written<CreatedOrReserved<'_>>>, Fault> {
        self.servers().create(body, caller, policy, links, version).await
    }

    /// Renames a server, or changes what is said about it.
    #[action(PUT, "{id}", until = "2.102", also(404), policy = "os_compute_api:servers:update")]
    async fn update(
        &self,
        id: &str,
        body: Body<UpdateServer>,
        caller: Caller,
        policy: Policy<'_>,
        links: Links,
        version: Microversion,
    ) -> Result<Written<ServerBody<'_>>, Fault> {
        self.servers().update(id, body, caller, policy, links, version).await
    }

    /// Deletes a server.
    #[action(DELETE, "{id}", until = "2.102", status = 204, also(404, 409), policy = "os_compute_api:servers:delete")]
    async fn delete(&self, id: &str, caller: Caller, policy: Policy<'_>) -> Result<(), Fault> {
        self.servers().delete(id, caller, policy).await
    }

    /// Reboots a server.
    #[action(
        POST,
        "{id}/action",
        body = "reboot",
        until = "2.102",
        status = 202,
        also(404, 409),
        policy = "os_compute_api:servers:reboot"
    )]
    async fn reboot(&self, id: &str, body: Body<Reboot>, caller: Caller, policy: Policy<'_>) -> Result<(), Fault> {
        self.actions().reboot(id, body, caller, policy).await
    }

    /// Gives a server another flavor.
    #[action(
        POST,
        "{id}/action",
        body = "resize",
        until = "2.102",
        status = 202,
        also(401, 404, 409),
        policy = "os_compute_api:servers:resize"
    )]
    async fn resize(&self, id: &str, body: Body<Resize>, caller: Caller, policy: Policy<'_>) -> Result<(), Fault> {
        self.actions().resize(id, body, caller, policy).await
    }

    /// Makes an image of a server, named in the Location.
    #[action(
        POST,
        "{id}/action",
        body = "createImage",
        until = "2.44",
        status = 202,
        also(404, 409),
        policy = "os_compute_api:servers:create_image"
    )]
    async fn create_image_at(
        &self,
        id: &str,
        body: Body<CreateImage>,
        caller: Caller,
        policy: Policy<'_>,
        links: Links,
    ) -> Result<Bare, Fault> {
        self.images().create_image_at(id, body, caller, policy, links).await
    }

    /// Makes an image of a server, named in the body.
    #[action(
        POST,
        "{id}/action",
        body = "createImage",
        since = "2.45",
        until = "2.102",
        status = 202,
        also(404, 409),
        policy = "os_compute_api:servers:create_image"
    )]
    async fn create_image(
        &self,
        id: &str,
        body: Body<CreateImage>,
        caller: Caller,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<Written<ImageIdBody<'_>>, Fault> {
        self.images().create_image(id, body, caller, policy, version).await
    }

    /// Makes a server anew from an image.
    #[action(
        POST,
        "{id}/action",
        body = "rebuild",
        until = "2.102",
        status = 202,
        also(404, 409),
        policy = "os_compute_api:servers:rebuild"
    )]
    async fn rebuild(
        &self,
        id: &str,
        body: Body<RebuildServer>,
        caller: Caller,
        policy: Policy<'_>,
        links: Links,
        version: Microversion,
    ) -> Result<WithHeaders<Written<RebuiltBody<'_>>>, Fault> {
        self.images().rebuild(id, body, caller, policy, links, version).await
    }

    /// Fails, as in Nova.
    #[action(POST, "{id}/action", body = "confirmResize", until = "2.102", status = 204, also(404, 409))]
    async fn confirm_resize(&self, id: &str) -> Result<(), Fault> {
        Err(failure(id))
    }

    /// Fails, as in Nova.
    #[action(POST, "{id}/action", body = "revertResize", until = "2.102", status = 202, also(404, 409))]
    async fn revert_resize(&self, id: &str) -> Result<(), Fault> {
        Err(failure(id))
    }

    /// Fails, as in Nova.
    #[action(POST, "{id}/action", body = "os-start", until = "2.102", status = 202, also(404, 409))]
    async fn start(&self, id: &str) -> Result<(), Fault> {
        Err(failure(id))
    }

    /// Fails, as in Nova.
    #[action(POST, "{id}/action", body = "os-stop", until = "2.102", status = 202, also(404, 409))]
    async fn stop(&self, id: &str) -> Result<(), Fault> {
        Err(failure(id))
    }

    /// Fails, as in Nova.
    #[action(
        POST,
        "{id}/action",
        body = "trigger_crash_dump",
        since = "2.17",
        until = "2.102",
        status = 202,
        also(404, 409)
    )]
    async fn trigger_crash_dump(&self, id: &str) -> Result<(), Fault> {
        Err(failure(id))
    }
}

impl VolumesBootController {
    fn servers(&self) -> ServersController {
        ServersController::from(&self.state)
    }

    fn images(&self) -> ServerImagesController {
        ServerImagesController::from(&self.state)
    }

    fn actions(&self) -> ServerActionsController {
        ServerActionsController::from(&self.state)
    }
}

fn failure(server: &str) -> Fault {
    tracing::info!(server, "an action that fails in Nova too; the same one under /servers works");
    let text = "Unexpected API Error. Please contact the administrator\n<class 'webob.exc.HTTPInternalServerError'>";
    Fault::new(http::StatusCode::INTERNAL_SERVER_ERROR, text)
}
