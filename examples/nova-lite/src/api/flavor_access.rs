//! Access to private flavors: which projects may use one.

use starmap::authorize::Policy;
use starmap::extract::{Body, Query};
use starmap::fault::Fault;
use starmap::microversion::Microversion;
use starmap::response::Written;

use super::controller;
use super::schemas::common::NoQuery;
use super::schemas::flavors::{AddTenantAccess, RemoveTenantAccess};
use super::views::flavor_access::FlavorAccess;
use crate::compute::Caller;

/// From here on a public flavor takes no projects.
const PRIVATE_ONLY: Microversion = Microversion::literal("2.7");

controller! {
    /// Serves `/flavors/{flavor_id}/os-flavor-access`.
    FlavorAccessController
}

#[starmap::resource("flavors/{flavor_id}/os-flavor-access")]
impl FlavorAccessController {
    /// Lists the projects that may use a private flavor.
    #[action(GET, also(404), policy = "os_compute_api:os-flavor-access")]
    async fn index(
        &self,
        flavor_id: &str,
        Query(_): Query<NoQuery>,
        policy: Policy<'_>,
        caller: Caller,
        version: Microversion,
    ) -> Result<Written<FlavorAccess<'_>>, Fault> {
        policy.authorize()?;
        let projects = self.state.compute.flavor_access(&caller, flavor_id).await?;
        Ok(Written::of(&FlavorAccess::new(flavor_id, &projects), version))
    }
}

controller! {
    /// Serves the actions on flavors.
    FlavorActionsController
}

#[starmap::resource("flavors/{id}/action")]
impl FlavorActionsController {
    /// Lets a project use a private flavor.
    #[action(
        POST,
        body = "addTenantAccess",
        also(404, 409),
        policy = "os_compute_api:os-flavor-access:add_tenant_access"
    )]
    async fn add_tenant_access(
        &self,
        id: &str,
        Body(body): Body<AddTenantAccess>,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<Written<FlavorAccess<'_>>, Fault> {
        policy.authorize()?;
        let public_too = version < PRIVATE_ONLY;
        let projects = self.state.compute.add_flavor_access(id, &body.access.tenant, public_too).await?;
        Ok(Written::of(&FlavorAccess::new(id, &projects), version))
    }

    /// Takes a private flavor away from a project.
    #[action(
        POST,
        body = "removeTenantAccess",
        also(404),
        policy = "os_compute_api:os-flavor-access:remove_tenant_access"
    )]
    async fn remove_tenant_access(
        &self,
        id: &str,
        Body(body): Body<RemoveTenantAccess>,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<Written<FlavorAccess<'_>>, Fault> {
        policy.authorize()?;
        let projects = self.state.compute.remove_flavor_access(id, &body.access.tenant).await?;
        Ok(Written::of(&FlavorAccess::new(id, &projects), version))
    }
}
