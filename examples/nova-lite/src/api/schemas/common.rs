//! Shapes that several resources share.

use starmap::Query;

/// A query without parameters of its own: others are dropped below 2.102 and refused from there on.
#[derive(Debug, Query)]
#[schema(additional(allow, until = "2.101"), additional(refuse, since = "2.102"))]
pub struct NoQuery {}

/// A query whose parameters nobody looks at, at any microversion.
#[derive(Debug, Query)]
#[schema(additional = allow)]
pub struct AnyQuery {}
