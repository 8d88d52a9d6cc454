//! What a type has to say to be part of a body: its schema, and how it is read from a value.
//!
//! The derives write both; here are the traits and the impls for the types of the standard library.
//! A value is validated against the schema first, so reading fails only where a type is narrower than its schema.

use std::fmt;

use super::{Keyword, Schema, Type};
use crate::json::{Object, Value};
use crate::microversion::Microversion;

/// A type with a schema, the same for every value of it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no schema",
    label = "expected a type that implements `Schematic`",
    note = "derive it with `#[derive(starmap::Body)]`, or implement `starmap::schema::Schematic` for a newtype"
)]
pub trait Schematic {
    /// What a value of this type has to match, at every microversion.
    const SCHEMA: &'static Schema;
}

/// A type that is read from a JSON value.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from JSON",
    label = "expected a type that implements `FromValue`",
    note = "derive it with `#[derive(starmap::Body)]`, or implement `starmap::schema::FromValue` for a newtype"
)]
pub trait FromValue: Schematic + Sized {
    /// Takes the value apart. Keys that do not exist at `version` are passed over.
    ///
    /// # Errors
    ///
    /// Where the value does not fit the type, which a validated value does only if the type is narrower than its schema.
    fn from_value(value: Value, version: Microversion) -> Result<Self, Mismatch>;
}

/// A value that does not fit the type it is read into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// The keys from the outermost in, joined by dots; empty for the value itself.
    pub path: String,
    /// What was expected there, such as `a string`.
    pub expected: &'static str,
}

impl Mismatch {
    /// A mismatch of the value itself.
    pub const fn new(expected: &'static str) -> Self {
        Self { path: String::new(), expected }
    }

    /// The same mismatch, seen from the object or array that holds the value under `key`.
    #[must_use]
    pub fn under(mut self, key: &str) -> Self {
        if !self.path.is_empty() {
            self.path.insert(0, '.');
        }
        self.path.insert_str(0, key);
        self
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path.as_str() {
            "" => write!(out, "expected {}", self.expected),
            path => write!(out, "expected {} at `{path}`", self.expected),
        }
    }
}

impl std::error::Error for Mismatch {}

macro_rules! integers {
    ($($type:ident: $($keyword:ident)*;)*) => {$(
        impl Schematic for $type {
            const SCHEMA: &'static Schema = &Schema::new(&[
                Keyword::Type(&[Type::Integer]),
                $(Keyword::$keyword(bound(stringify!($keyword), $type::MIN as i128, $type::MAX as i128)),)*
            ]);
        }

        impl FromValue for $type {
            fn from_value(value: Value, _: Microversion) -> Result<Self, Mismatch> {
                let number = match value {
                    Value::Int(number) => Self::try_from(number).ok(),
                    Value::BigInt(digits) => digits.parse().ok(),
                    Value::Float(number) => whole(number).and_then(|number| Self::try_from(number).ok()),
                    _ => None,
                };
                number.ok_or(Mismatch::new(concat!("a whole number of the range of ", stringify!($type))))
            }
        }
    )*};
}

// The highest u64 does not fit a bound; reading refuses what is beyond it.
integers! {
    u8: Minimum Maximum;
    u16: Minimum Maximum;
    u32: Minimum Maximum;
    u64: Minimum;
    i8: Minimum Maximum;
    i16: Minimum Maximum;
    i32: Minimum Maximum;
    i64: Minimum Maximum;
}

const fn bound(keyword: &str, lowest: i128, highest: i128) -> i64 {
    // `Minimum` and `Maximum` differ in their second letter.
    if keyword.as_bytes()[1] == b'i' { lowest as i64 } else { highest as i64 }
}

/// JSON schema counts `1.0` as an integer.
pub(crate) fn whole(number: f64) -> Option<i64> {
    /// 2^53: beyond it a float no longer tells neighbouring integers apart.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    (number.fract() == 0.0 && number.abs() <= EXACT).then_some(number as i64)
}

impl Schematic for f64 {
    const SCHEMA: &'static Schema = &Schema::new(&[Keyword::Type(&[Type::Number])]);
}

impl FromValue for f64 {
    fn from_value(value: Value, _: Microversion) -> Result<Self, Mismatch> {
        match value {
            Value::Int(number) => Ok(number as Self),
            Value::BigInt(digits) => digits.parse().map_err(|_| Mismatch::new("a number")),
            Value::Float(number) => Ok(number),
            _ => Err(Mismatch::new("a number")),
        }
    }
}

impl Schematic for bool {
    const SCHEMA: &'static Schema = &Schema::new(&[Keyword::Type(&[Type::Boolean])]);
}

impl FromValue for bool {
    fn from_value(value: Value, _: Microversion) -> Result<Self, Mismatch> {
        value.as_bool().ok_or(Mismatch::new("a boolean"))
    }
}

impl Schematic for String {
    const SCHEMA: &'static Schema = &Schema::new(&[Keyword::Type(&[Type::String])]);
}

impl FromValue for String {
    fn from_value(value: Value, _: Microversion) -> Result<Self, Mismatch> {
        match value {
            Value::String(text) => Ok(text),
            _ => Err(Mismatch::new("a string")),
        }
    }
}

/// Anything goes.
impl Schematic for Value {
    const SCHEMA: &'static Schema = &Schema::ANY;
}

impl FromValue for Value {
    fn from_value(value: Value, _: Microversion) -> Result<Self, Mismatch> {
        Ok(value)
    }
}

/// An object with any keys.
impl Schematic for Object {
    const SCHEMA: &'static Schema = &Schema::new(&[Keyword::Type(&[Type::Object])]);
}

impl FromValue for Object {
    fn from_value(value: Value, _: Microversion) -> Result<Self, Mismatch> {
        match value {
            Value::Object(object) => Ok(object),
            _ => Err(Mismatch::new("an object")),
        }
    }
}

/// `None` stands for an absent key, so the schema is that of the value; see [`Nullable`](super::Nullable) for `null`.
impl<T: Schematic> Schematic for Option<T> {
    const SCHEMA: &'static Schema = T::SCHEMA;
}

/// A `null` that `T` has no meaning for is `None`; a schema lets it in only where it says so.
impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: Value, version: Microversion) -> Result<Self, Mismatch> {
        match value {
            Value::Null => Ok(T::from_value(Value::Null, version).ok()),
            value => T::from_value(value, version).map(Some),
        }
    }
}

impl<T: Schematic> Schematic for Box<T> {
    const SCHEMA: &'static Schema = T::SCHEMA;
}

impl<T: FromValue> FromValue for Box<T> {
    fn from_value(value: Value, version: Microversion) -> Result<Self, Mismatch> {
        T::from_value(value, version).map(Self::new)
    }
}

impl<T: Schematic> Schematic for Vec<T> {
    const SCHEMA: &'static Schema = &Schema::new(&[Keyword::Type(&[Type::Array]), Keyword::Items(T::SCHEMA)]);
}

impl<T: FromValue> FromValue for Vec<T> {
    fn from_value(value: Value, version: Microversion) -> Result<Self, Mismatch> {
        let Value::Array(items) = value else { return Err(Mismatch::new("an array")) };
        let mut read = Self::with_capacity(items.len());
        for (at, item) in items.into_iter().enumerate() {
            read.push(T::from_value(item, version).map_err(|mismatch| mismatch.under(&at.to_string()))?);
        }
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read<T: FromValue>(value: impl Into<Value>) -> Result<T, Mismatch> {
        T::from_value(value.into(), Microversion::new(2, 1))
    }

    #[test]
    fn integers_take_what_fits() {
        assert_eq!(read::<u8>(255), Ok(255));
        assert!(read::<u8>(256).is_err());
        assert_eq!(read::<i64>(4.0), Ok(4));
        assert!(read::<i64>(4.5).is_err());
        assert_eq!(read::<u64>(u64::MAX), Ok(u64::MAX));
    }

    #[test]
    fn a_mismatch_names_its_path() {
        let list = vec![Value::Int(1), Value::Null];
        let mismatch = read::<Vec<i64>>(list).unwrap_err().under("limits");
        assert_eq!(mismatch.to_string(), "expected a whole number of the range of i64 at `limits.1`");
    }

    #[test]
    fn null_is_none_where_it_was_let_in() {
        assert_eq!(read::<Option<String>>(Value::Null), Ok(None));
        assert_eq!(read::<Option<Value>>(Value::Null), Ok(Some(Value::Null)));
    }
}
