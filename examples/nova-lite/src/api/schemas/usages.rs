//! Queries of usages.

use starmap::Query;
use starmap::schema::types;

/// `GET /os-simple-tenant-usage`
#[derive(Debug, Query)]
#[schema(additional(allow, until = "2.74"), additional(refuse, since = "2.75"))]
pub struct ListUsages {
    /// When the period begins; the first value counts, in all of these.
    pub start: Vec<String>,
    /// When it ends.
    pub end: Vec<String>,
    /// `1` asks for each server.
    pub detailed: Vec<String>,
    /// The most servers of a page.
    #[schema(with = types::NON_NEGATIVE_INTEGER, since = "2.40")]
    pub limit: Option<String>,
    /// The last server of the page before.
    #[schema(since = "2.40")]
    pub marker: Option<String>,
}

/// `GET /os-simple-tenant-usage/{id}`
#[derive(Debug, Query)]
#[schema(additional(allow, until = "2.74"), additional(refuse, since = "2.75"))]
pub struct ShowUsage {
    /// When the period begins; the first value counts, in all of these.
    pub start: Vec<String>,
    /// When it ends.
    pub end: Vec<String>,
    /// The most servers of a page.
    #[schema(with = types::NON_NEGATIVE_INTEGER, since = "2.40")]
    pub limit: Option<String>,
    /// The last server of the page before.
    #[schema(since = "2.40")]
    pub marker: Option<String>,
}
