//! Floating addresses: public ones, taken from an external network, that lead to a server's own.

use crate::compute::error::ComputeError;
use crate::compute::network::{self, Network};
use crate::compute::{Caller, Compute, ids};
use crate::store::Tx;

/// An address that a project holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FloatingIp {
    /// Its UUID.
    pub id: String,
    /// The external network it is from.
    pub network_id: String,
    /// Who holds it.
    pub project_id: String,
    /// The public address.
    pub address: String,
    /// The port it leads to.
    pub port_id: Option<String>,
    /// The address of that port.
    pub fixed_address: Option<String>,
}

/// An address with where it comes from and leads to.
#[derive(Clone, Debug)]
pub struct FloatingIpReport {
    /// The address.
    pub ip: FloatingIp,
    /// The name of its network, or the network's id where it has none.
    pub pool: String,
    /// The server it leads to.
    pub server_id: Option<String>,
}

impl Compute {
    /// Returns the names of the networks that floating addresses can be had from.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn list_floating_ip_pools(&self) -> Result<Vec<String>, ComputeError> {
        self.store.read(|tx| Ok(tx.external_networks()?.iter().map(pool_name).collect())).await
    }

    /// Returns the floating addresses of the caller's project.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn list_floating_ips(&self, caller: &Caller) -> Result<Vec<FloatingIpReport>, ComputeError> {
        let project = caller.project_id.clone();
        self.store.read(move |tx| tx.floating_ips(&project)?.into_iter().map(|ip| report(tx, ip)).collect()).await
    }

    /// Returns a floating address.
    ///
    /// # Errors
    /// `NotFound`, also for another project's; `Unavailable`.
    pub async fn floating_ip(&self, caller: &Caller, id: &str) -> Result<FloatingIpReport, ComputeError> {
        let (caller, id) = (caller.clone(), id.to_owned());
        self.store.read(move |tx| report(tx, find(tx, &caller, &id)?)).await
    }

    /// Takes an address from a pool, named by its network's name or id.
    ///
    /// # Errors
    /// `NotFound` for the pool and when no address is free in it; `Unavailable`.
    pub async fn allocate_floating_ip(&self, caller: &Caller, pool: &str) -> Result<FloatingIpReport, ComputeError> {
        let (project_id, pool) = (caller.project_id.clone(), pool.to_owned());
        self.store
            .write(move |tx| {
                let no_pool = || ComputeError::NotFound("Floating IP pool not found.".into());
                let mut networks = tx.external_networks()?.into_iter();
                let network = networks.find(|n| n.name == pool || n.id == pool).ok_or_else(no_pool)?;
                let exhausted = || ComputeError::NotFound(format!("No more floating IPs in pool {pool}."));
                let address = network::free_public_address(tx, &network.id)?.ok_or_else(exhausted)?;
                let ip = FloatingIp {
                    id: ids::uuid(),
                    network_id: network.id,
                    project_id,
                    address,
                    port_id: None,
                    fixed_address: None,
                };
                tx.add_floating_ip(&ip)?;
                report(tx, ip)
            })
            .await
    }

    /// Gives an address back, wherever it leads.
    ///
    /// # Errors
    /// `NotFound`, also for another project's; `Unavailable`.
    pub async fn release_floating_ip(&self, caller: &Caller, id: &str) -> Result<(), ComputeError> {
        let (caller, id) = (caller.clone(), id.to_owned());
        self.store
            .write(move |tx| {
                let ip = find(tx, &caller, &id)?;
                tx.delete_floating_ip(&ip.id)
            })
            .await
    }

    /// Lets an address lead to a server: to `fixed`, or to its first IPv4 address.
    ///
    /// # Errors
    /// `ServerNotFound`; `NotFound` for the floating address; `Invalid` when the server has no such address of its own;
    /// `Unavailable`.
    pub async fn associate_floating_ip(
        &self,
        caller: &Caller,
        server: &str,
        address: &str,
        fixed: Option<String>,
    ) -> Result<(), ComputeError> {
        let (caller, server, address) = (caller.clone(), server.to_owned(), address.to_owned());
        self.store
            .write(move |tx| {
                tx.own_server(&caller, &server)?;
                let ports = tx.ports_of(&server)?;
                let mut own = ports.iter().flat_map(|port| port.addresses.keys().map(move |a| (&port.id, a)));
                if own.clone().next().is_none() {
                    return Err(ComputeError::Invalid("No fixed IPs associated to instance".into()));
                }
                let no_ipv4 = format!(
                    "Unable to associate floating IP {address} to any fixed IPs for instance {server}. Instance has no \
                     fixed IPv4 addresses to associate."
                );
                let (port, fixed) = match &fixed {
                    Some(fixed) => own.find(|(_, address)| *address == fixed).ok_or_else(|| {
                        ComputeError::Invalid("Specified fixed address not assigned to instance".into())
                    })?,
                    None => own.find(|(_, address)| !address.contains(':')).ok_or(ComputeError::Invalid(no_ipv4))?,
                };
                let missing = || ComputeError::NotFound("floating IP not found".into());
                let mut ip = by_address(tx, &caller, &address)?.ok_or_else(missing)?;
                ip.port_id = Some(port.clone());
                ip.fixed_address = Some(fixed.clone());
                tx.save_floating_ip(&ip)
            })
            .await
    }

    /// Lets an address lead nowhere again.
    ///
    /// # Errors
    /// `NotFound` for the floating address; `Conflict` when it leads elsewhere; `Unavailable`.
    pub async fn disassociate_floating_ip(
        &self,
        caller: &Caller,
        server: &str,
        address: &str,
    ) -> Result<(), ComputeError> {
        let (caller, server, address) = (caller.clone(), server.to_owned(), address.to_owned());
        self.store
            .write(move |tx| {
                let missing = || ComputeError::NotFound("floating IP not found".into());
                let ip = by_address(tx, &caller, &address)?.ok_or_else(missing)?;
                let leads_to = ip.port_id.as_ref().map(|port| tx.port(port)).transpose()?.flatten();
                if leads_to.and_then(|port| port.server_id).as_ref() != Some(&server) {
                    return Err(ComputeError::Conflict(format!(
                        "Floating IP {address} is not associated with instance {server}."
                    )));
                }
                tx.save_floating_ip(&FloatingIp { port_id: None, fixed_address: None, ..ip })
            })
            .await
    }
}

fn find(tx: &Tx<'_>, caller: &Caller, id: &str) -> Result<FloatingIp, ComputeError> {
    let found = tx.floating_ip(id)?.filter(|ip| caller.may_see(&ip.project_id));
    found.ok_or_else(|| ComputeError::NotFound(format!("Floating IP not found for ID {id}")))
}

fn by_address(tx: &Tx<'_>, caller: &Caller, address: &str) -> Result<Option<FloatingIp>, ComputeError> {
    Ok(tx.floating_ip_at(address)?.filter(|ip| caller.may_see(&ip.project_id)))
}

fn report(tx: &Tx<'_>, ip: FloatingIp) -> Result<FloatingIpReport, ComputeError> {
    let pool = tx.network(&ip.network_id)?.as_ref().map(pool_name).unwrap_or_default();
    let port = ip.port_id.as_ref().map(|port| tx.port(port)).transpose()?.flatten();
    Ok(FloatingIpReport { ip, pool, server_id: port.and_then(|port| port.server_id) })
}

fn pool_name(network: &Network) -> String {
    if network.name.is_empty() { network.id.clone() } else { network.name.clone() }
}
