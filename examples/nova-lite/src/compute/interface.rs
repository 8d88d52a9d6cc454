//! What hangs on a server: its ports and volumes for the views, and plugging ports in and out of a running one.

use std::collections::BTreeMap;

use crate::compute::clock::Timestamp;
use crate::compute::error::ComputeError;
use crate::compute::floating_ip::FloatingIp;
use crate::compute::host::COMPUTE;
use crate::compute::network::{self, Network, Port, RequestedNetwork, SecurityGroup};
use crate::compute::server::{Names, Server};
use crate::compute::server_state::Rule;
use crate::compute::volume::VolumeAttachment;
use crate::compute::{Caller, Compute, action_log, security_group};
use crate::store::Tx;

/// What a port must have before a security group can guard it, in Nova's words.
const NO_ADDRESS: &str =
    "Network requires port_security_enabled and subnet associated in order to apply security groups.";

/// A server with what the detailed view shows beside it.
#[derive(Clone, Debug)]
pub struct ServerDetails {
    /// The server.
    pub server: Server,
    /// Its ports in order, each with its network's name.
    pub ports: Vec<(Port, String)>,
    /// The floating addresses that lead to them: port by port, oldest first.
    pub floating_ips: Vec<FloatingIp>,
    /// Its volumes, oldest first.
    pub volumes: Vec<VolumeAttachment>,
    /// Nova's word for how its host is: `UP`, `DOWN`, `MAINTENANCE`, `UNKNOWN`; empty without a host.
    pub host_status: &'static str,
}

impl Compute {
    /// Adds to servers what the detailed view shows beside them, in one consistent read.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn details(&self, servers: Vec<Server>) -> Result<Vec<ServerDetails>, ComputeError> {
        self.store.read(move |tx| details(tx, servers)).await
    }

    /// Returns a server the caller may see, with what the detailed view shows beside it, in one consistent read.
    ///
    /// # Errors
    /// `ServerNotFound`, `Unavailable`.
    pub async fn server_details(&self, caller: &Caller, id: &str) -> Result<ServerDetails, ComputeError> {
        let (caller, id) = (caller.clone(), id.to_owned());
        self.store
            .read(move |tx| {
                let server = tx.own_server(&caller, &id)?;
                details(tx, vec![server])?.pop().ok_or(ComputeError::ServerNotFound(id))
            })
            .await
    }

    /// Returns a server's ports in order.
    ///
    /// # Errors
    /// `ServerNotFound`, `Unavailable`.
    pub async fn list_interfaces(&self, caller: &Caller, server: &str) -> Result<Vec<Port>, ComputeError> {
        let (caller, server) = (caller.clone(), server.to_owned());
        self.store
            .read(move |tx| {
                tx.own_server(&caller, &server)?;
                tx.ports_of(&server)
            })
            .await
    }

    /// Returns a port of a server.
    ///
    /// # Errors
    /// `ServerNotFound`; `NotFound` for a port that does not exist or is another server's; `Unavailable`.
    pub async fn interface(&self, caller: &Caller, server: &str, port: &str) -> Result<Port, ComputeError> {
        let (caller, server, port) = (caller.clone(), server.to_owned(), port.to_owned());
        self.store
            .read(move |tx| {
                tx.own_server(&caller, &server)?;
                let found = visible_port(tx, &caller, &port)?;
                if found.server_id.as_ref() == Some(&server) {
                    return Ok(found);
                }
                Err(ComputeError::NotFound(format!("Instance {server} does not have a port with id {port}")))
            })
            .await
    }

    /// Plugs a port into a server; without port and network it is one on the project's only network.
    ///
    /// The log keeps an attempt that failed, as Nova's does.
    ///
    /// # Errors
    /// `ServerNotFound`; `NotFound` for the port or network; `Invalid` for an unclear choice; `Conflict` for a port or
    /// an address in use; `InvalidState`; `Locked`; `Unavailable`.
    pub async fn attach_interface(
        &self,
        caller: &Caller,
        server: &str,
        wanted: RequestedNetwork,
    ) -> Result<Port, ComputeError> {
        let number = self.begin_interface(caller, server, Rule::ATTACH_INTERFACE).await?;
        if let Some(id) = wanted.port_id.clone() {
            // Nova looks before it hands the work on, so this failure is no event of the action.
            let caller = caller.clone();
            self.store.read(move |tx| visible_port(tx, &caller, &id)).await?;
        }
        let (seeker, id) = (caller.clone(), server.to_owned());
        let event = "compute_attach_interface";
        self.end_interface(number, event, server, move |tx| plug(tx, &seeker, &id, wanted)).await
    }

    /// Takes a port away from a server. That the server has no such port shows in the log only, because the request
    /// is accepted before anybody looks.
    ///
    /// # Errors
    /// `ServerNotFound`; `InvalidState`; `Locked`; `Unavailable`.
    pub async fn detach_interface(&self, caller: &Caller, server: &str, port: &str) -> Result<(), ComputeError> {
        let number = self.begin_interface(caller, server, Rule::DETACH_INTERFACE).await?;
        let (id, port) = (server.to_owned(), port.to_owned());
        let unplug = move |tx: &Tx<'_>| {
            let plugged = tx.ports_of(&id)?.into_iter().find(|held| held.id == port);
            network::unplug(tx, plugged.ok_or_else(|| no_port(&port))?)
        };
        match self.end_interface(number, "compute_detach_interface", server, unplug).await {
            Err(unavailable @ ComputeError::Unavailable(_)) => Err(unavailable),
            _ => Ok(()),
        }
    }

    async fn begin_interface(&self, caller: &Caller, server: &str, rule: Rule) -> Result<i64, ComputeError> {
        let (caller, server) = (caller.clone(), server.to_owned());
        self.store
            .write(move |tx| {
                guarded(tx, &caller, &server, rule)?;
                action_log::begin(tx, &caller, &server, rule.action)
            })
            .await
    }

    /// Carries out what was begun and notes how it went; a failure undoes the work and not the note.
    async fn end_interface<T, F>(
        &self,
        number: i64,
        event: &'static str,
        server: &str,
        work: F,
    ) -> Result<T, ComputeError>
    where
        T: Send + 'static,
        F: FnOnce(&Tx<'_>) -> Result<T, ComputeError> + Send + 'static,
    {
        let (started, id) = (Timestamp::now(), server.to_owned());
        let host = move |tx: &Tx<'_>| Ok::<_, ComputeError>(tx.any_server(&id)?.and_then(|server| server.host));
        let host_of = host.clone();
        let result = self
            .store
            .write(move |tx| {
                let done = work(tx)?;
                action_log::end(tx, number, event, host_of(tx)?.as_deref(), started, None)?;
                Ok(done)
            })
            .await;
        if let Err(error) = &result {
            let text = error.to_string();
            let note = self
                .store
                .write(move |tx| action_log::end(tx, number, event, host(tx)?.as_deref(), started, Some(&text)));
            note.await?;
        }
        result
    }

    /// Returns the networks a project may use.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn list_networks(&self, caller: &Caller) -> Result<Vec<Network>, ComputeError> {
        let project = caller.project_id.clone();
        self.store.read(move |tx| tx.networks(&project)).await
    }

    /// Returns a network that the caller may see.
    ///
    /// # Errors
    /// `NotFound`, `Unavailable`.
    pub async fn network(&self, caller: &Caller, id: &str) -> Result<Network, ComputeError> {
        let (caller, id) = (caller.clone(), id.to_owned());
        self.store
            .read(move |tx| {
                let visible = |network: &Network| network.shared || caller.may_see(&network.project_id);
                tx.network(&id)?.filter(visible).ok_or_else(|| ComputeError::NotFound("Network not found".into()))
            })
            .await
    }

    /// Returns the security groups of a server's ports, by name; one that two ports have is there twice.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn groups_of_server(&self, server: &Server) -> Result<Vec<SecurityGroup>, ComputeError> {
        let (id, project) = (server.id.clone(), server.project_id.clone());
        self.store
            .write(move |tx| {
                security_group::ensure_default(tx, &project)?;
                let known = tx.security_groups(&project)?;
                let ports = tx.ports_of(&id)?;
                let held = |group: &SecurityGroup| {
                    ports.iter().filter(|port| port.security_groups.contains(&group.name)).count()
                };
                Ok(known.into_iter().flat_map(|group| std::iter::repeat_n(group.clone(), held(&group))).collect())
            })
            .await
    }

    /// Puts every port of a server into a security group of the caller's project, by name or id.
    ///
    /// # Errors
    /// `ServerNotFound`; `NotFound` for the group, and for a server without a port; `Invalid` for a port that has no
    /// address; `Unavailable`.
    pub async fn join_security_group(&self, caller: &Caller, server: &str, group: &str) -> Result<(), ComputeError> {
        self.change_groups(caller, server, group, |tx, ports, group| {
            for mut port in ports {
                if port.addresses.is_empty() {
                    return Err(ComputeError::Invalid(NO_ADDRESS.into()));
                }
                if !port.security_groups.contains(&group.name) {
                    port.security_groups.push(group.name.clone());
                    tx.save_port(&port)?;
                }
            }
            Ok(())
        })
        .await
    }

    /// Takes every port of a server out of a security group of the caller's project, by name or id.
    ///
    /// # Errors
    /// `ServerNotFound`; `NotFound` for the group, for a server without a port, and for a group that none of the ports is in;
    /// `Unavailable`.
    pub async fn leave_security_group(&self, caller: &Caller, server: &str, group: &str) -> Result<(), ComputeError> {
        let (id, asked) = (server.to_owned(), group.to_owned());
        self.change_groups(caller, server, group, move |tx, ports, group| {
            let mut left = false;
            for mut port in ports {
                if let Some(at) = port.security_groups.iter().position(|held| *held == group.name) {
                    port.security_groups.remove(at);
                    tx.save_port(&port)?;
                    left = true;
                }
            }
            let text = || format!("Security group {asked} not associated with the instance {id}");
            if left { Ok(()) } else { Err(ComputeError::NotFound(text())) }
        })
        .await
    }

    async fn change_groups<F>(&self, caller: &Caller, id: &str, group: &str, change: F) -> Result<(), ComputeError>
    where
        F: FnOnce(&Tx<'_>, Vec<Port>, SecurityGroup) -> Result<(), ComputeError> + Send + 'static,
    {
        let (caller, id, group) = (caller.clone(), id.to_owned(), group.to_owned());
        self.store
            .write(move |tx| {
                tx.own_server(&caller, &id)?;
                let project = &caller.project_id;
                security_group::ensure_default(tx, project)?;
                let found =
                    tx.security_groups(project)?.into_iter().find(|known| known.name == group || known.id == group);
                let missing = || format!("Security group {group} is not found for project {project}");
                let found = found.ok_or_else(|| ComputeError::NotFound(missing()))?;
                let ports = tx.ports_of(&id)?;
                if ports.is_empty() {
                    let text = format!("instance_id {id} could not be found as device id on any ports");
                    return Err(ComputeError::NotFound(text));
                }
                change(tx, ports, found)
            })
            .await
    }
}

fn guarded(tx: &Tx<'_>, caller: &Caller, server: &str, rule: Rule) -> Result<Server, ComputeError> {
    let found = tx.own_server(caller, server)?;
    caller.check_lock(&found)?;
    rule.check(&found)?;
    Ok(found)
}

fn plug(tx: &Tx<'_>, caller: &Caller, server: &str, wanted: RequestedNetwork) -> Result<Port, ComputeError> {
    let found = tx.own_server(caller, server)?;
    let wanted = choose(tx, caller, server, wanted)?;
    // A port that is made for a running server joins the default group, whatever the server was made with.
    network::plug(tx, &found, &wanted, &Names(vec![security_group::DEFAULT.into()]))
}

/// Says which port or network it is to be.
fn choose(
    tx: &Tx<'_>,
    caller: &Caller,
    server: &str,
    wanted: RequestedNetwork,
) -> Result<RequestedNetwork, ComputeError> {
    if let Some(id) = &wanted.port_id {
        return match visible_port(tx, caller, id)?.server_id {
            Some(_) => Err(ComputeError::Conflict(format!("Port {id} is still in use."))),
            None => Ok(wanted),
        };
    }
    let usable = tx.networks(&caller.project_id)?;
    let Some(id) = &wanted.network_id else {
        return match usable.as_slice() {
            [one] => Ok(RequestedNetwork { network_id: Some(one.id.clone()), ..wanted }),
            [] => Err(ComputeError::Invalid(format!(
                "No specific network was requested and none are available for project '{}'.",
                caller.project_id
            ))),
            _ => Err(ComputeError::Invalid(
                "More than one possible network found. Specify network ID(s) to select which one(s) to connect to."
                    .into(),
            )),
        };
    };
    if !caller.is_admin && !usable.iter().any(|network| network.id == *id) || tx.network(id)?.is_none() {
        return Err(ComputeError::NotFound(format!("Network {id} could not be found.")));
    }
    if let Some(address) = &wanted.fixed_ip
        && tx.address_taken(id, address)?
    {
        let text = format!("Fixed IP address {address} is already in use on instance {server}.");
        return Err(ComputeError::Conflict(text));
    }
    Ok(wanted)
}

fn visible_port(tx: &Tx<'_>, caller: &Caller, id: &str) -> Result<Port, ComputeError> {
    tx.port(id)?.filter(|port| caller.may_see(&port.project_id)).ok_or_else(|| no_port(id))
}

/// Adds to servers what the detailed view shows beside them. Each is found along an index, which costs less than asking for those
/// of a whole page at once: SQLite would have to take the page's ids apart and to sort what it found.
pub(crate) fn details(tx: &Tx<'_>, servers: Vec<Server>) -> Result<Vec<ServerDetails>, ComputeError> {
    let mut around = Around { tx, networks: BTreeMap::new(), hosts: BTreeMap::new() };
    servers.into_iter().map(|server| around.details(server)).collect()
}

/// What many servers of a page have in common.
struct Around<'t> {
    tx: &'t Tx<'t>,
    /// Names by id.
    networks: BTreeMap<String, String>,
    /// How the hosts are.
    hosts: BTreeMap<String, &'static str>,
}

impl Around<'_> {
    fn details(&mut self, server: Server) -> Result<ServerDetails, ComputeError> {
        let (mut ports, mut floating_ips) = (Vec::new(), Vec::new());
        for port in self.tx.ports_of(&server.id)? {
            floating_ips.extend(self.tx.floating_ips_to(&port.id)?);
            let network = self.network_name(&port.network_id)?;
            ports.push((port, network));
        }
        let host_status = self.host_status(server.host.as_deref())?;
        Ok(ServerDetails { volumes: self.tx.attachments(&server.id)?, ports, floating_ips, host_status, server })
    }

    fn network_name(&mut self, id: &str) -> Result<String, ComputeError> {
        if let Some(name) = self.networks.get(id) {
            return Ok(name.clone());
        }
        let name = self.tx.network(id)?.map(|network| network.name).unwrap_or_default();
        self.networks.insert(id.to_owned(), name.clone());
        Ok(name)
    }

    fn host_status(&mut self, host: Option<&str>) -> Result<&'static str, ComputeError> {
        let Some(host) = host else { return Ok("") };
        if let Some(status) = self.hosts.get(host) {
            return Ok(status);
        }
        let status = match self.tx.service(COMPUTE, host)? {
            None => "UNKNOWN",
            Some(service) if service.disabled => "MAINTENANCE",
            Some(service) if service.is_up() => "UP",
            Some(_) => "DOWN",
        };
        self.hosts.insert(host.to_owned(), status);
        Ok(status)
    }
}

fn no_port(id: &str) -> ComputeError {
    ComputeError::NotFound(format!("Port id {id} could not be found."))
}
