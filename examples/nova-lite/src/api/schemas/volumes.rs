//! Bodies and queries of volumes and their snapshots.

use starmap::json::{Object, Value};
use starmap::schema::{Additional, Keyword, LooseBool, Schema, Type, types};
use starmap::{Body, Query};

/// GiB, as a number or in a string.
const SIZE: Schema =
    Schema::new(&[Keyword::Type(&[Type::Integer, Type::String]), Keyword::Pattern("^[0-9]+$"), Keyword::Minimum(1)]);

/// Any keys with any values; what they may be is for the volume service to say.
const METADATA: Schema =
    Schema::new(&[Keyword::Type(&[Type::Object]), Keyword::AdditionalProperties(Additional::Allow)]);

/// A query that counts off a page of a list.
#[derive(Debug, Query)]
#[schema(additional = allow)]
pub struct PageByOffset {
    /// The most items of a page.
    #[schema(with = types::NON_NEGATIVE_INTEGER)]
    pub limit: Option<String>,
    /// How many items the pages before had.
    #[schema(with = types::NON_NEGATIVE_INTEGER)]
    pub offset: Option<String>,
}

/// `POST /os-volumes`
#[derive(Debug, Body)]
pub struct CreateVolume {
    /// The volume to be.
    pub volume: WantedVolume,
}

/// A volume to be.
#[derive(Debug, Body)]
pub struct WantedVolume {
    /// What kind of storage.
    pub volume_type: Option<String>,
    /// Names with values.
    #[schema(with = METADATA)]
    pub metadata: Option<Value>,
    /// What it is filled from.
    pub snapshot_id: Option<String>,
    /// GiB.
    #[schema(with = SIZE)]
    pub size: Value,
    /// Where.
    pub availability_zone: Option<String>,
    /// Its name.
    pub display_name: Option<String>,
    /// What it is for.
    pub display_description: Option<String>,
}

impl WantedVolume {
    /// The size in GiB; `None` for more than a number holds.
    pub fn gigabytes(&self) -> Option<i64> {
        self.size.as_i64().or_else(|| self.size.python_str().to_string().parse().ok())
    }

    /// The metadata as the volume service keeps it; `None` where a value is no text.
    pub fn labels(&self) -> Option<Vec<(&str, &str)>> {
        let entries = self.metadata.as_ref().and_then(Value::as_object);
        entries.into_iter().flat_map(Object::iter).map(|(key, value)| Some((key, value.as_str()?))).collect()
    }
}

/// `POST /os-snapshots`
#[derive(Debug, Body)]
pub struct CreateSnapshot {
    /// The snapshot to be.
    pub snapshot: WantedSnapshot,
}

/// A snapshot to be.
#[derive(Debug, Body)]
pub struct WantedSnapshot {
    /// Of which volume.
    pub volume_id: String,
    /// Even while the volume is on a server.
    pub force: Option<LooseBool>,
    /// Its name.
    pub display_name: Option<String>,
    /// What it is for.
    pub display_description: Option<String>,
}
