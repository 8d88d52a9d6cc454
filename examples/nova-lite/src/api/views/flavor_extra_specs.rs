//! What extra specs look like.

use std::collections::BTreeMap;

use starmap::json::Value;
use starmap::schema::Map;

/// `{"extra_specs": …}` of a flavor.
#[derive(Debug, starmap::View)]
pub struct ExtraSpecs<'a> {
    /// By name.
    pub extra_specs: &'a BTreeMap<String, String>,
}

/// `{"extra_specs": …}` as they came: numbers are text only from the next reading on.
#[derive(Debug, starmap::View)]
pub struct NewExtraSpecs {
    /// By name.
    pub extra_specs: Map<Value>,
}
