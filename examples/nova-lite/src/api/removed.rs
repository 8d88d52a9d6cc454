//! Removed APIs outside `/servers`: they answer 410, so that clients know that asking again will not help.
//!
//! Nova has no schemas for them any more, so nothing of a request is looked at; only the legacy API stumbles over
//! parameters of a query.

use starmap::response::Gone;

use super::schemas::common::UncheckedQuery;
use super::{controller, parameters};

controller! {
    /// Serves `/os-agents`, which went with the driver for XenServer.
    AgentsController
}

#[starmap::resource("os-agents")]
impl AgentsController {
    #[action(GET)]
    async fn index(&self, _: UncheckedQuery) -> Gone {
        Gone
    }

    #[action(POST)]
    async fn create(&self) -> Gone {
        Gone
    }

    #[action(PUT, "{id}")]
    async fn update(&self, id: &str) -> Gone {
        parameters::unread(id);
        Gone
    }

    #[action(DELETE, "{id}")]
    async fn delete(&self, id: &str) -> Gone {
        parameters::unread(id);
        Gone
    }
}

controller! {
    /// Serves `/os-cells`, which went with the first kind of cells.
    CellsController
}

#[starmap::resource("os-cells")]
impl CellsController {
    #[action(GET)]
    async fn index(&self, _: UncheckedQuery) -> Gone {
        Gone
    }

    #[action(POST)]
    async fn create(&self) -> Gone {
        Gone
    }

    #[action(GET, "capacities")]
    async fn all_capacities(&self, _: UncheckedQuery) -> Gone {
        Gone
    }

    #[action(GET, "detail")]
    async fn detail(&self, _: UncheckedQuery) -> Gone {
        Gone
    }

    #[action(GET, "info")]
    async fn info(&self, _: UncheckedQuery) -> Gone {
        Gone
    }

    #[action(POST, "sync_instances")]
    async fn sync_instances(&self) -> Gone {
        Gone
    }

    #[action(GET, "{id}")]
    async fn show(&self, id: &str, _: UncheckedQuery) -> Gone {
        parameters::unread(id);
        Gone
    }

    #[action(PUT, "{id}")]
    async fn update(&self, id: &str) -> Gone {
        parameters::unread(id);
        Gone
    }

    #[action(DELETE, "{id}")]
    async fn delete(&self, id: &str) -> Gone {
        parameters::unread(id);
        Gone
    }

    #[action(GET, "{id}/capacities")]
    async fn capacities(&self, id: &str, _: UncheckedQuery) -> Gone {
        parameters::unread(id);
        Gone
    }
}

controller! {
    /// Serves `/os-certificates`, which went with nova-cert.
    CertificatesController
}

#[starmap::resource("os-certificates")]
impl CertificatesController {
    #[action(POST)]
    async fn create(&self) -> Gone {
        Gone
    }

    #[action(GET, "{id}")]
    async fn show(&self, id: &str, _: UncheckedQuery) -> Gone {
        parameters::unread(id);
        Gone
    }
}

controller! {
    /// Serves `/os-cloudpipe`, which went with nova-network.
    CloudpipeController
}

#[starmap::resource("os-cloudpipe")]
impl CloudpipeController {
    #[action(GET)]
    async fn index(&self, _: UncheckedQuery) -> Gone {
        Gone
    }

    #[action(POST)]
    async fn create(&self) -> Gone {
        Gone
    }

    #[action(PUT, "{id}")]
    async fn update(&self, id: &str) -> Gone {
        parameters::unread(id);
        Gone
    }
}

controller! {
    /// Serves `/os-fixed-ips`, which went with nova-network.
    FixedIpsController
}

#[starmap::resource("os-fixed-ips")]
impl FixedIpsController {
    #[action(GET, "{id}")]
    async fn show(&self, id: &str, _: UncheckedQuery) -> Gone {
        parameters::unread(id);
        Gone
    }

    #[action(POST, "{id}/action", body = "reserve")]
    async fn reserve(&self, id: &str) -> Gone {
        parameters::unread(id);
        Gone
    }

    #[action(POST, "{id}/action", body = "unreserve")]
    async fn unreserve(&self, id: &str) -> Gone {
        parameters::unread(id);
        Gone
    }
}

controller! {
    /// Serves `/os-floating-ip-dns`, which went with nova-network.
    FloatingIpDnsController
}

#[starmap::resource("os-floating-ip-dns")]
impl FloatingIpDnsController {
    #[action(GET)]
    async fn index(&self, _: UncheckedQuery) -> Gone {
        Gone
    }

    #[action(PUT, "{id}")]
    async fn update(&self, id: &str) -> Gone {
        parameters::unread(id);
        Gone
    }

    #[action(DELETE, "{id}")]
    async fn delete(&self, id: &str) -> Gone {
        parameters::unread(id);
        Gone
    }
}

controller! {
    /// Serves `/os-floating-ip-dns/{domain_id}/entries`, which went with nova-network.
    FloatingIpDnsEntriesController
}

#[starmap::resource("os-floating-ip-dns/{domain_id}/entries")]
impl FloatingIpDnsEntriesController {
    #[action(GET, "{id}")]
    async fn show(&self, domain_id: &str, id: &str, _: UncheckedQuery) -> Gone {
        parameters::unread(domain_id);
        parameters::unread(id);
        Gone
    }

    #[action(PUT, "{id}")]
    async fn update(&self, domain_id: &str, id: &str) -> Gone {
        parameters::unread(domain_id);
        parameters::unread(id);
        Gone
    }

    #[action(DELETE, "{id}")]
    async fn delete(&self, domain_id: &str, id: &str) -> Gone {
        parameters::unread(domain_id);
        parameters::unread(id);
        Gone
    }
}

controller! {
    /// Serves `/os-floating-ips-bulk`, which went with nova-network.
    FloatingIpsBulkController
}

#[starmap::resource("os-floating-ips-bulk")]
impl FloatingIpsBulkController {
    #[action(GET)]
    async fn index(&self, _: UncheckedQuery) -> Gone {
        Gone
    }

    #[action(POST)]
    async fn create(&self) -> Gone {
        Gone
    }

    #[action(GET, "{id}")]
    async fn show(&self, id: &str, _: UncheckedQuery) -> Gone {
        parameters::unread(id);
        Gone
    }

    #[action(PUT, "{id}")]
    async fn update(&self, id: &str) -> Gone {
        parameters::unread(id);
        Gone
    }
}

controller! {
    /// Serves `/os-fping`, which went with nova-network.
    FpingController
}

#[starmap::resource("os-fping")]
impl FpingController {
    #[action(GET)]
    async fn index(&self, _: UncheckedQuery) -> Gone {
        Gone
    }

    #[action(GET, "{id}")]
    async fn show(&self, id: &str, _: UncheckedQuery) -> Gone {
        parameters::unread(id);
        Gone
    }
}

controller! {
    /// Serves `/os-security-group-default-rules`, which went with nova-network.
    SecurityGroupDefaultRulesController
}

#[starmap::resource("os-security-group-default-rules")]
impl SecurityGroupDefaultRulesController {
    #[action(GET)]
    async fn index(&self, _: UncheckedQuery) -> Gone {
        Gone
    }

    #[action(POST)]
    async fn create(&self) -> Gone {
        Gone
    }

    #[action(GET, "{id}")]
    async fn show(&self, id: &str, _: UncheckedQuery) -> Gone {
        parameters::unread(id);
        Gone
    }

    #[action(DELETE, "{id}")]
    async fn delete(&self, id: &str) -> Gone {
        parameters::unread(id);
        Gone
    }
}
