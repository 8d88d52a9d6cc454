//! Quotas of projects and of users in them.

use starmap::authorize::Policy;
use starmap::extract::{Body, Query};
use starmap::fault::Fault;
use starmap::microversion::Microversion;
use starmap::policy::Target;
use starmap::response::Written;

use super::controller;
use super::schemas::common::AnyQuery;
use super::schemas::quotas::{UpdateQuotaSet, WhoseQuota};
use super::views::quotas::{QuotaSetBody, quota_detail, quota_set};
use crate::compute::quota::QuotaScope;

controller! {
    /// Serves `/os-quota-sets`.
    QuotaSetsController
}

#[starmap::resource("os-quota-sets")]
impl QuotaSetsController {
    /// Shows the limits of a project, or of one user in it.
    #[action(GET, "{id}", policy = "os_compute_api:os-quota-sets:show")]
    async fn show(
        &self,
        id: &str,
        Query(query): Query<WhoseQuota>,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<Written<QuotaSetBody<'_>>, Fault> {
        authorize(&policy, id)?;
        let limits = self.state.compute.limits(scope(id, first(query))).await?;
        Ok(Written::of(&QuotaSetBody { quota_set: quota_set(Some(id), &limits, version) }, version))
    }

    /// Shows the limits with what is held.
    #[action(GET, "{id}/detail", policy = "os_compute_api:os-quota-sets:detail")]
    async fn detail(
        &self,
        id: &str,
        Query(mut query): Query<WhoseQuota>,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<Written<QuotaSetBody<'_>>, Fault> {
        authorize(&policy, id)?;
        // Here the last user named counts, unlike in the other actions.
        let user = query.user_id.pop().filter(|user| !user.is_empty());
        let report = self.state.compute.quota_report(id, user).await?;
        Ok(Written::of(&QuotaSetBody { quota_set: quota_detail(id, &report, version) }, version))
    }

    /// Shows the limits that hold where nothing else is said.
    #[action(GET, "{id}/defaults", policy = "os_compute_api:os-quota-sets:defaults")]
    async fn defaults(
        &self,
        id: &str,
        Query(_): Query<AnyQuery>,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<Written<QuotaSetBody<'_>>, Fault> {
        authorize(&policy, id)?;
        let limits = self.state.compute.default_limits().await?;
        Ok(Written::of(&QuotaSetBody { quota_set: quota_set(Some(id), &limits, version) }, version))
    }

    /// Sets limits.
    #[action(PUT, "{id}", policy = "os_compute_api:os-quota-sets:update")]
    async fn update(
        &self,
        id: &str,
        Query(query): Query<WhoseQuota>,
        Body(body): Body<UpdateQuotaSet>,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<Written<QuotaSetBody<'_>>, Fault> {
        authorize(&policy, id)?;
        let force = body.quota_set.force.is_some_and(|force| force.0);
        let changes = body.quota_set.changes();
        let limits = self.state.compute.set_limits(scope(id, first(query)), changes, force).await?;
        Ok(Written::of(&QuotaSetBody { quota_set: quota_set(None, &limits, version) }, version))
    }

    /// Forgets the limits that were set.
    #[action(DELETE, "{id}", status = 202, policy = "os_compute_api:os-quota-sets:delete")]
    async fn delete(&self, id: &str, Query(query): Query<WhoseQuota>, policy: Policy<'_>) -> Result<(), Fault> {
        authorize(&policy, id)?;
        Ok(self.state.compute.delete_limits(scope(id, first(query))).await?)
    }
}

fn authorize(policy: &Policy<'_>, project: &str) -> Result<(), Fault> {
    policy.authorize_on(&Target { project_id: Some(project), ..Target::default() })
}

/// The first user that a query names.
fn first(query: WhoseQuota) -> Option<String> {
    query.user_id.into_iter().find(|user| !user.is_empty())
}

fn scope(project: &str, user: Option<String>) -> QuotaScope {
    match user {
        Some(user) => QuotaScope::User(project.to_owned(), user),
        None => QuotaScope::Project(project.to_owned()),
    }
}
