//! Queries of hypervisors.

use starmap::Query;
use starmap::schema::types;

/// `GET /os-hypervisors` and `GET /os-hypervisors/detail`
#[derive(Debug, Query)]
#[schema(additional(allow, until = "2.52"), additional(refuse, since = "2.53"))]
pub struct ListHypervisors {
    /// The most hypervisors of a page, while the last of several counts.
    #[schema(name = "limit", with = types::NON_NEGATIVE_INTEGER, since = "2.33", until = "2.52")]
    last_limit: Option<String>,
    /// The last hypervisor of the page before, while the last of several counts.
    #[schema(name = "marker", since = "2.33", until = "2.52")]
    last_marker: Option<String>,
    #[schema(name = "limit", with = types::NON_NEGATIVE_INTEGER, max_items = 1, since = "2.53")]
    only_limit: Option<String>,
    #[schema(name = "marker", max_items = 1, since = "2.53")]
    only_marker: Option<String>,
    /// A text in their names.
    #[schema(with = types::HOSTNAME, max_items = 1, since = "2.53")]
    pub hypervisor_hostname_pattern: Option<String>,
    /// Whether to show their servers.
    #[schema(default, max_items = 1, since = "2.53")]
    pub with_servers: bool,
}

impl ListHypervisors {
    /// The most hypervisors of a page.
    pub fn limit(&self) -> Option<&str> {
        self.only_limit.as_deref().or(self.last_limit.as_deref())
    }

    /// The last hypervisor of the page before.
    pub fn marker(&self) -> Option<&str> {
        self.only_marker.as_deref().or(self.last_marker.as_deref())
    }
}

/// `GET /os-hypervisors/{id}`
#[derive(Debug, Query)]
#[schema(additional(allow, until = "2.52"), additional(refuse, since = "2.53"))]
pub struct ShowHypervisor {
    /// Whether to show its servers.
    #[schema(default, max_items = 1, since = "2.53")]
    pub with_servers: bool,
}
