//! A project's floating addresses.

use starmap::authorize::Policy;
use starmap::extract::Body;
use starmap::fault::Fault;
use starmap::microversion::Microversion;
use starmap::response::Written;

use super::controller;
use super::schemas::common::UncheckedQuery;
use super::schemas::floating_ips::CreateFloatingIp;
use super::views::floating_ips::{FloatingIpBody, FloatingIpList, FloatingIpView};
use crate::compute::Caller;
use crate::compute::floating_ip::FloatingIpReport;

controller! {
    /// Serves `/os-floating-ips`.
    FloatingIpsController
}

#[starmap::resource("os-floating-ips")]
impl FloatingIpsController {
    /// Lists the addresses of the caller's project.
    #[action(GET, until = "2.35", policy = "os_compute_api:os-floating-ips:list")]
    async fn index(
        &self,
        _: UncheckedQuery,
        policy: Policy<'_>,
        caller: Caller,
        version: Microversion,
    ) -> Result<Written<FloatingIpList<'_>>, Fault> {
        policy.authorize()?;
        let reports = self.state.compute.list_floating_ips(&caller).await?;
        let list = FloatingIpList { floating_ips: reports.iter().map(FloatingIpView::new).collect() };
        Ok(Written::of(&list, version))
    }

    /// Takes an address from a pool, by custom from the configured one.
    #[action(POST, until = "2.35", also(404), policy = "os_compute_api:os-floating-ips:create")]
    async fn create(
        &self,
        Body(body): Body<CreateFloatingIp>,
        policy: Policy<'_>,
        caller: Caller,
        version: Microversion,
    ) -> Result<Written<FloatingIpBody<'_>>, Fault> {
        policy.authorize()?;
        let pool = body.pool.as_deref().unwrap_or(&self.state.settings.default_floating_pool);
        let report = self.state.compute.allocate_floating_ip(&caller, pool).await?;
        Ok(shown(&report, version))
    }

    /// Shows an address.
    #[action(GET, "{id}", until = "2.35", also(404), policy = "os_compute_api:os-floating-ips:show")]
    async fn show(
        &self,
        id: &str,
        _: UncheckedQuery,
        policy: Policy<'_>,
        caller: Caller,
        version: Microversion,
    ) -> Result<Written<FloatingIpBody<'_>>, Fault> {
        policy.authorize()?;
        let report = self.state.compute.floating_ip(&caller, id).await?;
        Ok(shown(&report, version))
    }

    /// Gives an address back.
    #[action(
        DELETE,
        "{id}",
        until = "2.35",
        status = 202,
        also(404, 409),
        policy = "os_compute_api:os-floating-ips:delete"
    )]
    async fn delete(&self, id: &str, policy: Policy<'_>, caller: Caller) -> Result<(), Fault> {
        policy.authorize()?;
        Ok(self.state.compute.release_floating_ip(&caller, id).await?)
    }
}

fn shown(report: &FloatingIpReport, version: Microversion) -> Written<FloatingIpBody<'_>> {
    Written::of(&FloatingIpBody { floating_ip: FloatingIpView::new(report) }, version)
}
