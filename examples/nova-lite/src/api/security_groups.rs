//! Security groups of a project.

use starmap::authorize::Policy;
use starmap::extract::{Body, Query};
use starmap::fault::Fault;
use starmap::microversion::Microversion;
use starmap::response::Written;

use super::schemas::common::AnyQuery;
use super::schemas::security_groups::{ChangeSecurityGroup, ListSecurityGroups};
use super::views::security_groups::{SecurityGroupBody, SecurityGroupList, SecurityGroupView};
use super::{controller, parameters};
use crate::compute::Caller;
use crate::compute::security_group::SecurityGroupReport;

controller! {
    /// Serves `/os-security-groups`.
    SecurityGroupsController
}

#[starmap::resource("os-security-groups")]
impl SecurityGroupsController {
    /// Lists the groups of the caller's project; an administrator may ask for all.
    #[action(GET, until = "2.35", also(404), policy = "os_compute_api:os-security-groups:get")]
    async fn index(
        &self,
        Query(query): Query<ListSecurityGroups>,
        policy: Policy<'_>,
        caller: Caller,
        version: Microversion,
    ) -> Result<Written<SecurityGroupList<'_>>, Fault> {
        policy.authorize()?;
        let all = query.all_tenants.is_some() && caller.is_admin;
        let reports = self.state.compute.list_group_reports(&caller, all).await?;
        let max = self.state.settings.api.max_limit;
        let page = parameters::slice(&reports, query.offset.as_deref(), query.limit.as_deref(), max);
        let list = SecurityGroupList { security_groups: page.iter().map(SecurityGroupView::new).collect() };
        Ok(Written::of(&list, version))
    }

    /// Creates a group without rules.
    #[action(POST, until = "2.35", policy = "os_compute_api:os-security-groups:create")]
    async fn create(
        &self,
        Body(body): Body<ChangeSecurityGroup>,
        policy: Policy<'_>,
        caller: Caller,
        version: Microversion,
    ) -> Result<Written<SecurityGroupBody<'_>>, Fault> {
        policy.authorize()?;
        let wanted = body.security_group;
        let report = self.state.compute.create_security_group(&caller, &wanted.name, &wanted.description).await?;
        Ok(shown(&report, version))
    }

    /// Shows a group.
    #[action(GET, "{id}", until = "2.35", also(404), policy = "os_compute_api:os-security-groups:show")]
    async fn show(
        &self,
        id: &str,
        Query(_): Query<AnyQuery>,
        policy: Policy<'_>,
        caller: Caller,
        version: Microversion,
    ) -> Result<Written<SecurityGroupBody<'_>>, Fault> {
        policy.authorize()?;
        let report = self.state.compute.security_group(&caller, id).await?;
        Ok(shown(&report, version))
    }

    /// Renames and describes a group.
    #[action(PUT, "{id}", until = "2.35", also(404), policy = "os_compute_api:os-security-groups:update")]
    async fn update(
        &self,
        id: &str,
        Body(body): Body<ChangeSecurityGroup>,
        policy: Policy<'_>,
        caller: Caller,
        version: Microversion,
    ) -> Result<Written<SecurityGroupBody<'_>>, Fault> {
        policy.authorize()?;
        let wanted = body.security_group;
        let report = self.state.compute.update_security_group(&caller, id, &wanted.name, &wanted.description).await?;
        Ok(shown(&report, version))
    }

    /// Deletes a group that no server has.
    #[action(
        DELETE,
        "{id}",
        until = "2.35",
        status = 202,
        also(404),
        policy = "os_compute_api:os-security-groups:delete"
    )]
    async fn delete(&self, id: &str, policy: Policy<'_>, caller: Caller) -> Result<(), Fault> {
        policy.authorize()?;
        Ok(self.state.compute.delete_security_group(&caller, id).await?)
    }
}

fn shown(report: &SecurityGroupReport, version: Microversion) -> Written<SecurityGroupBody<'_>> {
    Written::of(&SecurityGroupBody { security_group: SecurityGroupView::new(report) }, version)
}
