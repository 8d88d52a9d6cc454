//! Bodies of a server's network interfaces.

use starmap::Body;
use starmap::schema::types;

/// `POST /servers/{server_id}/os-interface`
#[derive(Debug, Body)]
pub struct AttachInterface {
    /// What to plug in; without it a port on the project's only network.
    #[schema(name = "interfaceAttachment")]
    pub attachment: Option<WantedInterface>,
}

/// A port to plug in.
#[derive(Debug, Default, Body)]
pub struct WantedInterface {
    /// A network to make it on.
    #[schema(with = types::UUID)]
    pub net_id: Option<String>,
    /// One that there is.
    #[schema(with = types::UUID)]
    pub port_id: Option<String>,
    /// The address a new one shall have.
    #[schema(min_items = 1, max_items = 1)]
    pub fixed_ips: Option<Vec<WantedAddress>>,
    /// A word for the guest to know it by.
    #[schema(with = types::TAG, since = "2.49")]
    pub tag: Option<String>,
}

/// An address to have.
#[derive(Debug, Body)]
pub struct WantedAddress {
    /// IPv4 or IPv6.
    #[schema(with = types::IP_ADDRESS)]
    pub ip_address: String,
}
