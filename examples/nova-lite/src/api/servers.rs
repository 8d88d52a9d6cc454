//! Servers: listing, showing, creating, changing and deleting them.

use http::HeaderValue;
use http::header::LOCATION;
use starmap::authorize::Policy;
use starmap::extract::{Body, Query, QueryWithParams};
use starmap::fault::Fault;
use starmap::links::Links;
use starmap::microversion::Microversion;
use starmap::response::{WithHeaders, Written};
use starmap::schema::{Nullable, QueryParams};

use super::schemas::common::NoQuery;
use super::schemas::server_list::ListServers;
use super::schemas::servers::{CreateServer, ServerChange, UpdateServer};
use super::server_lookup::target;
use super::views::common::{Link, next};
use super::views::servers::{
    CreatedBody, CreatedOrReserved, CreatedServer, Occasion, ReservationBody, Seen, ServerBody, ServerDetailList,
    ServerList, ServerSummary, ServerView,
};
use super::{ApiState, controller, server_create, server_list};
use crate::compute::interface::ServerDetails;
use crate::compute::list::ServerQuery;
use crate::compute::server::Server;
use crate::compute::{Caller, ServerAction, ServerUpdate};

controller! {
    /// Serves `/servers`.
    ServersController
}

#[starmap::resource("servers")]
impl ServersController {
    /// Lists servers by name and id.
    #[action(GET, policy = "os_compute_api:servers:index")]
    pub(super) async fn index(
        &self,
        query: QueryWithParams<ListServers>,
        caller: Caller,
        policy: Policy<'_>,
        links: Links,
        version: Microversion,
    ) -> Result<Written<ServerList<'_>>, Fault> {
        policy.authorize()?;
        let (page, servers_links) = match self.asked(&query, &caller, policy, INDEX, version)? {
            None => (Vec::new(), None),
            Some(asked) => {
                let limit = asked.limit;
                let page = self.state.compute.list_server_names(asked).await?;
                let servers_links = next_page(&page, limit, |last| &last.id, &query.1, &links, INDEX);
                (page, servers_links)
            }
        };
        let servers = page.iter().map(|server| ServerSummary::new(server, &links)).collect();
        Ok(Written::of(&ServerList { servers, servers_links }, version))
    }

    /// Lists servers in full.
    #[action(GET, "detail", policy = "os_compute_api:servers:detail")]
    pub(super) async fn detail(
        &self,
        query: QueryWithParams<ListServers>,
        caller: Caller,
        policy: Policy<'_>,
        links: Links,
        version: Microversion,
    ) -> Result<Written<ServerDetailList<'_>>, Fault> {
        policy.authorize()?;
        let (page, servers_links) = match self.asked(&query, &caller, policy, DETAIL, version)? {
            None => (Vec::new(), None),
            Some(asked) => {
                let limit = asked.limit;
                let page = self.state.compute.list_details(asked).await?;
                let servers_links = next_page(&page, limit, |last| &last.server.id, &query.1, &links, DETAIL);
                (page, servers_links)
            }
        };
        let seen = seen(&caller, policy);
        let servers = page.iter().map(|one| ServerView::new(one, seen, Occasion::Detail, &links, version)).collect();
        Ok(Written::of(&ServerDetailList { servers, servers_links }, version))
    }

    /// Shows a server.
    #[action(GET, "{id}", also(404), policy = "os_compute_api:servers:show")]
    pub(super) async fn show(
        &self,
        id: &str,
        Query(_): Query<NoQuery>,
        caller: Caller,
        policy: Policy<'_>,
        links: Links,
        version: Microversion,
    ) -> Result<Written<ServerBody<'_>>, Fault> {
        let details = self.state.compute.server_details(&caller, id).await?;
        policy.authorize_on(&target(&details.server))?;
        Ok(show_details(&details, (&caller, policy), Occasion::Show, &links, version))
    }

    /// Creates servers.
    #[action(POST, status = 202, also(409), policy = "os_compute_api:servers:create")]
    pub(super) async fn create(
        &self,
        Body(body): Body<CreateServer>,
        caller: Caller,
        policy: Policy<'_>,
        links: Links,
        version: Microversion,
    ) -> Result<WithHeaders<Written<CreatedOrReserved<'_>>>, Fault> {
        self.state.create_server(body, &caller, policy, &links, version).await
    }

    /// Renames a server, or changes what is said about it.
    #[action(PUT, "{id}", also(404, 409), policy = "os_compute_api:servers:update")]
    pub(super) async fn update(
        &self,
        id: &str,
        Body(body): Body<UpdateServer>,
        caller: Caller,
        policy: Policy<'_>,
        links: Links,
        version: Microversion,
    ) -> Result<Written<ServerBody<'_>>, Fault> {
        self.state.server(&caller, policy, id).await?;
        let server = self.state.compute.update_server(&caller, id, server_update(body.server)).await?;
        self.state.show_server(server, (&caller, policy), Occasion::Change, &links, version).await
    }

    /// Deletes a server.
    #[action(DELETE, "{id}", status = 204, also(404, 409), policy = "os_compute_api:servers:delete")]
    pub(super) async fn delete(&self, id: &str, caller: Caller, policy: Policy<'_>) -> Result<(), Fault> {
        self.state.act(&caller, policy, id, ServerAction::Delete).await.map(drop)
    }
}

/// Where a list stands and what lets a caller list every project's servers.
#[derive(Clone, Copy)]
struct ListPlace {
    url: fn() -> String,
    all_tenants: &'static str,
}

const INDEX: ListPlace =
    ListPlace { url: ServersController::index_url, all_tenants: "os_compute_api:servers:index:get_all_tenants" };
const DETAIL: ListPlace =
    ListPlace { url: ServersController::detail_url, all_tenants: "os_compute_api:servers:detail:get_all_tenants" };

impl ServersController {
    /// What a page is asked for; `None` is one that is known to be empty.
    fn asked(
        &self,
        QueryWithParams(query, _): &QueryWithParams<ListServers>,
        caller: &Caller,
        policy: Policy<'_>,
        place: ListPlace,
        version: Microversion,
    ) -> Result<Option<ServerQuery>, Fault> {
        let limit = self.state.page_limit(query.0.last("limit"));
        let query = server_list::read(query.0.clone(), caller, policy, place.all_tenants, version)?;
        Ok(query.map(|query| ServerQuery { limit, ..query }))
    }
}

/// The link to the page after this one, when this one is full.
fn next_page<T>(
    page: &[T],
    limit: usize,
    id: impl Fn(&T) -> &str,
    params: &QueryParams,
    links: &Links,
    place: ListPlace,
) -> Option<Vec<Link>> {
    let last = page.last().filter(|_| page.len() == limit)?;
    Some(next(links.next(&(place.url)(), params, id(last))))
}

impl ApiState {
    /// Writes a server as the caller may see it.
    pub(super) async fn show_server(
        &self,
        server: Server,
        (caller, policy): (&Caller, Policy<'_>),
        occasion: Occasion,
        links: &Links,
        version: Microversion,
    ) -> Result<Written<ServerBody<'_>>, Fault> {
        let details = self.compute.details(vec![server]).await?;
        let one = details.first().ok_or_else(|| Fault::escaped("the details of a server were lost"))?;
        Ok(show_details(one, (caller, policy), occasion, links, version))
    }

    /// Creates servers and answers with the first of them, or with their reservation.
    pub(super) async fn create_server(
        &self,
        body: CreateServer,
        caller: &Caller,
        policy: Policy<'_>,
        links: &Links,
        version: Microversion,
    ) -> Result<WithHeaders<Written<CreatedOrReserved<'_>>>, Fault> {
        let reservation_only = body.server.return_reservation_id.is_some_and(|truth| truth.0);
        let given = body.server.admin_pass.clone();
        let new = server_create::read(body, caller, policy, version)?;
        server_create::check_disk(&self.compute, caller, policy, &new).await?;
        let servers = self.compute.create_servers(caller, new).await?;
        let first = servers.first().ok_or_else(|| Fault::escaped("a request for servers made none"))?;
        if reservation_only {
            let body = CreatedOrReserved::Reserved(ReservationBody { reservation_id: &first.reservation_id });
            return Ok(WithHeaders { reply: Written::of(&body, version), headers: Vec::new() });
        }
        let password = given.unwrap_or_else(|| server_create::password(self.settings.password_length));
        let shown = self.settings.api.enable_instance_password.then_some(password.as_str());
        let body = CreatedOrReserved::Created(CreatedBody { server: CreatedServer::new(first, shown, links) });
        let location = HeaderValue::from_str(&links.own(&ServersController::show_url(&first.id)));
        let location = location.map_err(|_| Fault::escaped("a link is no header value"))?;
        Ok(WithHeaders { reply: Written::of(&body, version), headers: vec![(LOCATION, location)] })
    }
}

fn show_details<'b>(
    details: &ServerDetails,
    (caller, policy): (&Caller, Policy<'_>),
    occasion: Occasion,
    links: &Links,
    version: Microversion,
) -> Written<ServerBody<'b>> {
    let server = ServerView::new(details, seen(caller, policy), occasion, links, version);
    Written::of(&ServerBody { server }, version)
}

pub(super) fn seen(caller: &Caller, policy: Policy<'_>) -> Seen {
    let allows = |rule| policy.allows(rule, &policy.own_target());
    Seen {
        attributes: allows("os_compute_api:os-extended-server-attributes"),
        host_status: allows("os_compute_api:servers:show:host_status"),
        extra_specs: allows("os_compute_api:servers:show:flavor-extra-specs"),
        fault_details: caller.is_admin,
    }
}

fn server_update(change: ServerChange) -> ServerUpdate {
    ServerUpdate {
        name: change.name.map(|name| name.trim().to_owned()),
        description: change.description.map(Nullable::into_option),
        hostname: change.hostname,
        access_ip_v4: change.access_ip_v4.map(Some),
        access_ip_v6: change.access_ip_v6.map(Some),
        auto_disk_config: change.disk_config.map(|config| config == "AUTO"),
        pinned_availability_zone: change.pinned_availability_zone.map(Nullable::into_option),
    }
}
