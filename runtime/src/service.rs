//! The service: the urlmap with a pipeline at each mount, and what happens before and after them.
//!
//! A request is sent to the longest mount that covers its path. A path that only `/` covers may still be sent elsewhere by a
//! `version=` parameter of its `Content-Type` or `Accept` header, as in Nova. An error that no filter has handled is a 500
//! here, with its detail in the log.

use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;

use http::HeaderMap;
use http::StatusCode;
use http::header::{ACCEPT, CONTENT_TYPE, HeaderName};

use tracing::Span;

use crate::application::Application;
use crate::fault::Fault;
use crate::filter::{Filter, Outcome, Response, Unhandled};
use crate::paste::{Plan, Stage};
use crate::pipeline::Pipeline;
use crate::request::{MediaType, Request};
use crate::span;
use crate::urlmap::{Mount, UrlMap};

/// Pipelines by mount.
pub struct Service<A> {
    urlmap: UrlMap<Pipeline<A>>,
}

/// Why a service could not be made of its plan.
#[derive(Debug)]
pub struct ServiceError {
    /// The file of the section.
    pub file: String,
    /// The line of the section.
    pub line: u32,
    /// What is wrong, after "FILE:LINE: ".
    pub text: String,
}

impl fmt::Display for ServiceError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}: {}", self.file, self.line, self.text)
    }
}

impl std::error::Error for ServiceError {}

impl<A: Application> Service<A> {
    /// A service of one application at the root, without filters.
    pub fn of(application: A) -> Self {
        let pipeline = Pipeline { name: "main".to_owned(), filters: Vec::new(), application: Arc::new(application) };
        Self::new(UrlMap::new(vec![(Mount::new("/"), pipeline)]))
    }

    /// A service of pipelines that were put together by hand.
    pub fn new(urlmap: UrlMap<Pipeline<A>>) -> Self {
        Self { urlmap }
    }

    /// Makes the filters and applications that a plan names.
    ///
    /// `filter` and `application` make one from its stage; each reference to a section makes a new filter, as in PasteDeploy.
    ///
    /// # Errors
    ///
    /// What `filter` or `application` says, with the file and line of the section.
    pub fn from_plan(
        plan: Plan,
        filter: impl Fn(&Stage) -> Result<Box<dyn Filter>, String>,
        application: impl Fn(&Stage) -> Result<Arc<A>, String>,
    ) -> Result<Self, ServiceError> {
        let at = |stage: &Stage| {
            let (file, line) = (stage.file.clone(), stage.line);
            move |text| ServiceError { file, line, text }
        };
        let mut mounts = Vec::new();
        for mounted in plan.mounts {
            let mut filters = Vec::new();
            for stage in &mounted.pipeline.filters {
                filters.push((stage.name.clone(), filter(stage).map_err(at(stage))?));
            }
            let app = &mounted.pipeline.app;
            let application = application(app).map_err(at(app))?;
            mounts.push((mounted.mount, Pipeline { name: mounted.pipeline.name, filters, application }));
        }
        Ok(Self::new(UrlMap::new(mounts)))
    }

    /// The mounts with their pipelines, in the order in which they are tried.
    pub fn urlmap(&self) -> &UrlMap<Pipeline<A>> {
        &self.urlmap
    }

    /// Whether a request may be refused when there are too many: all but those to an application that says otherwise.
    pub fn may_shed(&self, request: &Request) -> bool {
        let port = if request.scheme == "https" { 443 } else { 80 };
        let found = self.urlmap.find(self.host(request), port, request.path());
        found.is_none_or(|(pipeline, _)| pipeline.application.may_shed())
    }

    /// Answers a request, whatever happens. What the filters have found out stands on the request afterwards.
    pub async fn respond(&self, request: &mut Request) -> Response {
        let mut outcome = None;
        self.run(request, &mut outcome).await;
        outcome.and_then(Result::ok).unwrap_or_default()
    }

    /// Does the same, but leaves the response where it is wanted: afterwards there is one, and it is no error.
    pub(crate) async fn run(&self, request: &mut Request, outcome: &mut Option<Outcome>) {
        let span = span::open(request);
        if let Some(span) = &span {
            request.span = span.clone();
        }
        {
            let mut answering = pin!(self.answer(request, outcome));
            poll_fn(|cx| {
                let _entered = span.as_ref().map(Span::enter);
                answering.as_mut().poll(cx)
            })
            .await;
        }
        if let (Some(span), Some(Ok(response))) = (span, outcome) {
            span.record(span::STATUS, response.status().as_u16());
        }
    }

    async fn answer(&self, request: &mut Request, outcome: &mut Option<Outcome>) {
        let said = Said::by(&request.headers);
        if said.https && request.remote.ip().is_loopback() {
            request.scheme = "https".into();
        }
        match self.choose(request, said.json) {
            Some(pipeline) => pipeline.run(request, outcome).await,
            None => *outcome = Some(Fault::page(StatusCode::NOT_FOUND).into_outcome(request)),
        }
        if let Some(Err(error)) = outcome {
            log_unhandled(request, error);
            *outcome = Some(Fault::page(StatusCode::INTERNAL_SERVER_ERROR).into_outcome(request));
        }
    }

    /// The host, where a mount is only for one.
    fn host<'r>(&self, request: &'r Request) -> Option<&'r str> {
        self.urlmap.has_domains().then(|| request.host())
    }

    /// Finds the pipeline, and notes on the request its mount and the media type of the answer.
    fn choose(&self, request: &mut Request, json: bool) -> Option<&Pipeline<A>> {
        let port = if request.scheme == "https" { 443 } else { 80 };
        let found = self.urlmap.find(self.host(request), port, request.path());
        let (length, mounted) = match found {
            Some((pipeline, length)) if length > 0 => {
                request.mount_at(length);
                (length, Some(pipeline))
            }
            other => (0, other.map(|(pipeline, _)| pipeline)),
        };
        let accepted = if json { Accepted::JSON } else { Accepted::of(request, length) };
        request.media_type = accepted.media_type;
        if length > 0 {
            return mounted;
        }
        self.by_version(request, port, accepted.version).or(mounted)
    }

    /// The pipeline that a `version=` parameter asks for. Nova then leaves the path as it is, below the version's mount.
    fn by_version(&self, request: &mut Request, port: u16, accepted: Option<String>) -> Option<&Pipeline<A>> {
        let content_type = request.header(&CONTENT_TYPE);
        let sent = content_type.as_deref().and_then(|value| parameter(value.split(';').skip(1), "version"));
        let version = sent.map(str::to_owned).or(accepted)?;
        let (pipeline, mount) = self.urlmap.find_version(self.host(request), port, &version)?;
        if mount.is_empty() {
            return None;
        }
        request.script_name = Some(mount.to_owned());
        Some(pipeline)
    }
}

impl<A> fmt::Debug for Service<A> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_list().entries(self.urlmap.mounts()).finish()
    }
}

/// What is asked of the header fields of every request, found in one pass over them.
struct Said {
    /// Whether any answer may be JSON: what nearly every client sends means the first offer, whatever else is offered.
    json: bool,
    /// Whether a proxy says that the client spoke HTTPS. One on this machine may, as gunicorn lets it in front of Nova.
    https: bool,
}

impl Said {
    #[inline]
    fn by(headers: &HeaderMap) -> Self {
        static FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
        let (mut json, mut proto) = (true, None);
        for (name, value) in headers {
            if *name == ACCEPT {
                json &= matches!(value.as_bytes(), b"application/json" | b"*/*");
            } else if *name == FORWARDED_PROTO {
                proto = proto.or(Some(value));
            }
        }
        Self { json, https: proto.is_some_and(|value| value == "https") }
    }
}

fn log_unhandled(request: &Request, error: &Unhandled) {
    let id = request.request_id.map(|id| id.to_string()).unwrap_or_default();
    tracing::error!(request_id = %id, method = %request.method, path = ?request.path(), detail = ?error.detail, "unhandled error");
}

const VENDOR: &str = "application/vnd.openstack.compute+json";
const ATOM: &str = "application/atom+xml";

/// What the `Accept` header and the path's suffix ask for.
struct Accepted {
    media_type: MediaType,
    version: Option<String>,
}

impl Accepted {
    const JSON: Self = Self { media_type: MediaType::JSON, version: None };

    fn of(request: &Request, mount_length: usize) -> Self {
        let accept = request.header(&ACCEPT).unwrap_or_default();
        let path = request.path();
        let mut media_type = path.ends_with(".json").then_some(MediaType::JSON);
        // Only the mount's own page was ever offered as a feed.
        let feed = matches!(path.get(mount_length..), Some("/")) || path == "/";
        let offers: &[&'static str] =
            if feed { &[MediaType::JSON.0, VENDOR, ATOM] } else { &[MediaType::JSON.0, VENDOR] };
        let best = best_range(&accept, offers);
        let version =
            best.as_ref().and_then(|(_, range)| parameter(range.split(';').skip(1), "version").map(str::to_owned));
        if let (None, Some((offer, _))) = (media_type, best) {
            media_type = Some(MediaType(offer));
        }
        Self { media_type: media_type.unwrap_or(MediaType::JSON), version }
    }
}

/// The offer that an `Accept` header likes best, with the range that says so.
///
/// A higher quality wins; among equals the range with fewer stars; among those the first offer, then the first range.
fn best_range<'a>(accept: &'a str, offers: &[&'static str]) -> Option<(&'static str, &'a str)> {
    let mut best: Option<(&'static str, &'a str)> = None;
    let (mut best_quality, mut best_stars) = (0.0_f32, 2);
    for offer in offers {
        for range in split_quoted(accept) {
            let mask = range.split(';').next().unwrap_or("").trim();
            let Some(quality) = quality(range) else { continue };
            let stars = mask.matches('*').count();
            let fits = mask == *offer
                || mask == "*/*"
                || mask.strip_suffix('*').is_some_and(|kind| kind.ends_with('/') && offer.starts_with(kind));
            if !fits || quality < best_quality || (quality == best_quality && stars >= best_stars) {
                continue;
            }
            (best_quality, best_stars) = (quality, stars);
            best = Some((offer, range));
        }
    }
    best
}

fn quality(range: &str) -> Option<f32> {
    match parameter(range.split(';').skip(1), "q") {
        None | Some("") => Some(1.0),
        Some(text) => text.parse().ok(),
    }
}

/// The value of `name=value` among parameters, without its quotes.
fn parameter<'a>(mut parameters: impl Iterator<Item = &'a str>, name: &str) -> Option<&'a str> {
    parameters.find_map(|parameter| {
        let (key, value) = parameter.split_once('=')?;
        (key.trim() == name).then(|| value.trim().trim_matches('"'))
    })
}

/// Cuts a header at its commas, but not inside quotes.
fn split_quoted(text: &str) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    text.split(move |c| {
        quoted ^= c == '"';
        c == ',' && !quoted
    })
    .map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_range_is_nova_s() {
        let offers = [MediaType::JSON.0, VENDOR];
        for (accept, best) in [
            ("application/json", Some(MediaType::JSON.0)),
            ("application/vnd.openstack.compute+json", Some(VENDOR)),
            ("application/json;q=0.1, application/vnd.openstack.compute+json", Some(VENDOR)),
            ("text/html", None),
            ("application/*", Some(MediaType::JSON.0)),
            ("*/*", Some(MediaType::JSON.0)),
            ("application/vnd.openstack.compute+json, application/*", Some(VENDOR)),
            ("garbage", None),
            ("application/json;q=high", None),
        ] {
            assert_eq!(best_range(accept, &offers).map(|(offer, _)| offer), best, "{accept}");
        }
    }
}
