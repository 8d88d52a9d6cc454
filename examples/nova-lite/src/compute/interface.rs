//! What hangs on a server: its ports and volumes for the views, and plugging ports in and out of a running one.

use crate::compute::clock::Timestamp;
use crate::compute::error::ComputeError;
use crate::compute::network::{self, Network, Networks, Port, RequestedNetwork, SecurityGroup};
use crate::compute::server::Server;
use crate::compute::server_state::Rule;
use crate::compute::volume::{Volume, VolumeAttachment};
use crate::compute::{Caller, Compute, action_log};
use crate::store::Tx;

/// A server with what the detailed view shows beside it.
#[derive(Clone, Debug)]
pub struct ServerDetails {
    /// The server.
    pub server: Server,
    /// Its ports in order, each with its network's name.
    pub ports: Vec<(Port, String)>,
    /// Its volumes, oldest first.
    pub volumes: Vec<VolumeAttachment>,
    /// Whether its host's service answers; `None` without a host.
    pub host_up: Option<bool>,
}

impl Compute {
    /// Adds to servers what the detailed view shows beside them, in one consistent read.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn details(&self, servers: Vec<Server>) -> Result<Vec<ServerDetails>, ComputeError> {
        self.store
            .read(move |tx| {
                let services = tx.services()?;
                let up = |host: &String| services.iter().any(|s| s.host == *host && s.is_up());
                let detail = |server: Server| {
                    Ok(ServerDetails {
                        ports: named_ports(tx, &server.id)?,
                        volumes: tx.attachments(&server.id)?,
                        host_up: server.host.as_ref().map(up),
                        server,
                    })
                };
                servers.into_iter().map(detail).collect()
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

    /// Plugs a port into a server; without port and network it is one on the project's only network.
    ///
    /// # Errors
    /// `ServerNotFound`; `NotFound` for the port; `Invalid` for the network; `Conflict` for a port in use or an
    /// unclear choice; `InvalidState`; `Locked`; `Unavailable`.
    pub async fn attach_interface(
        &self,
        caller: &Caller,
        server: &str,
        wanted: RequestedNetwork,
    ) -> Result<Port, ComputeError> {
        let (caller, server) = (caller.clone(), server.to_owned());
        self.store
            .write(move |tx| {
                let started = Timestamp::now();
                let found = guarded(tx, &caller, &server, Rule::ATTACH_INTERFACE)?;
                if let Some(id) = &wanted.port_id
                    && tx.port(id)?.is_none()
                {
                    return Err(no_port(id));
                }
                let named = wanted.port_id.is_some() || wanted.network_id.is_some();
                let asked = if named { Networks::These(vec![wanted]) } else { Networks::Auto };
                let chosen = network::check(tx, &caller, &asked)?;
                let first = chosen.first().ok_or_else(|| ComputeError::Invalid("No network is available.".into()))?;
                let port = network::plug(tx, &found, first)?;
                let number = action_log::begin(tx, &caller, &server, "attach_interface")?;
                let host = found.host.as_deref();
                action_log::end(tx, number, "compute_attach_interface", host, started, None)?;
                Ok(port)
            })
            .await
    }

    /// Takes a port away from a server.
    ///
    /// # Errors
    /// `ServerNotFound`; `NotFound` for the port; `InvalidState`; `Locked`; `Unavailable`.
    pub async fn detach_interface(&self, caller: &Caller, server: &str, port: &str) -> Result<(), ComputeError> {
        let (caller, server, port) = (caller.clone(), server.to_owned(), port.to_owned());
        self.store
            .write(move |tx| {
                let started = Timestamp::now();
                let found = guarded(tx, &caller, &server, Rule::DETACH_INTERFACE)?;
                let plugged = tx.ports_of(&server)?.into_iter().find(|held| held.id == port);
                network::unplug(tx, plugged.ok_or_else(|| no_port(&port))?)?;
                let number = action_log::begin(tx, &caller, &server, "detach_interface")?;
                action_log::end(tx, number, "compute_detach_interface", found.host.as_deref(), started, None)
            })
            .await
    }

    /// Returns the networks a project may use.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn list_networks(&self, caller: &Caller) -> Result<Vec<Network>, ComputeError> {
        let project = caller.project_id.clone();
        self.store.read(move |tx| tx.networks(&project)).await
    }

    /// Returns a project's security groups, by name.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn list_security_groups(&self, caller: &Caller) -> Result<Vec<SecurityGroup>, ComputeError> {
        let project = caller.project_id.clone();
        self.store.read(move |tx| tx.security_groups(&project)).await
    }

    /// Returns a project's volumes, oldest first, and those that belong to no project.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn list_volumes(&self, caller: &Caller) -> Result<Vec<Volume>, ComputeError> {
        let project = caller.project_id.clone();
        self.store.read(move |tx| tx.volumes(&project)).await
    }
}

fn guarded(tx: &Tx<'_>, caller: &Caller, server: &str, rule: Rule) -> Result<Server, ComputeError> {
    let found = tx.own_server(caller, server)?;
    caller.check_lock(&found)?;
    rule.check(&found)?;
    Ok(found)
}

fn named_ports(tx: &Tx<'_>, server: &str) -> Result<Vec<(Port, String)>, ComputeError> {
    let name = |port: Port| {
        let network = tx.network(&port.network_id)?;
        Ok((port, network.map(|network| network.name).unwrap_or_default()))
    };
    tx.ports_of(server)?.into_iter().map(name).collect()
}

fn no_port(id: &str) -> ComputeError {
    ComputeError::NotFound(format!("Port id {id} could not be found."))
}
