//! Quotas of classes; the class `default` holds for every project without limits of its own.

use starmap::authorize::Policy;
use starmap::extract::{Body, Query};
use starmap::fault::Fault;
use starmap::microversion::Microversion;
use starmap::response::Written;

use super::controller;
use super::schemas::common::NoQuery;
use super::schemas::quotas::UpdateQuotaClassSet;
use super::views::quotas::{QuotaClassSetBody, quota_class_set};
use crate::compute::quota::QuotaScope;

/// The most characters of a class's name.
const NAME_MAX: usize = 255;

controller! {
    /// Serves `/os-quota-class-sets`.
    QuotaClassSetsController
}

#[starmap::resource("os-quota-class-sets")]
impl QuotaClassSetsController {
    /// Shows the limits of a class.
    #[action(GET, "{id}", policy = "os_compute_api:os-quota-class-sets:show")]
    async fn show(
        &self,
        id: &str,
        Query(_): Query<NoQuery>,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<Written<QuotaClassSetBody<'_>>, Fault> {
        policy.authorize()?;
        let limits = self.state.compute.limits(QuotaScope::Class(id.to_owned())).await?;
        Ok(Written::of(&QuotaClassSetBody { quota_class_set: quota_class_set(Some(id), &limits, version) }, version))
    }

    /// Sets limits of a class, which need not exist before.
    #[action(PUT, "{id}", policy = "os_compute_api:os-quota-class-sets:update")]
    async fn update(
        &self,
        id: &str,
        Body(body): Body<UpdateQuotaClassSet>,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<Written<QuotaClassSetBody<'_>>, Fault> {
        policy.authorize()?;
        let length = id.chars().count();
        if length > NAME_MAX {
            let text = format!("quota_class_name has {length} characters, more than {NAME_MAX}.");
            return Err(Fault::bad_request(format!("Invalid input received: {text}")));
        }
        let changes = body.quota_class_set.changes();
        let limits = self.state.compute.set_limits(QuotaScope::Class(id.to_owned()), changes, true).await?;
        Ok(Written::of(&QuotaClassSetBody { quota_class_set: quota_class_set(None, &limits, version) }, version))
    }
}
