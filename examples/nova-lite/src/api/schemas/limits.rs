//! Queries of limits.

use starmap::Query;

/// `GET /limits`
#[derive(Debug, Query)]
#[schema(additional(allow, until = "2.74"), additional(refuse, since = "2.75"))]
pub struct ShowLimits {
    /// Another project than the caller's own.
    pub tenant_id: Option<String>,
}
