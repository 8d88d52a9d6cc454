//! Every implemented route answers at its boundary microversions what Nova's own response schemas ask for.
//!
//! With `STARMAP_NOVA_SCHEMAS` naming Nova's schemas, each answer is validated against them. Without, the walk is the same:
//! every route has to be visited and to succeed, and the shapes of the answers have to be those of
//! `response_shapes.expected`, which only a run with the schemas writes (`STARMAP_BLESS=1`).

mod oracle;
mod scene;
mod shapes;
mod visits;

use std::collections::{BTreeMap, BTreeSet};
use std::task::Poll;

use nova_lite::api::Api;
use serde_json::Value;
use starmap::microversion::Microversion;
use starmap::router::Dispatch;
use starmap::testing::Answer;

use self::oracle::{Oracle, WHERE};
use self::scene::{Made, Scene};
use self::shapes::Shapes;
use self::visits::{CHANGES, HOPELESS, READS};
use crate::cloud::{ADMIN, MEMBER};
use crate::route_coverage::OLDEST;

const NOVA: &str = include_str!("nova_routes.tsv");
const EXPECTED: &str = "tests/api/response_shapes.expected";
/// How often a thing that is over in a moment is made again until a request meets it.
const ATTEMPTS: usize = 50;

/// A route of Nova.
struct Route {
    template: &'static str,
    method: &'static str,
    body: &'static str,
    since: Microversion,
    until: Microversion,
    /// `module.Class.method`.
    nova: &'static str,
    changes: Vec<Microversion>,
}

#[tokio::test]
async fn every_answer_is_one_that_nova_could_give() {
    let mut walk = Walk::open().await;
    for path in READS {
        let done = unpanicked(walk.read(path)).await;
        walk.note(path, done);
    }
    for change in CHANGES {
        let done = unpanicked(walk.change(change)).await;
        walk.note(change.path, done);
    }
    walk.ask_for_what_is_gone().await;
    walk.finish();
}

#[test]
fn the_boundaries_are_those_of_novas_schemas() {
    let Some(oracle) = Oracle::from_environment() else { return skipped() };
    for route in routes() {
        assert_eq!(route.changes, oracle.changes(route.nova), "of {}; correct nova_routes.tsv", route.nova);
    }
}

#[expect(clippy::print_stderr, reason = "whoever runs the test should know what it did not do")]
fn skipped() {
    eprintln!("skipped: Nova's response schemas are not at hand; {WHERE} says where they are");
}

/// Reads the table of Nova's routes.
fn routes() -> Vec<Route> {
    let route = |line: &'static str| {
        let columns: Vec<&str> = line.split('\t').collect();
        let [template, method, body, versions, nova, changes] = columns.as_slice() else {
            panic!("six columns, not {line:?}")
        };
        let (since, until) = crate::route_coverage::span(versions);
        let changes = changes.split(',').filter(|change| *change != "-").map(Microversion::literal).collect();
        Route { template, method, body, since, until, nova, changes }
    };
    NOVA.lines().skip(1).map(route).collect()
}

impl Route {
    fn name(&self) -> String {
        let action = if self.body == "-" { String::new() } else { format!(" {}", self.body) };
        format!("{} {}{action}", self.method, self.template)
    }

    /// The first and last microversion, and those on both sides of each change of the answer.
    fn boundaries(&self) -> BTreeSet<Microversion> {
        let before = |version: &Microversion| Microversion::new(version.major, version.minor - 1);
        let changes = self.changes.iter().flat_map(|change| [before(change), *change]);
        changes.chain([self.since, self.until]).filter(|version| (self.since..=self.until).contains(version)).collect()
    }
}

/// The walk over the routes, and what it found.
struct Walk {
    routes: Vec<Route>,
    scene: Scene,
    oracle: Option<Oracle>,
    shapes: Shapes,
    visited: BTreeMap<usize, BTreeSet<Microversion>>,
    answers: usize,
    /// What is wrong, with the request that showed it first, and at how many answers.
    wrong: BTreeMap<String, (String, usize)>,
}

impl Walk {
    async fn open() -> Self {
        // The declared routes are Nova's; `route_coverage` says so.
        let declared: BTreeSet<&str> = Api::mapper().rows().iter().map(|row| row.route.template).collect();
        assert!(declared.len() > 100, "the table of routes is empty");
        Self {
            routes: routes(),
            scene: Scene::open().await,
            oracle: Oracle::from_environment(),
            shapes: Shapes::default(),
            visited: BTreeMap::new(),
            answers: 0,
            wrong: BTreeMap::new(),
        }
    }

    /// Reads a path at its boundaries, as an administrator and as a member, who need not be allowed to.
    async fn read(&mut self, path: &str) {
        let (since, path) =
            path.split_once(' ').map_or((OLDEST, path), |(since, path)| (Microversion::literal(since), path));
        let route = self.route("GET", path, "-");
        for version in self.routes[route].boundaries().into_iter().filter(|version| *version >= since) {
            for attempt in 1..=ATTEMPTS {
                let mut made = self.scene.shared();
                let filled = self.filled(path, version, &mut made).await;
                self.scene.share(made);
                let answer = Box::pin(self.scene.cloud.get(&filled, ADMIN, &version.to_string())).await;
                // An empty list is no answer about what was to be seen.
                let missed = !answer.status().is_success() || answer.text().contains("[]");
                if missed && path.contains("=moving") && attempt < ATTEMPTS {
                    continue;
                }
                self.judge(route, version, &filled, &answer);
                let member = Box::pin(self.scene.cloud.get(&filled, MEMBER, &version.to_string())).await;
                if member.status().is_success() {
                    self.judge(route, version, &filled, &member);
                }
                break;
            }
        }
    }

    /// Changes something at the boundaries at which there is a body for it, each time something new.
    async fn change(&mut self, change: &visits::Change) {
        let first = change.bodies.first();
        let key = first.and_then(|(_, body)| first_key(body));
        let route = self.route(change.method, change.path, key.unwrap_or("-"));
        let since = first.map_or(OLDEST, |(since, _)| Microversion::literal(since));
        for version in self.routes[route].boundaries().into_iter().filter(|version| *version >= since) {
            let fits = |(since, _): &&(&str, &str)| Microversion::literal(since) <= version;
            let body = change.bodies.iter().rev().find(fits).map_or("", |(_, body)| body);
            for attempt in 1..=ATTEMPTS {
                let mut made = Made::new();
                let path = self.filled(change.path, version, &mut made).await;
                let body = self.with_names(body, version, &mut made).await;
                let ask = self.scene.cloud.ask(change.method, &path, ADMIN, &version.to_string());
                let ask = if body.is_empty() { ask } else { ask.json(&body) };
                let answer = Box::pin(ask.send()).await;
                if !answer.status().is_success() && path.contains("migrations/") && attempt < ATTEMPTS {
                    continue;
                }
                self.judge(route, version, &format!("{path} {body}"), &answer);
                break;
            }
        }
    }

    fn add(&mut self, what: String, shown_by: String) {
        self.wrong.entry(what).or_insert((shown_by, 0)).1 += 1;
    }

    /// Notes a visit that could not be made.
    fn note(&mut self, path: &str, done: Result<(), String>) {
        if let Err(panic) = done {
            self.add(format!("{path} cannot be visited"), panic);
        }
    }

    /// What was never asked for is gone, unless it is known to be hopeless.
    async fn ask_for_what_is_gone(&mut self) {
        for index in 0..self.routes.len() {
            let route = &self.routes[index];
            let hopeless = HOPELESS.iter().any(|(method, template, body, _)| {
                (*method, *template, *body) == (route.method, route.template, route.body)
            });
            if hopeless || self.visited.contains_key(&index) {
                assert!(!(hopeless && self.visited.contains_key(&index)), "{} is not hopeless", route.name());
                continue;
            }
            let path: Vec<&str> = route.template.split('/').map(|s| if s.starts_with('{') { "1" } else { s }).collect();
            let body = if route.body == "-" {
                "{}".to_owned()
            } else {
                format!(r#"{{"{}": {{"type": "rdp-html5"}}}}"#, route.body)
            };
            let ask = self.scene.cloud.ask(route.method, &path.join("/"), ADMIN, &route.since.to_string());
            let ask = if route.method == "GET" { ask } else { ask.json(&body) };
            let answer = Box::pin(ask.send()).await;
            if answer.status() != 410 {
                let name = route.name();
                self.add(format!("{name} is not visited"), format!("answers {}", answer.status()));
            }
        }
    }

    /// Notes what is wrong with an answer.
    fn judge(&mut self, route: usize, version: Microversion, asked: &str, answer: &Answer) {
        let name = self.routes[route].name();
        if !answer.status().is_success() {
            self.add(format!("{name}: {}", answer.status()), format!("{version} {asked}: {}", answer.text()));
            return;
        }
        let text = answer.text();
        let json = if text.is_empty() { Value::Null } else { serde_json::from_str(text).expect("an answer is JSON") };
        if let Some(oracle) = &self.oracle {
            let violations = oracle.violations(self.routes[route].nova, version, &json);
            for violation in violations {
                self.add(format!("{name}: {violation}"), format!("{version} {asked}"));
            }
        }
        self.shapes.add(&name, version, &json);
        self.visited.entry(route).or_default().insert(version);
        self.answers += 1;
    }

    #[expect(clippy::print_stderr, reason = "the figures are for whoever runs the test")]
    fn finish(self) {
        let pairs: usize = self.visited.values().map(BTreeSet::len).sum();
        let how = if self.oracle.is_some() { "validated" } else { "visited, not validated," };
        eprintln!(
            "{} answers {how} of {} routes at {pairs} pairs of route and microversion; {} routes cannot succeed here",
            self.answers,
            self.visited.len(),
            HOPELESS.len()
        );
        let wrong = self.wrong.iter().map(|(what, (first, times))| format!("{what} ({times} times, first {first})"));
        let wrong: Vec<String> = wrong.collect();
        assert!(wrong.is_empty(), "{} mistakes:\n{}", wrong.len(), wrong.join("\n"));
        let shapes = self.shapes.text();
        if self.oracle.is_none() {
            skipped();
        } else if std::env::var_os("STARMAP_BLESS").is_some() {
            std::fs::write(EXPECTED, &shapes).expect("the file can be written");
        }
        let expected = std::fs::read_to_string(EXPECTED).unwrap_or_default();
        let differs = expected.lines().zip(shapes.lines()).position(|(old, new)| old != new);
        assert!(
            expected == shapes,
            "answers have another shape than {EXPECTED} says, from line {} on; see that they satisfy Nova's schemas, and \
             write it anew: STARMAP_BLESS=1 {WHERE}=... cargo test -p nova-lite --test api responses",
            differs.map_or(expected.lines().count().min(shapes.lines().count()), |line| line) + 1
        );
    }

    /// The route a visit is for, by its template and body key.
    fn route(&self, method: &str, path: &str, key: &str) -> usize {
        let path = path.split('?').next().unwrap_or_default();
        let bare = |segment: &str| segment.split_once('=').map_or(segment.to_owned(), |(name, _)| format!("{name}}}"));
        let template = path.split('/').map(bare).collect::<Vec<_>>().join("/");
        let find = |body: &str| {
            self.routes
                .iter()
                .position(|route| (route.template, route.method, route.body) == (&*template, method, body))
        };
        find(key).or_else(|| find("-")).unwrap_or_else(|| panic!("{method} {path} {key} is no route"))
    }

    /// A path with things in the place of its parameters.
    async fn filled(&self, path: &str, version: Microversion, made: &mut Made) -> String {
        let (path, query) =
            path.split_once('?').map_or((path, String::new()), |(path, query)| (path, format!("?{query}")));
        let mut filled = Vec::new();
        for segment in path.split('/') {
            filled.push(match segment.split_once('=') {
                Some((_, name)) => self.scene.named(name.trim_end_matches('}'), &version.to_string(), made).await,
                None => segment.to_owned(),
            });
        }
        filled.join("/") + &query
    }

    /// A body with things in the place of names like `$volume`.
    async fn with_names(&self, body: &str, version: Microversion, made: &mut Made) -> String {
        let mut parts = body.split('$');
        let mut filled = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let end = part.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '.').unwrap_or(part.len());
            filled += &self.scene.named(&part[..end], &version.to_string(), made).await;
            filled += &part[end..];
        }
        filled
    }
}

/// Finishes a visit, or says what it panicked with, so that one that goes wrong does not hide what is wrong with others.
async fn unpanicked(visit: impl Future<Output = ()>) -> Result<(), String> {
    let mut visit = Box::pin(visit);
    std::future::poll_fn(move |context| {
        let polled = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| visit.as_mut().poll(context)));
        match polled {
            Ok(polled) => polled.map(Ok),
            Err(panic) => Poll::Ready(Err(panic.downcast_ref::<String>().cloned().unwrap_or_default())),
        }
    })
    .await
}

/// The first key of a body, by which server actions are chosen.
fn first_key(body: &str) -> Option<&str> {
    body.strip_prefix("{\"")?.split('"').next()
}
