//! What availability zones look like.

use std::collections::BTreeMap;

use crate::compute::host::Zone;

/// `{"availabilityZoneInfo": […]}`
#[derive(Debug, starmap::View)]
pub struct ZoneList<'a> {
    /// The zones, usable ones first.
    #[view(name = "availabilityZoneInfo")]
    pub zones: Vec<ZoneView<'a>>,
}

/// Hosts by name, each with its services by binary.
pub type Hosts<'a> = BTreeMap<&'a str, BTreeMap<&'a str, ServiceState>>;

/// A zone.
#[derive(Debug, starmap::View)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct ZoneView<'a> {
    #[view(name = "zoneName")]
    pub name: &'a str,
    #[view(name = "zoneState")]
    pub state: ZoneState,
    /// Null where they are not shown, and for a zone without enabled services.
    pub hosts: Option<Hosts<'a>>,
}

/// Whether servers can be put into a zone.
#[derive(Debug, starmap::View)]
pub struct ZoneState {
    /// Whether any service in it is enabled.
    pub available: bool,
}

/// A service of a host.
#[derive(Debug, starmap::View)]
pub struct ServiceState {
    /// Whether it answers.
    pub available: bool,
    /// Whether it is enabled.
    pub active: bool,
    /// When it last reported.
    pub updated_at: Option<String>,
}

impl<'a> ZoneView<'a> {
    /// A zone without its hosts.
    pub fn summary(zone: &'a Zone) -> Self {
        Self { name: &zone.name, state: ZoneState { available: zone.available }, hosts: None }
    }

    /// A zone with its enabled services.
    pub fn detail(zone: &'a Zone) -> Self {
        Self { hosts: zone.available.then(|| hosts(zone)), ..Self::summary(zone) }
    }
}

fn hosts(zone: &Zone) -> Hosts<'_> {
    let mut hosts = Hosts::new();
    for service in zone.services.iter().filter(|service| !service.disabled) {
        let state = ServiceState {
            available: service.is_up(),
            active: true,
            updated_at: service.updated_at.map(|at| at.micros_text()),
        };
        hosts.entry(&service.host).or_default().insert(&service.binary, state);
    }
    hosts
}
