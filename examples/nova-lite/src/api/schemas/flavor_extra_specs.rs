//! Bodies of extra specs.

use starmap::Body;
use starmap::json::Value;
use starmap::microversion::Microversion;
use starmap::schema::{Additional, FromValue, Keyword, Map, Mismatch, Schema, Schematic, Type};

/// The names of extra specs, and their values.
const SPECS: &[(&str, &Schema)] = &[("^[a-zA-Z0-9-_:. ]{1,255}$", VALUE)];

const VALUE: &Schema = &Schema::new(&[Keyword::Type(&[Type::String, Type::Number]), Keyword::MaxLength(255)]);

const EXTRA_SPECS: Schema = Schema::new(&[
    Keyword::Type(&[Type::Object]),
    Keyword::PatternProperties(SPECS),
    Keyword::AdditionalProperties(Additional::Refuse),
]);

/// `POST /flavors/{flavor_id}/os-extra_specs`
#[derive(Debug, Body)]
pub struct CreateExtraSpecs {
    /// By name.
    #[schema(with = EXTRA_SPECS)]
    pub extra_specs: Map<Value>,
}

/// `PUT /flavors/{flavor_id}/os-extra_specs/{id}`: one extra spec, with nothing around it.
#[derive(Debug)]
pub struct UpdateExtraSpec(pub Map<Value>);

/// Derived bodies name their keys; here the key is the client's.
impl Schematic for UpdateExtraSpec {
    const SCHEMA: &'static Schema = &Schema::new(&[
        Keyword::Type(&[Type::Object]),
        Keyword::PatternProperties(SPECS),
        Keyword::AdditionalProperties(Additional::Refuse),
        Keyword::MinProperties(1),
        Keyword::MaxProperties(1),
    ]);
}

impl FromValue for UpdateExtraSpec {
    fn from_value(value: Value, version: Microversion) -> Result<Self, Mismatch> {
        Map::from_value(value, version).map(Self)
    }
}
