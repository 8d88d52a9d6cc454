//! Services of the cloud: which run where, and taking compute hosts out of use.
//!
//! Below 2.53 the path of a change names what to do (`/os-services/disable`) and the body names the service; from 2.53
//! on the path names the service and the body what to do.

use starmap::authorize::Policy;
use starmap::extract::{Body, Query};
use starmap::fault::Fault;
use starmap::microversion::Microversion;
use starmap::response::Written;

use super::schemas::services::{ChangeService, ListServices};
use super::views::services::{OldServiceBody, OldServiceView, ServiceBody, ServiceList, ServiceView};
use super::{controller, parameters};
use crate::compute::host::{COMPUTE, Service, ServiceKey};

/// From here on services have UUIDs.
const UUIDS: Microversion = Microversion::literal("2.53");
/// From here on a service can be said to be down.
const FORCED_DOWN: Microversion = Microversion::literal("2.11");

controller! {
    /// Serves `/os-services`.
    ServicesController
}

#[starmap::resource("os-services")]
impl ServicesController {
    /// Lists services.
    #[action(GET, policy = "os_compute_api:os-services:list")]
    async fn index(
        &self,
        Query(query): Query<ListServices>,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<Written<ServiceList<'_>>, Fault> {
        policy.authorize()?;
        let wanted = |asked: &Option<String>, have: &str| asked.as_deref().is_none_or(|a| a.is_empty() || a == have);
        let mut services = self.state.compute.list_services().await?;
        services.retain(|s| wanted(&query.host, &s.host) && wanted(&query.binary, &s.binary));
        let list = ServiceList { services: services.iter().map(ServiceView::new).collect() };
        Ok(Written::of(&list, version))
    }

    /// Enables or disables a compute service, or says that it is down.
    #[action(PUT, "{id}", since = "2.53", also(404), policy = "os_compute_api:os-services:update")]
    async fn update(
        &self,
        id: &str,
        Body(body): Body<ChangeService>,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<Written<ServiceBody<'_>>, Fault> {
        // In Nova the id comes before the policy here, and only here.
        parameters::uuid(id)?;
        policy.authorize()?;
        self.change(id, body, version).await
    }

    /// Does to a compute service what the path names.
    #[action(PUT, "{id}", until = "2.52", also(404), policy = "os_compute_api:os-services:update")]
    async fn update_by_word(
        &self,
        id: &str,
        Body(body): Body<ChangeService>,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<Written<OldServiceBody<'_>>, Fault> {
        policy.authorize()?;
        self.act(id, body, version).await
    }

    /// Deletes a service; a compute service takes its hypervisor along.
    #[action(DELETE, "{id}", status = 204, also(404, 409), policy = "os_compute_api:os-services:delete")]
    async fn delete(&self, id: &str, policy: Policy<'_>, version: Microversion) -> Result<(), Fault> {
        policy.authorize()?;
        let missing = || Fault::not_found(format!("Service {id} not found."));
        let key = if version >= UUIDS {
            parameters::uuid(id)?;
            ServiceKey::Uuid(id.to_owned())
        } else {
            ServiceKey::Id(parameters::integer(id)?.ok_or_else(missing)?)
        };
        Ok(self.state.compute.delete_service(key).await?)
    }
}

impl ServicesController {
    /// The change as it is asked for from 2.53 on.
    async fn change(
        &self,
        id: &str,
        body: ChangeService,
        version: Microversion,
    ) -> Result<Written<ServiceBody<'_>>, Fault> {
        let missing = || Fault::not_found(format!("Service {id} could not be found."));
        let services = self.state.compute.list_services().await?;
        let found = services.into_iter().find(|service| service.uuid == id).ok_or_else(missing)?;
        check_binary(&found.binary)?;
        let reason = body.disabled_reason;
        if body.status.is_none() && body.forced_down.is_none() {
            let text = "No updates were requested. Fields 'status' or 'forced_down' should be specified.";
            return Err(Fault::bad_request(text));
        }
        let disabled = body.status.map(|status| status == "disabled");
        if disabled == Some(false) && reason.is_some() {
            return Err(Fault::bad_request("Specifying 'disabled_reason' with status 'enabled' is invalid."));
        }
        let forced_down = body.forced_down.map(|down| down.0);
        let service = self.apply(&found.host, disabled, reason, forced_down).await?;
        // The stored zone is not the one that aggregates give.
        let service = Service { zone: found.zone, ..service };
        Ok(Written::of(&ServiceBody { service: ServiceView::new(&service) }, version))
    }

    /// The action that the path names below 2.53.
    async fn act(
        &self,
        action: &str,
        body: ChangeService,
        version: Microversion,
    ) -> Result<Written<OldServiceBody<'_>>, Fault> {
        let (host, binary) = (body.host.unwrap_or_default(), body.binary.unwrap_or_default());
        let mut view = OldServiceView { host: &host, binary: &binary, ..OldServiceView::default() };
        let (mut disabled, mut reason, mut forced_down) = (None, None, None);
        match action {
            "enable" => disabled = Some(false),
            "disable" => disabled = Some(true),
            "disable-log-reason" => {
                let missing = || Fault::bad_request("Missing disabled reason field");
                reason = Some(body.disabled_reason.ok_or_else(missing)?);
                disabled = Some(true);
            }
            "force-down" if version >= FORCED_DOWN => {
                let missing = || Fault::bad_request("Missing forced_down field");
                forced_down = Some(body.forced_down.ok_or_else(missing)?.0);
            }
            _ => return Err(Fault::not_found("Unknown action")),
        }
        check_binary(&binary)?;
        view.status = disabled.map(|disabled| if disabled { "disabled" } else { "enabled" });
        view.disabled_reason.clone_from(&reason);
        view.forced_down = forced_down;
        self.apply(&host, disabled, reason, forced_down).await?;
        Ok(Written::of(&OldServiceBody { service: view }, version))
    }

    async fn apply(
        &self,
        host: &str,
        disabled: Option<bool>,
        reason: Option<String>,
        forced_down: Option<bool>,
    ) -> Result<Service, Fault> {
        let change = move |service: &mut Service| {
            if let Some(disabled) = disabled {
                service.disabled = disabled;
                service.disabled_reason = reason;
            }
            service.forced_down = forced_down.unwrap_or(service.forced_down);
            Ok(())
        };
        Ok(self.state.compute.update_service(host, change).await?)
    }
}

fn check_binary(binary: &str) -> Result<(), Fault> {
    if binary == COMPUTE {
        return Ok(());
    }
    Err(Fault::bad_request(format!(
        "Updating a {binary} service is not supported. Only nova-compute services can be updated."
    )))
}
