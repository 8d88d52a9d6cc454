//! Server groups: which servers should share a host, and which must not.

use starmap::authorize::Policy;
use starmap::extract::{Body, Query};
use starmap::fault::Fault;
use starmap::microversion::Microversion;
use starmap::policy::Target;
use starmap::response::Written;

use super::controller;
use super::schemas::common::NoQuery;
use super::schemas::server_groups::{CreateServerGroup, ListServerGroups};
use super::views::server_groups::{ServerGroupBody, ServerGroupList, ServerGroupView};
use crate::compute::Caller;
use crate::compute::server_group::GroupReport;

const ALL_PROJECTS: &str = "os_compute_api:os-server-groups:index:all_projects";

controller! {
    /// Serves `/os-server-groups`.
    ServerGroupsController
}

#[starmap::resource("os-server-groups")]
impl ServerGroupsController {
    /// Lists the groups of the caller's project, or for an administrator of all.
    #[action(GET, policy = "os_compute_api:os-server-groups:index")]
    async fn index(
        &self,
        Query(query): Query<ListServerGroups>,
        policy: Policy<'_>,
        caller: Caller,
        version: Microversion,
    ) -> Result<Written<ServerGroupList<'_>>, Fault> {
        policy.authorize()?;
        let project = if query.all_projects.is_some() && caller.is_admin {
            policy.authorize_rule(ALL_PROJECTS, &policy.own_target())?;
            None
        } else {
            Some(caller.project_id)
        };
        let limit = match self.state.page_limit(query.limit.as_deref()) {
            0 => self.state.page_limit(None),
            limit => limit,
        };
        let offset = query.offset.map_or(0, |text| text.parse().unwrap_or(usize::MAX));
        let groups = self.state.compute.list_server_groups(project, offset, limit).await?;
        let server_groups = groups.iter().map(ServerGroupView::new).collect();
        Ok(Written::of(&ServerGroupList { server_groups }, version))
    }

    /// Shows a group.
    #[action(GET, "{id}", also(404), policy = "os_compute_api:os-server-groups:show")]
    async fn show(
        &self,
        id: &str,
        Query(_): Query<NoQuery>,
        policy: Policy<'_>,
        caller: Caller,
        version: Microversion,
    ) -> Result<Written<ServerGroupBody<'_>>, Fault> {
        let report = self.state.compute.server_group(&caller, id).await?;
        authorize(&policy, &report)?;
        Ok(shown(&report, version))
    }

    /// Creates a group.
    #[action(POST, also(409), policy = "os_compute_api:os-server-groups:create")]
    async fn create(
        &self,
        Body(body): Body<CreateServerGroup>,
        policy: Policy<'_>,
        caller: Caller,
        version: Microversion,
    ) -> Result<Written<ServerGroupBody<'_>>, Fault> {
        policy.authorize()?;
        let new = body.server_group;
        // Either field is there, as the schema sees to; only the first of the list was ever used.
        let named = new.policy.or_else(|| new.policies?.into_iter().next());
        let named = named.ok_or_else(|| Fault::escaped("a server group without a policy passed its schema"))?;
        let most = new.rules.and_then(|rules| rules.max_server_per_host).map(|most| most.0);
        let report = self.state.compute.create_server_group(&caller, &new.name, &named, most).await?;
        Ok(shown(&report, version))
    }

    /// Deletes a group; its servers stay.
    #[action(DELETE, "{id}", status = 204, also(404), policy = "os_compute_api:os-server-groups:delete")]
    async fn delete(&self, id: &str, policy: Policy<'_>, caller: Caller) -> Result<(), Fault> {
        authorize(&policy, &self.state.compute.server_group(&caller, id).await?)?;
        Ok(self.state.compute.delete_server_group(&caller, id).await?)
    }
}

fn authorize(policy: &Policy<'_>, report: &GroupReport) -> Result<(), Fault> {
    policy.authorize_on(&Target { project_id: Some(&report.group.project_id), ..Target::default() })
}

fn shown(report: &GroupReport, version: Microversion) -> Written<ServerGroupBody<'_>> {
    Written::of(&ServerGroupBody { server_group: ServerGroupView::new(report) }, version)
}
