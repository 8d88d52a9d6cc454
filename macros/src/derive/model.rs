//! What a derive knows of a struct or enum once its attributes are read.
//!
//! Spans are kept beside whatever a rule may complain about.

use proc_macro2::Span;
use syn::{Expr, Generics, Ident, LitStr, Path, Type};

use super::shape::Shape;

/// Which derive was asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    Body,
    Query,
    View,
}

impl Purpose {
    /// The attribute that the fields carry.
    pub(super) fn attribute(self) -> &'static str {
        match self {
            Self::Body | Self::Query => "schema",
            Self::View => "view",
        }
    }

    /// The name in `derive(...)`.
    pub(super) fn derive(self) -> &'static str {
        match self {
            Self::Body => "Body",
            Self::Query => "Query",
            Self::View => "View",
        }
    }
}

pub(super) struct Container {
    pub purpose: Purpose,
    pub ident: Ident,
    pub generics: Generics,
    /// Where the runtime is found, `::starmap` by default.
    pub krate: Path,
    /// What may stand under undeclared keys, by range; empty means refused.
    pub additional: Vec<Additional>,
    /// Keywords of the whole object.
    pub keywords: Vec<Keyword>,
    pub data: Data,
}

pub(super) enum Data {
    Struct(Vec<Field>),
    /// Each variant is one string.
    Names(Vec<Variant>),
    /// The first variant whose schema matches.
    Untagged(Vec<Variant>),
}

pub(super) struct Field {
    pub ident: Ident,
    pub wire: LitStr,
    pub ty: Type,
    pub shape: Shape,
    pub range: Range,
    pub presence: Presence,
    pub keywords: Vec<Keyword>,
    /// Schemas that stand for the type's own, by range.
    pub with: Vec<With>,
    /// Takes the undeclared keys.
    pub rest: Option<Span>,
    /// Views: leaves the key out where the value is `None`.
    pub skip_none: Option<Span>,
    /// Views: the members of the value stand in this object.
    pub flatten: Option<Span>,
    /// Views: writes the value.
    pub writer: Option<Expr>,
}

/// What an absent key means.
pub(super) enum Presence {
    /// The key has to be there, at all of the field's microversions.
    Required,
    /// `None` stands for it; at the microversions in the range, if any, it has to be there nevertheless.
    Optional(Option<Range>),
    /// This value stands for it; `None` is the type's own default.
    Default(Span, Option<Expr>),
}

pub(super) struct Variant {
    pub ident: Ident,
    pub wire: LitStr,
    pub range: Range,
    pub payload: Option<(Type, Shape)>,
    pub keywords: Vec<Keyword>,
    pub with: Vec<With>,
}

pub(super) struct Additional {
    pub span: Span,
    pub range: Range,
    pub kind: AdditionalKind,
}

pub(super) enum AdditionalKind {
    Allow,
    Refuse,
    Schema(Box<Type>),
}

pub(super) struct With {
    pub path: Expr,
    pub range: Range,
}

/// One rule of a schema, as an attribute states it.
pub(super) struct Keyword {
    pub name: Ident,
    pub rule: Rule,
}

pub(super) enum Rule {
    MinLength(u32),
    MaxLength(u32),
    Minimum(i64),
    Maximum(i64),
    Pattern(LitStr),
    /// The variant of the runtime's `Format`.
    Format(&'static str),
    /// The format `name` of 1 to 255 characters.
    NameFormat,
    OneOf(Vec<Literal>),
    MinItems(u32),
    MaxItems(u32),
    Unique,
    MinProperties(u32),
    MaxProperties(u32),
    /// What each element matches beyond its type.
    Items(Vec<Keyword>),
    /// What each key of a map matches.
    Keys(LitStr),
    /// What each value of a map matches beyond its type.
    Values(Vec<Keyword>),
}

impl Rule {
    /// Whether it is about an array and not about its elements.
    pub(super) fn is_about_list(&self) -> bool {
        matches!(self, Self::MinItems(_) | Self::MaxItems(_) | Self::Unique)
    }
}

pub(super) enum Literal {
    Str(LitStr),
    Int(i64),
    Bool(bool),
}

/// A microversion and where it is written.
#[derive(Clone, Copy)]
pub(super) struct Version {
    pub major: u16,
    pub minor: u16,
    pub span: Span,
}

impl Version {
    pub(super) fn number(&self) -> u32 {
        u32::from(self.major) << 16 | u32::from(self.minor)
    }
}

/// Microversions from `since` to `until`, both included; open where not written.
#[derive(Clone, Copy, Default)]
pub(super) struct Range {
    pub since: Option<Version>,
    pub until: Option<Version>,
}

impl Range {
    pub(super) fn is_all(&self) -> bool {
        self.since.is_none() && self.until.is_none()
    }

    pub(super) fn low(&self) -> u32 {
        self.since.map_or(0, |version| version.number())
    }

    pub(super) fn high(&self) -> u32 {
        self.until.map_or(u32::MAX, |version| version.number())
    }

    pub(super) fn overlaps(&self, other: &Self) -> bool {
        self.low() <= other.high() && other.low() <= self.high()
    }
}
