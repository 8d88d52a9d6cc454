//! `http_proxy_to_wsgi`: believes what a proxy says about the client, where `enable_proxy_headers_parsing` allows it.
//!
//! `Forwarded` counts before the `X-Forwarded-*` headers. Of a list the first element counts, which is what the proxy next
//! to the client wrote. `X-Forwarded-Prefix` is what a proxy removed from the path. What is empty or makes no sense is as
//! if it were not there.

use std::borrow::Cow;
use std::net::{IpAddr, SocketAddr};

use http::HeaderName;
use http::header::FORWARDED;

use super::option::truth;
use crate::filter::{Filter, Flow};
use crate::request::Request;

const PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
const HOST: HeaderName = HeaderName::from_static("x-forwarded-host");
const FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const PREFIX: HeaderName = HeaderName::from_static("x-forwarded-prefix");

/// The filter.
#[derive(Debug, Default)]
pub struct HttpProxy {
    /// Off by default: anybody can send these headers.
    pub enabled: bool,
}

impl HttpProxy {
    /// Lays the options of an ini section over the setting.
    ///
    /// # Errors
    ///
    /// A value that is neither true nor false.
    pub fn with_options(mut self, options: &[(String, String)]) -> Result<Self, String> {
        for (name, value) in options.iter().filter(|(name, _)| name == "enable_proxy_headers_parsing") {
            self.enabled = truth(name, value)?;
        }
        Ok(self)
    }
}

impl Filter for HttpProxy {
    fn on_request<'a>(&'a self, request: &'a mut Request) -> Flow<'a> {
        if self.enabled {
            believe(request);
        }
        Flow::Continue
    }
}

fn believe(request: &mut Request) {
    let sent = |name| first(request.header(&name));
    let claim = match first(request.header(&FORWARDED)) {
        Some(element) => Claim::of_forwarded(&element),
        None => Claim { scheme: sent(PROTO), host: sent(HOST), client: sent(FOR) },
    };
    let prefix = sent(PREFIX).filter(|prefix| prefix.starts_with('/'));
    match claim.scheme.as_deref() {
        Some("http") => request.scheme = "http".into(),
        Some("https") => request.scheme = "https".into(),
        _ => {}
    }
    if claim.host.is_some() {
        request.forwarded_host = claim.host;
    }
    if let Some(client) = claim.client.as_deref().and_then(address) {
        request.remote = client;
    }
    if let Some(prefix) = prefix {
        request.forwarded_prefix = Some(prefix.trim_end_matches('/').to_owned());
    }
}

/// What a proxy says.
#[derive(Default)]
struct Claim {
    scheme: Option<String>,
    host: Option<String>,
    client: Option<String>,
}

impl Claim {
    fn of_forwarded(element: &str) -> Self {
        let mut claim = Self::default();
        for (name, value) in element.split(';').filter_map(|pair| pair.split_once('=')) {
            let value = value.trim().trim_matches('"');
            let value = (!value.is_empty()).then(|| value.to_owned());
            match name.trim().to_ascii_lowercase().as_str() {
                "proto" => claim.scheme = value,
                "host" => claim.host = value,
                "for" => claim.client = value,
                _ => {}
            }
        }
        claim
    }
}

fn first(value: Option<Cow<'_, str>>) -> Option<String> {
    let value = value?;
    let element = value.split(',').next().unwrap_or("").trim();
    (!element.is_empty()).then(|| element.to_owned())
}

/// An address with or without a port; one of IPv6 may stand in brackets.
fn address(text: &str) -> Option<SocketAddr> {
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    let without_port = bare.parse::<IpAddr>().ok().map(|ip| SocketAddr::new(ip, 0));
    without_port.or_else(|| text.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::super::drive::{drive, request, response};
    use super::*;

    /// The URL and the client that an application sees; each row was asked of oslo's filter too, where it says nothing else.
    fn seen(enabled: bool, headers: &str) -> String {
        let mut request = request(&format!("GET /v2.1\nhost: api\n{headers}"));
        let outcome = drive(HttpProxy { enabled }, &mut request, |_| Ok(response("200")));
        assert!(outcome.is_ok());
        format!("{} {}", request.application_url(), request.remote_ip())
    }

    #[test]
    fn a_proxy_is_believed_where_it_is_allowed() {
        for (headers, believed) in [
            ("accept: */*", "http://api 127.0.0.1"),
            (
                "forwarded: for=192.0.2.60;proto=https;host=a.example, for=10.0.0.1;host=b",
                "https://a.example 192.0.2.60",
            ),
            ("forwarded: For=\"[2001:db8::1]:4711\";Proto=https", "https://api 2001:db8::1"),
            ("forwarded: for=192.0.2.60:80;host=\"h:8\"", "http://h:8 192.0.2.60"),
            ("forwarded: garbage\nx-forwarded-host: x", "http://api 127.0.0.1"),
            ("forwarded:\nx-forwarded-host: x", "http://x 127.0.0.1"),
            ("forwarded: host=;for=unknown", "http://api 127.0.0.1"),
            ("x-forwarded-host:\nx-forwarded-for:\nx-forwarded-proto:", "http://api 127.0.0.1"),
            (
                "x-forwarded-proto: https\nx-forwarded-for: 1.2.3.4, 5.6.7.8\nx-forwarded-host: a:443, b",
                "https://a 1.2.3.4",
            ),
            ("x-forwarded-for: ::1", "http://api ::1"),
            ("x-forwarded-proto: ftp", "http://api 127.0.0.1"),
            ("x-forwarded-prefix: /compute", "http://api/compute 127.0.0.1"),
            ("forwarded: host=h\nx-forwarded-prefix: /p/", "http://h/p 127.0.0.1"),
            ("x-forwarded-prefix: .elsewhere.example", "http://api 127.0.0.1"),
        ] {
            assert_eq!(seen(true, headers), believed, "{headers}");
            assert_eq!(seen(false, headers), "http://api 127.0.0.1", "{headers}");
        }
    }

    #[test]
    fn a_section_may_switch_it_on() {
        let option = |value: &str| [("enable_proxy_headers_parsing".to_owned(), value.to_owned())];
        assert!(HttpProxy::default().with_options(&option("on")).is_ok_and(|filter| filter.enabled));
        assert!(HttpProxy::default().with_options(&option("perhaps")).is_err());
        assert!(!HttpProxy::default().enabled);
    }
}
