//! A test of every row, made from the table alone: below its microversions, within them, above them, and with a bad body.
//!
//! It knows what the router owes to each row, and nothing of what an action means. So an action may refuse the made-up ids and
//! bodies in whatever way it likes, but it may not fail, and not succeed with a status that its row does not declare.

use std::collections::BTreeMap;
use std::ptr;

use super::visit::{Owed, Plan, Visit, name_of};
use super::{Answer, Client};
use crate::application::Application;
use crate::mapper::Mapper;
use crate::microversion::VERSION_HEADER;
use crate::route::{Route, Segment};
use crate::router::{Dispatch, RouterOptions};

/// The most characters of an answer that a problem quotes.
const QUOTE_MAX: usize = 300;

/// Starts a visit of every row of the API `D`, which has to be what the client's service serves.
///
/// ```
/// # use std::sync::Arc;
/// # use starmap::{router::{Router, RouterSettings}, service::Service, testing::{self, Client}};
/// # struct Pings;
/// # #[starmap::resource("pings")]
/// # impl Pings {
/// #     #[action(GET)]
/// #     async fn index(&self) {}
/// # }
/// # starmap::router! { struct Api {} [Pings] }
/// # async fn test() {
/// let app = Client::new(Arc::new(Service::of(Router::new(Api::new(Pings), RouterSettings::default()))));
/// let visited = testing::smoke::<Api, _>(&app).visit().await;
/// visited.assert();
/// assert_eq!(visited.rows, 1);
/// # }
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(test());
/// ```
pub fn smoke<D: Dispatch, A: Application>(client: &Client<A>) -> Smoke<'_, A> {
    Smoke {
        client,
        mapper: D::mapper(),
        options: &D::OPTIONS,
        mount: String::new(),
        token: None,
        parameters: Vec::new(),
        bodies: Vec::new(),
        declared: Vec::new(),
        elsewhere: Vec::new(),
    }
}

/// A visit of every row being put together.
#[derive(Debug)]
#[must_use]
pub struct Smoke<'c, A> {
    client: &'c Client<A>,
    mapper: Mapper<'static>,
    options: &'static RouterOptions,
    mount: String,
    token: Option<String>,
    parameters: Vec<(String, String)>,
    bodies: Vec<(String, String)>,
    declared: Vec<(String, u16)>,
    elsewhere: Vec<String>,
}

impl<A: Application> Smoke<'_, A> {
    /// Where the API is mounted, such as `/v2.1`; at the root unless said otherwise.
    pub fn mount(mut self, mount: &str) -> Self {
        mount.trim_end_matches('/').clone_into(&mut self.mount);
        self
    }

    /// The token that every request brings. Its owner should be allowed everything, or little is visited.
    pub fn token(mut self, token: &str) -> Self {
        self.token = Some(token.to_owned());
        self
    }

    /// What stands for a path parameter, by its name; `1` unless said otherwise.
    pub fn parameter(mut self, name: &str, value: &str) -> Self {
        self.parameters.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The good body of `Controller::action`, as JSON, in place of one made from its schema.
    pub fn body(mut self, action: &str, body: &str) -> Self {
        self.bodies.push((action.to_owned(), body.to_owned()));
        self
    }

    /// Declares that `Controller::action` may answer with this status: one of 500 and above, or a success that its row does not
    /// name. If it never does, that is a problem too, so that no declaration outlives its reason.
    pub fn may_answer(mut self, action: &str, status: u16) -> Self {
        self.declared.push((action.to_owned(), status));
        self
    }

    /// Declares that at this mount something else answers the path of `Controller::action`, such as another application.
    pub fn elsewhere(mut self, action: &str) -> Self {
        self.elsewhere.push(action.to_owned());
        self
    }

    /// Visits the rows, one request after the other.
    pub async fn visit(self) -> Visited {
        let mut visited = Visited { problems: self.misnamed(), ..Visited::default() };
        let mut unused = self.declared.clone();
        let plan =
            Plan { mapper: self.mapper, api: self.options.range(), parameters: &self.parameters, bodies: &self.bodies };
        for row in self.mapper.rows() {
            visited.rows += 1;
            if plan.lacks_example(&row.route) {
                visited.without_example.push(name_of(&row.route));
            }
            for visit in plan.visits(&row.route) {
                let answer = self.send(&visit).await;
                visited.requests += 1;
                *visited.by_status.entry(answer.status().as_u16()).or_default() += 1;
                let declared = (name_of(visit.route), answer.status().as_u16());
                if self.declared.contains(&declared) {
                    unused.retain(|known| *known != declared);
                } else if let Some(problem) = self.judge(&visit, &answer) {
                    visited.problems.push(self.describe(&visit, &problem));
                }
            }
        }
        for (action, status) in unused {
            visited.problems.push(format!("`{action}` is said to answer {status} and never does; take that back"));
        }
        visited
    }

    /// Names that are nobody's, which would say nothing and be silent about it.
    fn misnamed(&self) -> Vec<String> {
        let routes = || self.mapper.rows().iter().map(|row| &row.route);
        let actions = self.bodies.iter().map(|(name, _)| name).chain(self.declared.iter().map(|(name, _)| name));
        let unknown = actions.chain(&self.elsewhere).filter(|name| !routes().any(|route| name_of(route) == **name));
        let mut problems: Vec<_> =
            unknown.map(|name| format!("`{name}` is no action of this API; write `Controller::action`")).collect();
        for (name, _) in &self.parameters {
            if !routes()
                .flat_map(Route::segments)
                .any(|segment| matches!(segment, Segment::Parameter(known) if known == name))
            {
                problems.push(format!("no template of this API has a parameter `{{{name}}}`"));
            }
        }
        problems
    }

    async fn send(&self, visit: &Visit) -> Answer {
        let method = http::Method::from_bytes(visit.route.method.as_str().as_bytes());
        let method = method.expect("a row's method is a request method");
        let mut ask = self.client.ask(method, &format!("{}{}", self.mount, visit.target));
        if let Some(versioning) = &self.options.versioning {
            ask = ask.header(VERSION_HEADER, &format!("{} {}", versioning.service, visit.version));
        }
        if let Some(token) = &self.token {
            ask = ask.token(token);
        }
        match &visit.body {
            Some(body) => ask.json(body).send().await,
            None => ask.send().await,
        }
    }

    /// A problem with the request that shows it and the place of the row.
    fn describe(&self, visit: &Visit, problem: &str) -> String {
        let Route { method, file, line, .. } = visit.route;
        let at = if self.options.versioning.is_some() { format!(" at {}", visit.version) } else { String::new() };
        let with = visit.body.as_ref().map(|body| format!(" with {body}")).unwrap_or_default();
        let (method, target) = (method.as_str(), format!("{}{}", self.mount, visit.target));
        format!("{method} {target}{at}{with} {problem}\n  for {} at {file}:{line}", name_of(visit.route))
    }

    /// What is wrong with an answer, said of its request.
    fn judge(&self, visit: &Visit, answer: &Answer) -> Option<String> {
        let status = answer.status();
        if status.is_server_error() {
            return Some(format!("fails with {status}: {}", quote(answer)));
        }
        if status == 401 {
            return Some("is answered 401: bring a token that the service takes, with `token`".to_owned());
        }
        let by = answer.route().map_or_else(|| "no row".to_owned(), name_of);
        if self.elsewhere.contains(&name_of(visit.route)) {
            return answer.route().map(|_| format!("is answered {status} by {by}, and said to be answered elsewhere"));
        }
        match visit.owed {
            Owed::NoRow if status == 404 && answer.route().is_none() => None,
            Owed::NoRow => Some(format!("is answered {status} by {by}, and no row is for it: the router owes 404")),
            Owed::Refusal if status == 400 => None,
            Owed::Refusal => Some(format!("is answered {status}, and a bad body is owed 400: {}", quote(answer))),
            Owed::Row if !answer.route().is_some_and(|route| ptr::eq(route, visit.route)) => {
                Some(format!("is answered {status} by {by}: {}", quote(answer)))
            }
            Owed::Row => {
                let declared = visit.route.success_at(visit.version);
                let undeclared = status.is_success() && status != declared;
                undeclared.then(|| format!("succeeds with {status}, and the row declares {declared}"))
            }
        }
    }
}

fn quote(answer: &Answer) -> String {
    let text = String::from_utf8_lossy(&answer.body);
    let words: Vec<_> = text.split_whitespace().collect();
    words.join(" ").chars().take(QUOTE_MAX).collect()
}

/// What a visit of every row has found.
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct Visited {
    /// How many rows there are.
    pub rows: usize,
    /// How many requests were sent.
    pub requests: usize,
    /// How many answers each status had.
    pub by_status: BTreeMap<u16, usize>,
    /// Actions that take a body which the schema does not tell enough about; [`Smoke::body`] gives one.
    pub without_example: Vec<String>,
    /// Each with the request that shows it and the place of the row.
    pub problems: Vec<String>,
}

impl Visited {
    /// Fails a test if there is a problem.
    ///
    /// # Panics
    ///
    /// With every problem.
    #[track_caller]
    pub fn assert(&self) {
        let Self { rows, requests, problems, .. } = self;
        let count = problems.len();
        assert!(
            problems.is_empty(),
            "{count} problems in {requests} requests to {rows} rows:\n{}",
            problems.join("\n")
        );
    }
}
