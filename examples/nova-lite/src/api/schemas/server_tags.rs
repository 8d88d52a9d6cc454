//! Bodies of servers' tags.

use starmap::Body;
use starmap::json::Value;
use starmap::microversion::Microversion;
use starmap::schema::{FromValue, Keyword, Mismatch, Schema, Schematic, Type, types};

const TAGS: Schema = Schema::new(&[Keyword::Type(&[Type::Array]), Keyword::Items(&types::TAG), Keyword::MaxItems(50)]);

/// `PUT /servers/{server_id}/tags`
#[derive(Debug, Body)]
pub struct TagsBody {
    /// All of them.
    #[schema(with = TAGS)]
    pub tags: Vec<String>,
}

/// No body at all.
#[derive(Debug)]
pub struct NoBody;

impl Schematic for NoBody {
    const SCHEMA: &'static Schema = &types::NULL;
}

impl FromValue for NoBody {
    fn from_value(_: Value, _: Microversion) -> Result<Self, Mismatch> {
        Ok(Self)
    }
}
