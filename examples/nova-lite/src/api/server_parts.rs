//! What can be read of a server beside itself: addresses, diagnostics, topology, its guest's password, its security groups.

use starmap::authorize::Policy;
use starmap::extract::Query;
use starmap::fault::Fault;
use starmap::microversion::Microversion;
use starmap::response::Written;

use super::controller;
use super::schemas::common::NoQuery;
use super::server_lookup::target;
use super::views::server_parts::{
    AddressesBody, DiagnosticsView, FreeDiagnostics, GuestPassword, NetworkAddresses, SecurityGroupView,
    ServerGroupsOfSecurity, TopologyView,
};
use super::views::servers::Addresses;
use crate::compute::Caller;
use crate::compute::interface::ServerDetails;

controller! {
    /// Serves `/servers/{server_id}/ips`.
    ServerIpsController
}

#[starmap::resource("servers/{server_id}/ips")]
impl ServerIpsController {
    /// Lists a server's addresses by network.
    #[action(GET, also(404), policy = "os_compute_api:ips:index")]
    async fn index(
        &self,
        server_id: &str,
        Query(_): Query<NoQuery>,
        caller: Caller,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<Written<AddressesBody<'_>>, Fault> {
        let details = self.details(server_id, &caller, policy).await?;
        let addresses = Addresses { details: &details, extended: false };
        Ok(Written::of(&AddressesBody { addresses }, version))
    }

    /// Lists a server's addresses on one network.
    #[action(GET, "{id}", also(404), policy = "os_compute_api:ips:show")]
    async fn show(
        &self,
        server_id: &str,
        id: &str,
        Query(_): Query<NoQuery>,
        caller: Caller,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<Written<NetworkAddresses<'_>>, Fault> {
        let details = self.details(server_id, &caller, policy).await?;
        let addresses = Addresses { details: &details, extended: false }.of_network(id);
        if addresses.is_empty() {
            return Err(Fault::not_found("Instance is not a member of specified network"));
        }
        Ok(Written::of(&NetworkAddresses { network: id, addresses }, version))
    }
}

impl ServerIpsController {
    async fn details(&self, id: &str, caller: &Caller, policy: Policy<'_>) -> Result<ServerDetails, Fault> {
        let server = self.state.server(caller, policy, id).await?;
        let details = self.state.compute.details(vec![server]).await?;
        details.into_iter().next().ok_or_else(|| Fault::escaped("the details of a server were lost"))
    }
}

controller! {
    /// Serves `/servers/{server_id}/diagnostics`.
    ServerDiagnosticsController
}

#[starmap::resource("servers/{server_id}/diagnostics")]
impl ServerDiagnosticsController {
    /// Shows what the driver measures of a running server.
    #[action(GET, since = "2.48", also(404, 409, 501), policy = "os_compute_api:os-server-diagnostics")]
    async fn index(
        &self,
        server_id: &str,
        Query(_): Query<NoQuery>,
        caller: Caller,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<Written<DiagnosticsView>, Fault> {
        self.state.server(&caller, policy, server_id).await?;
        let measured = self.state.compute.diagnostics(&caller, server_id).await?;
        Ok(Written::of(&DiagnosticsView::new(&measured), version))
    }

    /// Shows what the driver measures of a running server, by the driver's own names.
    #[action(GET, until = "2.47", also(404, 409, 501), policy = "os_compute_api:os-server-diagnostics")]
    async fn index_of_driver(
        &self,
        server_id: &str,
        Query(_): Query<NoQuery>,
        caller: Caller,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<Written<FreeDiagnostics<'_>>, Fault> {
        self.state.server(&caller, policy, server_id).await?;
        let measured = self.state.compute.diagnostics(&caller, server_id).await?;
        Ok(Written::of(&FreeDiagnostics(&measured.free_form), version))
    }
}

controller! {
    /// Serves `/servers/{server_id}/topology`.
    ServerTopologyController
}

#[starmap::resource("servers/{server_id}/topology")]
impl ServerTopologyController {
    /// Shows on which NUMA cells a server runs.
    #[action(GET, since = "2.78", also(404), policy = "compute:server:topology:index")]
    async fn index(
        &self,
        server_id: &str,
        Query(_): Query<NoQuery>,
        caller: Caller,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<Written<TopologyView>, Fault> {
        self.state.server(&caller, policy, server_id).await?;
        Ok(Written::of(&TopologyView { nodes: Vec::new(), pagesize_kb: None }, version))
    }
}

controller! {
    /// Serves `/servers/{server_id}/os-server-password`.
    ServerPasswordController
}

#[starmap::resource("servers/{server_id}/os-server-password")]
impl ServerPasswordController {
    /// Shows the password that the guest has made up and encrypted. Guests hand it in through the metadata service,
    /// which is not part of this API.
    #[action(GET, also(404), policy = "os_compute_api:os-server-password:show")]
    async fn index(
        &self,
        server_id: &str,
        Query(_): Query<NoQuery>,
        caller: Caller,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<Written<GuestPassword<'_>>, Fault> {
        self.state.server(&caller, policy, server_id).await?;
        Ok(Written::of(&GuestPassword { password: "" }, version))
    }

    /// Forgets that password.
    #[action(DELETE, status = 204, also(404), policy = "os_compute_api:os-server-password:clear")]
    async fn clear(&self, server_id: &str, caller: Caller, policy: Policy<'_>) -> Result<(), Fault> {
        self.state.server(&caller, policy, server_id).await.map(drop)
    }
}

controller! {
    /// Serves `/servers/{server_id}/os-security-groups`.
    ServerSecurityGroupsController
}

#[starmap::resource("servers/{server_id}/os-security-groups")]
impl ServerSecurityGroupsController {
    /// Lists the security groups of a server.
    #[action(GET, also(404), policy = "os_compute_api:os-security-groups:list")]
    async fn index(
        &self,
        server_id: &str,
        Query(_): Query<NoQuery>,
        caller: Caller,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<Written<ServerGroupsOfSecurity<'_>>, Fault> {
        let server = self.state.compute.server(&caller, server_id).await?;
        policy.authorize_on(&target(&server))?;
        let groups = self.state.compute.groups_of_server(&server).await?;
        let security_groups = groups.iter().map(SecurityGroupView::new).collect();
        Ok(Written::of(&ServerGroupsOfSecurity { security_groups }, version))
    }
}
