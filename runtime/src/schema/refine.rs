//! `const` arithmetic on schemas: a type's keywords with those of a field's attributes.
//!
//! A slice of unknown length cannot be built in a `const`, so the result stands in a buffer of fixed size that is cut.

use super::{Keyword, Literal, Property, Schema, Type};
use crate::microversion::{Microversion, VersionRange};

/// The most keywords that one schema may have after its attributes are added.
pub(super) const KEYWORDS_MAX: usize = 20;
/// The most values of an enumeration that may be made nullable.
pub(super) const LITERALS_MAX: usize = 64;
/// The most types of a nullable value.
pub(super) const TYPES_MAX: usize = 7;

/// Up to `N` items, built and cut at compile time.
#[derive(Clone, Copy, Debug)]
pub struct Buffer<T, const N: usize> {
    items: [T; N],
    len: usize,
}

/// The keywords of one schema.
pub type Refined = Buffer<Keyword, KEYWORDS_MAX>;

impl<T: Copy, const N: usize> Buffer<T, N> {
    const fn filled_with(filler: T) -> Self {
        Self { items: [filler; N], len: 0 }
    }

    const fn push(mut self, item: T) -> Self {
        assert!(self.len < N, "a schema has more parts than fit: split the struct");
        self.items[self.len] = item;
        self.len += 1;
        self
    }

    /// The items that were put in.
    pub const fn as_slice(&'static self) -> &'static [T] {
        self.items.split_at(self.len).0
    }
}

/// The keywords of `base` with those of `own`: one of the same kind takes its place, the others follow.
///
/// # Panics
///
/// Beyond `KEYWORDS_MAX`; in a `const` that is a compile error.
pub const fn refine(base: &Schema, own: &[Keyword]) -> Refined {
    let mut refined = Buffer::filled_with(Keyword::UniqueItems);
    let mut at = 0;
    while at < base.keywords.len() {
        refined = refined.push(match find(own, kind(&base.keywords[at])) {
            Some(own) => own,
            None => base.keywords[at],
        });
        at += 1;
    }
    at = 0;
    while at < own.len() {
        if find(base.keywords, kind(&own[at])).is_none() {
            refined = refined.push(own[at]);
        }
        at += 1;
    }
    refined
}

const fn find(keywords: &[Keyword], wanted: u8) -> Option<Keyword> {
    let mut at = 0;
    while at < keywords.len() {
        // A keyword of some microversions stands beside others of its kind.
        if wanted != WITHIN && kind(&keywords[at]) == wanted {
            return Some(keywords[at]);
        }
        at += 1;
    }
    None
}

const WITHIN: u8 = 0;

const fn kind(keyword: &Keyword) -> u8 {
    match keyword {
        Keyword::Within(..) => WITHIN,
        Keyword::Type(_) => 1,
        Keyword::Enum(_) => 2,
        Keyword::Const(_) => 3,
        Keyword::Pattern(_) => 4,
        Keyword::Format(_) => 5,
        Keyword::MinLength(_) => 6,
        Keyword::MaxLength(_) => 7,
        Keyword::Minimum(_) => 8,
        // Two ways to write one bound.
        Keyword::Maximum(_) | Keyword::MaximumFloat(_) => 9,
        Keyword::ExclusiveMinimum(_) => 10,
        Keyword::Items(_) => 11,
        Keyword::PrefixItems(_) => 12,
        Keyword::MinItems(_) => 13,
        Keyword::MaxItems(_) => 14,
        Keyword::UniqueItems => 15,
        Keyword::Properties(_) => 16,
        Keyword::PatternProperties(_) => 17,
        Keyword::Required(_) => 18,
        Keyword::AdditionalProperties(_) => 19,
        Keyword::MinProperties(_) => 20,
        Keyword::MaxProperties(_) => 21,
        Keyword::OneOf(_) => 22,
        Keyword::AnyOf(_) => 23,
        Keyword::AllOf(_) => 24,
        Keyword::Not(_) => 25,
    }
}

/// The types that `schema` allows, and `null`; none where it names none.
pub(super) const fn types_with_null(schema: &Schema) -> Buffer<Type, TYPES_MAX> {
    let mut types = Buffer::filled_with(Type::Null);
    if let Some(Keyword::Type(own)) = find(schema.keywords, 1) {
        let mut at = 0;
        while at < own.len() {
            if !matches!(own[at], Type::Null) {
                types = types.push(own[at]);
            }
            at += 1;
        }
        types = types.push(Type::Null);
    }
    types
}

/// The values that `schema` enumerates, and `null`; none where it enumerates none.
pub(super) const fn literals_with_null(schema: &Schema) -> Buffer<Literal, LITERALS_MAX> {
    let mut literals = Buffer::filled_with(Literal::Null);
    if let Some(Keyword::Enum(own)) = find(schema.keywords, 2) {
        let mut at = 0;
        while at < own.len() {
            literals = literals.push(own[at]);
            at += 1;
        }
        literals = literals.push(Literal::Null);
    }
    literals
}

/// The keywords of `schema` with these types and values in place of its own.
pub(super) const fn replace(schema: &Schema, types: &'static [Type], literals: &'static [Literal]) -> Refined {
    let mut replaced = Buffer::filled_with(Keyword::UniqueItems);
    let mut at = 0;
    while at < schema.keywords.len() {
        replaced = replaced.push(match schema.keywords[at] {
            Keyword::Type(_) => Keyword::Type(types),
            Keyword::Enum(_) => Keyword::Enum(literals),
            other => other,
        });
        at += 1;
    }
    replaced
}

/// The number of properties that the parts declare.
pub const fn joined_len(parts: &[(&Schema, VersionRange)]) -> usize {
    let (mut len, mut part) = (0, 0);
    while part < parts.len() {
        if let Some(Keyword::Properties(properties)) = find(parts[part].0.keywords, 16) {
            len += properties.len();
        }
        part += 1;
    }
    len
}

/// The properties that the parts declare, each part's within its range, one after the other.
///
/// # Panics
///
/// Where `N` is not their number; in a `const` that is a compile error.
pub const fn join_properties<const N: usize>(parts: &[(&'static Schema, VersionRange)]) -> [Property; N] {
    let mut joined = [Property::new("", &Schema::ANY); N];
    let (mut part, mut next) = (0, 0);
    while part < parts.len() {
        let (schema, range) = parts[part];
        if let Some(Keyword::Properties(properties)) = find(schema.keywords, 16) {
            let mut at = 0;
            while at < properties.len() {
                let property = properties[at];
                joined[next] = Property::within(property.name, property.schema, intersect(property.range, range));
                next += 1;
                at += 1;
            }
        }
        part += 1;
    }
    assert!(next == N, "the number of properties was counted wrong");
    joined
}

const fn intersect(left: VersionRange, right: VersionRange) -> VersionRange {
    VersionRange::new(
        higher(left.since, right.since),
        if left.until.packed() < right.until.packed() { left.until } else { right.until },
    )
}

const fn higher(left: Microversion, right: Microversion) -> Microversion {
    if left.packed() > right.packed() { left } else { right }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: Schema = Schema::new(&[Keyword::Type(&[Type::Integer]), Keyword::Minimum(0), Keyword::Maximum(255)]);

    #[test]
    fn a_keyword_of_the_same_kind_is_replaced_in_place() {
        const REFINED: &Refined = &refine(&BASE, &[Keyword::Const(Literal::Int(3)), Keyword::Minimum(1)]);
        let shown = format!("{:?}", REFINED.as_slice());
        assert_eq!(shown, "[Type([Integer]), Minimum(1), Maximum(255), Const(Int(3))]");
    }

    #[test]
    fn joined_properties_lie_within_their_part() {
        const INNER: &Schema = &Schema::new(&[Keyword::Properties(&[Property::within(
            "a",
            &Schema::ANY,
            VersionRange::since(Microversion::new(2, 5)),
        )])]);
        const RANGE: VersionRange = VersionRange::until(Microversion::new(2, 9));
        const JOINED: [Property; 1] = join_properties(&[(INNER, RANGE)]);
        assert_eq!(JOINED[0].range, VersionRange::new(Microversion::new(2, 5), Microversion::new(2, 9)));
    }
}
