//! Faults: errors as the API shows them, and the raw error page of the layers below the API.
//!
//! A fault is `{"itemNotFound": {"code": 404, "message": "…"}}`. An error that never reached a controller (an unknown path, a
//! body too large) is a page whose form follows the `Accept` header. An escaped error is neither: it goes up the pipeline as
//! [`Unhandled`] and the fault-wrapping filter makes a fault of it.

use std::borrow::Cow;
use std::fmt;

use http::header::{ACCEPT, CONTENT_TYPE, HeaderName, RETRY_AFTER};
use http::{HeaderMap, HeaderValue, StatusCode};

use crate::body::Body;
use crate::filter::{Outcome, Response, Unhandled};
use crate::json::Writer;
use crate::request::Request;
use crate::spare;

/// An error on its way to the client: one pointer, so that the results it travels in stay small.
#[derive(Debug)]
pub struct Fault(Box<Content>);

#[derive(Debug)]
struct Content {
    status: StatusCode,
    message: Cow<'static, str>,
    /// What an error page says below the message.
    detail: &'static str,
    headers: HeaderMap,
    form: Form,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Json,
    Page,
    Escaped,
}

impl Fault {
    /// A fault with a message for the client.
    pub fn new(status: StatusCode, message: impl Into<Cow<'static, str>>) -> Self {
        Self::of_form(Form::Json, status, message.into())
    }

    /// A fault with the status' generic sentence.
    pub fn generic(status: StatusCode) -> Self {
        Self::new(status, generic_message(status))
    }

    /// An error page with the status' generic sentence, for what no controller was asked.
    pub fn page(status: StatusCode) -> Self {
        Self::of_form(Form::Page, status, generic_message(status).into())
    }

    /// An error page with a sentence of its own.
    pub fn page_with(status: StatusCode, message: impl Into<Cow<'static, str>>) -> Self {
        Self::of_form(Form::Page, status, message.into())
    }

    /// An error page with the status' generic sentence and a second one below it.
    pub fn page_with_detail(status: StatusCode, detail: &'static str) -> Self {
        let mut fault = Self::page(status);
        fault.0.detail = detail;
        fault
    }

    /// A server error that goes up the pipeline; `detail` is for the log.
    pub fn escaped(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::of_form(Form::Escaped, StatusCode::INTERNAL_SERVER_ERROR, detail.into())
    }

    fn of_form(form: Form, status: StatusCode, message: Cow<'static, str>) -> Self {
        Self(Box::new(Content { status, message, detail: "", headers: HeaderMap::new(), form }))
    }

    /// 400 `badRequest`.
    pub fn bad_request(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }

    /// 403 `forbidden`.
    pub fn forbidden(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::FORBIDDEN, message)
    }

    /// 404 `itemNotFound`.
    pub fn not_found(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::NOT_FOUND, message)
    }

    /// 409 `conflictingRequest`.
    pub fn conflict(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::CONFLICT, message)
    }

    /// 410: the API was removed for good.
    pub fn gone() -> Self {
        Self::generic(StatusCode::GONE)
    }

    /// Adds a header to the response.
    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.0.headers.append(name, value);
        self
    }

    /// The headers that the response will have besides its content type.
    pub fn headers_mut(&mut self) -> &mut HeaderMap {
        &mut self.0.headers
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// The message as the client sees it.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// Makes the response, in the form that suits the request.
    ///
    /// # Errors
    ///
    /// [`Unhandled`] for an error that was made to go up the pipeline.
    pub fn into_outcome(self, request: &Request) -> Outcome {
        let content = *self.0;
        match content.form {
            Form::Json => Ok(content.into_json()),
            Form::Page => Ok(content.into_page(request)),
            Form::Escaped => Err(Unhandled::internal(content.message)),
        }
    }
}

impl Content {
    fn into_json(self) -> Response {
        let mut out = Writer::within(spare::buffer());
        out.begin_object();
        out.key(fault_name(self.status));
        out.begin_object();
        out.key("code");
        out.int(i64::from(self.status.as_u16()));
        out.key("message");
        out.string(&self.message);
        // Nova repeats the header in the body for these two statuses only.
        let limited = matches!(self.status, StatusCode::PAYLOAD_TOO_LARGE | StatusCode::TOO_MANY_REQUESTS);
        if let Some(after) = self.headers.get(RETRY_AFTER).filter(|_| limited) {
            out.key("retryAfter");
            out.string(&String::from_utf8_lossy(after.as_bytes()));
        }
        out.end_object();
        out.end_object();
        const JSON: HeaderValue = HeaderValue::from_static("application/json; charset=UTF-8");
        self.respond(out.finish(), JSON)
    }

    fn into_page(self, request: &Request) -> Response {
        const PLAIN: HeaderValue = HeaderValue::from_static("text/plain; charset=UTF-8");
        const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=UTF-8");
        const JSON: HeaderValue = HeaderValue::from_static("application/json");
        let head = request.method == http::Method::HEAD;
        let format = if head { PageFormat::Html } else { PageFormat::of(request.header(&ACCEPT).as_deref()) };
        let reason = page_title(self.status);
        let line = format!("{} {reason}", self.status.as_u16());
        let (text, media_type) = match format {
            PageFormat::Plain => (plain_page(&line, &self.message, self.detail), PLAIN),
            PageFormat::Html => (html_page(&line, &self.message, self.detail), HTML),
            PageFormat::Json => (json_page(&line, reason, &self.message, self.detail), JSON),
        };
        self.respond(if head { Vec::new() } else { text }, media_type)
    }

    fn respond(self, text: Vec<u8>, media_type: HeaderValue) -> Response {
        let mut response = Response::new(Body::owned(text));
        *response.status_mut() = self.status;
        if self.headers.is_empty() {
            spare::lend_headers(response.headers_mut());
        } else {
            *response.headers_mut() = self.headers;
        }
        response.headers_mut().insert(CONTENT_TYPE, media_type);
        response
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.status().as_u16(), self.message())
    }
}

impl std::error::Error for Fault {}

/// An error that an action may fail with: whatever is [`Into<Fault>`](Into), and nothing else.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a fault",
    label = "an action cannot fail with this",
    note = "return a `Result<_, Fault>`, or write `impl From<{Self}> for starmap::fault::Fault` beside the error's type"
)]
pub trait IntoFault {
    /// The fault that the client is shown.
    fn into_fault(self) -> Fault;
}

// Otherwise the compiler would ask for an impl for `Fault` and not say what for.
#[diagnostic::do_not_recommend]
impl<E: Into<Fault>> IntoFault for E {
    fn into_fault(self) -> Fault {
        self.into()
    }
}

/// Lets `?` be used on a thing that cannot fail.
impl From<std::convert::Infallible> for Fault {
    fn from(never: std::convert::Infallible) -> Self {
        match never {}
    }
}

/// The name a status has in a fault; every status without one of its own is a `computeFault`.
pub fn fault_name(status: StatusCode) -> &'static str {
    match status.as_u16() {
        400 => "badRequest",
        401 => "unauthorized",
        403 => "forbidden",
        404 => "itemNotFound",
        405 => "badMethod",
        409 => "conflictingRequest",
        413 | 429 => "overLimit",
        415 => "badMediaType",
        501 => "notImplemented",
        503 => "serviceUnavailable",
        _ => "computeFault",
    }
}

/// The sentence of a status, as clients of Nova know it.
pub fn generic_message(status: StatusCode) -> &'static str {
    match status.as_u16() {
        401 => {
            "This server could not verify that you are authorized to access the document you requested. Either you supplied \
             the wrong credentials (e.g., bad password), or your browser does not understand how to supply the credentials \
             required."
        }
        403 => "Access was denied to this resource.",
        404 => "The resource could not be found.",
        409 => "There was a conflict when trying to complete your request.",
        410 => "This resource is no longer available. No forwarding address is given.",
        413 => "The body of your request was too large for this server.",
        422 => "Unable to process the contained instructions",
        423 => "The resource is locked",
        429 => "The client has sent too many requests in a given amount of time",
        503 => "The server is currently unavailable. Please try again at a later time.",
        500..=599 => "The server has either erred or is incapable of performing the requested operation.",
        _ => "The server could not comply with the request since it is either malformed or otherwise incorrect.",
    }
}

/// What an error page calls a status: mostly the standard's name, older ones where WebOb has kept them.
fn page_title(status: StatusCode) -> &'static str {
    match status.as_u16() {
        413 => "Request Entity Too Large",
        414 => "Request-URI Too Long",
        416 => "Request Range Not Satisfiable",
        _ => status.canonical_reason().unwrap_or("Unknown"),
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PageFormat {
    Plain,
    Html,
    Json,
}

impl PageFormat {
    /// The best of HTML and JSON by an `Accept` header, HTML first among equals; plain text when neither is accepted.
    ///
    /// A header that cannot be parsed counts as absent of preference, which gives HTML; no header at all gives plain text.
    fn of(accept: Option<&str>) -> Self {
        match accept.and_then(|accept| preferred(accept, &["text/html", "application/json"])) {
            Some("text/html") => Self::Html,
            Some(_) => Self::Json,
            None => Self::Plain,
        }
    }
}

/// The offer that an `Accept` header likes best, as WebOb decides it: the first among equals, and the first of all where the
/// header cannot be parsed.
pub(crate) fn preferred(accept: &str, offers: &[&'static str]) -> Option<&'static str> {
    let Some(ranges) = parse_accept(accept) else { return offers.first().copied() };
    let mut best = (0.0, None);
    for offer in offers {
        let quality = quality(&ranges, offer);
        if quality > best.0 {
            best = (quality, Some(*offer));
        }
    }
    best.1
}

/// The quality that the most specific of the ranges gives to a media type.
fn quality(ranges: &[(&str, &str, f32)], media_type: &str) -> f32 {
    let (kind, sub) = media_type.split_once('/').unwrap_or((media_type, ""));
    let mut best: Option<(u8, f32)> = None;
    for (range_kind, range_sub, q) in ranges {
        let specificity = match (*range_kind, *range_sub) {
            ("*", "*") => 0,
            (other, "*") if other.eq_ignore_ascii_case(kind) => 1,
            (other, rest) if other.eq_ignore_ascii_case(kind) && rest.eq_ignore_ascii_case(sub) => 2,
            _ => continue,
        };
        if best.is_none_or(|(known, _)| specificity > known) {
            best = Some((specificity, *q));
        }
    }
    best.map_or(0.0, |(_, q)| q)
}

/// The media ranges of an `Accept` header with their qualities; `None` if the header is malformed.
fn parse_accept(accept: &str) -> Option<Vec<(&str, &str, f32)>> {
    let mut ranges = Vec::new();
    for item in accept.split(',').map(str::trim).filter(|item| !item.is_empty()) {
        let mut parts = item.split(';').map(str::trim);
        let (kind, sub) = parts.next()?.split_once('/')?;
        let token = |text: &str| {
            !text.is_empty()
                && text.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"(),/:;<=>?@[\\]{}".contains(&byte))
        };
        if !token(kind) || !token(sub) || (kind == "*" && sub != "*") {
            return None;
        }
        let mut quality = 1.0;
        for parameter in parts {
            let (name, value) = parameter.split_once('=')?;
            if name.trim().eq_ignore_ascii_case("q") {
                quality = value.trim().parse().ok().filter(|q| (0.0..=1.0).contains(q))?;
            }
        }
        ranges.push((kind, sub, quality));
    }
    Some(ranges)
}

fn plain_page(line: &str, message: &str, detail: &str) -> Vec<u8> {
    format!("{line}\n\n{message}\n\n {detail}  ").into_bytes()
}

fn html_page(line: &str, message: &str, detail: &str) -> Vec<u8> {
    let (message, detail) = (escape_html(message), escape_html(detail));
    let text = format!(
        "<html>\n <head>\n  <title>{line}</title>\n </head>\n <body>\n  <h1>{line}</h1>\n  {message}<br /><br />\n{detail}\n\n\n </body>\n</html>"
    );
    text.into_bytes()
}

fn json_page(line: &str, title: &str, message: &str, detail: &str) -> Vec<u8> {
    let mut out = Writer::within(spare::buffer());
    out.begin_object();
    out.key("message");
    out.string_of(&[&escape_html(message), "<br /><br />\n", &escape_html(detail), "\n\n"]);
    out.key("code");
    out.string(line);
    out.key("title");
    out.string(title);
    out.end_object();
    out.finish()
}

pub(crate) fn escape_html(text: &str) -> Cow<'_, str> {
    if !text.bytes().fold(false, |any, byte| any | matches!(byte, b'&' | b'<' | b'>' | b'"')) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_follows_the_accept_header() {
        for (accept, format) in [
            (None, PageFormat::Plain),
            (Some(""), PageFormat::Plain),
            (Some("*/*"), PageFormat::Html),
            (Some("text/html"), PageFormat::Html),
            (Some("garbage"), PageFormat::Html),
            (Some("application/json"), PageFormat::Json),
            (Some("application/*"), PageFormat::Json),
            (Some("application/xml"), PageFormat::Plain),
            (Some("text/html;q=0.1, application/json"), PageFormat::Json),
        ] {
            assert_eq!(PageFormat::of(accept), format, "{accept:?}");
        }
    }
}
