//! Queries of the log of a server's actions.

use starmap::Query;
use starmap::schema::types;

/// `GET /servers/{server_id}/os-instance-actions`
#[derive(Debug, Query)]
#[schema(additional(allow, until = "2.57"), additional(refuse, since = "2.58"))]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct ListActions {
    #[schema(with = types::NON_NEGATIVE_INTEGER, max_items = 1, since = "2.58")]
    pub limit: Option<String>,
    #[schema(max_items = 1, since = "2.58")]
    pub marker: Option<String>,
    #[schema(name = "changes-since", with = types::DATE_TIME, max_items = 1, since = "2.58")]
    pub changes_since: Option<String>,
    #[schema(name = "changes-before", with = types::DATE_TIME, max_items = 1, since = "2.66")]
    pub changes_before: Option<String>,
}
