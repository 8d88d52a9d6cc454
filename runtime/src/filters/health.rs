//! `healthcheck`: says whether the service should get traffic, as oslo's does, as an application or as a filter before one.
//!
//! The checks are of files: one whose presence takes the service out, or whose absence does. 200 and `OK`, or 503 and the
//! reason; text, HTML or JSON by `Accept`.

use std::net::IpAddr;
use std::path::PathBuf;

use http::header::{ACCEPT, CONTENT_TYPE, FORWARDED};
use http::{HeaderValue, Method, StatusCode};

use super::option::{list, truth};
use crate::application::Application;
use crate::body::Body;
use crate::fault::Fault;
use crate::filter::{Filter, Flow, Outcome, Response};
use crate::json::Writer;
use crate::request::Request;

/// What is checked, and who may ask.
#[derive(Clone, Debug, Default)]
pub struct HealthSettings {
    /// The path of the filter form; `/healthcheck` when `None`.
    pub path: Option<String>,
    /// Whether the JSON form names each check.
    pub detailed: bool,
    /// The checks: `disable_by_file`, `disable_by_files_ports`, `enable_by_files`.
    pub backends: Vec<String>,
    /// The file that takes the service out.
    pub disable_by_file_path: Option<PathBuf>,
    /// Files that all have to exist.
    pub enable_by_file_paths: Vec<PathBuf>,
    /// `PORT:PATH`: a file that takes the listener of one port out.
    pub disable_by_file_paths: Vec<(Option<u16>, PathBuf)>,
    /// The networks that may ask, as address and prefix length; everybody when empty.
    pub allowed_source_ranges: Vec<(IpAddr, u8)>,
    /// Whether a request that came through a proxy is not answered.
    pub ignore_proxied_requests: bool,
}

impl HealthSettings {
    /// Lays the options of an ini section over these settings.
    ///
    /// # Errors
    ///
    /// A value that cannot be read, by its option, or a check that does not exist.
    pub fn with_options(mut self, options: &[(String, String)]) -> Result<Self, String> {
        for (name, value) in options {
            match name.as_str() {
                "path" => self.path = Some(value.clone()),
                "detailed" => self.detailed = truth(name, value)?,
                "backends" => self.backends = list(value),
                "disable_by_file_path" => self.disable_by_file_path = Some(value.into()),
                "enable_by_file_paths" => {
                    self.enable_by_file_paths = list(value).into_iter().map(PathBuf::from).collect()
                }
                "disable_by_file_paths" => {
                    self.disable_by_file_paths = list(value).iter().map(|item| port_and_path(item)).collect()
                }
                "allowed_source_ranges" => self.allowed_source_ranges = ranges(&list(value))?,
                "ignore_proxied_requests" => self.ignore_proxied_requests = truth(name, value)?,
                _ => {}
            }
        }
        match self.backends.iter().find(|backend| !BACKENDS.contains(&backend.as_str())) {
            Some(unknown) => {
                Err(format!("unknown healthcheck backend `{unknown}`; expected one of {}", BACKENDS.join(", ")))
            }
            None => Ok(self),
        }
    }

    fn admits(&self, request: &Request) -> bool {
        let proxied = || {
            let names = ["x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "x-forwarded-prefix"];
            request.headers.contains_key(FORWARDED) || names.iter().any(|name| request.headers.contains_key(*name))
        };
        let ip = request.remote_ip().to_canonical();
        let near =
            self.allowed_source_ranges.is_empty() || self.allowed_source_ranges.iter().any(|range| lies_in(ip, *range));
        near && !(self.ignore_proxied_requests && proxied())
    }

    /// The checks' results: name, whether it is well, and the reason.
    fn checks(&self) -> Vec<(&str, bool, String)> {
        self.backends
            .iter()
            .map(|backend| {
                let reason = match backend.as_str() {
                    "disable_by_file" => {
                        self.disable_by_file_path.iter().find(|path| path.exists()).map(|_| "DISABLED BY FILE")
                    }
                    "disable_by_files_ports" => {
                        self.disable_by_file_paths.iter().find(|(_, path)| path.exists()).map(|_| "DISABLED BY FILE")
                    }
                    _ => self.enable_by_file_paths.iter().find(|path| !path.exists()).map(|_| "FILE PATH MISSING"),
                };
                (backend.as_str(), reason.is_none(), reason.unwrap_or("OK").to_owned())
            })
            .collect()
    }

    fn answer(&self, request: &Request) -> Response {
        let checks = self.checks();
        let well = checks.iter().all(|(_, well, _)| *well);
        let accept = request.header(&ACCEPT).unwrap_or_default();
        let reasons: Vec<&str> = checks.iter().map(|(_, _, reason)| reason.as_str()).collect();
        let (text, media_type) = if accept.contains("application/json") {
            (self.json(&checks), "application/json; charset=UTF-8")
        } else if accept.contains("text/html") {
            (html(&checks), "text/html; charset=UTF-8")
        } else if reasons.is_empty() {
            ("OK".to_owned(), "text/plain; charset=UTF-8")
        } else {
            (reasons.join("\n"), "text/plain; charset=UTF-8")
        };
        let body = if request.method == Method::HEAD { Body::empty() } else { text.into_bytes().into() };
        let mut response = Response::new(body);
        *response.status_mut() = match (well, &request.method) {
            (true, &Method::HEAD) => StatusCode::NO_CONTENT,
            (true, _) => StatusCode::OK,
            (false, _) => StatusCode::SERVICE_UNAVAILABLE,
        };
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
        response
    }

    fn json(&self, checks: &[(&str, bool, String)]) -> String {
        let mut out = Writer::new();
        out.begin_object();
        out.key("detailed");
        out.bool(self.detailed);
        out.key("reasons");
        out.begin_array();
        for (name, _, reason) in checks {
            if self.detailed {
                out.begin_object();
                out.key("class");
                out.string(name);
                out.key("reason");
                out.string(reason);
                out.end_object();
            } else {
                out.string(reason);
            }
        }
        out.end_array();
        out.end_object();
        String::from_utf8_lossy(&out.finish()).into_owned()
    }
}

fn html(checks: &[(&str, bool, String)]) -> String {
    let items: String = checks.iter().map(|(_, _, reason)| format!("<LI>{reason}</LI>")).collect();
    format!("<HTML><HEAD><TITLE>Healthcheck Status</TITLE></HEAD><BODY><UL>{items}</UL></BODY></HTML>")
}

const BACKENDS: [&str; 3] = ["disable_by_file", "disable_by_files_ports", "enable_by_files"];

fn port_and_path(item: &str) -> (Option<u16>, PathBuf) {
    match item.split_once(':').and_then(|(port, path)| Some((port.parse().ok()?, path))) {
        Some((port, path)) => (Some(port), path.into()),
        None => (None, item.into()),
    }
}

fn ranges(list: &[String]) -> Result<Vec<(IpAddr, u8)>, String> {
    let parse = |item: &String| {
        let (address, length) = item.split_once('/').unwrap_or((item, ""));
        let address: IpAddr =
            address.parse().map_err(|_| format!("`{item}` in allowed_source_ranges is no network"))?;
        let whole = if address.is_ipv4() { 32 } else { 128 };
        let length = if length.is_empty() {
            whole
        } else {
            length.parse().map_err(|_| format!("`{item}` has no prefix length"))?
        };
        if length > whole {
            Err(format!("`{item}` has a prefix longer than its address"))
        } else {
            Ok((address, length))
        }
    };
    list.iter().map(parse).collect()
}

fn lies_in(ip: IpAddr, (network, length): (IpAddr, u8)) -> bool {
    let bits = |ip: IpAddr| match ip {
        IpAddr::V4(ip) => (u128::from(ip.to_bits()) << 96, true),
        IpAddr::V6(ip) => (ip.to_bits(), false),
    };
    let ((ip, four), (network, network_four)) = (bits(ip), bits(network));
    let mask = if length == 0 { 0 } else { u128::MAX << (128 - u32::from(length)) };
    four == network_four && ip & mask == network & mask
}

/// The application.
#[derive(Debug)]
pub struct HealthcheckApp(pub HealthSettings);

impl Application for HealthcheckApp {
    async fn call(&self, request: &mut Request) -> Outcome {
        if !self.0.admits(request) {
            return Fault::page(StatusCode::NOT_FOUND).into_outcome(request);
        }
        Ok(self.0.answer(request))
    }

    /// Whoever balances the load has to hear that the service is up, above all when it is busy.
    fn may_shed(&self) -> bool {
        false
    }
}

/// The filter: answers its path and lets everything else through.
#[derive(Debug)]
pub struct HealthcheckFilter(pub HealthSettings);

impl Filter for HealthcheckFilter {
    fn on_request<'a>(&'a self, request: &'a mut Request) -> Flow<'a> {
        let path = self.0.path.as_deref().unwrap_or("/healthcheck");
        if request.path() == path && self.0.admits(request) {
            return Flow::respond(self.0.answer(request));
        }
        Flow::Continue
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_holds_its_addresses() {
        for (ip, network, within) in [
            ("10.1.2.3", "10.0.0.0/8", true),
            ("11.1.2.3", "10.0.0.0/8", false),
            ("::1", "::1", true),
            ("::2", "::1/128", false),
            ("1.2.3.4", "0.0.0.0/0", true),
            ("::1", "0.0.0.0/0", false),
        ] {
            let range = ranges(&[network.to_owned()]).expect("the network is well formed")[0];
            assert_eq!(lies_in(ip.parse().expect("an address"), range), within, "{ip} in {network}");
        }
        assert!(ranges(&["10.0.0.0/40".to_owned()]).is_err());
        assert!(ranges(&["ten".to_owned()]).is_err());
    }
}
