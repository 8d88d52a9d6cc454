//! What a type has to say to be read from a query string.
//!
//! To its schema a parameter is the list of the values that were given, as in Nova; the traits here are about one value.

use super::{FromValue, Keyword, LooseBool, LooseInt, LooseUint, Mismatch, QueryParams, Schema, Schematic, Type};
use crate::json::Value;
use crate::microversion::Microversion;

/// A type that is read from a query string.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from a query string",
    label = "expected a type that implements `FromQuery`",
    note = "derive it with `#[derive(starmap::Query)]`"
)]
pub trait FromQuery: super::Schematic + Sized {
    /// Reads the parameters that exist at `version`; others are passed over.
    ///
    /// # Errors
    ///
    /// Where a value does not fit its type, which a validated one does only if the type is narrower than its schema.
    fn from_query(query: &QueryParams, version: Microversion) -> Result<Self, Mismatch>;
}

/// A type that is read from one value of a query parameter.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from a query parameter",
    label = "expected a type that implements `FromParameter`",
    note = "take a `String`, a number, a `bool`, or implement `starmap::schema::FromParameter` for a newtype"
)]
pub trait FromParameter: Sized {
    /// What one value of the parameter has to match.
    const SCHEMA: &'static Schema;

    /// Reads the value.
    ///
    /// # Errors
    ///
    /// Where the text does not fit the type.
    fn from_parameter(text: &str) -> Result<Self, Mismatch>;
}

impl FromParameter for String {
    const SCHEMA: &'static Schema = <Self as Schematic>::SCHEMA;

    fn from_parameter(text: &str) -> Result<Self, Mismatch> {
        Ok(text.to_owned())
    }
}

/// Takes the spellings of [`LooseBool`].
impl FromParameter for bool {
    const SCHEMA: &'static Schema = <LooseBool as Schematic>::SCHEMA;

    fn from_parameter(text: &str) -> Result<Self, Mismatch> {
        LooseBool::from_parameter(text).map(|truth| truth.0)
    }
}

/// `None` stands for an absent parameter.
impl<T: FromParameter> FromParameter for Option<T> {
    const SCHEMA: &'static Schema = T::SCHEMA;

    fn from_parameter(text: &str) -> Result<Self, Mismatch> {
        T::from_parameter(text).map(Some)
    }
}

macro_rules! loose {
    ($($type:ty)*) => {$(
        impl FromParameter for $type {
            const SCHEMA: &'static Schema = <Self as Schematic>::SCHEMA;

            fn from_parameter(text: &str) -> Result<Self, Mismatch> {
                Self::from_value(Value::from(text), Microversion::LOWEST)
            }
        }
    )*};
}

// None of these reads differently at another microversion.
loose! { LooseBool LooseInt LooseUint }

macro_rules! digits {
    ($schema:expr; $($type:ty)*) => {$(
        impl FromParameter for $type {
            const SCHEMA: &'static Schema = $schema;

            fn from_parameter(text: &str) -> Result<Self, Mismatch> {
                text.parse().map_err(|_| Mismatch::new(concat!("a whole number of the range of ", stringify!($type))))
            }
        }
    )*};
}

digits! { <LooseUint as Schematic>::SCHEMA; u8 u16 u32 u64 }
digits! { <LooseInt as Schematic>::SCHEMA; i8 i16 i32 i64 }

impl FromParameter for f64 {
    const SCHEMA: &'static Schema =
        &Schema::new(&[Keyword::Type(&[Type::Number, Type::String]), Keyword::Pattern("^-?[0-9]+(\\.[0-9]+)?$")]);

    fn from_parameter(text: &str) -> Result<Self, Mismatch> {
        text.parse().map_err(|_| Mismatch::new("a number"))
    }
}
