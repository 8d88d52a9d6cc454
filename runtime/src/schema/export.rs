//! A schema as plain JSON schema of one microversion, without ranges.

use std::fmt;

use super::validate::active_keyword;
use super::{Additional, Keyword, Literal, Schema, Type};
use crate::json::{self, Value, Writer};
use crate::microversion::Microversion;

/// Writes the JSON schema (draft 2020-12) that applies at `version`.
pub fn to_json_schema(schema: &Schema, version: Microversion, out: &mut Writer) {
    out.begin_object();
    for keyword in schema.keywords.iter().filter_map(|keyword| active_keyword(keyword, version)) {
        write_keyword(keyword, version, out);
    }
    out.end_object();
}

/// The schema as Python prints the dictionary that it is there.
pub(super) fn python_repr(schema: &Schema, version: Microversion) -> impl fmt::Display + use<> {
    let mut writer = Writer::new();
    to_json_schema(schema, version, &mut writer);
    let value = json::parse(&writer.finish(), json::DEPTH_MAX).unwrap_or(Value::Null);
    value.python_repr().to_string()
}

fn write_keyword(keyword: Keyword, version: Microversion, out: &mut Writer) {
    match keyword {
        Keyword::Type(types) => write_types(types, out),
        Keyword::Enum(literals) => {
            out.key("enum");
            out.begin_array();
            literals.iter().for_each(|&literal| write_literal(literal, out));
            out.end_array();
        }
        Keyword::Const(literal) => {
            out.key("const");
            write_literal(literal, out);
        }
        Keyword::Pattern(text) => write_string("pattern", text, out),
        Keyword::Format(format) => write_string("format", format.name(), out),
        Keyword::MinLength(size) => write_size("minLength", size, out),
        Keyword::MaxLength(size) => write_size("maxLength", size, out),
        Keyword::Minimum(number) => write_size("minimum", number, out),
        Keyword::Maximum(number) => write_size("maximum", number, out),
        Keyword::MaximumFloat(number) => {
            out.key("maximum");
            out.float(number);
        }
        Keyword::ExclusiveMinimum(number) => write_size("exclusiveMinimum", number, out),
        Keyword::MinItems(size) => write_size("minItems", size, out),
        Keyword::MaxItems(size) => write_size("maxItems", size, out),
        Keyword::MinProperties(size) => write_size("minProperties", size, out),
        Keyword::MaxProperties(size) => write_size("maxProperties", size, out),
        Keyword::UniqueItems => {
            out.key("uniqueItems");
            out.bool(true);
        }
        Keyword::Properties(properties) => {
            let declared = properties.iter().filter(|property| property.range.contains(version));
            write_map("properties", declared.map(|property| (property.name, property.schema)), version, out);
        }
        Keyword::PatternProperties(pairs) => write_map("patternProperties", pairs.iter().copied(), version, out),
        Keyword::Required(required) => {
            let mut names = required.iter().filter(|key| key.range.contains(version)).map(|key| key.name).peekable();
            if names.peek().is_some() {
                out.key("required");
                out.begin_array();
                names.for_each(|name| out.string(name));
                out.end_array();
            }
        }
        Keyword::AdditionalProperties(additional) => {
            out.key("additionalProperties");
            match additional {
                Additional::Allow => out.bool(true),
                Additional::Refuse => out.bool(false),
                Additional::Schema(schema) => to_json_schema(schema, version, out),
            }
        }
        Keyword::Items(schema) => write_schema("items", schema, version, out),
        Keyword::Not(schema) => write_schema("not", schema, version, out),
        Keyword::PrefixItems(schemas) => write_schemas("prefixItems", schemas, version, out),
        Keyword::OneOf(schemas) => write_schemas("oneOf", schemas, version, out),
        Keyword::AnyOf(schemas) => write_schemas("anyOf", schemas, version, out),
        Keyword::AllOf(schemas) => write_schemas("allOf", schemas, version, out),
        Keyword::Within(range, inner) if range.contains(version) => write_keyword(*inner, version, out),
        Keyword::Within(..) => {}
    }
}

fn write_types(types: &[Type], out: &mut Writer) {
    out.key("type");
    if let [one] = types {
        return out.string(one.name());
    }
    out.begin_array();
    types.iter().for_each(|one| out.string(one.name()));
    out.end_array();
}

fn write_literal(literal: Literal, out: &mut Writer) {
    out.value(&Value::from(literal));
}

fn write_string(key: &str, text: &str, out: &mut Writer) {
    out.key(key);
    out.string(text);
}

fn write_size(key: &str, size: impl Into<i128>, out: &mut Writer) {
    out.key(key);
    out.int(size);
}

fn write_schema(key: &str, schema: &Schema, version: Microversion, out: &mut Writer) {
    out.key(key);
    to_json_schema(schema, version, out);
}

fn write_schemas(key: &str, schemas: &[&Schema], version: Microversion, out: &mut Writer) {
    out.key(key);
    out.begin_array();
    schemas.iter().for_each(|schema| to_json_schema(schema, version, out));
    out.end_array();
}

fn write_map<'a>(
    key: &str,
    pairs: impl Iterator<Item = (&'a str, &'a Schema)>,
    version: Microversion,
    out: &mut Writer,
) {
    out.key(key);
    out.begin_object();
    for (name, schema) in pairs {
        write_schema(name, schema, version, out);
    }
    out.end_object();
}
