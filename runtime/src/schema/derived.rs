//! What the output of the derives calls. Not for hand-written code: it changes with the derives.

use super::{FromParameter, FromValue, Mismatch, Mode, QueryParams, Schema, validate_body};
use crate::json::{Object, Value};
use crate::microversion::Microversion;

pub use super::refine::{Refined, join_properties, joined_len, refine};

/// The members of an object.
pub fn object(value: Value) -> Result<Object, Mismatch> {
    match value {
        Value::Object(object) => Ok(object),
        _ => Err(Mismatch::new("an object")),
    }
}

/// The text of a string.
pub fn text(value: &Value) -> Result<&str, Mismatch> {
    value.as_str().ok_or(Mismatch::new("a string"))
}

/// The value under `key`.
pub fn read<T: FromValue>(key: &str, value: Value, version: Microversion) -> Result<T, Mismatch> {
    T::from_value(value, version).map_err(|mismatch| mismatch.under(key))
}

/// The value of a key that has to be there.
pub fn required<T>(key: &str, slot: Option<T>) -> Result<T, Mismatch> {
    slot.ok_or_else(|| Mismatch::new("a value").under(key))
}

/// The value, or what stands for an absent key.
pub fn or_default<T: Default>(slot: Option<T>) -> T {
    slot.unwrap_or_default()
}

/// Whether the value is of the alternative with this schema.
pub fn matches(schema: &Schema, value: &mut Value, version: Microversion) -> bool {
    // Nothing is changed in this mode.
    validate_body(schema, value, version, Mode::Strict).is_ok()
}

/// The last value of a parameter.
pub fn last<T: FromParameter>(query: &QueryParams, name: &str) -> Result<Option<T>, Mismatch> {
    query.last(name).map(|text| parameter(name, text)).transpose()
}

/// All values of a parameter.
pub fn all<T: FromParameter>(query: &QueryParams, name: &str) -> Result<Option<Vec<T>>, Mismatch> {
    let values = query.all(name);
    if values.is_empty() {
        return Ok(None);
    }
    values.iter().map(|text| parameter(name, text)).collect::<Result<_, _>>().map(Some)
}

fn parameter<T: FromParameter>(name: &str, text: &str) -> Result<T, Mismatch> {
    T::from_parameter(text).map_err(|mismatch| mismatch.under(name))
}
