//! Giving servers addresses and security groups while they run, as old clients do it.

use starmap::authorize::Policy;
use starmap::extract::Body;
use starmap::fault::Fault;

use super::controller;
use super::schemas::server_actions::{
    AddFixedIp, AddFloatingIp, AddSecurityGroup, RemoveFixedIp, RemoveFloatingIp, RemoveSecurityGroup,
};
use crate::compute::Caller;
use crate::compute::network::RequestedNetwork;

controller! {
    /// Serves addresses and security groups among the actions on servers.
    ServerAddressesController
}

#[starmap::resource("servers/{id}/action")]
impl ServerAddressesController {
    /// Gives a server another address.
    #[action(
        POST,
        body = "addFixedIp",
        until = "2.43",
        status = 202,
        also(404, 409),
        policy = "os_compute_api:os-multinic:add"
    )]
    async fn add_fixed_ip(
        &self,
        id: &str,
        Body(body): Body<AddFixedIp>,
        caller: Caller,
        policy: Policy<'_>,
    ) -> Result<(), Fault> {
        self.state.server(&caller, policy, id).await?;
        let network_id = Some(body.add.network_id.python_str().to_string());
        let wanted = RequestedNetwork { network_id, ..RequestedNetwork::default() };
        Ok(self.state.compute.attach_interface(&caller, id, wanted).await.map(drop)?)
    }

    /// Takes an address away from a server.
    #[action(
        POST,
        body = "removeFixedIp",
        until = "2.43",
        status = 202,
        also(404, 409),
        policy = "os_compute_api:os-multinic:remove"
    )]
    async fn remove_fixed_ip(
        &self,
        id: &str,
        Body(body): Body<RemoveFixedIp>,
        caller: Caller,
        policy: Policy<'_>,
    ) -> Result<(), Fault> {
        self.state.server(&caller, policy, id).await?;
        let address = body.remove.address;
        let ports = self.state.compute.list_interfaces(&caller, id).await?;
        let port = ports.into_iter().find(|port| port.addresses.contains_key(&address));
        let missing = || Fault::bad_request(format!("Instance {id} does not have fixed IP '{address}'."));
        let port = port.ok_or_else(missing)?;
        Ok(self.state.compute.detach_interface(&caller, id, &port.id).await?)
    }

    /// Leads a floating address to a server, by custom to its first IPv4 address.
    #[action(
        POST,
        body = "addFloatingIp",
        until = "2.43",
        status = 202,
        also(404),
        policy = "os_compute_api:os-floating-ips:add"
    )]
    async fn add_floating_ip(
        &self,
        id: &str,
        Body(body): Body<AddFloatingIp>,
        caller: Caller,
        policy: Policy<'_>,
    ) -> Result<(), Fault> {
        self.state.server(&caller, policy, id).await?;
        let (address, fixed) = (&body.add.address, body.add.fixed_address);
        Ok(self.state.compute.associate_floating_ip(&caller, id, address, fixed).await?)
    }

    /// Takes a floating address away from a server.
    #[action(
        POST,
        body = "removeFloatingIp",
        until = "2.43",
        status = 202,
        also(404, 409),
        policy = "os_compute_api:os-floating-ips:remove"
    )]
    async fn remove_floating_ip(
        &self,
        id: &str,
        Body(body): Body<RemoveFloatingIp>,
        caller: Caller,
        policy: Policy<'_>,
    ) -> Result<(), Fault> {
        self.state.server(&caller, policy, id).await?;
        Ok(self.state.compute.disassociate_floating_ip(&caller, id, &body.remove.address).await?)
    }

    /// Puts a server into a security group.
    #[action(
        POST,
        body = "addSecurityGroup",
        status = 202,
        also(404, 409),
        policy = "os_compute_api:os-security-groups:add"
    )]
    async fn add_security_group(
        &self,
        id: &str,
        Body(body): Body<AddSecurityGroup>,
        caller: Caller,
        policy: Policy<'_>,
    ) -> Result<(), Fault> {
        let name = group_name(&body.add.name)?;
        self.state.server(&caller, policy, id).await?;
        Ok(self.state.compute.join_security_group(&caller, id, name).await?)
    }

    /// Takes a server out of a security group.
    #[action(
        POST,
        body = "removeSecurityGroup",
        status = 202,
        also(404, 409),
        policy = "os_compute_api:os-security-groups:remove"
    )]
    async fn remove_security_group(
        &self,
        id: &str,
        Body(body): Body<RemoveSecurityGroup>,
        caller: Caller,
        policy: Policy<'_>,
    ) -> Result<(), Fault> {
        let name = group_name(&body.remove.name)?;
        self.state.server(&caller, policy, id).await?;
        Ok(self.state.compute.leave_security_group(&caller, id, name).await?)
    }
}

fn group_name(name: &str) -> Result<&str, Fault> {
    match name.trim() {
        "" => Err(Fault::bad_request("Security group name cannot be empty")),
        name => Ok(name),
    }
}
