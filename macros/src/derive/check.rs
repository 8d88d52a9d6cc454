//! The rules that a derived struct or enum has to keep. One function a rule; each has a case in `tests/ui/schema/`.

use proc_macro2::Span;
use syn::GenericParam;

use super::model::{Container, Data, Field, Keyword, Literal, Presence, Purpose, Range, Rule, Variant};
use super::pattern;
use super::shape::Shape;
use crate::diagnostics::Diagnostics;

/// Applies every rule.
pub(super) fn check(container: &Container, diagnostics: &mut Diagnostics) {
    check_generics(container, diagnostics);
    for additional in &container.additional {
        check_range(&additional.range, diagnostics);
    }
    check_additional(container, diagnostics);
    match &container.data {
        Data::Struct(fields) => {
            for field in fields {
                check_field(field, container.purpose, diagnostics);
            }
            check_names(fields, diagnostics);
            check_rest(fields, diagnostics);
        }
        Data::Names(variants) => check_variants(variants, true, diagnostics),
        Data::Untagged(variants) => check_variants(variants, false, diagnostics),
    }
}

/// The schema is a constant of the type, so there is one type: a parameter would need a schema for each argument.
/// A view may borrow, because a lifetime changes no schema; a body and a query own what was read.
fn check_generics(container: &Container, diagnostics: &mut Diagnostics) {
    for parameter in &container.generics.params {
        match parameter {
            GenericParam::Lifetime(_) if container.purpose == Purpose::View => {}
            GenericParam::Lifetime(lifetime) => diagnostics.push_at(
                lifetime,
                format!(
                    "`{}` borrows; expected owned fields, such as `String`, because the request is read into them",
                    container.ident
                ),
            ),
            GenericParam::Type(_) | GenericParam::Const(_) => diagnostics.push_at(
                parameter,
                format!(
                    "`{}` is generic, but has one schema; expected a type without type or const parameters, so write \
                     one struct a use",
                    container.ident
                ),
            ),
        }
    }
}

/// An empty range would switch its field off at every microversion.
fn check_range(range: &Range, diagnostics: &mut Diagnostics) {
    let (Some(since), Some(until)) = (range.since, range.until) else { return };
    if range.low() > range.high() {
        let message = format!(
            "the range from `{}.{}` to `{}.{}` is empty; expected `until` at or above `since`",
            since.major, since.minor, until.major, until.minor
        );
        diagnostics.push(until.span, message);
    }
}

/// At one microversion there is one answer to an undeclared key.
fn check_additional(container: &Container, diagnostics: &mut Diagnostics) {
    for (at, additional) in container.additional.iter().enumerate() {
        if container.additional[..at].iter().any(|earlier| earlier.range.overlaps(&additional.range)) {
            let message = "`additional` is stated twice for the same microversions; expected ranges that do not \
                           overlap: `additional(allow, until = \"2.74\"), additional(refuse, since = \"2.75\")`";
            diagnostics.push(additional.span, message);
        }
    }
}

fn check_field(field: &Field, purpose: Purpose, diagnostics: &mut Diagnostics) {
    check_range(&field.range, diagnostics);
    for with in &field.with {
        check_range(&with.range, diagnostics);
    }
    if purpose == Purpose::View {
        check_view_field(field, diagnostics);
        return;
    }
    check_with(field, diagnostics);
    check_within(field, diagnostics);
    check_presence(field, purpose, diagnostics);
    let shape = keyword_shape(field, purpose);
    // To its schema a parameter is a list of values, whatever the type of one.
    let is_about_list = |own: &&Keyword| purpose == Purpose::Query && own.rule.is_about_list();
    check_limits(&field.keywords.iter().filter(is_about_list).collect::<Vec<_>>(), diagnostics);
    let keywords = field.keywords.iter().filter(|own| !is_about_list(own));
    check_keywords(keywords, &shape, &field.with, diagnostics);
}

/// A query's `Vec` is the parameter given several times, so the keywords are about one of them.
fn keyword_shape(field: &Field, purpose: Purpose) -> Shape {
    match (field.shape.value(), purpose) {
        (Shape::Vec(inner), Purpose::Query) => Shape::of(&inner).value(),
        // Text from a URL is bounded as a number or as text.
        (Shape::Integer, Purpose::Query) => Shape::Other,
        (shape, _) => shape,
    }
}

/// Several schemas of one field need disjoint ranges, or two of them would judge one value.
fn check_with(field: &Field, diagnostics: &mut Diagnostics) {
    for (at, with) in field.with.iter().enumerate() {
        if field.with[..at].iter().any(|earlier| earlier.range.overlaps(&with.range)) {
            let message = format!(
                "two schemas of `{}` apply at the same microversion; expected ranges that do not overlap: \
                 `with(FIRST, until = \"2.9\"), with(SECOND, since = \"2.10\")`",
                field.ident
            );
            diagnostics.push_at(&with.path, message);
        }
    }
}

/// What is said of microversions without the field is never asked for.
fn check_within(field: &Field, diagnostics: &mut Diagnostics) {
    let required = match &field.presence {
        Presence::Optional(Some(range)) => Some(("required", range)),
        _ => None,
    };
    for (key, range) in field.with.iter().map(|with| ("with", &with.range)).chain(required) {
        if range.low() <= range.high() && field.range.low() <= field.range.high() && !range.overlaps(&field.range) {
            diagnostics.push(
                bound_span(range).unwrap_or_else(|| field.ident.span()),
                format!(
                    "`{key}` applies at no microversion that has `{}`; expected a range within that of the field",
                    field.ident
                ),
            );
        }
    }
}

/// Where the key may be absent the field needs a value that says so.
fn check_presence(field: &Field, purpose: Purpose, diagnostics: &mut Diagnostics) {
    let name = &field.ident;
    match &field.presence {
        Presence::Default(span, _) if field.shape.is_option() => diagnostics.push(
            *span,
            format!(
                "`default` does not fit the `Option` of `{name}`, which is `None` by itself; expected a type \
                     without `Option`, so remove one of the two"
            ),
        ),
        Presence::Optional(Some(range)) if !field.shape.is_option() => diagnostics.push(
            bound_span(range).unwrap_or_else(|| name.span()),
            format!("`{name}` may be absent at some microversions; expected `Option<_>` as its type"),
        ),
        Presence::Required if field.rest.is_none() && !field.range.is_all() => diagnostics.push(
            bound_span(&field.range).unwrap_or_else(|| name.span()),
            format!(
                "`{name}` does not exist at every microversion; expected `Option<_>` as its type (with \
                 `required` where it has to be there), or `default`"
            ),
        ),
        _ => {}
    }
    if let Presence::Optional(Some(range)) = &field.presence {
        check_range(range, diagnostics);
    }
    if purpose == Purpose::Query && matches!(field.shape, Shape::Map(_)) {
        diagnostics.push_at(&field.ty, "a map is no query parameter; expected one value, or a `Vec` of them");
    }
}

fn bound_span(range: &Range) -> Option<Span> {
    range.since.or(range.until).map(|version| version.span)
}

fn check_view_field(field: &Field, diagnostics: &mut Diagnostics) {
    if let Some(span) = field.skip_none.filter(|_| !field.shape.is_option()) {
        let message =
            format!("`skip_none` does not fit `{}`; expected `Option<_>` as its type, or remove the key", field.ident);
        diagnostics.push(span, message);
    }
    if let Some(span) = field.flatten.filter(|_| field.writer.is_some() || field.skip_none.is_some()) {
        diagnostics
            .push(span, "`flatten` excludes `with` and `skip_none`; expected it alone: an absent value has no members");
    }
}

/// Two fields of one name are alternatives by microversion; where both apply, one value would have two meanings.
fn check_names(fields: &[Field], diagnostics: &mut Diagnostics) {
    for (at, field) in fields.iter().enumerate().filter(|(_, field)| is_keyed(field)) {
        let clash = fields[..at].iter().find(|earlier| {
            is_keyed(earlier) && earlier.wire.value() == field.wire.value() && earlier.range.overlaps(&field.range)
        });
        if let Some(earlier) = clash {
            let message = format!(
                "`{}` and `{}` both stand under the key `{}` at the same microversion; expected another `name`, or \
                 ranges that do not overlap",
                earlier.ident,
                field.ident,
                field.wire.value()
            );
            diagnostics.push(field.wire.span(), message);
        }
    }
}

fn is_keyed(field: &Field) -> bool {
    field.rest.is_none() && field.flatten.is_none()
}

/// Undeclared keys are data, and can be collected once.
fn check_rest(fields: &[Field], diagnostics: &mut Diagnostics) {
    let mut rests = fields.iter().filter_map(|field| field.rest.map(|span| (field, span)));
    let Some((field, _)) = rests.next() else { return };
    if !matches!(field.shape, Shape::Map(_)) {
        diagnostics.push_at(&field.ty, "`rest` collects keys with their values; expected `Map<_>` as the type");
    }
    for (_, span) in rests {
        diagnostics.push(span, "two fields take the undeclared keys; expected one `rest`");
    }
}

fn check_variants(variants: &[Variant], names_only: bool, diagnostics: &mut Diagnostics) {
    for (at, variant) in variants.iter().enumerate() {
        check_range(&variant.range, diagnostics);
        match &variant.payload {
            Some(_) if names_only => diagnostics.push(
                variant.ident.span(),
                format!(
                    "`{}` carries a value, but the enum is a list of strings; expected `#[schema(untagged)]` on the \
                     enum, or a variant without a value",
                    variant.ident
                ),
            ),
            Some((_, shape)) => check_keywords(&variant.keywords, &shape.value(), &variant.with, diagnostics),
            None => check_variant_name(&variants[..at], variant, diagnostics),
        }
    }
}

/// The first of two equal names would always win.
fn check_variant_name(earlier: &[Variant], variant: &Variant, diagnostics: &mut Diagnostics) {
    let clash = earlier.iter().find(|other| {
        other.payload.is_none() && other.wire.value() == variant.wire.value() && other.range.overlaps(&variant.range)
    });
    if let Some(other) = clash {
        let message = format!(
            "`{}` and `{}` are both written `{}`; expected another `name`",
            other.ident,
            variant.ident,
            variant.wire.value()
        );
        diagnostics.push(variant.wire.span(), message);
    }
}

/// A keyword about another type than the field's never says no: it is a mistake.
fn check_keywords<'a>(
    keywords: impl IntoIterator<Item = &'a Keyword>,
    shape: &Shape,
    with: &[super::model::With],
    diagnostics: &mut Diagnostics,
) {
    // A schema of one's own replaces what the type says, so the type tells nothing.
    let shape = if with.is_empty() { shape } else { &Shape::Other };
    let mut all = Vec::new();
    for keyword in keywords {
        if let Some(expected) = misfit(&keyword.rule, shape) {
            let message = format!(
                "`{}` does not fit {}; expected it on {expected}, or remove it",
                keyword.name,
                shape.describe()
            );
            diagnostics.push(keyword.name.span(), message);
        }
        check_rule(keyword, shape, diagnostics);
        all.push(keyword);
    }
    check_limits(&all, diagnostics);
}

/// Where the lower limit lies above the upper one, no value has both.
fn check_limits(keywords: &[&Keyword], diagnostics: &mut Diagnostics) {
    for low in keywords {
        let fits = |high: &&&Keyword| match (&low.rule, &high.rule) {
            (Rule::MinLength(low), Rule::MaxLength(high))
            | (Rule::MinItems(low), Rule::MaxItems(high))
            | (Rule::MinProperties(low), Rule::MaxProperties(high)) => low <= high,
            (Rule::Minimum(low), Rule::Maximum(high)) => low <= high,
            _ => true,
        };
        if let Some(high) = keywords.iter().find(|high| !fits(high)) {
            diagnostics.push(
                low.name.span(),
                format!("`{}` lies above `{}`, so no value fits; expected it at or below", low.name, high.name),
            );
        }
    }
}

/// What the keyword is about, where that is not this shape.
fn misfit(rule: &Rule, shape: &Shape) -> Option<&'static str> {
    use Shape::{Bool, Float, Integer, Map, Text, Vec};
    let (fits, expected) = match rule {
        Rule::MinLength(_) | Rule::MaxLength(_) | Rule::Pattern(_) | Rule::Format(_) | Rule::NameFormat => {
            (!matches!(shape, Integer | Float | Bool | Vec(_) | Map(_)), "a string")
        }
        Rule::Minimum(_) | Rule::Maximum(_) => (!matches!(shape, Text | Bool | Vec(_) | Map(_)), "a number"),
        Rule::OneOf(_) => (!matches!(shape, Vec(_) | Map(_)), "a string, number or boolean"),
        Rule::MinItems(_) | Rule::MaxItems(_) | Rule::Unique => {
            (!matches!(shape, Text | Integer | Float | Bool | Map(_)), "an array")
        }
        Rule::Items(_) => (matches!(shape, Vec(_)), "a `Vec<_>`"),
        Rule::MinProperties(_) | Rule::MaxProperties(_) => {
            (!matches!(shape, Text | Integer | Float | Bool | Vec(_)), "a map")
        }
        Rule::Keys(_) | Rule::Values(_) => (matches!(shape, Map(_)), "a `Map<_>`"),
    };
    (!fits).then_some(expected)
}

/// A value of another type never comes, and of two equal ones one is meant to be another.
fn check_literals(literals: &[Literal], keyword: &Keyword, shape: &Shape, diagnostics: &mut Diagnostics) {
    let written = |literal: &Literal| match literal {
        Literal::Str(text) => format!("{:?}", text.value()),
        Literal::Int(number) => number.to_string(),
        Literal::Bool(truth) => truth.to_string(),
    };
    for (at, literal) in literals.iter().enumerate() {
        let fits = match (shape, literal) {
            (Shape::Text, literal) => matches!(literal, Literal::Str(_)),
            (Shape::Integer, literal) => matches!(literal, Literal::Int(_)),
            (Shape::Bool, literal) => matches!(literal, Literal::Bool(_)),
            _ => true,
        };
        let value = written(literal);
        if !fits {
            let message = format!("`{value}` is not {}, which the field holds; expected one that is", shape.describe());
            diagnostics.push(keyword.name.span(), message);
        }
        if literals[..at].iter().any(|earlier| written(earlier) == value) {
            diagnostics
                .push(keyword.name.span(), format!("`{value}` stands twice in `one_of`; expected each value once"));
        }
    }
}

fn check_rule(keyword: &Keyword, shape: &Shape, diagnostics: &mut Diagnostics) {
    match (&keyword.rule, shape) {
        (Rule::Pattern(pattern) | Rule::Keys(pattern), _) => {
            if let Some(problem) = pattern::problem(&pattern.value()) {
                diagnostics.push(pattern.span(), format!("the pattern `{}` {problem}", pattern.value()));
            }
        }
        (Rule::OneOf(literals), _) => check_literals(literals, keyword, shape, diagnostics),
        (Rule::Items(keywords), Shape::Vec(inner)) | (Rule::Values(keywords), Shape::Map(inner)) => {
            check_keywords(keywords, &Shape::of(inner).value(), &[], diagnostics);
        }
        _ => {}
    }
}
