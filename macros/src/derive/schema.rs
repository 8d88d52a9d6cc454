//! The model into `impl Schematic`: const schema data, keywords in the order in which Nova's schemas write them.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Path, Type};

use super::model::{
    Additional, AdditionalKind, Container, Data, Field, Keyword, Literal, Presence, Purpose, Range, Rule, Variant, With,
};
use super::shape::Shape;

/// The impl with its one constant.
pub(super) fn expand_schematic(container: &Container) -> TokenStream {
    let (krate, ident) = (&container.krate, &container.ident);
    let keywords = match &container.data {
        Data::Struct(fields) => struct_keywords(container, fields),
        Data::Names(variants) => names_keywords(krate, variants),
        Data::Untagged(variants) => untagged_keywords(krate, variants),
    };
    quote! {
        #[automatically_derived]
        impl #krate::schema::Schematic for #ident {
            const SCHEMA: &'static #krate::schema::Schema = &#krate::schema::Schema { keywords: &[#(#keywords),*] };
        }
    }
}

fn struct_keywords(container: &Container, fields: &[Field]) -> Vec<TokenStream> {
    let krate = &container.krate;
    let keyword = keyword_path(krate);
    let mut keywords = vec![quote!(#keyword::Type(&[#krate::schema::Type::Object]))];
    let properties = fields.iter().filter(|field| field.rest.is_none());
    let properties = properties.flat_map(|field| properties_of(krate, container.purpose, field));
    keywords.push(quote!(#keyword::Properties(&[#(#properties),*])));
    let required: Vec<_> = fields.iter().filter_map(|field| required_of(krate, field)).collect();
    if !required.is_empty() {
        keywords.push(quote!(#keyword::Required(&[#(#required),*])));
    }
    keywords.extend(additional_keywords(container, fields));
    keywords.extend(container.keywords.iter().flat_map(|own| rule_keywords(krate, &own.rule, &Shape::Other)));
    keywords
}

/// One property, or one for each schema of the field.
fn properties_of(krate: &Path, purpose: Purpose, field: &Field) -> Vec<TokenStream> {
    let name = &field.wire;
    let property = |schema: TokenStream, range: &Range| {
        let range = expand_range(krate, range);
        quote!(#krate::schema::Property { name: #name, schema: #schema, range: #range })
    };
    if field.with.is_empty() {
        let schema = match purpose {
            Purpose::Query => query_schema(krate, field),
            _ => type_schema(krate, &field.ty, &field.keywords),
        };
        return vec![property(schema, &field.range)];
    }
    let schemas = field.with.iter().map(|with| {
        let path = &with.path;
        let schema = match purpose {
            Purpose::Query => array_of(krate, &quote!(&#path), field),
            _ => refined(krate, &quote!(&#path), &field.keywords, &Shape::Other),
        };
        property(schema, &intersect(&field.range, with))
    });
    schemas.collect()
}

fn intersect(range: &Range, with: &With) -> Range {
    let since = if range.low() >= with.range.low() { range.since } else { with.range.since };
    let until = if range.high() <= with.range.high() { range.until } else { with.range.until };
    Range { since, until }
}

fn required_of(krate: &Path, field: &Field) -> Option<TokenStream> {
    let range = match &field.presence {
        Presence::Required if field.rest.is_none() => field.range,
        Presence::Optional(Some(required)) => {
            intersect(&field.range, &With { path: syn::parse_quote!(_), range: *required })
        }
        _ => return None,
    };
    let (name, range) = (&field.wire, expand_range(krate, &range));
    Some(quote!(#krate::schema::Required { name: #name, range: #range }))
}

fn additional_keywords(container: &Container, fields: &[Field]) -> Vec<TokenStream> {
    let krate = &container.krate;
    let keyword = keyword_path(krate);
    if container.additional.is_empty() {
        let rest = fields.iter().find(|field| field.rest.is_some());
        return match rest.map(|field| (field, &field.shape)) {
            Some((field, Shape::Map(value))) => rest_keywords(krate, field, value),
            _ => vec![quote!(#keyword::AdditionalProperties(#krate::schema::Additional::Refuse))],
        };
    }
    container.additional.iter().map(|additional| additional_keyword(krate, additional)).collect()
}

/// The type that collects undeclared keys says what may stand under them.
fn rest_keywords(krate: &Path, field: &Field, value: &Type) -> Vec<TokenStream> {
    let keywords = map_keywords(krate, &field.keywords, &field.shape);
    if !keywords.is_empty() {
        return keywords;
    }
    let (keyword, schema) = (keyword_path(krate), type_schema(krate, value, &[]));
    vec![quote!(#keyword::AdditionalProperties(#krate::schema::Additional::Schema(#schema)))]
}

fn additional_keyword(krate: &Path, additional: &Additional) -> TokenStream {
    let keyword = keyword_path(krate);
    let kind = match &additional.kind {
        AdditionalKind::Allow => quote!(Allow),
        AdditionalKind::Refuse => quote!(Refuse),
        AdditionalKind::Schema(ty) => {
            let schema = type_schema(krate, ty, &[]);
            quote!(Schema(#schema))
        }
    };
    let all = quote!(#keyword::AdditionalProperties(#krate::schema::Additional::#kind));
    within(krate, &additional.range, all)
}

/// What a value of this type matches; an expression of type `&'static Schema`.
fn type_schema(krate: &Path, ty: &Type, keywords: &[Keyword]) -> TokenStream {
    let shape = Shape::of(ty);
    let is_map = matches!(shape.value(), Shape::Map(_));
    let replaces_map = is_map && keywords.iter().any(|own| matches!(own.rule, Rule::Keys(_) | Rule::Values(_)));
    let base = if replaces_map {
        // The keys and values are said anew, and `type` stands first.
        let null = is_nullable(&shape).then(|| quote!(, #krate::schema::Type::Null));
        let keyword = keyword_path(krate);
        quote!(&#krate::schema::Schema { keywords: &[#keyword::Type(&[#krate::schema::Type::Object #null])] })
    } else {
        quote!(<#ty as #krate::schema::Schematic>::SCHEMA)
    };
    refined(krate, &base, keywords, &shape)
}

fn is_nullable(shape: &Shape) -> bool {
    match shape {
        Shape::Nullable(_) => true,
        Shape::Option(inner) | Shape::Boxed(inner) => is_nullable(&Shape::of(inner)),
        _ => false,
    }
}

/// Nova sees each query parameter as the list of the values that were given.
fn query_schema(krate: &Path, field: &Field) -> TokenStream {
    let ty = match field.shape.value() {
        Shape::Vec(inner) => *inner,
        _ => field.ty.clone(),
    };
    array_of(krate, &quote!(<#ty as #krate::schema::FromParameter>::SCHEMA), field)
}

fn array_of(krate: &Path, base: &TokenStream, field: &Field) -> TokenStream {
    let keyword = keyword_path(krate);
    let list = field.keywords.iter().filter(|own| own.rule.is_about_list());
    let list = list.flat_map(|own| rule_keywords(krate, &own.rule, &Shape::Other));
    let items = field.keywords.iter().filter(|own| !own.rule.is_about_list());
    let items = refine_with(
        krate,
        base,
        &items.flat_map(|own| rule_keywords(krate, &own.rule, &Shape::Other)).collect::<Vec<_>>(),
    );
    quote! {
        &#krate::schema::Schema {
            keywords: &[#keyword::Type(&[#krate::schema::Type::Array]), #keyword::Items(#items), #(#list),*],
        }
    }
}

/// The base with the keywords of the attributes.
fn refined(krate: &Path, base: &TokenStream, keywords: &[Keyword], shape: &Shape) -> TokenStream {
    let own: Vec<_> = keywords.iter().filter(|own| !matches!(own.rule, Rule::Keys(_) | Rule::Values(_))).collect();
    let mut tokens = map_keywords(krate, keywords, shape);
    tokens.extend(own.iter().flat_map(|own| rule_keywords(krate, &own.rule, shape)));
    refine_with(krate, base, &tokens)
}

fn refine_with(krate: &Path, base: &TokenStream, own: &[TokenStream]) -> TokenStream {
    if own.is_empty() {
        return base.clone();
    }
    quote! {{
        const __OWN: &[#krate::schema::Keyword] = &[#(#own),*];
        const __REFINED: &#krate::schema::derived::Refined = &#krate::schema::derived::refine(#base, __OWN);
        const __SCHEMA: &#krate::schema::Schema = &#krate::schema::Schema { keywords: __REFINED.as_slice() };
        __SCHEMA
    }}
}

/// `keys` and `values` of a map are one keyword or two, whichever is written first.
fn map_keywords(krate: &Path, keywords: &[Keyword], shape: &Shape) -> Vec<TokenStream> {
    let Shape::Map(value) = shape.value() else { return Vec::new() };
    let keyword = keyword_path(krate);
    let values = keywords.iter().find_map(|own| match &own.rule {
        Rule::Values(values) => Some(values.as_slice()),
        _ => None,
    });
    let keys = keywords.iter().find_map(|own| match &own.rule {
        Rule::Keys(pattern) => Some(pattern),
        _ => None,
    });
    let schema = type_schema(krate, &value, values.unwrap_or_default());
    let additional = quote!(#krate::schema::Additional);
    match (keys, values) {
        (Some(pattern), _) => vec![
            quote!(#keyword::PatternProperties(&[(#pattern, #schema)])),
            quote!(#keyword::AdditionalProperties(#additional::Refuse)),
        ],
        (None, Some(_)) => vec![quote!(#keyword::AdditionalProperties(#additional::Schema(#schema)))],
        (None, None) => Vec::new(),
    }
}

fn rule_keywords(krate: &Path, rule: &Rule, shape: &Shape) -> Vec<TokenStream> {
    let keyword = keyword_path(krate);
    let one = |tokens: TokenStream| vec![quote!(#keyword::#tokens)];
    match rule {
        Rule::MinLength(length) => one(quote!(MinLength(#length))),
        Rule::MaxLength(length) => one(quote!(MaxLength(#length))),
        Rule::Minimum(bound) => one(quote!(Minimum(#bound))),
        Rule::Maximum(bound) => one(quote!(Maximum(#bound))),
        Rule::Pattern(pattern) => one(quote!(Pattern(#pattern))),
        Rule::Format(format) => {
            let format = quote::format_ident!("{format}");
            one(quote!(Format(#krate::schema::Format::#format)))
        }
        Rule::NameFormat => vec![
            quote!(#keyword::Format(#krate::schema::Format::Name)),
            quote!(#keyword::MinLength(1)),
            quote!(#keyword::MaxLength(255)),
        ],
        Rule::OneOf(literals) => {
            let literals = literals.iter().map(|literal| expand_literal(krate, literal));
            let null = is_nullable(shape).then(|| quote!(#krate::schema::Literal::Null));
            let literals = literals.chain(null);
            one(quote!(Enum(&[#(#literals),*])))
        }
        Rule::MinItems(count) => one(quote!(MinItems(#count))),
        Rule::MaxItems(count) => one(quote!(MaxItems(#count))),
        Rule::Unique => one(quote!(UniqueItems)),
        Rule::MinProperties(count) => one(quote!(MinProperties(#count))),
        Rule::MaxProperties(count) => one(quote!(MaxProperties(#count))),
        Rule::Items(keywords) => match shape.value() {
            Shape::Vec(inner) => {
                let schema = type_schema(krate, &inner, keywords);
                one(quote!(Items(#schema)))
            }
            _ => Vec::new(),
        },
        // These two are one keyword together.
        Rule::Keys(_) | Rule::Values(_) => Vec::new(),
    }
}

fn expand_literal(krate: &Path, literal: &Literal) -> TokenStream {
    match literal {
        Literal::Str(text) => quote!(#krate::schema::Literal::Str(#text)),
        Literal::Int(number) => quote!(#krate::schema::Literal::Int(#number)),
        Literal::Bool(truth) => quote!(#krate::schema::Literal::Bool(#truth)),
    }
}

fn names_keywords(krate: &Path, variants: &[Variant]) -> Vec<TokenStream> {
    let keyword = keyword_path(krate);
    let all: Vec<_> = variants.iter().collect();
    let mut keywords = vec![quote!(#keyword::Type(&[#krate::schema::Type::String]))];
    keywords.extend(by_range(&all).into_iter().map(|(range, variants)| {
        let names = expand_names(krate, &variants);
        within(krate, &range, names)
    }));
    keywords
}

fn expand_names(krate: &Path, variants: &[&Variant]) -> TokenStream {
    let keyword = keyword_path(krate);
    let names = variants.iter().map(|variant| &variant.wire);
    quote!(#keyword::Enum(&[#(#krate::schema::Literal::Str(#names)),*]))
}

/// Exactly one alternative matches; the variants without a value are one alternative, at the place of their first.
fn untagged_keywords(krate: &Path, variants: &[Variant]) -> Vec<TokenStream> {
    let keyword = keyword_path(krate);
    let all: Vec<_> = variants.iter().collect();
    let ranges = by_range(&all).into_iter().map(|(range, variants)| {
        let alternatives = alternatives(krate, &variants);
        within(krate, &range, quote!(#keyword::OneOf(&[#(#alternatives),*])))
    });
    ranges.collect()
}

fn alternatives(krate: &Path, variants: &[&Variant]) -> Vec<TokenStream> {
    let keyword = keyword_path(krate);
    let names: Vec<_> = variants.iter().copied().filter(|variant| variant.payload.is_none()).collect();
    let mut names_done = false;
    let mut alternatives = Vec::new();
    for variant in variants {
        if variant.payload.is_some() {
            alternatives.push(payload_schema(krate, variant));
        } else if !names_done {
            names_done = true;
            let list = expand_names(krate, &names);
            alternatives.push(quote! {
                &#krate::schema::Schema { keywords: &[#keyword::Type(&[#krate::schema::Type::String]), #list] }
            });
        }
    }
    alternatives
}

/// What the value of a variant matches.
pub(super) fn payload_schema(krate: &Path, variant: &Variant) -> TokenStream {
    let Some((ty, shape)) = &variant.payload else { return quote!(&#krate::schema::Schema::ANY) };
    match variant.with.first() {
        Some(With { path, .. }) => refined(krate, &quote!(&#path), &variant.keywords, shape),
        None => type_schema(krate, ty, &variant.keywords),
    }
}

/// Cuts the microversions where the set of variants changes; a stretch without any variant is left out.
fn by_range<'a>(variants: &[&'a Variant]) -> Vec<(Range, Vec<&'a Variant>)> {
    let starts = variants.iter().map(|variant| variant.range.since);
    let mut starts: Vec<_> = starts.chain([None]).collect();
    // The number behind an `until` is a start as well.
    starts.extend(variants.iter().filter_map(|variant| variant.range.until).map(|until| {
        let minor = until.minor.checked_add(1);
        minor.map(|minor| super::model::Version { minor, ..until })
    }));
    starts.sort_by_key(|start| start.map_or(0, |version| version.number()));
    starts.dedup_by_key(|start| start.map_or(0, |version| version.number()));
    let mut ranges: Vec<(Range, Vec<&Variant>)> = Vec::new();
    for (at, since) in starts.iter().enumerate() {
        let until = starts.get(at + 1).copied().flatten().and_then(before);
        let range = Range { since: *since, until };
        let here: Vec<_> = variants.iter().copied().filter(|variant| variant.range.overlaps(&range)).collect();
        if !here.is_empty() {
            ranges.push((range, here));
        }
    }
    ranges
}

/// The number before; `2.65535` stands before `3.0`.
fn before(version: super::model::Version) -> Option<super::model::Version> {
    let minor = version.minor.checked_sub(1);
    match minor {
        Some(minor) => Some(super::model::Version { minor, ..version }),
        None => Some(super::model::Version { major: version.major.checked_sub(1)?, minor: u16::MAX, ..version }),
    }
}

fn within(krate: &Path, range: &Range, keyword: TokenStream) -> TokenStream {
    if range.is_all() {
        return keyword;
    }
    let (path, range) = (keyword_path(krate), expand_range(krate, range));
    quote!(#path::Within(#range, &#keyword))
}

fn keyword_path(krate: &Path) -> TokenStream {
    quote!(#krate::schema::Keyword)
}

/// A `VersionRange`.
pub(super) fn expand_range(krate: &Path, range: &Range) -> TokenStream {
    let ty = quote!(#krate::microversion::VersionRange);
    let version = |version: super::model::Version| {
        let (major, minor) = (version.major, version.minor);
        quote!(#krate::microversion::Microversion::new(#major, #minor))
    };
    match (range.since.map(version), range.until.map(version)) {
        (None, None) => quote!(#ty::ALL),
        (Some(since), None) => quote!(#ty::since(#since)),
        (None, Some(until)) => quote!(#ty::until(#until)),
        (Some(since), Some(until)) => quote!(#ty::new(#since, #until)),
    }
}

/// Whether `version` lies in the range; nothing where it always does.
pub(super) fn expand_guard(krate: &Path, range: &Range) -> Option<TokenStream> {
    let tokens = expand_range(krate, range);
    (!range.is_all()).then(|| quote!(#tokens.contains(version)))
}
