//! Bodies of servers' metadata.

use starmap::Body;
use starmap::schema::{Map, types};

/// `POST` and `PUT /servers/{id}/metadata`
#[derive(Debug, Body)]
pub struct MetadataBody {
    /// The entries.
    #[schema(with = types::METADATA)]
    pub metadata: Map<String>,
}

/// `PUT /servers/{id}/metadata/{key}`
#[derive(Debug, Body)]
pub struct MetaBody {
    /// One entry.
    #[schema(keys = "^[a-zA-Z0-9-_:. ]{1,255}$", values(max_length = 255), min_properties = 1, max_properties = 1)]
    pub meta: Map<String>,
}
