//! A server's network interfaces: ports plugged into it and out of it.

use starmap::authorize::Policy;
use starmap::extract::{Body, Query};
use starmap::fault::Fault;
use starmap::microversion::Microversion;
use starmap::policy::Target;
use starmap::response::Written;

use super::controller;
use super::schemas::common::NoQuery;
use super::schemas::interfaces::{AttachInterface, WantedInterface};
use super::views::interfaces::{InterfaceBody, InterfaceList, InterfaceView};
use crate::compute::Caller;
use crate::compute::network::RequestedNetwork;

controller! {
    /// Serves `/servers/{server_id}/os-interface`.
    InterfacesController
}

#[starmap::resource("servers/{server_id}/os-interface")]
impl InterfacesController {
    /// Lists a server's ports.
    #[action(GET, also(404, 501), policy = "os_compute_api:os-attach-interfaces:list")]
    async fn index(
        &self,
        server_id: &str,
        Query(_): Query<NoQuery>,
        caller: Caller,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<Written<InterfaceList<'_>>, Fault> {
        self.authorize(server_id, &caller, policy).await?;
        let ports = self.state.compute.list_interfaces(&caller, server_id).await?;
        let attachments = ports.iter().map(InterfaceView::new).collect();
        Ok(Written::of(&InterfaceList { attachments }, version))
    }

    /// Shows a port of a server.
    #[action(GET, "{id}", also(404), policy = "os_compute_api:os-attach-interfaces:show")]
    async fn show(
        &self,
        server_id: &str,
        id: &str,
        Query(_): Query<NoQuery>,
        caller: Caller,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<Written<InterfaceBody<'_>>, Fault> {
        self.authorize(server_id, &caller, policy).await?;
        let port = self.state.compute.interface(&caller, server_id, id).await?;
        Ok(Written::of(&InterfaceBody { attachment: InterfaceView::new(&port) }, version))
    }

    /// Plugs a port in.
    #[action(POST, also(404, 409, 501), policy = "os_compute_api:os-attach-interfaces:create")]
    async fn create(
        &self,
        server_id: &str,
        Body(body): Body<AttachInterface>,
        caller: Caller,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<Written<InterfaceBody<'_>>, Fault> {
        self.authorize(server_id, &caller, policy).await?;
        let wanted = wanted(body.attachment.unwrap_or_default())?;
        let port = self.state.compute.attach_interface(&caller, server_id, wanted).await?;
        Ok(Written::of(&InterfaceBody { attachment: InterfaceView::new(&port) }, version))
    }

    /// Plugs a port out.
    #[action(DELETE, "{id}", status = 202, also(404, 409, 501), policy = "os_compute_api:os-attach-interfaces:delete")]
    async fn delete(&self, server_id: &str, id: &str, caller: Caller, policy: Policy<'_>) -> Result<(), Fault> {
        self.authorize(server_id, &caller, policy).await?;
        Ok(self.state.compute.detach_interface(&caller, server_id, id).await?)
    }
}

impl InterfacesController {
    async fn authorize(&self, server: &str, caller: &Caller, policy: Policy<'_>) -> Result<(), Fault> {
        let server = self.state.compute.server(caller, server).await?;
        let target =
            Target { project_id: Some(&server.project_id), user_id: Some(&server.user_id), ..Target::default() };
        policy.authorize_on(&target)
    }
}

fn wanted(body: WantedInterface) -> Result<RequestedNetwork, Fault> {
    let fixed_ip = body.fixed_ips.and_then(|mut list| list.pop()).map(|address| address.ip_address);
    if body.net_id.is_some() && body.port_id.is_some() {
        return Err(Fault::bad_request("Must not input both network_id and port_id"));
    }
    if fixed_ip.is_some() && body.net_id.is_none() {
        return Err(Fault::bad_request("Must input network_id when request IP address"));
    }
    Ok(RequestedNetwork { network_id: body.net_id, port_id: body.port_id, fixed_ip, tag: body.tag })
}
