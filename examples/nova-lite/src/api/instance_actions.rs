//! The log of what was done to a server.

use starmap::authorize::Policy;
use starmap::extract::{Query, QueryWithParams};
use starmap::fault::Fault;
use starmap::links::Links;
use starmap::microversion::Microversion;
use starmap::policy::Target;
use starmap::response::Written;

use super::controller;
use super::schemas::common::NoQuery;
use super::schemas::instance_actions::ListActions;
use super::views::common::next;
use super::views::server_parts::{ActionBody, ActionDetails, ActionList, ActionView, EventsSeen};
use crate::compute::Caller;
use crate::compute::action_log::ActionQuery;
use crate::compute::clock::Timestamp;
use crate::compute::server::Server;

/// From here on the log of a server that is gone is shown.
const DELETED_SINCE: Microversion = Microversion::literal("2.21");
/// From here on everybody sees the steps.
const EVENTS_SINCE: Microversion = Microversion::literal("2.51");
/// From here on lists have pages.
const PAGES_SINCE: Microversion = Microversion::literal("2.58");

controller! {
    /// Serves `/servers/{server_id}/os-instance-actions`.
    InstanceActionsController
}

#[starmap::resource("servers/{server_id}/os-instance-actions")]
impl InstanceActionsController {
    /// Lists the actions, newest first.
    #[action(GET, also(404), policy = "os_compute_api:os-instance-actions:list")]
    async fn index(
        &self,
        server_id: &str,
        QueryWithParams(query, params): QueryWithParams<ListActions>,
        caller: Caller,
        policy: Policy<'_>,
        links: Links,
        version: Microversion,
    ) -> Result<Written<ActionList<'_>>, Fault> {
        self.authorize(server_id, &caller, policy, version).await?;
        let changed_since = query.changes_since.as_deref().and_then(Timestamp::parse);
        let changed_before = query.changes_before.as_deref().and_then(Timestamp::parse);
        if changed_since.zip(changed_before).is_some_and(|(since, before)| before < since) {
            let text = "The value of changes-since must be less than or equal to changes-before.";
            return Err(Fault::bad_request(text));
        }
        let limit = (version >= PAGES_SINCE).then(|| self.state.page_limit(query.limit.as_deref()));
        let wanted = ActionQuery { changed_since, changed_before, marker: query.marker, limit };
        let actions = self.state.compute.list_actions(&caller, server_id, wanted).await?;
        let path = Self::index_url(server_id);
        let full = actions.last().filter(|_| Some(actions.len()) == limit);
        let list = ActionList {
            actions: actions.iter().map(ActionView::new).collect(),
            links: full.map(|last| next(links.next(&path, &params, &last.request_id))),
        };
        Ok(Written::of(&list, version))
    }

    /// Shows an action with its steps.
    #[action(GET, "{id}", also(404), policy = "os_compute_api:os-instance-actions:show")]
    async fn show(
        &self,
        server_id: &str,
        id: &str,
        Query(_): Query<NoQuery>,
        caller: Caller,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<Written<ActionBody<'_>>, Fault> {
        let server = self.authorize(server_id, &caller, policy, version).await?;
        let report = self.state.compute.action(&caller, server_id, id).await?;
        let target = Target { project_id: Some(&server.project_id), ..Target::default() };
        let inside = policy.allows("os_compute_api:os-instance-actions:events", &target);
        let seen = EventsSeen {
            events: inside || version >= EVENTS_SINCE,
            inside,
            details: policy.allows("os_compute_api:os-instance-actions:events:details", &target),
        };
        Ok(Written::of(&ActionBody { action: ActionDetails::new(&report, seen) }, version))
    }
}

impl InstanceActionsController {
    async fn authorize(
        &self,
        server: &str,
        caller: &Caller,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<Server, Fault> {
        if version < DELETED_SINCE {
            return self.state.server(caller, policy, server).await;
        }
        let found = self.state.compute.any_server(caller, server).await?;
        policy.authorize_on(&super::server_lookup::target(&found))?;
        Ok(found)
    }
}
