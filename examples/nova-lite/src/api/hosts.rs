//! Hosts, as the first clients knew them: which service runs where, and what a compute host has.

use starmap::authorize::Policy;
use starmap::extract::{Body, Query};
use starmap::fault::Fault;
use starmap::microversion::Microversion;
use starmap::response::Written;

use super::controller;
use super::schemas::common::AnyQuery;
use super::schemas::hosts::{ChangeHost, ListHosts};
use super::views::hosts::{HostList, HostResources, HostStatus, HostSummary};
use crate::compute::error::ComputeError;
use crate::compute::host::Service;

controller! {
    /// Serves `/os-hosts`.
    HostsController
}

#[starmap::resource("os-hosts")]
impl HostsController {
    /// Lists the hosts of enabled services.
    #[action(GET, until = "2.42", policy = "os_compute_api:os-hosts:list")]
    async fn index(
        &self,
        Query(query): Query<ListHosts>,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<Written<HostList<'_>>, Fault> {
        policy.authorize()?;
        let mut services = self.state.compute.list_services().await?;
        let wanted = |zone: &str| query.zone.as_deref().is_none_or(|asked| asked.is_empty() || asked == zone);
        services.retain(|service| !service.disabled && wanted(&service.zone));
        Ok(Written::of(&HostList { hosts: services.iter().map(HostSummary::new).collect() }, version))
    }

    /// Shows what a compute host has, and what each project uses of it.
    #[action(GET, "{id}", until = "2.42", also(404), policy = "os_compute_api:os-hosts:show")]
    async fn show(
        &self,
        id: &str,
        Query(_): Query<AnyQuery>,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<Written<HostResources<'_>>, Fault> {
        policy.authorize()?;
        let report = self.state.compute.host(id).await?;
        Ok(Written::of(&HostResources::of(&report), version))
    }

    /// Enables or disables a compute host; maintenance is nothing the drivers here know.
    #[action(PUT, "{id}", until = "2.42", also(404, 501), policy = "os_compute_api:os-hosts:update")]
    async fn update(
        &self,
        id: &str,
        Body(ChangeHost(body)): Body<ChangeHost>,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<Written<HostStatus<'_>>, Fault> {
        policy.authorize()?;
        if body.maintenance_mode.is_some() {
            return Err(self.unsupported(id).await);
        }
        let enabled = body.status.is_some_and(|word| word.eq_ignore_ascii_case("enable"));
        let change = move |service: &mut Service| {
            service.disabled = !enabled;
            service.disabled_reason = None;
            Ok(())
        };
        self.state.compute.update_service(id, change).await?;
        Ok(Written::of(&HostStatus { host: id, status: if enabled { "enabled" } else { "disabled" } }, version))
    }

    /// Would reboot a compute host.
    #[action(GET, "{id}/reboot", until = "2.42", also(404, 501), policy = "os_compute_api:os-hosts:reboot")]
    async fn reboot(&self, id: &str, Query(_): Query<AnyQuery>, policy: Policy<'_>) -> Result<(), Fault> {
        policy.authorize()?;
        Err(self.unsupported(id).await)
    }

    /// Would shut a compute host down.
    #[action(GET, "{id}/shutdown", until = "2.42", also(404, 501), policy = "os_compute_api:os-hosts:shutdown")]
    async fn shutdown(&self, id: &str, Query(_): Query<AnyQuery>, policy: Policy<'_>) -> Result<(), Fault> {
        policy.authorize()?;
        Err(self.unsupported(id).await)
    }

    /// Would start a compute host.
    #[action(GET, "{id}/startup", until = "2.42", also(404, 501), policy = "os_compute_api:os-hosts:start")]
    async fn startup(&self, id: &str, Query(_): Query<AnyQuery>, policy: Policy<'_>) -> Result<(), Fault> {
        policy.authorize()?;
        Err(self.unsupported(id).await)
    }
}

impl HostsController {
    /// Why the host does not do what no driver can do here: it is not there, it is down, or just that.
    async fn unsupported(&self, host: &str) -> Fault {
        let reached = self.state.compute.reachable_host(host).await;
        reached.err().unwrap_or(ComputeError::NotSupported).into()
    }
}
