//! What a service would do, told without running it: the list of routes, what changes between two microversions, and the
//! way of one request.
//!
//! All of it is read from the rows of the mapper and the plan of the pipelines; no filter is made and no action called.

use std::fmt::{self, Write};

use crate::json::{self, Peek, Writer};
use crate::mapper::{Mapper, Match, Near, Row};
use crate::microversion::{Microversion, VersionRange};
use crate::paste::{Mounted, Plan, Stage};
use crate::route::{Method, Route};
use crate::router::{RouterOptions, routed_method};
use crate::urlmap::UrlMap;

/// The rows of a mapper, in the order of their templates, as a table for people.
///
/// With a microversion only the rows that exist at it.
pub fn routes(mapper: Mapper<'_>, version: Option<Microversion>) -> String {
    let mut out = String::new();
    for route in sorted(mapper, version) {
        // Writing to a string does not fail.
        let _ = writeln!(out, "{}", Line(route));
    }
    out
}

/// The same as a JSON array, an object a row.
pub fn routes_json(mapper: Mapper<'_>, version: Option<Microversion>) -> String {
    let mut out = Writer::new();
    out.begin_array();
    for route in sorted(mapper, version) {
        write_route(&mut out, route);
    }
    out.end_array();
    String::from_utf8_lossy(&out.finish()).into_owned()
}

/// What a client of `to` finds that one of `from` does not (`+`), and the reverse (`-`).
pub fn routes_diff(mapper: Mapper<'_>, from: Microversion, to: Microversion) -> String {
    let mut out = String::new();
    for route in sorted(mapper, None) {
        let mark = match (route.range.contains(from), route.range.contains(to)) {
            (false, true) => '+',
            (true, false) => '-',
            _ => continue,
        };
        // Writing to a string does not fail.
        let _ = writeln!(out, "{mark} {}", Line(route));
    }
    out
}

fn sorted(mapper: Mapper<'_>, version: Option<Microversion>) -> Vec<&Route> {
    let exists = |route: &&Route| version.is_none_or(|version| route.range.contains(version));
    let mut routes: Vec<_> = mapper.rows().iter().map(|row| &row.route).filter(exists).collect();
    routes.sort_by_key(|route| (route.template, route.method, route.body, route.range.since));
    routes
}

/// One row in one line.
struct Line<'r>(&'r Route);

impl fmt::Display for Line<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(route) = self;
        let body = route.body.map(|key| format!(" {{{key}}}")).unwrap_or_default();
        let path = format!("{}{body}", route.template);
        write!(
            out,
            "{:<6} {path:<55} {:<18} {}::{}",
            route.method.as_str(),
            route.range,
            route.controller,
            route.action
        )
    }
}

fn write_route(out: &mut Writer, route: &Route) {
    out.begin_object();
    for (key, value) in [
        ("method", Some(route.method.as_str())),
        ("path", Some(route.template)),
        ("body_key", route.body),
        ("controller", Some(route.controller)),
        ("action", Some(route.action)),
        ("policy", route.policy),
        ("summary", Some(route.summary)),
        ("file", Some(route.file)),
    ] {
        out.key(key);
        out.optional_string(value);
    }
    out.key("line");
    out.int(route.line);
    for (key, end, open) in
        [("since", route.range.since, Microversion::LOWEST), ("until", route.range.until, Microversion::HIGHEST)]
    {
        out.key(key);
        if end == open { out.null() } else { out.display(end) }
    }
    out.end_object();
}

/// A request to be explained.
#[derive(Clone, Debug, Default)]
pub struct Question {
    /// The request method as it would be sent.
    pub method: String,
    /// The path with its query, or a whole URL.
    pub url: String,
    /// Header names and values.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Option<String>,
}

/// What explains requests: a plan, and the mapper of the application that a factory's name stands for.
#[derive(Debug)]
pub struct Explainer<'p> {
    /// The pipelines by mount.
    pub plan: &'p Plan,
    /// The factory of the application with controllers.
    pub application: &'static str,
    /// Its rows.
    pub mapper: Mapper<'static>,
    /// What its router was told: the microversions, and what becomes of a HEAD.
    pub options: &'p RouterOptions,
}

impl Explainer<'_> {
    /// Tells the way of a request: mount, pipeline, filters, route, microversion, action; for a miss the nearest routes.
    pub fn explain(&self, question: &Question) -> String {
        let mut out = String::new();
        // Writing to a string does not fail.
        let _ = self.write(&mut out, question);
        out
    }

    fn write(&self, out: &mut String, question: &Question) -> fmt::Result {
        let (host, path) = split_url(&question.url);
        writeln!(out, "{} {path}", question.method)?;
        let mounts = self.plan.mounts.iter().map(|mounted| (mounted.mount.clone(), mounted)).collect();
        let urlmap: UrlMap<&Mounted> = UrlMap::new(mounts);
        let Some((mounted, length)) = urlmap.find(host, 80, path) else {
            return writeln!(out, "no mount covers the path: 404");
        };
        let Mounted { mount, pipeline, file, line } = *mounted;
        writeln!(out, "mount       {} at {file}:{line}", mount.as_written())?;
        writeln!(out, "pipeline    {} at {}:{}", pipeline.name, pipeline.file, pipeline.line)?;
        for stage in &pipeline.filters {
            writeln!(out, "  filter    {}", StageLine(stage))?;
        }
        writeln!(out, "application {}", StageLine(&pipeline.app))?;
        if pipeline.app.factory.name != self.application {
            return writeln!(out, "it has no routes: it answers every path below its mount");
        }
        self.write_route(out, question, &path[length..])
    }

    fn write_route(&self, out: &mut String, question: &Question, path: &str) -> fmt::Result {
        let version = match self.version(question) {
            Ok(version) => version,
            Err(text) => return writeln!(out, "microversion {text}"),
        };
        let sent = http::Method::from_bytes(question.method.as_bytes()).ok();
        let known = sent.and_then(|method| routed_method(&method, self.options.unmatched));
        let Some((method, found)) = known.and_then(|method| Some((method, self.mapper.find_method(path, method)?)))
        else {
            writeln!(out, "no route matches {} {path}", question.method)?;
            return self.write_nearest(out, known.unwrap_or(Method::Get), path, version);
        };
        if let Some(project) = found.project() {
            writeln!(out, "project     {}", project.of(path))?;
        }
        let rows = found.rows(method);
        let rows = match rows.of_any_body(version) {
            Some(row) => row,
            None if rows.have_body_keys() => rows.by_body_key(body_key(question).as_deref()),
            None => rows,
        };
        if rows.is_empty() {
            let mut keys: Vec<_> = found.rows(method).into_iter().filter_map(|row| row.route.body).collect();
            // Sorted by key, so that those of one key at several microversions stand together.
            keys.dedup();
            return writeln!(
                out,
                "a body with one key selects the action, and this one selects none; the keys are {}",
                keys.join(", ")
            );
        }
        match rows.at(version) {
            Some(row) => self.write_action(out, row, &found, path, version),
            None => {
                let ranges: Vec<_> = rows.into_iter().map(|row| row.route.range.to_string()).collect();
                writeln!(out, "not at microversion {version}: the action exists at {}: 404", ranges.join(" and "))
            }
        }
    }

    fn write_action(
        &self,
        out: &mut String,
        row: &Row,
        found: &Match<'_>,
        path: &str,
        version: Microversion,
    ) -> fmt::Result {
        let route = &row.route;
        let body = route.body.map(|key| format!(" with the body key {key}")).unwrap_or_default();
        writeln!(out, "route       {} {}{body}", route.method.as_str(), route.template)?;
        let names = route.segments().filter_map(|segment| match segment {
            crate::route::Segment::Parameter(name) => Some(name),
            crate::route::Segment::Literal(_) => None,
        });
        for (name, span) in names.zip(found.parameters.spans()) {
            writeln!(out, "  {name:<9} {}", span.of(path))?;
        }
        if self.options.versioning.is_some() {
            writeln!(out, "microversion {version}; the action exists at {}", route.range)?;
        }
        writeln!(out, "policy      {}", route.policy.unwrap_or("none is asked"))?;
        let statuses: Vec<_> = route
            .success
            .iter()
            .map(|success| match success.range {
                VersionRange::ALL => success.status.to_string(),
                range => format!("{} at {range}", success.status),
            })
            .collect();
        writeln!(out, "success     {}", if statuses.is_empty() { "200".to_owned() } else { statuses.join(", ") })?;
        for argument in route.arguments() {
            writeln!(out, "  takes     {}: {}", argument.name, argument.ty)?;
        }
        writeln!(out, "action      {}::{} at {}:{}", route.controller, route.action, route.file, route.line)
    }

    fn write_nearest(&self, out: &mut String, method: Method, path: &str, version: Microversion) -> fmt::Result {
        let version = self.options.versioning.map(|_| version);
        for Near { row, reason } in self.mapper.nearest(method, path, version) {
            writeln!(out, "  near      {}: {reason}", Line(&row.route))?;
        }
        Ok(())
    }

    fn version(&self, question: &Question) -> Result<Microversion, String> {
        let Some(versioning) = &self.options.versioning else { return Ok(Microversion::LOWEST) };
        let header = |name: &str| {
            let named = question.headers.iter().filter(|(key, _)| key.eq_ignore_ascii_case(name));
            let values: Vec<_> = named.map(|(_, value)| value.as_str()).collect();
            (!values.is_empty()).then(|| values.join(","))
        };
        let asked = header(crate::microversion::VERSION_HEADER);
        let legacy = versioning.legacy_header.and_then(header);
        versioning.negotiate(asked.as_deref(), legacy.as_deref()).map_err(|rejection| match rejection {
            crate::microversion::VersionRejection::Malformed(text) => format!("`{text}` is malformed: 400"),
            crate::microversion::VersionRejection::Unsupported(text) => {
                format!("{text} is not served: 406; served are {} to {}", versioning.min, versioning.max)
            }
        })
    }
}

struct StageLine<'s>(&'s Stage);

impl fmt::Display for StageLine<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Stage { name, factory, file, line, .. } = self.0;
        let named = factory.aliases.first().unwrap_or(&factory.name);
        write!(out, "{name} = {named} at {file}:{line}")
    }
}

/// The host and the path of a URL, or just the path.
fn split_url(url: &str) -> (Option<&str>, &str) {
    let (host, rest) = match url.split_once("://") {
        Some((_, rest)) => match rest.find('/') {
            Some(at) => (Some(&rest[..at]), &rest[at..]),
            None => (Some(rest), "/"),
        },
        None => (None, url),
    };
    (host, rest.split('?').next().unwrap_or(""))
}

fn body_key(question: &Question) -> Option<String> {
    let body = question.body.as_ref()?;
    match json::peek_key(body.as_bytes()) {
        Peek::OneKey(key) => Some(key.into_owned()),
        Peek::Other => None,
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::mapper::{Options, build_at_run_time};
    use crate::microversion::Versioning;
    use crate::paste::{self, Factory, Known};
    use crate::route::{Answer, Successes};
    use crate::router::Unmatched;

    const SHOW: Route = Route {
        id: 0,
        method: Method::Get,
        template: "/things/{id}",
        range: VersionRange::since(Microversion::new(2, 5)),
        body: None,
        controller: "Things",
        action: "show",
        policy: Some("things:show"),
        success: Successes::NONE,
        also: "",
        answer: Answer::Nothing,
        arguments: "",
        sources: &[],
        summary: "Shows a thing.",
        file: "src/things.rs",
        line: 7,
    };
    const APPS: &[Factory] = &[Factory::new("api", &["example:Api"], &[])];
    const KNOWN: Known = Known { apps: &[paste::known::APPS, APPS], ..Known::BASE };
    const INI: &str = "[pipeline:main]\npipeline = faultwrap api\n\
        [filter:faultwrap]\npaste.filter_factory = starmap:faultwrap\n[app:api]\npaste.app_factory = example:Api\n";
    const VERSIONING: Versioning = Versioning {
        service: "compute",
        legacy_header: None,
        min: Microversion::new(2, 1),
        max: Microversion::new(2, 9),
    };

    fn explain(url: &str, headers: &[(&str, &str)]) -> String {
        explain_method("GET", url, headers, Unmatched::NotFound)
    }

    fn explain_method(method: &str, url: &str, headers: &[(&str, &str)], unmatched: Unmatched) -> String {
        let read = |_: &Path| Err(std::io::ErrorKind::NotFound.into());
        let plan = paste::load(INI, Path::new("x.ini"), "main", "noauth2", &KNOWN, &read).expect("the ini is right");
        let built = Box::leak(Box::new(build_at_run_time(&[&[SHOW]], Options::PLAIN).expect("one row does not clash")));
        let options = RouterOptions { versioning: Some(VERSIONING), unmatched, project_prefix: false };
        let explainer = Explainer { plan: &plan, application: "api", mapper: built.mapper(), options: &options };
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        explainer.explain(&Question { method: method.to_owned(), url: url.to_owned(), headers, body: None })
    }

    #[test]
    fn the_way_of_a_request_is_told_to_the_source_line() {
        let told = explain("http://h/things/1?x=2", &[("OpenStack-API-Version", "compute 2.5")]);
        for part in
            ["mount       / at", "faultwrap = ", "GET /things/{id}", "id        1", "things:show", "src/things.rs:7"]
        {
            assert!(told.contains(part), "{part} in {told}");
        }
    }

    #[test]
    fn a_miss_says_why() {
        assert!(explain("/things/1", &[]).contains("not at microversion 2.1"));
        assert!(explain("/thing/1", &[]).contains("segment 1 is `thing`, not `things`"));
        assert!(explain("/things/1", &[("openstack-api-version", "compute 3.0")]).contains("406"));
    }

    #[test]
    fn a_head_goes_where_the_router_sends_it() {
        let versions = [("openstack-api-version", "compute 2.5")];
        let told = |unmatched| explain_method("HEAD", "/things/1", &versions, unmatched);
        assert!(told(Unmatched::MethodNotAllowed).contains("route       GET /things/{id}"));
        assert!(told(Unmatched::NotFound).contains("no route matches HEAD /things/1"));
    }

    #[test]
    fn routes_are_listed_by_version() {
        let built = build_at_run_time(&[&[SHOW]], Options::PLAIN).expect("one row does not clash");
        let at = |minor| Microversion::new(2, minor);
        assert_eq!(routes(built.mapper(), Some(at(4))), "");
        assert!(routes(built.mapper(), None).contains("Things::show"));
        assert!(routes_diff(built.mapper(), at(4), at(5)).starts_with("+ GET"));
        assert!(routes_json(built.mapper(), None).contains(r#""since": "2.5", "until": null"#));
    }
}
