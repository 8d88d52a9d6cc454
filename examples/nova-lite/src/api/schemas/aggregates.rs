//! Bodies of host aggregates.

use starmap::Body;
use starmap::schema::{Keyword, Map, Nullable, Required, Schema, Schematic, Type, types};

const NO_ZONE: Schema = types::NULL;

/// The name of an availability zone, or null for none.
const ZONE: Schema = Schema::new(&[Keyword::OneOf(&[&types::AZ_NAME, &NO_ZONE])]);

/// As [`ZONE`], with white space at the ends.
const ZONE_LEGACY: Schema = Schema::new(&[Keyword::OneOf(&[&types::AZ_NAME_LEGACY, &NO_ZONE])]);

const METADATA_VALUE: Schema = Schema::new(&[Keyword::Type(&[Type::String, Type::Null]), Keyword::MaxLength(255)]);

/// `POST /os-aggregates`
#[derive(Debug, Body)]
pub struct CreateAggregate {
    /// The aggregate to be.
    pub aggregate: NewAggregate,
}

/// The aggregate to be.
#[derive(Debug, Body)]
pub struct NewAggregate {
    /// Its name.
    #[schema(with(types::NAME_LEGACY, until = "2.0"), with(types::NAME, since = "2.1"))]
    pub name: String,
    /// The zone its hosts are in.
    #[schema(with(ZONE_LEGACY, until = "2.0"), with(ZONE, since = "2.1"))]
    pub availability_zone: Option<Nullable<String>>,
}

/// `PUT /os-aggregates/{id}`
#[derive(Debug, Body)]
pub struct UpdateAggregate {
    /// What changes.
    #[schema(with = CHANGE)]
    pub aggregate: AggregateChange,
}

/// What changes of an aggregate: one of these at least.
#[derive(Debug, Body)]
pub struct AggregateChange {
    /// Its name. White space at its ends is forgiven here at every microversion.
    #[schema(with = types::NAME_LEGACY)]
    pub name: Option<String>,
    /// The zone its hosts are in.
    #[schema(with(ZONE_LEGACY, until = "2.0"), with(ZONE, since = "2.1"))]
    pub availability_zone: Option<Nullable<String>>,
}

const CHANGE: Schema = Schema::new(&[Keyword::AllOf(&[AggregateChange::SCHEMA]), Keyword::AnyOf(&[&NAMED, &ZONED])]);
const NAMED: Schema = Schema::new(&[Keyword::Required(&[Required::new("name")])]);
const ZONED: Schema = Schema::new(&[Keyword::Required(&[Required::new("availability_zone")])]);

/// The action `add_host`.
#[derive(Debug, Body)]
pub struct AddHost {
    /// The host.
    pub add_host: NamedHost,
}

/// The action `remove_host`.
#[derive(Debug, Body)]
pub struct RemoveHost {
    /// The host.
    pub remove_host: NamedHost,
}

/// A host by its name.
#[derive(Debug, Body)]
pub struct NamedHost {
    /// The name.
    #[schema(with = types::HOSTNAME)]
    pub host: String,
}

/// The action `set_metadata`.
#[derive(Debug, Body)]
pub struct SetMetadata {
    /// The metadata.
    pub set_metadata: MetadataChange,
}

/// What changes of the metadata.
#[derive(Debug, Body)]
pub struct MetadataChange {
    /// Values by key; a null removes its key.
    #[schema(with = METADATA)]
    pub metadata: Map<Nullable<String>>,
}

const METADATA: Schema = Schema::new(&[
    Keyword::Type(&[Type::Object]),
    Keyword::PatternProperties(&[("^[a-zA-Z0-9-_:. ]{1,255}$", &METADATA_VALUE)]),
    Keyword::AdditionalProperties(starmap::schema::Additional::Refuse),
]);

/// `POST /os-aggregates/{id}/images`
#[derive(Debug, Body)]
pub struct CacheImages {
    /// The images.
    #[schema(min_items = 1)]
    pub cache: Vec<CachedImage>,
}

/// An image to fetch.
#[derive(Debug, Body)]
pub struct CachedImage {
    /// Its id.
    #[schema(with = types::UUID)]
    pub id: String,
}
