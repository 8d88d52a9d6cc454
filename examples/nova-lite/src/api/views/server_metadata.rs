//! What servers' metadata looks like.

use std::collections::BTreeMap;

use starmap::View;

/// `{"metadata": {…}}`
#[derive(Debug, View)]
pub struct MetadataView<'a> {
    /// Every entry.
    pub metadata: &'a BTreeMap<String, String>,
}

/// `{"meta": {…}}`
#[derive(Debug, View)]
pub struct MetaView<'a> {
    /// One entry.
    pub meta: BTreeMap<&'a str, &'a str>,
}
