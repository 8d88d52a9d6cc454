//! A value that a schema takes, made from the schema alone: as little as it demands.
//!
//! For visits that need some good body. It reads the plain JSON schema of one microversion, and guesses where a schema only
//! says what it refuses (a pattern, `not`); the guess is checked, so that what comes out is right or nothing.

use regex_lite::Regex;

use crate::json::{self, Object, Value, Writer};
use crate::microversion::Microversion;
use crate::schema::{Mode, Schema, to_json_schema, validate_body};

/// Texts that most patterns of an API take one of.
const TEXTS: [&str; 12] = [
    "a",
    "1",
    "aa",
    "key",
    "10.0.0.1",
    "2026-01-01",
    "/dev/vdb",
    "fa:16:3e:00:00:01",
    "en",
    "1.0",
    "00000000-0000-4000-8000-000000000001",
    "",
];

/// A value that `schema` takes at `version`; `None` where none was found.
pub fn example(schema: &Schema, version: Microversion) -> Option<Value> {
    let value = example_of(&plain(schema, version));
    validate_body(schema, &mut value.clone(), version, Mode::Strict).ok().map(|()| value)
}

/// The texts of a query that `schema` takes at `version`, by name.
pub(super) fn query_example(schema: &Schema, version: Microversion) -> Vec<(String, String)> {
    let Value::Object(parameters) = example_of(&plain(schema, version)) else { return Vec::new() };
    let first = |value: &Value| value.as_array().and_then(|texts| texts.first()).cloned();
    parameters
        .iter()
        .filter_map(|(name, value)| Some((name.to_owned(), text_of(&first(value).unwrap_or_else(|| value.clone()))?)))
        .collect()
}

fn plain(schema: &Schema, version: Microversion) -> Value {
    let mut writer = Writer::new();
    to_json_schema(schema, version, &mut writer);
    json::parse(&writer.finish(), json::DEPTH_MAX).unwrap_or_default()
}

fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Int(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        _ => None,
    }
}

fn example_of(schema: &Value) -> Value {
    if let Some(value) = schema.get("const") {
        return value.clone();
    }
    if let Some(value) = schema.get("enum").and_then(Value::as_array).and_then(<[_]>::first) {
        return value.clone();
    }
    if let Some(merged) = merged(schema) {
        return example_of(&merged);
    }
    match kind(schema) {
        "object" => object(schema).into(),
        "array" => array(schema),
        "string" => text(schema).into(),
        "integer" | "number" => number(schema).into(),
        "boolean" => true.into(),
        _ => Value::Null,
    }
}

/// The schema with the first of its alternatives, and all that it adds up, taken in; `None` where it has neither.
fn merged(schema: &Value) -> Option<Value> {
    let mut merged = schema.as_object()?.clone();
    let mut parts = Vec::new();
    for (key, all) in [("allOf", true), ("oneOf", false), ("anyOf", false)] {
        if let Some(Value::Array(listed)) = merged.remove(key) {
            parts.extend(listed.into_iter().take(if all { usize::MAX } else { 1 }));
        }
    }
    if parts.is_empty() {
        return None;
    }
    for (key, value) in parts.iter().filter_map(Value::as_object).flat_map(Object::iter) {
        merged.insert(key, value.clone());
    }
    Some(merged.into())
}

/// The first type that the schema takes, or the one that its other words are about.
fn kind(schema: &Value) -> &str {
    match schema.get("type") {
        Some(Value::String(kind)) => return kind,
        Some(Value::Array(kinds)) => return kinds.first().and_then(Value::as_str).unwrap_or("null"),
        _ => {}
    }
    const WORDS: [(&str, &str); 9] = [
        ("properties", "object"),
        ("required", "object"),
        ("patternProperties", "object"),
        ("items", "array"),
        ("minItems", "array"),
        ("pattern", "string"),
        ("format", "string"),
        ("minLength", "string"),
        ("minimum", "integer"),
    ];
    WORDS.iter().find(|(word, _)| schema.get(word).is_some()).map_or("null", |(_, kind)| kind)
}

fn object(schema: &Value) -> Object {
    let mut object = Object::new();
    let properties = schema.get("properties").and_then(Value::as_object);
    let required = schema.get("required").and_then(Value::as_array).unwrap_or(&[]);
    for name in required.iter().filter_map(Value::as_str) {
        let value = properties.and_then(|known| known.get(name)).map_or(Value::Null, example_of);
        object.insert(name, value);
    }
    let least = size(schema, "minProperties").unwrap_or(0);
    for (name, schema) in properties.iter().flat_map(|known| known.iter()) {
        if object.len() < least && !object.contains_key(name) {
            object.insert(name, example_of(schema));
        }
    }
    let patterns = schema.get("patternProperties").and_then(Value::as_object);
    for (pattern, schema) in patterns.iter().flat_map(|known| known.iter()) {
        if object.len() < least {
            object.insert(matching(pattern), example_of(schema));
        }
    }
    object
}

fn array(schema: &Value) -> Value {
    let mut items: Vec<Value> =
        schema.get("prefixItems").and_then(Value::as_array).unwrap_or(&[]).iter().map(example_of).collect();
    let least = size(schema, "minItems").unwrap_or(0);
    let item = schema.get("items").map_or(Value::Null, example_of);
    while items.len() < least {
        items.push(item.clone());
    }
    Value::Array(items)
}

fn text(schema: &Value) -> String {
    let text = match (schema.get("format").and_then(Value::as_str), schema.get("pattern").and_then(Value::as_str)) {
        (Some("uuid"), _) => "00000000-0000-4000-8000-000000000001".to_owned(),
        (Some("date-time"), _) => "2026-01-01T00:00:00Z".to_owned(),
        (Some("uri"), _) => "http://localhost/".to_owned(),
        (Some("ipv4"), _) => "10.0.0.1".to_owned(),
        (Some("ipv6"), _) => "fe80::1".to_owned(),
        (Some("cidr"), _) => "10.0.0.0/24".to_owned(),
        (Some("mac-address"), _) => "fa:16:3e:00:00:01".to_owned(),
        (Some("base64"), _) => "YQ==".to_owned(),
        (_, Some(pattern)) => matching(pattern).to_owned(),
        _ => if size(schema, "maxLength") == Some(0) { "" } else { "a" }.to_owned(),
    };
    let missing = size(schema, "minLength").unwrap_or(0).saturating_sub(text.chars().count());
    text + &"a".repeat(missing)
}

/// The first of the known texts that the pattern finds itself in; an empty one where it is in none.
fn matching(pattern: &str) -> &'static str {
    let regex = Regex::new(pattern).ok();
    TEXTS.into_iter().find(|text| regex.as_ref().is_none_or(|regex| regex.is_match(text))).unwrap_or("")
}

fn number(schema: &Value) -> i64 {
    let bound = |key| schema.get(key).and_then(Value::as_i64);
    let least = bound("minimum").or_else(|| Some(bound("exclusiveMinimum")?.saturating_add(1)));
    least.unwrap_or(1).max(1).min(bound("maximum").unwrap_or(i64::MAX))
}

fn size(schema: &Value, key: &str) -> Option<usize> {
    schema.get(key).and_then(Value::as_i64).and_then(|size| usize::try_from(size).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{Additional, Keyword, Property, Required, Type, types};

    const VERSION: Microversion = Microversion::new(2, 1);

    #[test]
    fn every_shared_type_has_an_example() {
        for schema in [
            types::NAME,
            types::AZ_NAME,
            types::DESCRIPTION,
            types::BOOLEAN,
            types::NULL,
            types::NON_NEGATIVE_INTEGER,
            types::POSITIVE_INTEGER,
            types::UUID,
            types::IMAGE_ID_OR_EMPTY,
            types::BASE64,
            types::IPV6,
            types::IP_ADDRESS,
            types::METADATA,
            types::TAG,
            types::TCP_UDP_PORT,
            types::HOST_LABEL,
            types::DATE_TIME,
            types::REGEX,
        ] {
            assert!(example(&schema, VERSION).is_some(), "{:?}", plain(&schema, VERSION));
        }
    }

    #[test]
    fn an_object_holds_what_is_demanded_and_no_more() {
        const BODY: Schema = Schema::new(&[
            Keyword::Type(&[Type::Object]),
            Keyword::Properties(&[
                Property::new("name", &types::NAME),
                Property::new("size", &types::POSITIVE_INTEGER),
            ]),
            Keyword::Required(&[Required::new("name")]),
            Keyword::AdditionalProperties(Additional::Refuse),
        ]);
        let value = example(&BODY, VERSION).expect("an example");
        assert_eq!(value.to_json(), br#"{"name": "a"}"#);
    }

    #[test]
    fn a_schema_that_takes_nothing_has_none() {
        const NOTHING: Schema = Schema::new(&[Keyword::Not(&Schema::ANY)]);
        assert_eq!(example(&NOTHING, VERSION), None);
    }
}
