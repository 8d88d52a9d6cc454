//! Attributes and fields into the model. Goes on after every mistake; rules between fields are `check`'s.

use proc_macro2::Span;
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Data as SynData, DeriveInput, Expr, Fields, Ident, LitStr, Path, Type};

use super::attributes::{self, Argument, ArgumentValue, arguments, take_bound, unique, unknown};
use super::model::{
    Additional, AdditionalKind, Container, Data, Field, Keyword, Presence, Purpose, Range, Rule, Variant, With,
};
use super::shape::Shape;
use crate::diagnostics::Diagnostics;

const KEYWORD_KEYS: [&str; 16] = [
    "min_length",
    "max_length",
    "minimum",
    "maximum",
    "pattern",
    "format",
    "name_format",
    "one_of",
    "min_items",
    "max_items",
    "unique",
    "items",
    "keys",
    "values",
    "min_properties",
    "max_properties",
];
const FIELD_KEYS: [&str; 6] = ["name", "since", "until", "required", "default", "with"];
const VIEW_KEYS: [&str; 6] = ["name", "since", "until", "skip_none", "flatten", "with"];

const FORMATS: [(&str, &str); 13] = [
    ("regex", "Regex"),
    ("date-time", "DateTime"),
    ("base64", "Base64"),
    ("cidr", "Cidr"),
    ("uuid", "Uuid"),
    ("uri", "Uri"),
    ("ipv4", "Ipv4"),
    ("ipv6", "Ipv6"),
    ("mac-address", "MacAddress"),
    ("name", "Name"),
    ("name_with_leading_trailing_spaces", "NameWithLeadingTrailingSpaces"),
    ("az_name", "AzName"),
    ("az_name_with_leading_trailing_spaces", "AzNameWithLeadingTrailingSpaces"),
];

/// Reads the whole item; `None` where there is nothing that rules could be applied to.
pub(super) fn container(input: &DeriveInput, purpose: Purpose, diagnostics: &mut Diagnostics) -> Option<Container> {
    let head = head(input, purpose, diagnostics);
    let data = match &input.data {
        SynData::Struct(data) => Data::Struct(fields(&data.fields, &input.ident, purpose, diagnostics)?),
        SynData::Enum(_) if purpose == Purpose::Query => {
            diagnostics.push(input.ident.span(), "`Query` fits no enum; expected a struct with one field a parameter");
            return None;
        }
        SynData::Enum(data) => {
            if data.variants.is_empty() {
                let message = format!("`{}` has no variant, so no value fits it; expected at least one", input.ident);
                diagnostics.push(input.ident.span(), message);
            }
            let variants = data.variants.iter().filter_map(|variant| self::variant(variant, purpose, diagnostics));
            let variants: Vec<_> = variants.collect();
            let carries_data = purpose == Purpose::View && variants.iter().any(|variant| variant.payload.is_some());
            if head.untagged || carries_data { Data::Untagged(variants) } else { Data::Names(variants) }
        }
        SynData::Union(data) => {
            let message =
                format!("`{}` fits no union; expected a struct with named fields or an enum", purpose.derive());
            diagnostics.push(data.union_token.span(), message);
            return None;
        }
    };
    Some(Container {
        purpose,
        ident: input.ident.clone(),
        generics: input.generics.clone(),
        krate: head.krate,
        additional: head.additional,
        keywords: head.keywords,
        data,
    })
}

/// Where the runtime is found: also asked when everything else failed.
pub(super) fn krate(input: &DeriveInput, purpose: Purpose) -> Path {
    head(input, purpose, &mut Diagnostics::new()).krate
}

struct Head {
    krate: Path,
    additional: Vec<Additional>,
    keywords: Vec<Keyword>,
    untagged: bool,
}

fn head(input: &DeriveInput, purpose: Purpose, diagnostics: &mut Diagnostics) -> Head {
    let mut head =
        Head { krate: syn::parse_quote!(::starmap), additional: Vec::new(), keywords: Vec::new(), untagged: false };
    let expected: &[&str] = match (&input.data, purpose) {
        (_, Purpose::View) => &["crate"],
        (SynData::Enum(_), _) => &["crate", "untagged"],
        _ => &["crate", "additional", "min_properties", "max_properties"],
    };
    let mut seen = Vec::new();
    for argument in arguments(&input.attrs, purpose.attribute(), diagnostics) {
        let name = argument.key.to_string();
        if !expected.contains(&name.as_str()) {
            unknown(&argument.key, expected, diagnostics);
            continue;
        }
        if name != "additional" {
            unique(&mut seen, &argument.key, diagnostics);
        }
        match name.as_str() {
            "crate" => head.krate = path(&argument, diagnostics).unwrap_or(head.krate),
            "additional" => head.additional.extend(additional(&argument, diagnostics)),
            "untagged" => head.untagged = argument.flag(diagnostics).is_some(),
            _ => head.keywords.extend(keyword(&argument, diagnostics)),
        }
    }
    head
}

fn path(argument: &Argument, diagnostics: &mut Diagnostics) -> Option<Path> {
    match argument.expression("::starmap", diagnostics)? {
        Expr::Path(path) => Some(path.path),
        other => {
            diagnostics.push_at(other, "expected the path of the crate: `crate = ::starmap`");
            None
        }
    }
}

/// `additional = allow`, `additional = Type` or `additional(refuse, since = "2.75")`.
fn additional(argument: &Argument, diagnostics: &mut Diagnostics) -> Option<Additional> {
    let span = argument.key.span();
    let (ty, range) = match &argument.value {
        ArgumentValue::Assigned(Expr::Path(path)) => {
            (diagnostics.ok(syn::parse2::<Type>(path.to_token_stream()))?, Range::default())
        }
        ArgumentValue::Listed(tokens) => {
            attributes::valued_range::<Type>(argument, tokens.clone(), "allow", diagnostics)?
        }
        _ => {
            let message = "`additional` is not written like this; expected `allow`, `refuse` or a type: \
                           `additional = allow`";
            diagnostics.push(span, message);
            return None;
        }
    };
    let kind = match &ty {
        Type::Path(path) if path.path.is_ident("allow") => AdditionalKind::Allow,
        Type::Path(path) if path.path.is_ident("refuse") => AdditionalKind::Refuse,
        _ => AdditionalKind::Schema(Box::new(ty)),
    };
    Some(Additional { span, range, kind })
}

fn fields(fields: &Fields, ident: &Ident, purpose: Purpose, diagnostics: &mut Diagnostics) -> Option<Vec<Field>> {
    match fields {
        Fields::Named(named) => {
            let fields = named.named.iter().filter_map(|field| self::field(field, purpose, diagnostics));
            Some(fields.collect())
        }
        Fields::Unit => Some(Vec::new()),
        Fields::Unnamed(unnamed) => {
            let message = format!(
                "`{ident}` is a tuple struct, whose fields have no keys; expected named fields, or implement the \
                 traits by hand for a newtype"
            );
            diagnostics.push(unnamed.span(), message);
            None
        }
    }
}

fn field(field: &syn::Field, purpose: Purpose, diagnostics: &mut Diagnostics) -> Option<Field> {
    let ident = field.ident.clone()?;
    let shape = Shape::of(&field.ty);
    let mut model = Field {
        wire: LitStr::new(&ident.unraw().to_string(), ident.span()),
        ty: field.ty.clone(),
        range: Range::default(),
        presence: if shape.is_option() { Presence::Optional(None) } else { Presence::Required },
        shape,
        keywords: Vec::new(),
        with: Vec::new(),
        rest: None,
        skip_none: None,
        flatten: None,
        writer: None,
        ident,
    };
    let mut seen = Vec::new();
    for argument in arguments(&field.attrs, purpose.attribute(), diagnostics) {
        if argument.key != "with" || purpose == Purpose::View {
            unique(&mut seen, &argument.key, diagnostics);
        }
        if purpose == Purpose::View {
            view_argument(&mut model, &argument, diagnostics);
        } else {
            schema_argument(&mut model, &argument, purpose, diagnostics);
        }
    }
    if purpose == Purpose::Query && matches!(model.shape, Shape::Vec(_)) && matches!(model.presence, Presence::Required)
    {
        // A parameter that was not given is an empty list.
        model.presence = Presence::Optional(None);
    }
    Some(model)
}

fn schema_argument(field: &mut Field, argument: &Argument, purpose: Purpose, diagnostics: &mut Diagnostics) {
    if take_bound(argument, &mut field.range, diagnostics) {
        return;
    }
    match argument.key.to_string().as_str() {
        "name" => field.wire = argument.text("wire_name", diagnostics).unwrap_or_else(|| field.wire.clone()),
        "required" => required(field, argument, diagnostics),
        "default" => field.presence = default(field, argument, diagnostics),
        "with" => field.with.extend(with(argument, diagnostics)),
        "rest" if purpose == Purpose::Body => field.rest = argument.flag(diagnostics),
        name if KEYWORD_KEYS.contains(&name) => {
            field.keywords.extend(keyword(argument, diagnostics));
        }
        _ => {
            let rest: &[&str] = if purpose == Purpose::Body { &["rest"] } else { &[] };
            let expected = [&FIELD_KEYS, rest, &KEYWORD_KEYS].concat();
            unknown(&argument.key, &expected, diagnostics);
        }
    }
}

fn view_argument(field: &mut Field, argument: &Argument, diagnostics: &mut Diagnostics) {
    if take_bound(argument, &mut field.range, diagnostics) {
        return;
    }
    match argument.key.to_string().as_str() {
        "name" => field.wire = argument.text("wire_name", diagnostics).unwrap_or_else(|| field.wire.clone()),
        "skip_none" => field.skip_none = argument.flag(diagnostics),
        "flatten" => field.flatten = argument.flag(diagnostics),
        "with" => field.writer = argument.expression("path::to::function", diagnostics),
        _ => unknown(&argument.key, &VIEW_KEYS, diagnostics),
    }
}

/// `required` or `required(since = "2.37")`.
fn required(field: &mut Field, argument: &Argument, diagnostics: &mut Diagnostics) {
    let range = match &argument.value {
        ArgumentValue::Listed(tokens) => {
            let list = attributes::listed(tokens.clone(), diagnostics);
            attributes::range(&list, diagnostics)
        }
        _ => argument.flag(diagnostics).map(|_| Range::default()).unwrap_or_default(),
    };
    match field.presence {
        Presence::Default(..) => default_and_required(argument.key.span(), diagnostics),
        _ if range.is_all() || !field.shape.is_option() => field.presence = required_or_some(field, range),
        _ => field.presence = Presence::Optional(Some(range)),
    }
}

/// A type that is no `Option` is required whatever the attribute says; `check` judges a narrower range.
fn required_or_some(field: &Field, range: Range) -> Presence {
    if field.shape.is_option() || !range.is_all() { Presence::Optional(Some(range)) } else { Presence::Required }
}

fn default(field: &Field, argument: &Argument, diagnostics: &mut Diagnostics) -> Presence {
    let span = argument.key.span();
    if matches!(field.presence, Presence::Optional(Some(_))) {
        default_and_required(span, diagnostics);
    }
    let value = match &argument.value {
        ArgumentValue::Flag => None,
        _ => argument.expression("value", diagnostics),
    };
    Presence::Default(span, value)
}

fn default_and_required(span: Span, diagnostics: &mut Diagnostics) {
    diagnostics.push(span, "`default` and `required` exclude each other; expected one of them, so remove the other");
}

/// `with = path::TO_SCHEMA` or `with(path::TO_SCHEMA, since = "2.92")`.
fn with(argument: &Argument, diagnostics: &mut Diagnostics) -> Option<With> {
    let (path, range) = match &argument.value {
        ArgumentValue::Listed(tokens) => {
            attributes::valued_range::<Expr>(argument, tokens.clone(), "path::TO_SCHEMA", diagnostics)?
        }
        _ => (argument.expression("path::TO_SCHEMA", diagnostics)?, Range::default()),
    };
    Some(With { path, range })
}

fn variant(variant: &syn::Variant, purpose: Purpose, diagnostics: &mut Diagnostics) -> Option<Variant> {
    let payload = match &variant.fields {
        Fields::Unit => None,
        Fields::Unnamed(unnamed) if unnamed.unnamed.len() == 1 => {
            let ty = unnamed.unnamed[0].ty.clone();
            let shape = Shape::of(&ty);
            Some((ty, shape))
        }
        other => {
            let message = format!(
                "`{}` does not carry one value; expected `{0}` alone or `{0}(Type)`, so put the fields into a struct",
                variant.ident
            );
            diagnostics.push(other.span(), message);
            return None;
        }
    };
    let mut model = Variant {
        ident: variant.ident.clone(),
        wire: LitStr::new(&variant.ident.unraw().to_string(), variant.ident.span()),
        range: Range::default(),
        payload,
        keywords: Vec::new(),
        with: Vec::new(),
    };
    let mut seen = Vec::new();
    for argument in arguments(&variant.attrs, purpose.attribute(), diagnostics) {
        unique(&mut seen, &argument.key, diagnostics);
        variant_argument(&mut model, &argument, purpose, diagnostics);
    }
    Some(model)
}

fn variant_argument(variant: &mut Variant, argument: &Argument, purpose: Purpose, diagnostics: &mut Diagnostics) {
    let carries = variant.payload.is_some();
    let name = argument.key.to_string();
    match name.as_str() {
        "name" if !carries => {
            variant.wire = argument.text("WIRE", diagnostics).unwrap_or_else(|| variant.wire.clone());
        }
        "since" | "until" if purpose == Purpose::Body => {
            take_bound(argument, &mut variant.range, diagnostics);
        }
        "with" if carries && purpose == Purpose::Body => variant.with.extend(with(argument, diagnostics)),
        name if carries && purpose == Purpose::Body && KEYWORD_KEYS.contains(&name) => {
            variant.keywords.extend(keyword(argument, diagnostics));
        }
        _ => match (carries, purpose) {
            (false, Purpose::View) => unknown(&argument.key, &["name"], diagnostics),
            (false, _) => unknown(&argument.key, &["name", "since", "until"], diagnostics),
            (true, Purpose::View) => {
                let message = format!(
                    "unknown key `{name}`; a variant with a value has none, so state it on the value's own type"
                );
                diagnostics.push(argument.key.span(), message);
            }
            (true, _) => {
                unknown(&argument.key, &[&["since", "until", "with"][..], &KEYWORD_KEYS].concat(), diagnostics);
            }
        },
    }
}

/// One keyword; the caller knows that the key is one of [`KEYWORD_KEYS`].
fn keyword(argument: &Argument, diagnostics: &mut Diagnostics) -> Option<Keyword> {
    let name = argument.key.to_string();
    let rule = match name.as_str() {
        "min_length" => Rule::MinLength(argument.number(diagnostics)?),
        "max_length" => Rule::MaxLength(argument.number(diagnostics)?),
        "minimum" => Rule::Minimum(argument.number(diagnostics)?),
        "maximum" => Rule::Maximum(argument.number(diagnostics)?),
        "pattern" => Rule::Pattern(argument.text("^[a-z]+$", diagnostics)?),
        "format" => Rule::Format(format(argument, diagnostics)?),
        "name_format" => argument.flag(diagnostics).map(|_| Rule::NameFormat)?,
        "one_of" => Rule::OneOf(argument.literals(diagnostics)?),
        "min_items" => Rule::MinItems(argument.number(diagnostics)?),
        "max_items" => Rule::MaxItems(argument.number(diagnostics)?),
        "unique" => argument.flag(diagnostics).map(|_| Rule::Unique)?,
        "items" => Rule::Items(inner_keywords(argument, "max_length = 60", diagnostics)?),
        "keys" => Rule::Keys(argument.text("^[a-z]+$", diagnostics)?),
        "values" => Rule::Values(inner_keywords(argument, "max_length = 255", diagnostics)?),
        "min_properties" => Rule::MinProperties(argument.number(diagnostics)?),
        "max_properties" => Rule::MaxProperties(argument.number(diagnostics)?),
        _ => return None,
    };
    Some(Keyword { name: argument.key.clone(), rule })
}

fn inner_keywords(argument: &Argument, example: &str, diagnostics: &mut Diagnostics) -> Option<Vec<Keyword>> {
    let tokens = argument.list(example, diagnostics)?;
    let mut keywords = Vec::new();
    let mut seen = Vec::new();
    for argument in attributes::listed(tokens, diagnostics) {
        unique(&mut seen, &argument.key, diagnostics);
        let name = argument.key.to_string();
        if KEYWORD_KEYS.contains(&name.as_str()) {
            keywords.extend(keyword(&argument, diagnostics));
        } else {
            unknown(&argument.key, &KEYWORD_KEYS, diagnostics);
        }
    }
    Some(keywords)
}

fn format(argument: &Argument, diagnostics: &mut Diagnostics) -> Option<&'static str> {
    let text = argument.text("uuid", diagnostics)?;
    let found = FORMATS.iter().find(|(wire, _)| *wire == text.value()).map(|(_, variant)| *variant);
    if found.is_none() {
        attributes::unknown_word("format", &text.value(), text.span(), &FORMATS.map(|(wire, _)| wire), diagnostics);
    }
    found
}
