//! Bodies and queries of migrations.

use starmap::json::Value;
use starmap::schema::types;
use starmap::{Body, Query};

/// `GET /os-migrations`
#[derive(Debug, Query)]
#[schema(additional(allow, until = "2.58"), additional(refuse, since = "2.59"))]
#[expect(missing_docs, reason = "the fields are Nova's filters, by Nova's names")]
pub struct ListMigrations {
    pub hidden: Option<String>,
    pub host: Option<String>,
    pub instance_uuid: Option<String>,
    pub source_compute: Option<String>,
    pub status: Option<String>,
    pub migration_type: Option<String>,
    #[schema(with = types::NON_NEGATIVE_INTEGER, max_items = 1, since = "2.59")]
    pub limit: Option<String>,
    #[schema(max_items = 1, since = "2.59")]
    pub marker: Option<String>,
    #[schema(name = "changes-since", with = types::DATE_TIME, max_items = 1, since = "2.59")]
    pub changes_since: Option<String>,
    #[schema(name = "changes-before", with = types::DATE_TIME, max_items = 1, since = "2.66")]
    pub changes_before: Option<String>,
    #[schema(max_items = 1, since = "2.80")]
    pub user_id: Option<String>,
    #[schema(max_items = 1, since = "2.80")]
    pub project_id: Option<String>,
}

/// The action `force_complete`.
#[derive(Debug, Body)]
pub struct ForceComplete {
    /// Nothing.
    #[schema(with = types::NULL)]
    pub force_complete: Value,
}
