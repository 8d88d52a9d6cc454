//! Nova's own response schemas, as `schema_dump` writes them: a map from `module.Class.method` to lists of
//! `[schema, first microversion, last microversion]`.
//!
//! The file is Nova's and not in this repository; the environment variable [`WHERE`] says where it is.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use jsonschema::error::ValidationErrorKind;
use jsonschema::{Draft, ValidationError, Validator};
use serde_json::Value;
use starmap::microversion::Microversion;

/// The environment variable that names the file.
pub(super) const WHERE: &str = "STARMAP_NOVA_SCHEMAS";

/// The schemas, compiled when they are first asked for.
pub(super) struct Oracle {
    schemas: Value,
    compiled: RefCell<HashMap<(String, usize), Rc<Validator>>>,
}

impl Oracle {
    /// Reads the file that the environment names; nothing when it names none.
    pub(super) fn from_environment() -> Option<Self> {
        let path = std::env::var_os(WHERE).filter(|path| !path.is_empty())?;
        let text = std::fs::read(&path).unwrap_or_else(|error| panic!("{WHERE} names {}: {error}", path.display()));
        let schemas = serde_json::from_slice(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        Some(Self { schemas, compiled: RefCell::default() })
    }

    /// What is wrong with an answer of one of Nova's methods; an answer without a body is `null`.
    pub(super) fn violations(&self, method: &str, version: Microversion, answer: &Value) -> Vec<String> {
        let Some(validator) = self.validator(method, version) else {
            return vec![format!("Nova has no response schema of {method} at {version}")];
        };
        validator.iter_errors(answer).flat_map(|error| causes(&error)).filter(|text| !excepted(method, text)).collect()
    }

    /// The microversions at which the schema of a method's answers changes.
    pub(super) fn changes(&self, method: &str) -> Vec<Microversion> {
        let ranges = self.ranges(method);
        let starts = ranges.iter().filter_map(|range| range[1].as_str()).map(Microversion::literal);
        let mut changes: Vec<Microversion> = starts.filter(|start| *start > Microversion::literal("2.1")).collect();
        changes.sort();
        changes
    }

    fn ranges(&self, method: &str) -> &[Value] {
        self.schemas[method]["response_body_schemas"].as_array().map(Vec::as_slice).unwrap_or_default()
    }

    fn validator(&self, method: &str, version: Microversion) -> Option<Rc<Validator>> {
        let holds = |range: &Value| {
            let bound = |index: usize| range[index].as_str().map(Microversion::literal);
            bound(1).is_none_or(|since| since <= version) && bound(2).is_none_or(|until| version <= until)
        };
        let ranges = self.ranges(method);
        let index = ranges.iter().position(holds)?;
        let mut compiled = self.compiled.borrow_mut();
        let validator =
            compiled.entry((method.to_owned(), index)).or_insert_with(|| Rc::new(compile(&ranges[index][0])));
        Some(validator.clone())
    }
}

/// What Nova itself answers although its schemas say otherwise: method, end of the message, and why.
const EXCEPTIONS: &[(&str, &str, &str)] = &[
    ("instance_usage_audit_log", "/hosts_not_run/*", "the schema asks for UUIDs, Nova answers host names"),
    (
        "console_auth_tokens",
        "/console/internal_access_path",
        "the schema asks for a UUID, Nova's fake driver says FAKE",
    ),
];

fn excepted(method: &str, text: &str) -> bool {
    EXCEPTIONS
        .iter()
        .any(|(module, end, _)| method.starts_with(module) && text.contains("\"uuid\"") && text.ends_with(end))
}

/// The message of an error, or of those that made it, without the values, so that the same mistake reads the same.
fn causes(error: &ValidationError<'_>) -> Vec<String> {
    match error.kind() {
        ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } => {
            context.iter().flatten().flat_map(|inner| causes(inner)).collect()
        }
        _ => {
            let place = error.instance_path().to_string();
            let bare =
                |segment: &str| if segment.parse::<usize>().is_ok() { "*".to_owned() } else { segment.to_owned() };
            let place: Vec<String> = place.split('/').map(bare).collect();
            vec![format!("{} at {}", error.masked(), place.join("/"))]
        }
    }
}

/// `2026-01-31T12:00:00` with a blank for the `T`, a fraction or an offset if there is one, as Nova's own check has it.
fn is_moment(text: &str) -> bool {
    let shape: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    let rest = shape.strip_prefix("0000-00-00T00:00:00").or_else(|| shape.strip_prefix("0000-00-00 00:00:00"));
    let Some(rest) = rest else { return false };
    let rest = rest.strip_prefix('.').map_or(rest, |fraction| fraction.trim_start_matches('0'));
    matches!(rest, "" | "Z" | "+00:00" | "-00:00")
}

/// With the formats that Nova checks beyond JSON Schema's own.
fn compile(schema: &Value) -> Validator {
    let hex = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_hexdigit());
    jsonschema::options()
        .with_draft(Draft::Draft202012)
        .should_validate_formats(true)
        .with_format("date-time", is_moment)
        .with_format("mac-address", move |text: &str| text.split(':').count() == 6 && text.split(':').all(hex))
        .with_format("cidr", |text: &str| {
            text.split_once('/').is_some_and(|(address, _)| address.parse::<std::net::IpAddr>().is_ok())
        })
        .with_format("base64", |text: &str| {
            text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/=\n".contains(&byte))
        })
        .with_format("name", |text: &str| text == text.trim())
        .build(schema)
        .expect("Nova's schemas are schemas")
}
