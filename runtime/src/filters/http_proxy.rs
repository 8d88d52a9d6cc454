//! `http_proxy_to_wsgi`: believes what a proxy says about the client, where `enable_proxy_headers_parsing` allows it.
//!
//! `Forwarded` counts before the `X-Forwarded-*` headers, and of it the first element. `X-Forwarded-Prefix` is what the proxy
//! removed from the path.

use std::net::SocketAddr;

use http::HeaderName;
use http::header::FORWARDED;

use crate::filter::{Filter, Flow};
use crate::request::Request;

/// The filter.
#[derive(Debug)]
pub struct HttpProxy {
    /// Off by default: anybody can send these headers.
    pub enabled: bool,
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
    let sent =
        |name: &'static str| request.header(&HeaderName::from_static(name)).map(|value| first(&value).to_owned());
    let claim = match request.header(&FORWARDED) {
        Some(forwarded) => Claim::of_forwarded(first(&forwarded)),
        None => {
            Claim { scheme: sent("x-forwarded-proto"), host: sent("x-forwarded-host"), client: sent("x-forwarded-for") }
        }
    };
    let prefix = sent("x-forwarded-prefix");
    if let Some(scheme) = claim.scheme.filter(|scheme| scheme == "http" || scheme == "https") {
        request.scheme = scheme.into();
    }
    if claim.host.is_some() {
        request.forwarded_host = claim.host;
    }
    if let Some(client) = claim.client.and_then(|client| client.trim_matches(['[', ']']).parse().ok()) {
        request.remote = SocketAddr::new(client, 0);
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
            let value = Some(value.trim().trim_matches('"').to_owned());
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

fn first(value: &str) -> &str {
    value.split(',').next().unwrap_or("").trim()
}
