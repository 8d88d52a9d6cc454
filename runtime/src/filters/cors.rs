//! `cors`: lets scripts of other origins read answers, and answers their preflight requests.
//!
//! As in oslo the filter looks at responses only. An OPTIONS that nothing below answers with success becomes an empty 200,
//! with or without an origin.

use http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS,
    ACCESS_CONTROL_REQUEST_METHOD, HeaderName, ORIGIN, VARY,
};
use http::{HeaderValue, Method};

use crate::filter::{Filter, Response};
use crate::request::Request;

/// Headers that every script may send.
const SIMPLE_HEADERS: [&str; 8] = [
    "accept",
    "accept-language",
    "content-type",
    "cache-control",
    "content-language",
    "expires",
    "last-modified",
    "pragma",
];

/// What scripts of some origins may do.
#[derive(Clone, Debug)]
pub struct CorsSettings {
    /// The origins; `*` is any.
    pub allowed_origins: Vec<String>,
    /// Whether browsers may send credentials.
    pub allow_credentials: bool,
    /// The response headers that scripts may read.
    pub expose_headers: Vec<String>,
    /// The seconds that a preflight answer may be kept.
    pub max_age: Option<i64>,
    /// The methods that scripts may use.
    pub allow_methods: Vec<String>,
    /// The request headers that scripts may send.
    pub allow_headers: Vec<String>,
}

/// The filter: settings by origin, the first that names an origin counts.
#[derive(Debug, Default)]
pub struct Cors {
    /// Empty where no origin is allowed.
    pub groups: Vec<CorsSettings>,
}

impl Cors {
    fn group_of(&self, origin: &str) -> Option<(&CorsSettings, bool)> {
        let named = |group: &&CorsSettings| group.allowed_origins.iter().any(|allowed| allowed == origin);
        let any = |group: &&CorsSettings| group.allowed_origins.iter().any(|allowed| allowed == "*");
        let exact = self.groups.iter().find(named).map(|group| (group, false));
        exact.or_else(|| self.groups.iter().find(any).map(|group| (group, true)))
    }
}

impl Filter for Cors {
    fn on_response(&self, request: &Request, response: &mut Response) {
        if response.headers().contains_key(ACCESS_CONTROL_ALLOW_ORIGIN) {
            return;
        }
        let preflight = request.method == Method::OPTIONS;
        if preflight && !response.status().is_success() {
            *response = Response::default();
        }
        if self.groups.is_empty() {
            return;
        }
        let Some(origin) = request.header(&ORIGIN) else { return };
        let Some((group, any)) = self.group_of(&origin) else { return };
        let shown = if any { "*" } else { &*origin };
        if preflight {
            answer_preflight(group, shown, request, response);
        } else {
            allow(group, shown, response);
            set_list(response, ACCESS_CONTROL_EXPOSE_HEADERS, &group.expose_headers);
        }
    }
}

fn answer_preflight(group: &CorsSettings, origin: &str, request: &Request, response: &mut Response) {
    let Some(method) = request.header(&ACCESS_CONTROL_REQUEST_METHOD) else { return };
    if !group.allow_methods.iter().any(|allowed| *allowed == *method) {
        return;
    }
    let asked = request.header(&ACCESS_CONTROL_REQUEST_HEADERS).unwrap_or_default();
    let asked: Vec<&str> = asked.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
    let permitted = |name: &&str| {
        let listed = group.allow_headers.iter().any(|allowed| allowed.eq_ignore_ascii_case(name));
        listed || SIMPLE_HEADERS.iter().any(|simple| simple.eq_ignore_ascii_case(name))
    };
    if !asked.iter().all(permitted) {
        return;
    }
    allow(group, origin, response);
    if let Some(seconds) = group.max_age {
        set(response, ACCESS_CONTROL_MAX_AGE, &seconds.to_string());
    }
    set(response, ACCESS_CONTROL_ALLOW_METHODS, &method);
    if !asked.is_empty() {
        set(response, ACCESS_CONTROL_ALLOW_HEADERS, &asked.join(","));
    }
}

fn allow(group: &CorsSettings, origin: &str, response: &mut Response) {
    // oslo reads one Vary header and writes one, so only the last of several survives, as clients of Nova see.
    let last = response.headers().get_all(VARY).iter().next_back().and_then(|value| value.to_str().ok());
    let vary = last.map_or_else(|| "Origin".to_owned(), |last| format!("{last},Origin"));
    set(response, VARY, &vary);
    set(response, ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    if group.allow_credentials {
        set(response, ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
    }
}

fn set_list(response: &mut Response, name: HeaderName, list: &[String]) {
    if !list.is_empty() {
        set(response, name, &list.join(","));
    }
}

fn set(response: &mut Response, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::try_from(value) {
        response.headers_mut().insert(name, value);
    }
}
