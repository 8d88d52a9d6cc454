//! Requests for every row of nova-lite's table, made from the table alone, so that a new row needs no line here.

use nova_lite::api::Api;
use starmap::microversion::Microversion;
use starmap::route::{Route, Segment, Source};
use starmap::router::Dispatch;
use starmap::testing::example;

const OLDEST: Microversion = Microversion::literal("2.1");
const NEWEST: Microversion = Microversion::literal("2.104");

/// Every row.
#[must_use]
pub fn all() -> Vec<&'static Route> {
    Api::mapper().rows().iter().map(|row| &row.route).collect()
}

/// The newest microversion at which a row exists.
#[must_use]
pub fn newest(route: &Route) -> Microversion {
    route.range.until.min(NEWEST).max(OLDEST)
}

/// The path below the mount, with a value for each parameter by the segment before it and its name.
pub fn path(route: &Route, mut value: impl FnMut(&str, &str) -> String) -> String {
    let mut path = String::new();
    let mut before = "";
    for segment in route.segments() {
        path.push('/');
        match segment {
            Segment::Literal(text) => {
                path.push_str(text);
                before = text;
            }
            Segment::Parameter(name) => path.push_str(&value(before, name)),
        }
    }
    if path.is_empty() { "/".to_owned() } else { path }
}

/// The path with `{}` for each parameter, since their names are nobody's business.
#[must_use]
pub fn bare_path(route: &Route) -> String {
    path(route, |_, _| "{}".to_owned())
}

/// A body that the row's schema takes; an action without one gets `null`, and what takes no body none.
#[must_use]
pub fn body(route: &Route) -> Option<String> {
    let schema = route.sources.iter().find_map(|source| match *source {
        Source::Body(schema) => Some(schema),
        _ => None,
    });
    let made = schema.and_then(|schema| example(schema, newest(route)));
    let text = made.map(|value| String::from_utf8_lossy(&value.to_json()).into_owned());
    text.or_else(|| route.body.map(|key| format!("{{\"{key}\": null}}")))
}
