//! What a server's network interfaces look like.

use starmap::View;

use crate::compute::network::Port;

/// `{"interfaceAttachment": …}`
#[derive(Debug, View)]
pub struct InterfaceBody<'a> {
    /// The port.
    #[view(name = "interfaceAttachment")]
    pub attachment: InterfaceView<'a>,
}

/// `{"interfaceAttachments": […]}`
#[derive(Debug, View)]
pub struct InterfaceList<'a> {
    /// The ports.
    #[view(name = "interfaceAttachments")]
    pub attachments: Vec<InterfaceView<'a>>,
}

/// A port of a server.
#[derive(Debug, View)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct InterfaceView<'a> {
    pub net_id: &'a str,
    pub port_id: &'a str,
    pub mac_addr: &'a str,
    pub port_state: &'a str,
    pub fixed_ips: Vec<FixedIpView<'a>>,
    #[view(since = "2.70")]
    pub tag: Option<&'a str>,
}

/// An address of a port.
#[derive(Debug, View)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct FixedIpView<'a> {
    pub ip_address: &'a str,
    pub subnet_id: &'a str,
}

impl<'a> InterfaceView<'a> {
    /// A port as it is shown.
    pub fn new(port: &'a Port) -> Self {
        let address = |(ip_address, subnet_id): (&'a String, &'a String)| FixedIpView { ip_address, subnet_id };
        Self {
            net_id: &port.network_id,
            port_id: &port.id,
            mac_addr: &port.mac_address,
            port_state: &port.status,
            fixed_ips: port.addresses.iter().map(address).collect(),
            tag: port.tag.as_deref(),
        }
    }
}
