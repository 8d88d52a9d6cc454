//! Fuzz targets as plain functions: bytes in, a panic when something is wrong.
//!
//! A stable test runs them on their corpus and on seeded inputs; the wrappers in `fuzz/` hand them to libFuzzer.

use std::path::Path;

use nova_lite::api::versions::COMPUTE;
use nova_lite::api::{Api, schemas};
use nova_lite::app::{COMPOSITE, KNOWN};
use nova_lite::policies;
use starmap::json::{self, Peek, Value};
use starmap::microversion::Microversion;
use starmap::paste;
use starmap::policy::{Credentials, Policy, PolicySources, Target};
use starmap::route::{Method, Route, Segment};
use starmap::router::Dispatch;
use starmap::schema::{Mode, QueryParams, Schematic, validate_body, validate_query};

/// A target with its name.
pub type FuzzTarget = (&'static str, fn(&[u8]));

/// Every target.
pub const TARGETS: [FuzzTarget; 7] = [
    ("ini", ini),
    ("lookup", lookup),
    ("microversion_header", microversion_header),
    ("body_peek", body_peek),
    ("json", json_text),
    ("validation", validation),
    ("policy", policy),
];

/// An api-paste.ini is loaded or refused with a line, whatever it holds.
pub fn ini(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let read = |_: &Path| Err(std::io::ErrorKind::NotFound.into());
    for strategy in ["noauth2", "keystone"] {
        match paste::load(text, Path::new("fuzz.ini"), COMPOSITE, strategy, &KNOWN, &read) {
            Ok(plan) => assert!(plan.mounts.iter().all(|mounted| mounted.line > 0), "a mount without a line"),
            Err(error) => assert!(!error.problems.is_empty(), "refused for no reason"),
        }
    }
}

/// The mapper finds what a matcher that is too simple to be wrong finds.
pub fn lookup(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let path = format!("/{}", text.replace('\n', ""));
    let mapper = Api::mapper();
    for method in Method::ALL {
        let found = mapper.find_method(&path, method);
        let Some(found) = found.filter(|found| found.project().is_none()) else { continue };
        let rows = found.rows(method);
        let route = rows.into_iter().next().map(|row| &row.route);
        assert!(route.is_some_and(|route| fits(route, &path)), "{path} does not fit {route:?}");
    }
    let simple = |method| mapper.rows().iter().any(|row| row.route.method == method && fits(&row.route, &path));
    for method in Method::ALL.into_iter().filter(|method| simple(*method)) {
        assert!(mapper.find_method(&path, method).is_some(), "{path} fits a row that is not found");
    }
}

fn fits(route: &Route, path: &str) -> bool {
    let parts: Vec<&str> = path.split('/').skip(1).collect();
    if route.segments().next().is_none() {
        return path == "/";
    }
    parts.len() == route.segments().count()
        && parts.iter().zip(route.segments()).all(|(part, segment)| match segment {
            Segment::Literal(text) => *part == text,
            Segment::Parameter(_) => !part.is_empty(),
        })
}

/// A version header gives a version that is served, or is refused.
pub fn microversion_header(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (header, legacy) = text.split_once('\n').map_or((&*text, None), |(header, legacy)| (header, Some(legacy)));
    if let Ok(version) = COMPUTE.negotiate(Some(header), legacy) {
        assert!(version >= COMPUTE.min && version <= COMPUTE.max, "{version} from {text:?}");
    }
}

/// The key that is peeked is the key that parsing finds.
pub fn body_peek(data: &[u8]) {
    let Peek::OneKey(key) = json::peek_key(data) else { return };
    let parsed = json::parse(data, json::DEPTH_MAX);
    let object = parsed.as_ref().ok().and_then(Value::as_object);
    let keys: Vec<&str> = object.map(|object| object.keys().collect()).unwrap_or_default();
    assert_eq!(keys, [&*key], "peeked in {:?}", String::from_utf8_lossy(data));
}

/// What is written is read again as the same.
pub fn json_text(data: &[u8]) {
    let Ok(value) = json::parse(data, 64) else { return };
    let text = value.to_json();
    let again =
        json::parse(&text, 64).unwrap_or_else(|error| panic!("{error:?} in {:?}", String::from_utf8_lossy(&text)));
    assert_eq!(again.to_json(), text, "of {:?}", String::from_utf8_lossy(data));
}

/// A body or a query is valid, or refused with a sentence, at every microversion and leniently.
pub fn validation(data: &[u8]) {
    let version = Microversion::new(2, u16::from(data.first().copied().unwrap_or(1)) % 105);
    let rest = data.get(1..).unwrap_or(&[]);
    for mode in [Mode::Strict, Mode::Legacy] {
        if let Ok(mut value) = json::parse(rest, 64) {
            let schema = <schemas::flavors::CreateFlavor as Schematic>::SCHEMA;
            if let Err(invalid) = validate_body(schema, &mut value, version, mode) {
                assert!(!invalid.to_string().is_empty(), "refused without a word");
            }
        }
        let Ok(mut params) = QueryParams::parse(&String::from_utf8_lossy(rest)) else { continue };
        let schema = <schemas::flavors::ListFlavors as Schematic>::SCHEMA;
        if let Err(invalid) = validate_query(schema, &mut params, version, mode) {
            assert!(!invalid.to_string().is_empty(), "refused without a word");
        }
    }
}

/// A policy file is read or refused; what it says can be asked.
pub fn policy(data: &[u8]) {
    let folder = crate::temp::TempDir::new("starmap-fuzz").expect("a temporary folder can be made");
    let file = folder.path().join("policy.yaml");
    std::fs::write(&file, data).expect("a temporary file can be written");
    let sources = PolicySources {
        defaults: policies::DEFAULTS,
        file: Some(file),
        directories: Vec::new(),
        enforce_new_defaults: true,
        default_rule: "default".to_owned(),
    };
    let Ok((policy, _)) = Policy::load(&sources) else { return };
    let roles = ["reader".to_owned()];
    let credentials = Credentials { roles: &roles, ..Credentials::default() };
    policy.check("os_compute_api:servers:show", &credentials, &Target::default());
}
