//! What can be told of a type from its tokens: which attributes fit it, and what is inside.
//!
//! A macro sees no types. A name that it does not know is [`Shape::Other`], to which every attribute fits;
//! the compiler judges it through the runtime's traits.

use syn::{GenericArgument, PathArguments, Type};

/// A type by the last segment of its path.
#[derive(Clone)]
pub(super) enum Shape {
    Option(Box<Type>),
    Nullable(Box<Type>),
    Boxed(Box<Type>),
    Vec(Box<Type>),
    Map(Box<Type>),
    Text,
    Integer,
    Float,
    Bool,
    Other,
}

impl Shape {
    pub(super) fn of(ty: &Type) -> Self {
        let Type::Path(path) = ty else { return Self::Other };
        let Some(segment) = path.path.segments.last() else { return Self::Other };
        let inner = inner_type(&segment.arguments);
        match (segment.ident.to_string().as_str(), inner) {
            ("Option", Some(inner)) => Self::Option(inner),
            ("Nullable", Some(inner)) => Self::Nullable(inner),
            ("Box", Some(inner)) => Self::Boxed(inner),
            ("Vec", Some(inner)) => Self::Vec(inner),
            ("Map", Some(inner)) => Self::Map(inner),
            ("String", None) => Self::Text,
            ("u8" | "u16" | "u32" | "u64" | "i8" | "i16" | "i32" | "i64", None) => Self::Integer,
            ("f32" | "f64", None) => Self::Float,
            ("bool", None) => Self::Bool,
            _ => Self::Other,
        }
    }

    pub(super) fn is_option(&self) -> bool {
        matches!(self, Self::Option(_))
    }

    /// The shape below `Option`, `Nullable` and `Box`: what the value is when it is there.
    pub(super) fn value(&self) -> Self {
        match self {
            Self::Option(inner) | Self::Nullable(inner) | Self::Boxed(inner) => Self::of(inner).value(),
            other => other.clone(),
        }
    }

    /// What the value is called in a message.
    pub(super) fn describe(&self) -> &'static str {
        match self {
            Self::Option(_) | Self::Nullable(_) | Self::Boxed(_) | Self::Other => "a type of its own",
            Self::Vec(_) => "an array",
            Self::Map(_) => "a map",
            Self::Text => "a string",
            Self::Integer => "an integer",
            Self::Float => "a number",
            Self::Bool => "a boolean",
        }
    }
}

/// The last type argument: `V` of `Map<V>`.
fn inner_type(arguments: &PathArguments) -> Option<Box<Type>> {
    let PathArguments::AngleBracketed(arguments) = arguments else { return None };
    arguments.args.iter().rev().find_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(Box::new(ty.clone())),
        _ => None,
    })
}
