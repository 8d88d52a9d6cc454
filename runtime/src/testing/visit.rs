//! The requests that one row is tried with, and what is owed to each. It sends nothing.

use super::example::{example, query_example};
use crate::__private::Escaped;
use crate::json::{self, Object, Value};
use crate::mapper::Mapper;
use crate::microversion::{Microversion, VersionRange};
use crate::route::{Method, Route, Segment, Source};
use crate::schema::{Mode, Schema, validate_body};

/// One request for the sake of a row.
#[derive(Debug)]
pub(super) struct Visit {
    pub(super) route: &'static Route,
    pub(super) version: Microversion,
    /// Below the mount, with its query.
    pub(super) target: String,
    pub(super) body: Option<String>,
    pub(super) owed: Owed,
}

/// What has to be true of the answer, besides that nothing fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Owed {
    /// The row answers, and if it succeeds, then as declared.
    Row,
    /// No row answers: 404.
    NoRow,
    /// The body is refused: 400.
    Refusal,
}

/// What visits are planned with.
#[derive(Debug)]
pub(super) struct Plan<'p> {
    pub(super) mapper: Mapper<'static>,
    /// The microversions of the API, where it has any.
    pub(super) api: Option<VersionRange>,
    /// What stands for a parameter, by its name.
    pub(super) parameters: &'p [(String, String)],
    /// The good body of `Controller::action`.
    pub(super) bodies: &'p [(String, String)],
}

/// `Controller::action`
pub(super) fn name_of(route: &Route) -> String {
    format!("{}::{}", route.controller, route.action)
}

impl Plan<'_> {
    /// The visits of a row, in the order of microversions.
    pub(super) fn visits(&self, route: &'static Route) -> Vec<Visit> {
        let versions = self.versions_within(route);
        let mut visits = Vec::new();
        for &version in &versions {
            visits.push(self.visit(route, version, Owed::Row, self.good_body(route, version).0));
            visits.extend(self.bad_bodies(route, version));
        }
        let ends = versions.first().zip(versions.last());
        let (before, after) = ends.map_or((None, None), |(&first, &last)| (self.before(first), self.after(last)));
        let outside = before.into_iter().chain(after).filter(|&version| self.is_uncovered(route, version));
        visits.extend(outside.map(|version| self.visit(route, version, Owed::NoRow, self.good_body(route, version).0)));
        visits
    }

    /// Whether the row takes a body for which none was given and none could be made.
    pub(super) fn lacks_example(&self, route: &Route) -> bool {
        self.versions_within(route).into_iter().any(|version| !self.good_body(route, version).1)
    }

    /// The first and the last microversion of a row, and those where its success status changes.
    fn versions_within(&self, route: &Route) -> Vec<Microversion> {
        let Some(api) = self.api else { return vec![Microversion::LOWEST] };
        let (since, until) = (route.range.since.max(api.since), route.range.until.min(api.until));
        let changes = route.success.iter().map(|success| success.range.since);
        let mut versions: Vec<_> = changes.filter(|&version| since < version && version < until).collect();
        versions.extend([since, until]);
        versions.sort_unstable();
        versions.dedup();
        versions
    }

    fn before(&self, version: Microversion) -> Option<Microversion> {
        let before = Microversion::new(version.major, version.minor.checked_sub(1)?);
        self.api.filter(|api| api.contains(before)).map(|_| before)
    }

    fn after(&self, version: Microversion) -> Option<Microversion> {
        let after = Microversion::new(version.major, version.minor.checked_add(1)?);
        self.api.filter(|api| api.contains(after)).map(|_| after)
    }

    /// Whether no other row answers the row's requests at a microversion that is not its own.
    fn is_uncovered(&self, route: &Route, version: Microversion) -> bool {
        let found = self.mapper.find_method(&self.path(route), route.method);
        found.is_none_or(|found| {
            let rows = found.rows(route.method);
            let another = rows.by_body_key(route.body).at(version).is_some() || rows.of_any_body(version).is_some();
            // Beside rows with keys the body is judged before the microversion.
            !another && (route.body.is_some() || !rows.have_body_keys())
        })
    }

    fn visit(&self, route: &'static Route, version: Microversion, owed: Owed, body: Option<String>) -> Visit {
        let mut target = self.path(route);
        for (at, (name, value)) in query(route, version).into_iter().enumerate() {
            let sign = if at == 0 { '?' } else { '&' };
            target.push_str(&format!("{sign}{}={}", Escaped(name), Escaped(value)));
        }
        Visit { route, version, target, body, owed }
    }

    fn path(&self, route: &Route) -> String {
        let mut path = String::new();
        for segment in route.segments() {
            path.push('/');
            match segment {
                Segment::Literal(text) => path.push_str(text),
                Segment::Parameter(name) => path.push_str(&Escaped(self.parameter(name)).to_string()),
            }
        }
        if path.is_empty() { "/".to_owned() } else { path }
    }

    fn parameter(&self, name: &str) -> &str {
        self.parameters.iter().find(|(known, _)| known == name).map_or("1", |(_, value)| value)
    }

    /// A body that the row takes, and whether it is known to be one.
    fn good_body(&self, route: &Route, version: Microversion) -> (Option<String>, bool) {
        if !has_body(route.method) {
            return (None, true);
        }
        let name = name_of(route);
        if let Some((_, body)) = self.bodies.iter().find(|(known, _)| *known == name) {
            return (Some(body.clone()), true);
        }
        let keyed = route.body.map(|key| Value::from(Object::from_iter([(key, Value::Null)])));
        let Some(schema) = schema_of(route) else {
            let empty = || route.takes_bytes().then(|| Object::new().into());
            return (keyed.or_else(empty).map(|value| text(&value)), !route.takes_bytes());
        };
        let made = example(schema, version).filter(|value| route.body.is_none_or(|key| value.get(key).is_some()));
        // A schema that takes anything has an example without the key.
        let takes = |value: &Value| validate_body(schema, &mut value.clone(), version, Mode::Strict).is_ok();
        let known = made.is_some() || keyed.as_ref().is_some_and(takes);
        (made.or(keyed).map(|value| text(&value)), known)
    }

    /// A body that is no JSON, and one that the schema refuses.
    fn bad_bodies(&self, route: &'static Route, version: Microversion) -> Vec<Visit> {
        if !has_body(route.method) {
            return Vec::new();
        }
        let mut visits = Vec::new();
        if !self.may_be_no_json(route) {
            let key = route.body.map(|key| text(&key.into()));
            let broken = key.map_or_else(|| "{".to_owned(), |key| format!("{{{key}: "));
            visits.push(self.visit(route, version, Owed::Refusal, Some(broken)));
        } else if route.body.is_none() {
            visits.push(self.visit(route, version, Owed::Row, Some("{".to_owned())));
        }
        let misfit = schema_of(route).and_then(|schema| misfit(schema, route.body, version));
        visits.extend(misfit.map(|body| self.visit(route, version, Owed::Refusal, Some(body))));
        visits
    }

    /// Whether a body that is no JSON may be right: the action reads the bytes itself, or nobody reads them.
    fn may_be_no_json(&self, route: &Route) -> bool {
        if schema_of(route).is_some() {
            return false;
        }
        // Of what reads bytes, only serde's `Json` is known to refuse these.
        let mut bytes = route.arguments().filter(|argument| matches!(argument.source, Source::Bytes));
        if let Some(argument) = bytes.next() {
            let name = argument.ty.split('<').next().unwrap_or("");
            return name.rsplit("::").next() != Some("Json");
        }
        let found = self.mapper.find_method(&self.path(route), route.method);
        let rows = found.map(|found| found.rows(route.method).by_body_key(route.body));
        rows.is_some_and(|rows| rows.into_iter().any(|row| row.route.takes_bytes()))
    }
}

const fn has_body(method: Method) -> bool {
    matches!(method, Method::Post | Method::Put | Method::Patch)
}

fn schema_of(route: &Route) -> Option<&'static Schema> {
    route.sources.iter().find_map(|source| match *source {
        Source::Body(schema) => Some(schema),
        _ => None,
    })
}

fn query(route: &Route, version: Microversion) -> Vec<(String, String)> {
    let schemas = route.sources.iter().filter_map(|source| match *source {
        Source::Query(schema) => Some(schema),
        _ => None,
    });
    schemas.flat_map(|schema| query_example(schema, version)).collect()
}

/// A body with the key, if there is one, that the schema refuses.
fn misfit(schema: &Schema, key: Option<&str>, version: Microversion) -> Option<String> {
    let unknown = || Value::from(Object::from_iter([("__unknown", Value::Null)]));
    let wrong = [Value::Array(Vec::new()), Value::Int(0), unknown()];
    let keyed = wrong.into_iter().map(|value| match key {
        Some(key) => Object::from_iter([(key, value)]).into(),
        None => value,
    });
    let mut refused = keyed.filter(|body| validate_body(schema, &mut body.clone(), version, Mode::Strict).is_err());
    refused.next().map(|body| text(&body))
}

fn text(value: &Value) -> String {
    let mut out = json::Writer::new();
    out.value(value);
    String::from_utf8_lossy(&out.finish()).into_owned()
}
