//! What no table may hold: two rows for one request, and rows that break a limit.
//!
//! Two rows clash when they have the same method, templates of the same shape, a microversion in common and the same body key.
//! Parameters are compared by their place, since their names are not in a path. A literal beside a parameter is no clash, because
//! the literal wins. A row without a body key beside one with a key does clash: for a body with that key either could be
//! meant, and which one would depend on whether the body was looked at first.

use super::build::{Place, compare_keys};
use super::text::Text;
use super::{Options, PARAMETERS_MAX, SEGMENTS_MAX};
use crate::microversion::{Microversion, VersionRange};
use crate::route::{Method, Route, Segment, Segments, Source, WrittenRows};

/// Every clash and broken limit, or nothing. `order` is the places sorted by node, method, body key and start of range.
pub(super) const fn report(routes: &[Route], places: &[Place], order: &[u16], options: Options) -> Text {
    let mut report = Report { text: Text::new(), more: 0 };
    let mut at = 0;
    while at < routes.len() {
        report.limits(&routes[at], options);
        at += 1;
    }
    let mut start = 0;
    while start < order.len() {
        let end = group_end(routes, places, order, start);
        let mut one = start;
        while one + 1 < end {
            report.clashes_of(routes, order, one, end);
            one += 1;
        }
        start = end;
    }
    report.finish()
}

/// Every clash of a row that is listed in `some`, by controller and number, and every broken limit of one; or nothing.
///
/// Few rows are listed, so that they are compared one by one.
pub(super) const fn report_of(tables: &[WrittenRows], some: &[&[u16]], options: Options) -> Text {
    let mut report = Report { text: Text::new(), more: 0 };
    let mut table = 0;
    while table < tables.len() {
        let mut rows = tables[table].rows();
        let mut at = 0;
        while let Some(row) = rows.cut() {
            if holds(some[table], row.id) {
                report.limits(&row, options);
                report.clashes_with_all(tables, some, &row, (table, at));
            }
            at += 1;
        }
        table += 1;
    }
    report.finish()
}

/// Whether a number is among some.
pub(crate) const fn holds(numbers: &[u16], number: u16) -> bool {
    let mut at = 0;
    while at < numbers.len() {
        if numbers[at] == number {
            return true;
        }
        at += 1;
    }
    false
}

/// Whether both match the same paths.
const fn same_shape(mut one: Segments, mut other: Segments) -> bool {
    loop {
        let same = match (one.cut(), other.cut()) {
            (None, None) => return true,
            (Some(Segment::Literal(one)), Some(Segment::Literal(other))) => compare_keys(Some(one), Some(other)) == 0,
            (Some(Segment::Parameter(_)), Some(Segment::Parameter(_))) => true,
            _ => false,
        };
        if !same {
            return false;
        }
    }
}

/// The end of the rows with the node and the method of the row at `start`.
const fn group_end(routes: &[Route], places: &[Place], order: &[u16], start: usize) -> usize {
    let first = order[start] as usize;
    let mut end = start + 1;
    while end < order.len() && places[order[end] as usize].node == places[first].node {
        if routes[order[end] as usize].method as u8 != routes[first].method as u8 {
            return end;
        }
        end += 1;
    }
    end
}

struct Report {
    text: Text,
    /// The number of findings that had no room.
    more: usize,
}

impl Report {
    /// Makes room for one more finding, or counts it as one that has none.
    const fn next(&mut self) -> bool {
        if self.text.is_full() {
            self.more += 1;
            return false;
        }
        self.text.text("\n\n");
        true
    }

    const fn finish(mut self) -> Text {
        if self.more > 0 {
            self.text.text("\n\nand ").number(self.more).text(" more");
        }
        if !self.text.is_empty() {
            self.text.text("\n");
        }
        self.text
    }

    const fn clashes_of(&mut self, routes: &[Route], order: &[u16], one: usize, end: usize) {
        let a = &routes[order[one] as usize];
        let mut other = one + 1;
        while other < end {
            let b = &routes[order[other] as usize];
            let same_key = compare_keys(a.body, b.body) == 0;
            if a.body.is_some() && !same_key {
                return;
            }
            if a.range.overlaps(b.range) {
                // Named in the order of declaration, whatever the sort made of it.
                if order[one] < order[other] { self.clash(a, b, same_key) } else { self.clash(b, a, same_key) }
            } else if a.body.is_some() {
                // The rows of one key are sorted by the start of their ranges.
                return;
            }
            other += 1;
        }
    }

    /// The clashes of one listed row; one with another listed row is found from the first of the two.
    const fn clashes_with_all(&mut self, tables: &[WrittenRows], some: &[&[u16]], row: &Route, place: (usize, usize)) {
        let (table, at) = place;
        let mut other_table = 0;
        while other_table < tables.len() {
            let mut rows = tables[other_table].rows();
            let mut other_at = 0;
            while let Some(other) = &rows.cut() {
                let earlier = other_table < table || other_table == table && other_at <= at;
                let found = earlier && holds(some[other_table], other.id);
                if !found && row.method as u8 == other.method as u8 && row.range.overlaps(other.range) {
                    let same_key = compare_keys(row.body, other.body) == 0;
                    let same_body = same_key || row.body.is_none() || other.body.is_none();
                    if same_body && same_shape(row.segments(), other.segments()) {
                        if earlier { self.clash(other, row, same_key) } else { self.clash(row, other, same_key) }
                    }
                }
                other_at += 1;
            }
            other_table += 1;
        }
    }

    const fn clash(&mut self, a: &Route, b: &Route, same_key: bool) {
        if !self.next() {
            return;
        }
        self.text.text("route conflict: ").text(a.method.as_str()).text(" ").text(a.template);
        if same_key && let Some(key) = a.body {
            self.text.text(" with the body key `").text(key).text("`");
        }
        self.side("1st", a, same_key);
        self.side("2nd", b, same_key);
        self.text.text(if same_key {
            "\n  help: give them disjoint microversion ranges or different paths"
        } else {
            "\n  help: a body with the key would fit both; give both a body key, or disjoint microversion ranges"
        });
    }

    const fn side(&mut self, label: &str, route: &Route, same_key: bool) {
        self.text.text("\n  ").text(label).text(": ");
        self.row(route);
        if !same_key {
            match route.body {
                Some(key) => self.text.text(" with the body key `").text(key).text("`"),
                None => self.text.text(" with any body"),
            };
        }
    }

    /// `Controller::action (range) at file:line`
    const fn row(&mut self, route: &Route) {
        self.text.text(route.controller).text("::").text(route.action).text(" (").range(route.range);
        self.text.text(") at ").text(route.file).text(":").number(route.line as usize);
    }

    const fn limits(&mut self, route: &Route, options: Options) {
        let (mut count, mut parameters) = (0, 0);
        let mut empty = false;
        let mut segments = route.segments();
        while let Some(segment) = segments.cut() {
            match segment {
                Segment::Parameter(_) => parameters += 1,
                Segment::Literal(literal) => empty |= literal.is_empty(),
            }
            count += 1;
        }
        if count > SEGMENTS_MAX {
            self.limit(
                route,
                "too many segments",
                "a path template has at most 16; move the rest into a mount or the query",
            );
        }
        if parameters > PARAMETERS_MAX {
            self.limit(
                route,
                "too many parameters",
                "a path template has at most 8; move the others into the query or the body",
            );
        }
        if empty {
            self.limit(
                route,
                "a segment that no path can have",
                "write neither two slashes together nor one at the end",
            );
        }
        let bodies = bodies(route.sources);
        if bodies > 1 {
            self.limit(
                route,
                "two arguments that take the body",
                "it can be read once; describe the whole body in one type",
            );
        }
        if bodies > 0 && matches!(route.method, Method::Get | Method::Delete) {
            self.limit(route, "a body that is never read", "take a `Query<…>`, or use POST, PUT or PATCH");
        }
        if route.range.is_empty() {
            self.limit(route, "an empty microversion range", "its first microversion must not come after its last");
        }
        if let Some(api) = options.versions
            && is_outside(route.range, api)
        {
            self.limit(route, "a range outside the API's", "no request can have such a microversion; the API has ");
            if !self.text.is_full() {
                self.text.range(api);
            }
        }
    }

    const fn limit(&mut self, route: &Route, what: &str, help: &str) {
        if !self.next() {
            return;
        }
        self.text.text(what).text(": ").text(route.method.as_str()).text(" ").text(route.template).text("\n  ");
        self.row(route);
        self.text.text("\n  help: ").text(help);
    }
}

/// How many arguments take the body. `#[resource]` sees those with the runtime's own names; only types tell of others.
pub(super) const fn bodies(sources: &[Source]) -> usize {
    let mut bodies = 0;
    let mut at = 0;
    while at < sources.len() {
        if matches!(sources[at], Source::Body(_) | Source::Bytes) {
            bodies += 1;
        }
        at += 1;
    }
    bodies
}

/// Whether an end of a range is none of the API's. An open end never is: it means "whatever the API has".
pub(super) const fn is_outside(range: VersionRange, api: VersionRange) -> bool {
    range.since.packed() != Microversion::LOWEST.packed() && !api.contains(range.since)
        || range.until.packed() != Microversion::HIGHEST.packed() && !api.contains(range.until)
}
