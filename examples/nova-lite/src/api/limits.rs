//! Limits: what a project may hold and what it holds, in one answer.

use starmap::authorize::Policy;
use starmap::extract::Query;
use starmap::fault::Fault;
use starmap::policy::Target;
use starmap::response::Viewed;

use super::controller;
use super::schemas::limits::ShowLimits;
use super::views::limits::{AbsoluteLimits, LimitsBody, LimitsView};
use crate::compute::Caller;

controller! {
    /// Serves `/limits`.
    LimitsController
}

const OTHER_PROJECT: &str = "os_compute_api:limits:other_project";

#[starmap::resource("limits")]
impl LimitsController {
    /// Shows the limits of the caller's project, or of another.
    #[action(GET, policy = "os_compute_api:limits")]
    async fn index(
        &self,
        Query(query): Query<ShowLimits>,
        policy: Policy<'_>,
        caller: Caller,
    ) -> Result<Viewed<LimitsBody>, Fault> {
        policy.authorize()?;
        let project = match query.tenant_id {
            Some(other) => {
                let target = Target { project_id: Some(&other), ..Target::default() };
                policy.authorize_rule(OTHER_PROJECT, &target)?;
                other
            }
            None => caller.project_id,
        };
        let report = self.state.compute.quota_report(&project, None).await?;
        Ok(Viewed(LimitsBody { limits: LimitsView { rate: Vec::new(), absolute: AbsoluteLimits::new(&report) } }))
    }
}
