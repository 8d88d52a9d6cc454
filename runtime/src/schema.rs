//! JSON schemas as `const` data, each keyword with the microversions at which it applies.
//!
//! One [`Schema`] describes a body at every microversion; the validator walks it in the order in which the keywords
//! are written, because the first error is the one the client sees, and words it as Python's jsonschema does inside
//! Nova. The subset of draft 2020-12 is what Nova's own schemas use. Nothing here is built at start-up.

#[doc(hidden)]
pub mod derived;
mod export;
mod format;
mod parameters;
mod pattern;
mod python_regex;
mod query;
mod refine;
#[cfg(test)]
mod tests;
mod traits;
pub mod types;
mod validate;
mod values;

pub use export::to_json_schema;
pub use parameters::{FromParameter, FromQuery};
pub use query::{QueryNotUtf8, QueryParams};
pub use traits::{FromValue, Mismatch, Schematic};
pub use validate::{Invalid, validate_body, validate_query};
pub use values::{LooseBool, LooseInt, LooseUint, Map, Nullable};

use crate::microversion::VersionRange;

/// A schema: its keywords in the order in which they are checked. No keyword means that anything goes.
#[derive(Clone, Copy, Debug)]
pub struct Schema {
    /// In the order in which they are checked.
    pub keywords: &'static [Keyword],
}

impl Schema {
    /// The schema that accepts everything.
    pub const ANY: Self = Self { keywords: &[] };

    /// A schema of these keywords.
    pub const fn new(keywords: &'static [Keyword]) -> Self {
        Self { keywords }
    }

    /// Whether every pattern in here, at whatever depth and microversion, can be compiled; says which cannot.
    ///
    /// For a test of the service: a request that meets such a pattern panics.
    pub fn check(&self) -> Result<(), String> {
        self.keywords.iter().try_for_each(Keyword::check)
    }
}

impl Keyword {
    fn check(&self) -> Result<(), String> {
        match self {
            Self::Pattern(text) => check_pattern(text),
            Self::PatternProperties(pairs) => pairs.iter().try_for_each(|(text, schema)| {
                check_pattern(text)?;
                schema.check()
            }),
            Self::Properties(properties) => properties.iter().try_for_each(|property| property.schema.check()),
            Self::Items(schema) | Self::Not(schema) | Self::AdditionalProperties(Additional::Schema(schema)) => {
                schema.check()
            }
            Self::OneOf(schemas) | Self::AnyOf(schemas) | Self::AllOf(schemas) | Self::PrefixItems(schemas) => {
                schemas.iter().try_for_each(|schema| schema.check())
            }
            Self::Within(_, keyword) => keyword.check(),
            _ => Ok(()),
        }
    }
}

fn check_pattern(text: &str) -> Result<(), String> {
    pattern::Pattern::compile(text).map(drop).map_err(|error| format!("the pattern `{text}` cannot be used: {error}"))
}

/// One rule of a schema. Rules about another type than the value's say yes, as JSON schema has it.
#[derive(Clone, Copy, Debug)]
pub enum Keyword {
    /// The value is of one of these types.
    Type(&'static [Type]),
    /// The value equals one of these.
    Enum(&'static [Literal]),
    /// The value equals this one.
    Const(Literal),
    /// Some part of the string matches, as Python's `re.search` has it.
    Pattern(&'static str),
    /// The string has this form.
    Format(Format),
    /// The string has at least this many characters.
    MinLength(u32),
    /// The string has at most this many characters.
    MaxLength(u32),
    /// The number, or the number written in a string, is at least this.
    Minimum(i64),
    /// The number, or the number written in a string, is at most this.
    Maximum(i64),
    /// As `Maximum`, for a limit that is no whole number.
    MaximumFloat(f64),
    /// The number is greater than this. A string is not a number here.
    ExclusiveMinimum(i64),
    /// Each element of the array, except those that `PrefixItems` took, matches.
    Items(&'static Schema),
    /// The first elements of the array match one each.
    PrefixItems(&'static [&'static Schema]),
    /// The array has at least this many elements.
    MinItems(u32),
    /// The array has at most this many elements.
    MaxItems(u32),
    /// No two elements of the array are equal.
    UniqueItems,
    /// What the values under these keys have to match, where the keys are there.
    Properties(&'static [Property]),
    /// What the values under keys that match the pattern have to match.
    PatternProperties(&'static [(&'static str, &'static Schema)]),
    /// These keys are there.
    Required(&'static [Required]),
    /// What may stand under keys that neither `Properties` nor `PatternProperties` names.
    AdditionalProperties(Additional),
    /// The object has at least this many keys.
    MinProperties(u32),
    /// The object has at most this many keys.
    MaxProperties(u32),
    /// Exactly one matches.
    OneOf(&'static [&'static Schema]),
    /// At least one matches.
    AnyOf(&'static [&'static Schema]),
    /// All match.
    AllOf(&'static [&'static Schema]),
    /// It does not match.
    Not(&'static Schema),
    /// The keyword inside applies at these microversions only.
    Within(VersionRange, &'static Keyword),
}

/// The type of a JSON value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// `null`
    Null,
    /// `true`, `false`
    Boolean,
    /// A number without fraction; `1.0` is one.
    Integer,
    /// Any number.
    Number,
    /// Text.
    String,
    /// A list.
    Array,
    /// A map.
    Object,
}

impl Type {
    /// The name in a schema.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "boolean",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::String => "string",
            Self::Array => "array",
            Self::Object => "object",
        }
    }
}

/// A value to compare with.
#[derive(Clone, Copy, Debug, PartialEq)]
#[expect(missing_docs, reason = "each variant is the JSON value of its name")]
pub enum Literal {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Str(&'static str),
}

/// One key of an object and what its value has to match.
///
/// A name may stand several times with ranges that do not overlap. At a microversion outside all of them the key is
/// not declared, so `AdditionalProperties` decides about it.
#[derive(Clone, Copy, Debug)]
pub struct Property {
    /// The key.
    pub name: &'static str,
    /// What the value has to match.
    pub schema: &'static Schema,
    /// The microversions at which the key is declared.
    pub range: VersionRange,
}

impl Property {
    /// A key of every microversion.
    pub const fn new(name: &'static str, schema: &'static Schema) -> Self {
        Self { name, schema, range: VersionRange::ALL }
    }

    /// A key of these microversions.
    pub const fn within(name: &'static str, schema: &'static Schema, range: VersionRange) -> Self {
        Self { name, schema, range }
    }
}

/// A key that has to be there.
#[derive(Clone, Copy, Debug)]
pub struct Required {
    /// The key.
    pub name: &'static str,
    /// The microversions at which it has to be there.
    pub range: VersionRange,
}

impl Required {
    /// Required at every microversion.
    pub const fn new(name: &'static str) -> Self {
        Self { name, range: VersionRange::ALL }
    }

    /// Required at these microversions.
    pub const fn within(name: &'static str, range: VersionRange) -> Self {
        Self { name, range }
    }
}

/// What may stand under keys that a schema does not declare.
#[derive(Clone, Copy, Debug)]
pub enum Additional {
    /// Anything. In a query, undeclared parameters are dropped after a successful validation.
    Allow,
    /// Nothing: such a key is an error.
    Refuse,
    /// What matches this.
    Schema(&'static Schema),
}

/// The form of a string, by its name in Nova's schemas.
///
/// A value that is no string passes, except for the four name formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A regular expression, not empty.
    Regex,
    /// A date, or a date and time, of ISO 8601.
    DateTime,
    /// What Python's lenient decoder takes.
    Base64,
    /// An address, a slash and a prefix length, without spaces.
    Cidr,
    /// With or without dashes, in braces, as a URN, in either case.
    Uuid,
    /// Scheme and host at least.
    Uri,
    /// Dotted quad.
    Ipv4,
    /// IPv6, without a zone.
    Ipv6,
    /// A MAC address. Nova's checker does not know it, so nothing is checked.
    MacAddress,
    /// Printable characters, no white space at either end.
    Name,
    /// Printable characters, not only white space.
    NameWithLeadingTrailingSpaces,
    /// As `Name`, without a colon.
    AzName,
    /// As `NameWithLeadingTrailingSpaces`, without a colon.
    AzNameWithLeadingTrailingSpaces,
}

impl Format {
    /// The name in a schema.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Regex => "regex",
            Self::DateTime => "date-time",
            Self::Base64 => "base64",
            Self::Cidr => "cidr",
            Self::Uuid => "uuid",
            Self::Uri => "uri",
            Self::Ipv4 => "ipv4",
            Self::Ipv6 => "ipv6",
            Self::MacAddress => "mac-address",
            Self::Name => "name",
            Self::NameWithLeadingTrailingSpaces => "name_with_leading_trailing_spaces",
            Self::AzName => "az_name",
            Self::AzNameWithLeadingTrailingSpaces => "az_name_with_leading_trailing_spaces",
        }
    }
}

/// Which of Nova's two APIs validates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// `/v2.1`: as the schema says.
    Strict,
    /// `/v2`: undeclared keys of a body are removed instead of refused. Its microversion is 2.0.
    Legacy,
}
