//! `cors`: lets scripts of other origins read answers, and answers their preflight requests.
//!
//! As in oslo the filter looks at responses only. An OPTIONS that nothing below answers with success becomes an empty 200,
//! with or without an origin.

use std::sync::Arc;

use http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS,
    ACCESS_CONTROL_REQUEST_METHOD, ORIGIN, VARY,
};
use http::{HeaderMap, HeaderValue, Method};

use super::option::{list, number, truth};
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
    /// The seconds that a preflight answer may be kept; 0 leaves it to the browser.
    pub max_age: i64,
    /// The methods that scripts may use.
    pub allow_methods: Vec<String>,
    /// The request headers that scripts may send beside the simple ones.
    pub allow_headers: Vec<String>,
}

impl Default for CorsSettings {
    /// oslo's defaults: no origin, so no effect.
    fn default() -> Self {
        let methods = ["OPTIONS", "GET", "HEAD", "POST", "PUT", "DELETE", "TRACE", "PATCH"];
        Self {
            allowed_origins: Vec::new(),
            allow_credentials: true,
            expose_headers: Vec::new(),
            max_age: 3600,
            allow_methods: methods.map(str::to_owned).to_vec(),
            allow_headers: Vec::new(),
        }
    }
}

impl CorsSettings {
    /// Lays the options of an ini section over these settings, each by itself.
    ///
    /// # Errors
    ///
    /// A value that cannot be read, by its option.
    pub fn with_options(mut self, options: &[(String, String)]) -> Result<Self, String> {
        for (name, value) in options {
            match name.as_str() {
                "allowed_origin" => self.allowed_origins = list(value),
                "allow_credentials" => self.allow_credentials = truth(name, value)?,
                "expose_headers" => self.expose_headers = list(value),
                "max_age" => self.max_age = number(name, value)?,
                "allow_methods" => self.allow_methods = list(value),
                "allow_headers" => self.allow_headers = list(value),
                _ => {}
            }
        }
        Ok(self)
    }
}

/// The filter.
#[derive(Debug, Default)]
pub struct Cors {
    /// Each origin once, as it is sent.
    origins: Vec<(HeaderValue, Arc<Rules>)>,
    /// What holds for an origin that is not named.
    others: Option<Arc<Rules>>,
}

/// [`CorsSettings`] as headers.
#[derive(Debug)]
struct Rules {
    allow_credentials: bool,
    expose_headers: Option<HeaderValue>,
    max_age: Option<HeaderValue>,
    allow_methods: Vec<String>,
    allow_headers: Vec<String>,
}

impl Cors {
    /// A filter for the origins of all these; where two name the same, the first counts.
    ///
    /// # Errors
    ///
    /// An origin or a header name that cannot stand in a header.
    pub fn new<'s>(groups: impl IntoIterator<Item = &'s CorsSettings>) -> Result<Self, String> {
        let mut filter = Self::default();
        for group in groups {
            let rules = Arc::new(Rules::of(group)?);
            for origin in &group.allowed_origins {
                if origin == "*" {
                    filter.others.get_or_insert_with(|| rules.clone());
                } else if filter.rules_of(origin).is_none() {
                    filter.origins.push((header_value("allowed_origin", origin)?, rules.clone()));
                }
            }
        }
        Ok(filter)
    }

    fn rules_of(&self, origin: &str) -> Option<(&HeaderValue, &Rules)> {
        self.origins.iter().find(|(named, _)| named == origin).map(|(named, rules)| (named, &**rules))
    }
}

impl Rules {
    fn of(group: &CorsSettings) -> Result<Self, String> {
        let exposed = (!group.expose_headers.is_empty()).then(|| group.expose_headers.join(","));
        Ok(Self {
            allow_credentials: group.allow_credentials,
            expose_headers: exposed.map(|names| header_value("expose_headers", &names)).transpose()?,
            max_age: (group.max_age != 0).then(|| HeaderValue::from(group.max_age)),
            allow_methods: group.allow_methods.clone(),
            allow_headers: group.allow_headers.clone(),
        })
    }

    fn permits_header(&self, name: &str) -> bool {
        let simple = SIMPLE_HEADERS.iter().any(|simple| simple.eq_ignore_ascii_case(name));
        simple || self.allow_headers.iter().any(|allowed| allowed.eq_ignore_ascii_case(name))
    }

    fn allow(&self, origin: HeaderValue, headers: &mut HeaderMap) {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        if self.allow_credentials {
            headers.insert(ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
        }
    }

    fn answer_preflight(&self, origin: HeaderValue, request: &Request, headers: &mut HeaderMap) {
        let Some(method) = request.headers.get(ACCESS_CONTROL_REQUEST_METHOD) else { return };
        if !self.allow_methods.iter().any(|allowed| method == allowed) {
            return;
        }
        let asked = request.header(&ACCESS_CONTROL_REQUEST_HEADERS).unwrap_or_default();
        let asked: Vec<&str> = asked.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
        if !asked.iter().all(|name| self.permits_header(name)) {
            return;
        }
        headers.insert(VARY, HeaderValue::from_static("Origin"));
        self.allow(origin, headers);
        if let Some(seconds) = &self.max_age {
            headers.insert(ACCESS_CONTROL_MAX_AGE, seconds.clone());
        }
        headers.insert(ACCESS_CONTROL_ALLOW_METHODS, method.clone());
        if let (false, Ok(names)) = (asked.is_empty(), HeaderValue::try_from(asked.join(","))) {
            headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, names);
        }
    }

    fn admit(&self, origin: HeaderValue, headers: &mut HeaderMap) {
        let vary = vary_by_origin(headers);
        headers.insert(VARY, vary);
        self.allow(origin, headers);
        if let Some(names) = &self.expose_headers {
            headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, names.clone());
        }
    }
}

impl Filter for Cors {
    fn on_response(&self, request: &Request, response: &mut Response) {
        let preflight = request.method == Method::OPTIONS;
        let effective = preflight || !self.origins.is_empty() || self.others.is_some();
        if !effective || response.headers().contains_key(ACCESS_CONTROL_ALLOW_ORIGIN) {
            return;
        }
        if preflight && !response.status().is_success() {
            *response = Response::default();
        }
        let Some(origin) = request.header(&ORIGIN) else { return };
        let any = || self.others.as_deref().map(|rules| (HeaderValue::from_static("*"), rules));
        let named = self.rules_of(&origin).map(|(origin, rules)| (origin.clone(), rules));
        let Some((origin, rules)) = named.or_else(any) else { return };
        if preflight {
            rules.answer_preflight(origin, request, response.headers_mut());
        } else {
            rules.admit(origin, response.headers_mut());
        }
    }
}

/// oslo reads one Vary header and writes one, so only the last of several survives, as clients of Nova see.
fn vary_by_origin(headers: &HeaderMap) -> HeaderValue {
    let last = headers.get_all(VARY).iter().next_back();
    let both = last.and_then(|last| HeaderValue::from_bytes(&[last.as_bytes(), b",Origin"].concat()).ok());
    both.unwrap_or(HeaderValue::from_static("Origin"))
}

fn header_value(option: &str, text: &str) -> Result<HeaderValue, String> {
    HeaderValue::try_from(text).map_err(|_| format!("`{text}` in {option} cannot stand in a header"))
}

#[cfg(test)]
mod tests {
    use super::super::drive::{drive, request, response, shown};
    use super::*;

    const VERSIONED: &str = "200\nvary: OpenStack-API-Version\nvary: X-OpenStack-Nova-API-Version";

    fn recorded() -> CorsSettings {
        let headers = "X-Auth-Token,X-Openstack-Request-Id,OpenStack-API-Version";
        CorsSettings {
            allowed_origins: vec!["http://cors.example:8080".to_owned()],
            expose_headers: list(headers),
            allow_methods: list("GET,PUT,POST,DELETE,PATCH"),
            allow_headers: list(headers),
            ..CorsSettings::default()
        }
    }

    fn answer(settings: &[CorsSettings], asked: &str, inner: &'static str) -> String {
        let filter = Cors::new(settings).expect("good settings");
        shown(&drive(filter, &mut request(asked), move |_| Ok(response(inner))).expect("a response"))
    }

    /// The rows were recorded from Nova with one origin allowed.
    #[test]
    fn a_script_may_read_what_its_origin_may() {
        const ORIGIN: &str = "GET /v2.1/\norigin: http://cors.example:8080";
        let admitted = "access-control-allow-credentials: true\naccess-control-allow-origin: http://cors.example:8080\n\
                        access-control-expose-headers: X-Auth-Token,X-Openstack-Request-Id,OpenStack-API-Version";
        let settings = [recorded()];
        assert_eq!(
            answer(&settings, ORIGIN, VERSIONED),
            format!("200\n{admitted}\nvary: X-OpenStack-Nova-API-Version,Origin")
        );
        assert_eq!(answer(&settings, ORIGIN, "404"), format!("404\n{admitted}\nvary: Origin"));
        for origin in ["http://evil.example", "null", "", "http://cors.example:8080/", "HTTP://CORS.EXAMPLE:8080"] {
            assert_eq!(answer(&settings, &format!("GET /v2.1/\norigin: {origin}"), VERSIONED), VERSIONED, "{origin}");
        }
        assert_eq!(answer(&settings, "GET /v2.1/", VERSIONED), VERSIONED);
    }

    /// The rows were recorded from Nova with one origin allowed.
    #[test]
    fn a_preflight_is_granted_as_a_whole_or_not_at_all() {
        const PATCH: &str = "access-control-request-method: PATCH";
        let granted = |more: &str, method: &str| {
            format!(
                "200\naccess-control-allow-credentials: true{more}\naccess-control-allow-methods: {method}\n\
                 access-control-allow-origin: http://cors.example:8080\naccess-control-max-age: 3600\nvary: Origin"
            )
        };
        let headers = |names: &str| format!("{PATCH}\naccess-control-request-headers: {names}");
        for (asked, expected) in [
            (PATCH.to_owned(), granted("", "PATCH")),
            (headers(""), granted("", "PATCH")),
            (headers("x-auth-token"), granted("\naccess-control-allow-headers: x-auth-token", "PATCH")),
            (headers("Accept,, Pragma "), granted("\naccess-control-allow-headers: Accept,Pragma", "PATCH")),
            (headers("X-Unknown"), "200".to_owned()),
            ("access-control-request-method: FOO".to_owned(), "200".to_owned()),
            ("access-control-request-method: patch".to_owned(), "200".to_owned()),
            ("access-control-request-method:".to_owned(), "200".to_owned()),
            ("accept: */*".to_owned(), "200".to_owned()),
        ] {
            let request = format!("OPTIONS /v2.1/servers\norigin: http://cors.example:8080\n{asked}");
            assert_eq!(answer(&[recorded()], &request, "404\nx-openstack-request-id: req-1"), expected, "{asked}");
        }
        let of_document = format!("OPTIONS /v2.1/\norigin: http://cors.example:8080\n{PATCH}");
        assert_eq!(answer(&[recorded()], &of_document, VERSIONED), granted("", "PATCH"));
    }

    #[test]
    fn options_is_never_an_error() {
        for settings in [&[][..], &[recorded()]] {
            for origin in ["", "\norigin: http://evil.example\naccess-control-request-method: GET"] {
                let asked = format!("OPTIONS /v2.1/nothing{origin}");
                let refused = "401\ncontent-type: application/json\nx-openstack-request-id: req-1";
                assert_eq!(answer(settings, &asked, refused), "200", "{asked}");
                assert_eq!(answer(settings, &asked, VERSIONED), VERSIONED, "{asked}");
            }
        }
    }

    #[test]
    fn each_origin_has_the_rules_that_first_name_it() {
        let group = |origins: &str, expose: &str| CorsSettings {
            allowed_origins: list(origins),
            expose_headers: list(expose),
            allow_credentials: false,
            ..CorsSettings::default()
        };
        let groups = [group("http://a, http://b", "X-One"), group("*, http://b", "X-Two")];
        for (origin, shown, exposed) in
            [("http://a", "http://a", "X-One"), ("http://b", "http://b", "X-One"), ("http://c", "*", "X-Two")]
        {
            let expected = format!(
                "200\naccess-control-allow-origin: {shown}\naccess-control-expose-headers: {exposed}\nvary: Origin"
            );
            assert_eq!(answer(&groups, &format!("GET /\norigin: {origin}"), "200"), expected);
        }
        let decided = "200\naccess-control-allow-origin: http://inner";
        assert_eq!(answer(&groups, "GET /\norigin: http://a", decided), decided);
    }

    #[test]
    fn a_section_overrides_option_by_option() {
        let options = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
            pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
        };
        let laid = recorded()
            .with_options(&options(&[
                ("oslo_config_project", "nova"),
                ("allowed_origin", "http://a, http://b"),
                ("allow_credentials", "No"),
                ("max_age", "0"),
            ]))
            .expect("good options");
        assert_eq!(laid.allowed_origins, ["http://a", "http://b"]);
        assert_eq!((laid.allow_credentials, laid.max_age), (false, 0));
        assert_eq!(laid.allow_methods, recorded().allow_methods);
        let preflight = "OPTIONS /\norigin: http://b\naccess-control-request-method: PUT";
        assert_eq!(
            answer(&[laid], preflight, "404"),
            "200\naccess-control-allow-methods: PUT\naccess-control-allow-origin: http://b\nvary: Origin"
        );
        for (name, value, problem) in [
            ("allow_credentials", "maybe", "`allow_credentials = maybe` is neither true nor false"),
            ("max_age", "ten", "`max_age = ten` is not a number that fits"),
        ] {
            assert_eq!(recorded().with_options(&options(&[(name, value)])).unwrap_err(), problem);
        }
        let broken = CorsSettings { allowed_origins: vec!["http://a\n".to_owned()], ..recorded() };
        assert_eq!(Cors::new([&broken]).unwrap_err(), "`http://a\n` in allowed_origin cannot stand in a header");
    }
}
