//! Networks, ports and security groups: a small stand-in for a network service, filled from the world.
//!
//! A server gets the ports it names, or a new one on a network it names, or with `Auto` one on the project's only
//! network. A project's free `spare` port is taken before a new one is made.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::compute::error::ComputeError;
use crate::compute::server::{Labels, Names, Server};
use crate::compute::{Caller, ids};
use crate::store::Tx;

/// Most addresses looked at when a free one is sought.
const ADDRESSES_TRIED_MAX: u128 = 65_536;

/// A network.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are Neutron's, by Neutron's names")]
pub struct Network {
    pub id: String,
    pub name: String,
    pub project_id: String,
    pub shared: bool,
    pub external: bool,
}

/// A range of addresses on a network.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are Neutron's, by Neutron's names")]
pub struct Subnet {
    pub id: String,
    pub network_id: String,
    pub name: String,
    pub ip_version: i64,
    pub cidr: String,
    pub gateway_ip: Option<String>,
    pub pool_start: String,
    pub pool_end: String,
}

/// A plug on a network.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are Neutron's, by Neutron's names")]
pub struct Port {
    pub id: String,
    pub network_id: String,
    pub project_id: String,
    pub server_id: Option<String>,
    pub mac_address: String,
    pub status: String,
    pub tag: Option<String>,
    /// Addresses, each with its subnet's id.
    pub addresses: Labels,
    pub security_groups: Names,
    /// Whether the port goes when its server goes.
    pub made_for_server: bool,
    /// Whether a server that names no port takes it before a new one is made.
    pub spare: bool,
    /// Order among a server's ports.
    pub position: i64,
}

/// A security group.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are Neutron's, by Neutron's names")]
pub struct SecurityGroup {
    pub id: String,
    pub name: String,
    pub description: String,
    pub project_id: String,
}

/// What a server asks of the network.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Networks {
    /// One port on the only network the project may use; none when it may use none.
    #[default]
    Auto,
    /// No port at all.
    None,
    /// These, in order.
    These(Vec<RequestedNetwork>),
}

/// One port asked for: by network or by port.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct RequestedNetwork {
    pub network_id: Option<String>,
    pub port_id: Option<String>,
    pub fixed_ip: Option<String>,
    pub tag: Option<String>,
}

/// Checks what a server asks for and spells `Auto` out, before anything is made.
///
/// # Errors
/// `Invalid` for what does not exist, `Conflict` for a port in use or a choice that is not clear.
pub(crate) fn check(tx: &Tx<'_>, caller: &Caller, wanted: &Networks) -> Result<Vec<RequestedNetwork>, ComputeError> {
    match wanted {
        Networks::None => Ok(Vec::new()),
        Networks::Auto => {
            let usable = tx.networks(&caller.project_id)?;
            match usable.as_slice() {
                [] => Ok(Vec::new()),
                [one] => Ok(vec![RequestedNetwork { network_id: Some(one.id.clone()), ..RequestedNetwork::default() }]),
                _ => Err(ComputeError::Conflict(
                    "Multiple possible networks found, use a Network ID to be more specific.".into(),
                )),
            }
        }
        Networks::These(list) => {
            for one in list {
                check_one(tx, one)?;
            }
            Ok(list.clone())
        }
    }
}

fn check_one(tx: &Tx<'_>, wanted: &RequestedNetwork) -> Result<(), ComputeError> {
    if let Some(id) = &wanted.port_id {
        let port = tx.port(id)?.ok_or_else(|| ComputeError::Invalid(format!("Port id {id} could not be found.")))?;
        if port.server_id.is_some() {
            return Err(ComputeError::Conflict(format!("Port {id} is still in use.")));
        }
    } else if let Some(id) = &wanted.network_id
        && tx.network(id)?.is_none()
    {
        return Err(ComputeError::Invalid(format!("Network {id} could not be found.")));
    }
    Ok(())
}

/// Gives a server one port. Call only after `check`. `groups` are the security groups of a port that is made; one that was
/// there keeps its own.
///
/// # Errors
/// `Conflict` when the port was taken meanwhile, `Invalid` when no address is free.
pub(crate) fn plug(
    tx: &Tx<'_>,
    server: &Server,
    wanted: &RequestedNetwork,
    groups: &Names,
) -> Result<Port, ComputeError> {
    let mut port = match (&wanted.port_id, &wanted.network_id) {
        (Some(id), _) => {
            check_one(tx, wanted)?;
            tx.port(id)?.ok_or_else(|| ComputeError::NotFound(format!("Port id {id} could not be found.")))?
        }
        (None, Some(network)) => match (tx.spare_port(network, &server.project_id)?, &wanted.fixed_ip) {
            (Some(spare), None) => Port { security_groups: groups.clone(), ..spare },
            _ => new_port(tx, server, network, wanted.fixed_ip.as_deref(), groups)?,
        },
        (None, None) => return Err(ComputeError::Invalid("Bad network format: missing 'uuid'".into())),
    };
    port.server_id = Some(server.id.clone());
    port.status = "ACTIVE".into();
    port.tag.clone_from(&wanted.tag);
    port.position = tx.ports_of(&server.id)?.last().map_or(0, |last| last.position + 1);
    tx.save_port(&port)?;
    Ok(port)
}

/// Takes a port away from its server; one that was made for it goes.
pub(crate) fn unplug(tx: &Tx<'_>, mut port: Port) -> Result<(), ComputeError> {
    if port.made_for_server {
        for (address, subnet) in port.addresses.iter() {
            if let Some(number) = pool_number(address) {
                tx.free_again(subnet, number)?;
            }
        }
        return tx.delete_port(&port.id);
    }
    port.server_id = None;
    port.tag = None;
    tx.save_port(&port)
}

fn new_port(
    tx: &Tx<'_>,
    server: &Server,
    network: &str,
    fixed: Option<&str>,
    groups: &Names,
) -> Result<Port, ComputeError> {
    let tail: [u8; 3] = fastrand::u32(..).to_be_bytes()[..3].try_into().unwrap_or_default();
    let [a, b, c] = tail;
    let mut port = Port {
        id: ids::uuid(),
        network_id: network.into(),
        project_id: server.project_id.clone(),
        server_id: None,
        mac_address: format!("fa:16:3e:{a:02x}:{b:02x}:{c:02x}"),
        status: "DOWN".into(),
        tag: None,
        addresses: Labels::default(),
        security_groups: groups.clone(),
        made_for_server: true,
        spare: false,
        position: 0,
    };
    // A project's default is one IPv4 address, as on a network whose IPv6 is automatic.
    if let Some(subnet) = tx.subnets(network)?.into_iter().find(|subnet| subnet.ip_version == 4) {
        let address = free_address(tx, &subnet, fixed)?;
        port.addresses.insert(address, subnet.id);
    }
    tx.add_port(&port)?;
    Ok(port)
}

/// A free address of an external network, for a floating one.
pub(crate) fn free_public_address(tx: &Tx<'_>, network: &str) -> Result<Option<String>, ComputeError> {
    for subnet in tx.subnets(network)?.into_iter().filter(|subnet| subnet.ip_version == 4) {
        for address in candidates(&subnet, 0) {
            if !tx.address_taken(network, &address)? && tx.floating_ip_at(&address)?.is_none() {
                return Ok(Some(address));
            }
        }
    }
    Ok(None)
}

fn free_address(tx: &Tx<'_>, subnet: &Subnet, fixed: Option<&str>) -> Result<String, ComputeError> {
    if let Some(fixed) = fixed {
        if tx.address_taken(&subnet.network_id, fixed)? {
            return Err(ComputeError::Invalid(format!("Fixed IP address {fixed} is already in use on instance.")));
        }
        return Ok(fixed.into());
    }
    // From the first that may be free, so that the search does not grow with the servers on the network.
    let free_from = tx.free_from(&subnet.id)?;
    for address in candidates(subnet, free_from) {
        if !tx.address_taken(&subnet.network_id, &address)? {
            if let Some(number) = pool_number(&address) {
                tx.set_free_from(&subnet.id, number + 1)?;
            }
            return Ok(address);
        }
    }
    Err(ComputeError::Invalid(format!("No fixed IP addresses available for network: {}", subnet.network_id)))
}

/// The addresses of a subnet that may be given out, in order, from one on.
fn candidates(subnet: &Subnet, from: i64) -> impl Iterator<Item = String> {
    let (first, last) = (number(&subnet.pool_start), number(&subnet.pool_end));
    let first = first.map(|first| first.max(u128::try_from(from).unwrap_or(0)));
    let range = first.zip(last).map(|(first, last)| first..=last.min(first.saturating_add(ADDRESSES_TRIED_MAX)));
    let addresses = range.into_iter().flatten().map(|candidate| text(candidate, subnet.ip_version));
    addresses.filter(|address| subnet.gateway_ip.as_deref() != Some(address))
}

/// An IPv4 address as pools count them; those of IPv6 are not given out one after the other.
fn pool_number(address: &str) -> Option<i64> {
    address.parse::<Ipv4Addr>().ok().map(|v4| u32::from(v4).into())
}

fn number(address: &str) -> Option<u128> {
    Some(match address.parse().ok()? {
        IpAddr::V4(v4) => u32::from(v4).into(),
        IpAddr::V6(v6) => v6.into(),
    })
}

fn text(number: u128, version: i64) -> String {
    match (version, u32::try_from(number)) {
        (4, Ok(v4)) => Ipv4Addr::from(v4).to_string(),
        _ => Ipv6Addr::from(number).to_string(),
    }
}
/// An IPv6 address as Nova writes it, in its shortest form; anything else as it is.
pub(crate) fn shortest(address: &str) -> String {
    address.parse::<std::net::Ipv6Addr>().map_or_else(|_| address.to_owned(), |address| address.to_string())
}
