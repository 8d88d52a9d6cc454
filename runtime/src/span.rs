//! The span of a request: what logs and traces know of it besides what an event says itself.
//!
//! It costs nothing where nobody listens: a service whose log is set to warnings makes no span. `tracing` would make one that
//! does nothing, and if some crate of the program asks for its feature `log`, tries to write a line with each thing noted on it.
//! The names are those of OpenTelemetry where it has one. Labels of metrics are elsewhere: a span may hold what a client sent.

use std::fmt;

use http::HeaderName;
use tracing::level_filters::LevelFilter;
use tracing::{Span, field};

use crate::context::Identity;
use crate::request::Request;

/// The target of the span, to filter logs by.
pub const TARGET: &str = "starmap::request";

/// The id of this request.
pub const REQUEST_ID: &str = "request_id";
/// The id that the caller gave the work that this request is part of.
pub const GLOBAL_REQUEST_ID: &str = "global_request_id";
/// Who asks, in oslo's form: user, project, domain, system scope, the user's domain, the project's domain.
pub const USER_IDENTITY: &str = "user_identity";
/// The method, as OpenTelemetry names it.
pub const METHOD: &str = "http.request.method";
/// The path as it was sent.
pub const PATH: &str = "url.path";
/// The path template of the row that answers.
pub const ROUTE: &str = "http.route";
/// The status of the answer.
pub const STATUS: &str = "http.response.status_code";
/// The W3C header by which a caller says which trace this request is part of.
pub const TRACEPARENT: &str = "traceparent";

const TRACEPARENT_HEADER: HeaderName = HeaderName::from_static(TRACEPARENT);

/// Opens the span of a request; `None` where nobody listens.
#[inline]
pub(crate) fn open(request: &Request) -> Option<Span> {
    (LevelFilter::current() >= LevelFilter::INFO).then(|| open_for_listeners(request))
}

fn open_for_listeners(request: &Request) -> Span {
    let span = tracing::info_span!(
        target: TARGET,
        "request",
        http.request.method = %request.method,
        url.path = %request.uri.path(),
        http.route = field::Empty,
        http.response.status_code = field::Empty,
        request_id = field::Empty,
        global_request_id = field::Empty,
        user_identity = field::Empty,
        traceparent = field::Empty,
    );
    if !span.is_disabled()
        && let Some(parent) = request.headers.get(TRACEPARENT_HEADER).and_then(|value| value.to_str().ok())
    {
        span.record(TRACEPARENT, parent);
    }
    span
}

/// Notes who asks, once the request says it.
pub(crate) fn record_identity(request: &Request) {
    if let Some(context) = &request.context {
        request.span.record(USER_IDENTITY, field::display(UserIdentity(&context.identity)));
    }
}

/// Who asks, as oslo's log shows it by default.
pub(crate) struct UserIdentity<'a>(pub(crate) &'a Identity);

impl fmt::Display for UserIdentity<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let identity = self.0;
        let parts = [
            Some(&identity.user_id),
            identity.project_id.as_ref(),
            identity.domain_id.as_ref(),
            identity.system_scope.as_ref(),
            identity.user_domain_id.as_ref(),
            identity.project_domain_id.as_ref(),
        ];
        for (number, part) in parts.into_iter().enumerate() {
            if number > 0 {
                out.write_str(" ")?;
            }
            let part = part.filter(|part| !part.is_empty()).map_or("-", String::as_str);
            // A blank within a part would move those behind it.
            for (number, piece) in part.split(' ').enumerate() {
                out.write_str(if number > 0 { "_" } else { "" })?;
                out.write_str(piece)?;
            }
        }
        Ok(())
    }
}
