//! Bodies and queries of services.

use starmap::schema::{LooseBool, types};
use starmap::{Body, Query};

/// `GET /os-services`
#[derive(Debug, Query)]
#[schema(additional(allow, until = "2.74"), additional(refuse, since = "2.75"))]
pub struct ListServices {
    /// On this host only.
    pub host: Option<String>,
    /// With this binary only.
    pub binary: Option<String>,
}

/// `PUT /os-services/{id}`
#[derive(Debug, Body)]
pub struct ChangeService {
    /// The service's host, which the path does not name yet.
    #[schema(with = types::HOSTNAME, until = "2.52", required(until = "2.52"))]
    pub host: Option<String>,
    /// The service's binary.
    #[schema(min_length = 1, max_length = 255, until = "2.52", required(until = "2.52"))]
    pub binary: Option<String>,
    /// What it shall be.
    #[schema(one_of("enabled", "disabled"), since = "2.53")]
    pub status: Option<String>,
    /// Why it is disabled.
    #[schema(min_length = 1, max_length = 255)]
    pub disabled_reason: Option<String>,
    /// Whether it counts as down whatever it reports.
    #[schema(since = "2.11")]
    pub forced_down: Option<LooseBool>,
}
