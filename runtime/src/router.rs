//! The router: an application that finds the row for a request and calls its controller.
//!
//! The order in which a request can be refused is Nova's: no route (404), microversion (400, 406), content type (415), the
//! body key of a server action (400, 404), JSON (400), the project id in the path (400), the action's microversion range
//! (404), then the arguments. See [`RouterOptions`] for what a new API does otherwise.

use std::fmt;
use std::sync::Arc;
use std::time::Instant;

use http::header::ALLOW;
use http::{HeaderValue, StatusCode};

use crate::__private::act::{Pending, Waiting};
use crate::__private::{Answer, Replied};
use crate::application::Application;
use crate::body::Body;
use crate::context::RequestContext;
use crate::extract::{Call, Content, malformed_body, parse_json};
use crate::fault::Fault;
use crate::filter::{Outcome, Response, Unhandled};
use crate::json::{self, Peek, Value};
use crate::mapper::{Declared, Mapped, Mapper, Match, Options, Row, Rows};
use crate::metrics::Metrics;
use crate::microversion::{Microversion, VersionRange, Versioning};
use crate::negotiation::{VersionHeaders, check_content_type, has_body, read_body};
use crate::policy::Enforcer;
use crate::request::Request;
use crate::route::{Method, Route, WrittenRows};
use crate::span;

/// The rows of all controllers of an API, which [`router!`](crate::router!) lists.
///
/// `When` is that of [`Controller`](crate::Controller).
pub trait Merged<When = ()> {
    /// In the order of the list.
    const ROWS: &'static [WrittenRows];
}

/// What `router!` implements: the controllers behind one mapper.
pub trait Dispatch: Merged + Send + Sync + 'static {
    /// What the `router!` call says about the API.
    const OPTIONS: RouterOptions;

    /// The merged table of all controllers.
    type Table: Mapped;

    /// What looks things up in the merged table.
    fn mapper() -> Mapper<'static> {
        Self::Table::mapper()
    }

    /// Calls an action of a controller.
    fn dispatch<'c>(&'c self, controller: u16, action: u16, call: &'c mut Call<'_>) -> Pending<'c>;
}

impl<D: Dispatch> Declared for D {
    const ROWS: &'static [WrittenRows] = <D as Merged>::ROWS;
    const OPTIONS: Options = Options { project: D::OPTIONS.project_prefix, versions: D::OPTIONS.range() };
}

/// The part of [`Dispatch`] that a request needs, without a type: what a server is made of can then be compiled before there is an API.
trait Actions: Send + Sync {
    fn dispatch<'c>(&'c self, controller: u16, action: u16, call: &'c mut Call<'_>) -> Pending<'c>;
}

impl<D: Dispatch> Actions for D {
    fn dispatch<'c>(&'c self, controller: u16, action: u16, call: &'c mut Call<'_>) -> Pending<'c> {
        Dispatch::dispatch(self, controller, action, call)
    }
}

/// What a `router!` call says about its API, known at build time.
#[derive(Clone, Copy, Debug)]
pub struct RouterOptions {
    /// The microversions and how they are asked for; without it the service has none and sends no version headers.
    pub versioning: Option<Versioning>,
    /// How a known path with another method is answered.
    pub unmatched: Unmatched,
    /// Whether every path may also stand below the caller's project id, as in Nova's older URLs.
    pub project_prefix: bool,
}

impl RouterOptions {
    /// The microversions that are served, if the service has any.
    pub const fn range(&self) -> Option<VersionRange> {
        match self.versioning {
            Some(versioning) => Some(VersionRange::new(versioning.min, versioning.max)),
            None => None,
        }
    }
}

/// The answer to a method that a known path does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unmatched {
    /// 404, as if the path were unknown: what Nova does.
    NotFound,
    /// 405 with the methods of the request's microversion in `Allow`; HEAD is answered from GET and OPTIONS with 204.
    MethodNotAllowed,
}

/// What a router is given when the service starts.
#[derive(Debug)]
pub struct RouterSettings {
    /// How deep arrays and objects of a body may nest. Default 512; deeper is a 400.
    pub json_depth_max: usize,
    /// The public URL that links start with instead of what the request was sent to.
    pub link_prefix: Option<String>,
    /// Decides what a caller may do; without it an action that asks is answered 500.
    pub policy: Option<Arc<Enforcer>>,
    /// Counts requests; without it nothing is counted.
    pub metrics: Option<Arc<Metrics>>,
}

impl Default for RouterSettings {
    fn default() -> Self {
        Self { json_depth_max: crate::json::DEPTH_MAX, link_prefix: None, policy: None, metrics: None }
    }
}

/// The application made from a `router!` API.
pub struct Router {
    api: Box<dyn Actions>,
    /// The name of the API's type.
    name: &'static str,
    options: &'static RouterOptions,
    settings: RouterSettings,
    mapper: Mapper<'static>,
    version_headers: Option<VersionHeaders>,
}

impl Router {
    /// Makes the application.
    pub fn new<D: Dispatch>(api: D, settings: RouterSettings) -> Self {
        let version_headers = D::OPTIONS.versioning.map(VersionHeaders::new);
        let (name, options) = (std::any::type_name::<D>(), &D::OPTIONS);
        Self { api: Box::new(api), name, options, settings, mapper: D::mapper(), version_headers }
    }

    /// The merged table.
    pub fn mapper(&self) -> Mapper<'static> {
        self.mapper
    }

    async fn respond(&self, request: &mut Request, matched: &mut Option<&'static Row>) -> Answer {
        let path = routed_path(request);
        let method = routed_method(&request.method, self.options.unmatched);
        let Some((method, found)) = method.and_then(|method| Some((method, self.mapper.find_method(path, method)?)))
        else {
            let headers = self.version_headers.as_ref();
            return unmatched(request, self.options, &self.mapper, headers).map(Replied::of);
        };
        let rows = found.rows(method);
        let version = match &self.version_headers {
            Some(headers) => *request.microversion.insert(headers.asked(request)?),
            None => Microversion::LOWEST,
        };
        check_content_type(request)?;
        let body = if has_body(&request.method) { read_body(request).await? } else { None };
        let (rows, body) = match body {
            None => (rows, Content::None),
            Some(bytes) => {
                let (rows, content) = select_action(rows, version, bytes, &self.settings)?;
                (rows, parse_body(rows, content, &self.settings)?)
            }
        };
        check_project(request, &found)?;
        let row = rows.at(version).ok_or_else(|| Fault::generic(StatusCode::NOT_FOUND))?;
        *matched = Some(row);
        let route = &row.route;
        request.route = Some(route);
        request.span.record(span::ROUTE, route.template);
        let request = &*request;
        let path = routed_path(request);
        let parameters = found.parameters;
        let settings = &self.settings;
        let mut call = Call { request, route, version, path, parameters, body, settings, refusal: None };
        let outcome = match self.api.dispatch(row.controller, route.id, &mut call) {
            Pending::Answered(answer) => answer,
            Pending::Waiting(Waiting(answer)) => answer.await,
        };
        if let Err(fault) = &outcome {
            note_undeclared(self.options, route, fault.status());
        }
        outcome
    }
}

impl Application for Router {
    async fn call(&self, request: &mut Request) -> Outcome {
        let mut outcome = None;
        self.answer(request, &mut outcome).await;
        outcome.unwrap_or_else(|| Err(Unhandled::internal("the router has no answer")))
    }

    async fn answer(&self, request: &mut Request, outcome: &mut Option<Outcome>) {
        let counting = self.settings.metrics.as_deref().map(Counting::new);
        let mut matched = None;
        match self.respond(request, &mut matched).await {
            Ok(replied) => replied.leave_in(outcome),
            Err(fault) => *outcome = Some(fault.into_outcome(request)),
        }
        let Some(outcome) = outcome else { return };
        if let Some(counting) = counting {
            counting.end(matched, outcome);
        }
        if let Some(version_headers) = &self.version_headers {
            let headers = match outcome {
                Ok(response) => response.headers_mut(),
                Err(error) => &mut error.headers,
            };
            version_headers.add(request, headers);
        }
    }
}

/// One request being counted; one that panics, or is given up, is counted as a server error.
struct Counting<'m> {
    metrics: &'m Metrics,
    started: Instant,
    ended: bool,
}

impl<'m> Counting<'m> {
    fn new(metrics: &'m Metrics) -> Self {
        metrics.begin();
        Self { metrics, started: Instant::now(), ended: false }
    }

    fn end(mut self, row: Option<&Row>, outcome: &Outcome) {
        let status = outcome.as_ref().map_or_else(|error| error.status, Response::status);
        self.metrics.end(self.metrics.index(row), status, self.started.elapsed());
        self.ended = true;
    }
}

impl Drop for Counting<'_> {
    fn drop(&mut self) {
        if self.ended {
            return;
        }
        if std::thread::panicking() {
            self.metrics.count_panic();
        }
        self.metrics.end(self.metrics.index(None), StatusCode::INTERNAL_SERVER_ERROR, self.started.elapsed());
    }
}

impl fmt::Debug for Router {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Router({})", self.name)
    }
}

/// The path that templates are matched with.
///
/// Python's `$` also matches before one trailing newline, so Nova's mapper does not see one, unless it is all there is of
/// the last segment.
#[inline]
fn routed_path(request: &Request) -> &str {
    let path = request.path_info();
    path.strip_suffix('\n').filter(|rest| !rest.ends_with('/')).unwrap_or(path)
}

/// The method that rows are looked up with. `None` for those that no row can have; HEAD is looked up as GET where the
/// router answers other methods with 405, and as itself, so not at all, where it answers as Nova.
#[inline]
pub(crate) fn routed_method(method: &http::Method, unmatched: Unmatched) -> Option<Method> {
    match *method {
        http::Method::GET => Some(Method::Get),
        http::Method::POST => Some(Method::Post),
        http::Method::PUT => Some(Method::Put),
        http::Method::DELETE => Some(Method::Delete),
        http::Method::PATCH => Some(Method::Patch),
        http::Method::HEAD if unmatched == Unmatched::MethodNotAllowed => Some(Method::Get),
        _ => None,
    }
}

/// The key of a server action's body. What Nova cannot take the length or the keys of is a 404 there, so it is one here.
fn single_key(value: &Value) -> Result<&str, Fault> {
    let length = match value {
        Value::Object(object) => object.len(),
        Value::Array(array) => array.len(),
        Value::String(text) => text.chars().count(),
        _ => return Err(Fault::generic(StatusCode::NOT_FOUND)),
    };
    if length != 1 {
        return Err(malformed_body());
    }
    match value {
        Value::Object(object) => object.keys().next().ok_or_else(malformed_body),
        _ => Err(Fault::generic(StatusCode::NOT_FOUND)),
    }
}

/// The description of the API names the statuses that a row declares; another one is a mistake of the row, not of the client.
fn note_undeclared(options: &RouterOptions, route: &Route, status: StatusCode) {
    let everywhere = match status {
        StatusCode::INTERNAL_SERVER_ERROR | StatusCode::SERVICE_UNAVAILABLE => true,
        StatusCode::BAD_REQUEST => options.versioning.is_some(),
        _ => false,
    };
    if !everywhere && !route.faults().contains(&status.as_u16()) {
        let (action, file, line) = (route.action, route.file, route.line);
        tracing::warn!(action, file, line, "answered {status}, which the row does not name: add it to `also`");
    }
}

/// The rows of a server action's body key, and the body for the action.
fn select_action(
    rows: Rows<'static>,
    version: Microversion,
    bytes: bytes::Bytes,
    settings: &RouterSettings,
) -> Result<(Rows<'static>, Content), Fault> {
    if !rows.have_body_keys() {
        return Ok((rows, Content::Bytes(bytes)));
    }
    if let Some(row) = rows.of_any_body(version) {
        return Ok((row, Content::Bytes(bytes)));
    }
    if let Peek::OneKey(key) = json::peek_key(&bytes) {
        let selected = rows.by_body_key(Some(&key));
        if !selected.is_empty() {
            return Ok((selected, Content::Bytes(bytes)));
        }
    }
    // Nova looks for the key before anything else, and takes what it cannot decode for malformed.
    let value = json::parse(&bytes, settings.json_depth_max).map_err(|_| malformed_body())?;
    let key = single_key(&value)?;
    let selected = rows.by_body_key(Some(key));
    if selected.is_empty() {
        return Err(Fault::bad_request(format!("There is no such action: {key}")));
    }
    Ok((selected, Content::Json(value)))
}

/// The body as JSON, before anything else is judged by it, unless the action reads the bytes itself.
fn parse_body(rows: Rows<'static>, content: Content, settings: &RouterSettings) -> Result<Content, Fault> {
    match content {
        Content::Bytes(bytes) if bytes.is_empty() => Ok(Content::None),
        Content::Bytes(bytes) if rows.into_iter().any(|row| row.route.takes_bytes()) => Ok(Content::Bytes(bytes)),
        Content::Bytes(bytes) => Ok(Content::Json(parse_json(&bytes, settings)?)),
        other => Ok(other),
    }
}

/// Answers a request that no row is for: an unknown path, or a known one with another method.
fn unmatched(
    request: &Request,
    options: &RouterOptions,
    mapper: &Mapper<'static>,
    version_headers: Option<&VersionHeaders>,
) -> Result<Response, Fault> {
    if options.unmatched == Unmatched::NotFound {
        return Err(Fault::page(StatusCode::NOT_FOUND));
    }
    let found = mapper.find(routed_path(request)).ok_or_else(|| Fault::generic(StatusCode::NOT_FOUND))?;
    let version = match version_headers {
        Some(headers) => headers.asked(request)?,
        None => Microversion::LOWEST,
    };
    let allow = allow_header(&found, version);
    if request.method == http::Method::OPTIONS {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NO_CONTENT;
        response.headers_mut().insert(ALLOW, allow);
        return Ok(response);
    }
    let message = format!("The method {} is not allowed for this resource.", request.method);
    Err(Fault::new(StatusCode::METHOD_NOT_ALLOWED, message).with_header(ALLOW, allow))
}

#[inline]
fn check_project(request: &Request, found: &Match<'_>) -> Result<(), Fault> {
    let (Some(project), Some(context)) = (found.project(), &request.context) else { return Ok(()) };
    let named = project.of(routed_path(request));
    if named == context.project_id() { Ok(()) } else { Err(wrong_project(named, context)) }
}

fn wrong_project(named: &str, context: &RequestContext) -> Fault {
    let own = context.identity.project_id.as_deref().unwrap_or("None");
    Fault::bad_request(format!(
        "Malformed request URL: URL's project_id '{named}' doesn't match Context's project_id '{own}'"
    ))
}

/// The methods that the path has at a microversion, for `Allow`.
fn allow_header(found: &Match<'_>, version: Microversion) -> HeaderValue {
    let mut allowed = Vec::new();
    for method in Method::ALL {
        if found.rows(method).into_iter().any(|row| row.route.range.contains(version)) {
            allowed.push(method.as_str());
            if method == Method::Get {
                allowed.push("HEAD");
            }
        }
    }
    allowed.push("OPTIONS");
    HeaderValue::try_from(allowed.join(", ")).expect("method names make a header value")
}
