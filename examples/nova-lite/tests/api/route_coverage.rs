//! Every route of Nova, with its microversions, is declared.
//!
//! `nova_routes.tsv` lists them, and there are no exceptions.

use std::collections::BTreeMap;

use nova_lite::api::Api;
use starmap::microversion::Microversion;
use starmap::router::Dispatch;

const NOVA: &str = include_str!("nova_routes.tsv");

pub(crate) const OLDEST: Microversion = Microversion::literal("2.1");
const NEWEST: Microversion = Microversion::literal("2.104");

/// Path without the names of its parameters, method, and body key.
type Key = (String, String, String);
pub(crate) type Span = (Microversion, Microversion);

#[test]
fn every_route_of_nova_is_declared_at_its_microversions() {
    let ours = declared();
    let (mut missing, mut wrong) = (Vec::new(), Vec::new());
    for (key, expected) in nova() {
        match ours.get(&key) {
            None => missing.push(format!("{key:?}")),
            Some(spans) if *spans != expected => {
                wrong.push(format!("{key:?} is declared for {spans:?}, in Nova for {expected:?}"));
            }
            Some(_) => {}
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(missing.is_empty(), "{} are not declared:\n{}", missing.len(), missing.join("\n"));
}

#[test]
fn nothing_is_declared_that_nova_does_not_have() {
    let nova = nova();
    let extra: Vec<Key> = declared().into_keys().filter(|key| !nova.contains_key(key)).collect();
    assert!(extra.is_empty(), "{extra:?}");
}

fn nova() -> BTreeMap<Key, Vec<Span>> {
    let mut routes: BTreeMap<Key, Vec<Span>> = BTreeMap::new();
    for line in NOVA.lines().skip(1) {
        let columns: Vec<&str> = line.split('\t').collect();
        let [path, method, body, versions, ..] = columns.as_slice() else {
            panic!("at least four columns, not {line:?}")
        };
        let key = (bare(path), (*method).to_owned(), (*body).to_owned());
        routes.entry(key).or_default().push(span(versions));
    }
    routes.into_values_joined()
}

fn declared() -> BTreeMap<Key, Vec<Span>> {
    let mut routes: BTreeMap<Key, Vec<Span>> = BTreeMap::new();
    for row in Api::mapper().rows() {
        let route = &row.route;
        let key = (bare(route.template), route.method.as_str().to_owned(), route.body.unwrap_or("-").to_owned());
        routes.entry(key).or_default().push((route.range.since.max(OLDEST), route.range.until.min(NEWEST)));
    }
    routes.into_values_joined()
}

/// Joins spans that follow on each other: two actions may share a route's microversions.
trait Joined {
    fn into_values_joined(self) -> Self;
}

impl Joined for BTreeMap<Key, Vec<Span>> {
    fn into_values_joined(mut self) -> Self {
        self.values_mut().for_each(join);
        self
    }
}

fn join(spans: &mut Vec<Span>) {
    spans.sort();
    let mut joined: Vec<Span> = Vec::new();
    for (since, until) in spans.drain(..) {
        match joined.last_mut() {
            Some(last) if last.1.major == since.major && last.1.minor + 1 == since.minor => last.1 = until,
            _ => joined.push((since, until)),
        }
    }
    *spans = joined;
}

/// `*`, `2.1-2.35` or `2.6-`.
pub(crate) fn span(text: &str) -> Span {
    let version = |text: &str, open| if text.is_empty() { open } else { Microversion::literal(text) };
    match text.split_once('-') {
        None => (OLDEST, NEWEST),
        Some((since, until)) => (version(since, OLDEST).max(OLDEST), version(until, NEWEST)),
    }
}

/// The path with `{}` for each parameter, since their names are nobody's business.
fn bare(path: &str) -> String {
    let segment = |segment: &str| if segment.starts_with('{') { "{}".to_owned() } else { segment.to_owned() };
    path.split('/').map(segment).collect::<Vec<_>>().join("/")
}
