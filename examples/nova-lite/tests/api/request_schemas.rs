//! What requests may hold is what Nova's own schemas say: every body and query of every route at every microversion.
//!
//! `request_schemas.expected` has a digest of each schema, rewritten with `STARMAP_BLESS=1`. Where `STARMAP_NOVA_SCHEMAS` names
//! Nova's `schemas.json`, the schemas themselves are compared, keyword by keyword in their order, since the first error is
//! what a client sees. What they accept and how a refusal reads is tested with the validator.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use nova_lite::api::Api;
use sha2::Digest as _;
use starmap::json::{self, Value, Writer};
use starmap::microversion::Microversion;
use starmap::route::{Route, Source};
use starmap::router::Dispatch;
use starmap::schema::to_json_schema;

const EXPECTED: &str = include_str!("request_schemas.expected");
const EXPECTED_PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/api/request_schemas.expected");
const NOVA_ROUTES: &str = include_str!("nova_routes.tsv");
const WHERE: &str = "STARMAP_NOVA_SCHEMAS";
const NEWEST_MINOR: u16 = 104;

/// Where a schema of ours is not Nova's, and why.
const APART: &[(&str, &str)] = &[
    ("GET /flavors query", "a name that is no regular expression is refused, where Nova's database fails"),
    ("GET /flavors/detail query", "as /flavors"),
    ("GET /images query", "`id` is declared, which nothing depends on"),
    ("GET /images/detail query", "as /images"),
    ("GET /limits query", "the legacy API has no schema; ours takes every query there"),
    ("GET /os-simple-tenant-usage query", "as /limits"),
    ("GET /os-simple-tenant-usage/{} query", "as /limits"),
    ("GET /servers query", "Nova's sort keys stand in the order of a set from 2.75 on"),
    ("GET /servers/detail query", "as /servers"),
    ("GET /os-volumes_boot query", "as /servers"),
    ("GET /os-volumes_boot/detail query", "as /servers"),
    ("PUT /os-aggregates/{} body", "the type stands inside `allOf`"),
    ("POST /os-aggregates/{}/images body", "`required` stands before `additionalProperties`"),
    ("PUT /os-quota-class-sets/{} body", "Nova has none for the legacy API and fails on what its code does not find"),
    ("POST /os-server-external-events body", "`items` stands before `minItems`"),
    ("POST /servers/{}/os-interface body", "`items` stands before `minItems` and `maxItems`"),
];

#[test]
fn no_schema_changes_unseen() {
    let lines: String = ours().iter().map(|(key, spans)| line(key, spans)).collect();
    if std::env::var_os("STARMAP_BLESS").is_some() {
        std::fs::write(EXPECTED_PATH, lines).expect("the expected schemas can be written");
        return;
    }
    for (found, expected) in lines.lines().zip(EXPECTED.lines()) {
        assert_eq!(found, expected, "compare with Nova's schemas ({WHERE}) before STARMAP_BLESS=1 writes it anew");
    }
    assert_eq!(lines.lines().count(), EXPECTED.lines().count());
}

#[test]
#[expect(clippy::print_stderr, reason = "whoever runs the test should know what it did not do")]
fn every_schema_is_novas() {
    let Some(path) = std::env::var_os(WHERE) else {
        return eprintln!("skipped: Nova's request schemas are not at hand; {WHERE} says where they are");
    };
    let text = std::fs::read(path).expect("Nova's schemas can be read");
    let nova = json::parse(&text, json::DEPTH_MAX).expect("Nova's schemas are JSON");
    let nova_methods = nova_methods();
    let (mut compared, mut wrong) = (0, Vec::new());
    for ((row, kind), schemas) in ours() {
        let name = format!("{} {kind}", row.split(' ').take(2).collect::<Vec<_>>().join(" "));
        if APART.iter().any(|(apart, _)| *apart == name) {
            continue;
        }
        let nova_method = nova_methods.get(&row).unwrap_or_else(|| panic!("{row} is in nova_routes.tsv"));
        let ranges = nova.get(nova_method).and_then(|nova_method| nova_method.get(&format!("request_{kind}_schemas")));
        for (minor, ours) in schemas {
            let theirs = ranges.and_then(Value::as_array).and_then(|ranges| in_force(ranges, minor));
            let theirs = theirs.map(canonical).unwrap_or_default();
            compared += 1;
            if theirs != ours && !(is_anything(&theirs) && is_anything(&ours)) {
                wrong.push(format!("{row} {kind} at 2.{minor}:\n  ours {ours}\n  Nova {theirs}"));
            }
        }
    }
    assert!(compared > 10_000, "{compared} schemas were compared");
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}

/// Row and kind, to the schema of each minor version.
type Schemas = BTreeMap<(String, &'static str), Vec<(u16, String)>>;

fn ours() -> Schemas {
    let mut schemas = Schemas::new();
    for route in Api::mapper().rows().iter().map(|row| &row.route) {
        for source in route.sources {
            let (kind, schema) = match *source {
                Source::Body(schema) => ("body", schema),
                Source::Query(schema) => ("query", schema),
                _ => continue,
            };
            let of_row = schemas.entry((row_of(route), kind)).or_default();
            for minor in (0..=NEWEST_MINOR).filter(|minor| route.range.contains(Microversion::new(2, (*minor).max(1))))
            {
                let mut out = Writer::new();
                to_json_schema(schema, Microversion::new(2, minor), &mut out);
                let value = json::parse(&out.finish(), json::DEPTH_MAX).expect("an exported schema is JSON");
                of_row.push((minor, canonical(&value)));
            }
        }
    }
    schemas.values_mut().for_each(|versions| versions.sort());
    schemas
}

/// Method, path without the names of its parameters, and body key, as `nova_routes.tsv` has them.
fn row_of(route: &Route) -> String {
    format!("{} {} {}", route.method.as_str(), bare(route.template), route.body.unwrap_or("-"))
}

fn nova_methods() -> BTreeMap<String, &'static str> {
    let nova_method = |line: &'static str| {
        let columns: Vec<&str> = line.split('\t').collect();
        let [path, method, body, _, nova_method, ..] = columns.as_slice() else { panic!("five columns, not {line:?}") };
        (format!("{method} {} {body}", bare(path)), *nova_method)
    };
    NOVA_ROUTES.lines().skip(1).map(nova_method).collect()
}

fn bare(path: &str) -> String {
    let segment = |segment: &str| if segment.starts_with('{') { "{}".to_owned() } else { segment.to_owned() };
    path.split('/').map(segment).collect::<Vec<_>>().join("/")
}

fn line((row, kind): &(String, &str), versions: &[(u16, String)]) -> String {
    let mut line = format!("{row} {kind}");
    let mut last = "";
    for (minor, schema) in versions {
        if schema != last {
            let digest = sha2::Sha256::digest(schema.as_bytes());
            let short = u64::from_be_bytes(digest[..8].try_into().expect("eight bytes are eight bytes"));
            write!(line, " 2.{minor}:{short:016x}").expect("writing to a String cannot fail");
            last = schema;
        }
    }
    line + "\n"
}

/// Nova's schema for a minor version; 2.0 is the legacy API, which minds only what begins with nothing or 2.0.
fn in_force(ranges: &[Value], minor: u16) -> Option<&Value> {
    let bound =
        |value: Option<&Value>| value.and_then(Value::as_str).and_then(|text| text.strip_prefix("2.")?.parse().ok());
    ranges.iter().filter_map(Value::as_array).find_map(|range| {
        let (since, until): (Option<u16>, Option<u16>) = (bound(range.get(1)), bound(range.get(2)));
        let fits = match minor {
            0 => since.is_none_or(|since| since == 0),
            _ => since.is_none_or(|since| since <= minor) && until.is_none_or(|until| minor <= until),
        };
        range.first().filter(|_| fits)
    })
}

/// A schema without what changes nothing, in the order of its keywords.
fn canonical(schema: &Value) -> String {
    let Some(object) = schema.as_object() else { return schema.python_repr().to_string() };
    let mut out = String::from("{");
    for (keyword, value) in object.iter() {
        let inner = match (keyword, value) {
            ("title" | "additionalItems", _) => continue,
            ("additionalProperties", Value::Bool(true)) => continue,
            ("properties" | "patternProperties", value) => {
                let parts = value.as_object().into_iter().flat_map(|parts| parts.iter());
                parts.map(|(name, part)| format!("{name}={} ", canonical(part))).collect()
            }
            ("items" | "not" | "additionalProperties", value) => canonical(value),
            ("prefixItems" | "oneOf" | "anyOf" | "allOf", value) => {
                value.as_array().unwrap_or_default().iter().map(|part| canonical(part) + " ").collect()
            }
            ("type", Value::Array(types)) => types.iter().map(|one| one.python_str().to_string() + " ").collect(),
            ("type", value) => value.python_str().to_string() + " ",
            (_, value) => value.python_repr().to_string(),
        };
        if !(inner.is_empty() || inner == "[]") || keyword == "items" {
            write!(out, "{keyword}({inner}) ").expect("writing to a String cannot fail");
        }
    }
    out + "}"
}

/// Whether a schema takes every query, or every body that got so far.
fn is_anything(schema: &str) -> bool {
    let single = |inside: &str| inside.contains("={} ") && !inside[..inside.find("={} ").unwrap_or(0)].contains('=');
    match schema {
        "" | "{}" | "{type(object ) }" => true,
        // An action's body has its one key already, so what asks for no more than that asks for nothing.
        action => {
            action.strip_prefix("{type(object ) properties(").is_some_and(single) && action.contains("={} ) required(")
        }
    }
}
