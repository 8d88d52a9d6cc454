//! Bodies and queries of servers' shares.

use starmap::schema::types;
use starmap::{Body, Query};

/// A query without parameters, at every microversion that has shares.
#[derive(Debug, Query)]
pub struct ListShares {}

/// `POST /servers/{server_id}/shares`
#[derive(Debug, Body)]
pub struct NewShareBody {
    /// Which.
    pub share: NewShare,
}

/// A share to be put on a server.
#[derive(Debug, Body)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct NewShare {
    #[schema(with = types::UUID)]
    pub share_id: String,
    #[schema(min_length = 1, max_length = 255, pattern = "^[a-zA-Z0-9-]*$")]
    pub tag: Option<String>,
}
