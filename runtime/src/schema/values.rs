//! The types of bodies that the standard library lacks: `null` beside a value, maps, and Nova's loose scalars.

use super::refine::{Buffer, LITERALS_MAX, Refined, TYPES_MAX, literals_with_null, replace, types_with_null};
use super::traits::whole;
use super::{Additional, FromValue, Keyword, Literal, Mismatch, Schema, Schematic, Type, types};
use crate::json::Value;
use crate::microversion::Microversion;

/// A value or `null`. `Option<Nullable<T>>` tells three states apart: absent, `null`, and a value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Nullable<T> {
    /// `null`
    #[default]
    Null,
    /// Anything else.
    Value(T),
}

impl<T> Nullable<T> {
    /// The value, if it is not `null`.
    pub fn into_option(self) -> Option<T> {
        match self {
            Self::Null => None,
            Self::Value(value) => Some(value),
        }
    }

    /// A reference to the value, if it is not `null`.
    pub fn as_ref(&self) -> Option<&T> {
        match self {
            Self::Null => None,
            Self::Value(value) => Some(value),
        }
    }
}

struct Parts<T>(std::marker::PhantomData<T>);

impl<T: Schematic> Parts<T> {
    const TYPES: &'static Buffer<Type, TYPES_MAX> = &types_with_null(T::SCHEMA);
    const LITERALS: &'static Buffer<Literal, LITERALS_MAX> = &literals_with_null(T::SCHEMA);
    const KEYWORDS: &'static Refined = &replace(T::SCHEMA, Self::TYPES.as_slice(), Self::LITERALS.as_slice());
    const ALTERNATIVES: &'static Schema = &Schema::new(&[Keyword::AnyOf(&[T::SCHEMA, NULL])]);
    const NULLABLE: &'static Schema = &Schema::new(Self::KEYWORDS.as_slice());
}

const NULL: &Schema = &Schema::new(&[Keyword::Type(&[Type::Null])]);

/// `null` joins the types and the enumerated values; where the schema names no type, `null` is an alternative to it.
impl<T: Schematic> Schematic for Nullable<T> {
    const SCHEMA: &'static Schema = if T::SCHEMA.keywords.is_empty() {
        T::SCHEMA
    } else if Parts::<T>::TYPES.as_slice().is_empty() {
        Parts::<T>::ALTERNATIVES
    } else {
        Parts::<T>::NULLABLE
    };
}

impl<T: FromValue> FromValue for Nullable<T> {
    fn from_value(value: Value, version: Microversion) -> Result<Self, Mismatch> {
        match value {
            Value::Null => Ok(Self::Null),
            value => T::from_value(value, version).map(Self::Value),
        }
    }
}

/// An object whose keys are data, in the order in which they came; each key once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Map<V> {
    entries: Vec<(String, V)>,
}

impl<V> Map<V> {
    /// An empty map; allocates nothing.
    pub const fn new() -> Self {
        Self { entries: Vec::new() }
    }

    /// The number of keys.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is no key.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The value of `key`, searched from the front.
    pub fn get(&self, key: &str) -> Option<&V> {
        self.iter().find(|(have, _)| *have == key).map(|(_, value)| value)
    }

    /// Keys and values in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &V)> {
        self.entries.iter().map(|(key, value)| (key.as_str(), value))
    }

    /// Adds a key that the caller knows to be new.
    #[doc(hidden)]
    pub fn push_new(&mut self, key: String, value: V) {
        self.entries.push((key, value));
    }
}

impl<V> Default for Map<V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<V> IntoIterator for Map<V> {
    type Item = (String, V);
    type IntoIter = std::vec::IntoIter<(String, V)>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.into_iter()
    }
}

impl<V: Schematic> Schematic for Map<V> {
    const SCHEMA: &'static Schema =
        &Schema::new(&[Keyword::Type(&[Type::Object]), Keyword::AdditionalProperties(Additional::Schema(V::SCHEMA))]);
}

impl<V: FromValue> FromValue for Map<V> {
    fn from_value(value: Value, version: Microversion) -> Result<Self, Mismatch> {
        let Value::Object(object) = value else { return Err(Mismatch::new("an object")) };
        let mut entries = Vec::with_capacity(object.len());
        for (key, value) in object {
            let value = V::from_value(value, version).map_err(|mismatch| mismatch.under(&key))?;
            entries.push((key, value));
        }
        Ok(Self { entries })
    }
}

/// A boolean as Nova takes it: `true`, `"True"`, `"1"`, `"on"`, `"yes"` and their opposites.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct LooseBool(pub bool);

impl Schematic for LooseBool {
    const SCHEMA: &'static Schema = &types::BOOLEAN;
}

impl FromValue for LooseBool {
    fn from_value(value: Value, _: Microversion) -> Result<Self, Mismatch> {
        let truth = match value {
            // Python's `1 == True` lets these numbers through the enumeration.
            Value::Int(number @ (0 | 1)) => Some(number == 1),
            value => types::truth(&value),
        };
        truth.map(Self).ok_or(Mismatch::new("a boolean, or its name"))
    }
}

/// A whole number, or its decimal digits in a string, as Nova takes it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LooseInt(pub i64);

impl Schematic for LooseInt {
    const SCHEMA: &'static Schema =
        &Schema::new(&[Keyword::Type(&[Type::Integer, Type::String]), Keyword::Pattern("^-?[0-9]+$")]);
}

impl FromValue for LooseInt {
    fn from_value(value: Value, _: Microversion) -> Result<Self, Mismatch> {
        loose_integer(&value).map(Self).ok_or(Mismatch::new("a whole number, or its digits"))
    }
}

/// A whole number of at least 0, or its decimal digits in a string, as Nova takes it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LooseUint(pub u64);

impl Schematic for LooseUint {
    const SCHEMA: &'static Schema = &Schema::new(&[
        Keyword::Type(&[Type::Integer, Type::String]),
        Keyword::Pattern("^[0-9]*$"),
        Keyword::Minimum(0),
        Keyword::MinLength(1),
    ]);
}

impl FromValue for LooseUint {
    fn from_value(value: Value, _: Microversion) -> Result<Self, Mismatch> {
        let number = loose_integer(&value).and_then(|number| u64::try_from(number).ok());
        number.map(Self).ok_or(Mismatch::new("a whole number of at least 0, or its digits"))
    }
}

fn loose_integer(value: &Value) -> Option<i64> {
    match value {
        Value::Int(number) => Some(*number),
        Value::Float(number) => whole(*number),
        Value::String(digits) => digits.parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keywords<T: Schematic>() -> String {
        format!("{:?}", T::SCHEMA.keywords)
    }

    #[test]
    fn null_joins_the_types() {
        assert_eq!(keywords::<Nullable<String>>(), "[Type([String, Null])]");
        assert!(keywords::<Nullable<LooseBool>>().ends_with("Str(\"no\"), Null])]"));
        assert_eq!(keywords::<Nullable<Value>>(), "[]");
        assert!(keywords::<Vec<Nullable<bool>>>().contains("Type([Boolean, Null])"));
    }

    #[test]
    fn a_loose_boolean_has_many_spellings() {
        let version = Microversion::new(2, 1);
        assert_eq!(LooseBool::from_value("yes".into(), version), Ok(LooseBool(true)));
        assert_eq!(LooseBool::from_value(0.into(), version), Ok(LooseBool(false)));
        assert!(LooseBool::from_value("y".into(), version).is_err());
    }

    #[test]
    fn digits_are_numbers() {
        let version = Microversion::new(2, 1);
        assert_eq!(LooseInt::from_value("-1".into(), version), Ok(LooseInt(-1)));
        assert!(LooseUint::from_value("-1".into(), version).is_err());
        assert_eq!(LooseUint::from_value("007".into(), version), Ok(LooseUint(7)));
    }
}
