//! What networks look like: the fields of nova-network, of which the network service fills two.

use starmap::json::Writer;
use starmap::microversion::Microversion;
use starmap::schema::{Keyword, Schema, Type};
use starmap::view::View;

use crate::compute::network::Network;

/// `{"networks": […]}`
#[derive(Debug, starmap::View)]
pub struct NetworkList<'a> {
    /// All of them.
    pub networks: Vec<NetworkView<'a>>,
}

/// `{"network": …}`
#[derive(Debug, starmap::View)]
pub struct NetworkBody<'a> {
    /// The network.
    pub network: NetworkView<'a>,
}

/// The fields that are null for everybody.
const EMPTY: &[&str] =
    &["cidr", "netmask", "gateway", "broadcast", "dns1", "dns2", "cidr_v6", "gateway_v6", "netmask_v6"];

/// The fields that are null for administrators and missing for others.
const EMPTY_FOR_ADMINISTRATORS: &[&str] = &[
    "created_at",
    "updated_at",
    "deleted_at",
    "deleted",
    "injected",
    "bridge",
    "vlan",
    "vpn_public_address",
    "vpn_public_port",
    "vpn_private_address",
    "dhcp_start",
    "project_id",
    "host",
    "bridge_interface",
    "multi_host",
    "priority",
    "rxtx_base",
    "mtu",
    "dhcp_server",
    "enable_dhcp",
    "share_address",
];

/// A network.
#[derive(Clone, Copy, Debug)]
pub struct NetworkView<'a> {
    network: &'a Network,
    for_administrator: bool,
}

impl<'a> NetworkView<'a> {
    /// A network as the caller may see it.
    pub fn new(network: &'a Network, for_administrator: bool) -> Self {
        Self { network, for_administrator }
    }
}

impl View for NetworkView<'_> {
    const SCHEMA: &'static Schema = &Schema::new(&[Keyword::Type(&[Type::Object])]);

    fn write(&self, out: &mut Writer, _: Microversion) {
        out.begin_object();
        out.key("id");
        out.string(&self.network.id);
        out.key("label");
        out.string(&self.network.name);
        let more = if self.for_administrator { EMPTY_FOR_ADMINISTRATORS } else { &[] };
        for key in EMPTY.iter().chain(more) {
            out.key(key);
            out.null();
        }
        out.end_object();
    }
}

/// `{"networks": […]}` of a project.
#[derive(Debug, starmap::View)]
pub struct ProjectNetworkList<'a> {
    /// All of them.
    pub networks: Vec<ProjectNetworkView<'a>>,
}

/// `{"network": …}` of a project.
#[derive(Debug, starmap::View)]
pub struct ProjectNetworkBody<'a> {
    /// The network.
    pub network: ProjectNetworkView<'a>,
}

/// A network of a project.
#[derive(Debug, starmap::View)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct ProjectNetworkView<'a> {
    pub id: &'a str,
    /// The text `None`, as Python spells what the network service leaves open.
    pub cidr: &'static str,
    pub label: &'a str,
}

impl<'a> ProjectNetworkView<'a> {
    /// A network as its project sees it.
    pub fn new(network: &'a Network) -> Self {
        Self { id: &network.id, cidr: "None", label: &network.name }
    }
}
