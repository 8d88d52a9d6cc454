//! Bodies of floating addresses.

use starmap::json::Value;
use starmap::microversion::Microversion;
use starmap::schema::{FromValue, Keyword, Mismatch, Property, Schema, Schematic, Type};

/// `POST /os-floating-ips`, which may have no body at all.
#[derive(Debug, Default)]
pub struct CreateFloatingIp {
    /// The pool, if one is named.
    pub pool: Option<String>,
}

const POOL: Schema = Schema::new(&[Keyword::Type(&[Type::String, Type::Null])]);

impl Schematic for CreateFloatingIp {
    const SCHEMA: &'static Schema = &Schema::new(&[
        Keyword::Type(&[Type::Object, Type::Null]),
        Keyword::Properties(&[Property::new("pool", &POOL)]),
    ]);
}

impl FromValue for CreateFloatingIp {
    fn from_value(value: Value, _: Microversion) -> Result<Self, Mismatch> {
        let pool = value.get("pool").and_then(Value::as_str).filter(|pool| !pool.is_empty());
        Ok(Self { pool: pool.map(str::to_owned) })
    }
}
