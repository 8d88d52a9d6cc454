//! What the output of the derives calls. Not for hand-written code: it changes with the derives.

use super::{FromValue, Mismatch, Schema};
use crate::json::{Object, Value};
use crate::microversion::{Microversion, VersionRange};

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
