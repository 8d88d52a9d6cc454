//! Queries of console tokens.

use starmap::Query;

/// `GET /os-console-auth-tokens/{id}`
#[derive(Debug, Query)]
#[schema(additional(allow, until = "2.98"), additional(refuse, since = "2.99"))]
pub struct ShowConsoleToken {}
