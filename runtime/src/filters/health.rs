//! `healthcheck`: says whether the service should get traffic, as oslo's does, as an application or as a filter before one.
//!
//! The checks are of files: one whose presence takes the service out, or whose absence does. 200 or 503 with a line for each
//! check, as text, HTML or JSON by `Accept`; without checks there is no line. What oslo tells of its interpreter in the
//! detailed forms has no counterpart here.

use std::net::IpAddr;
use std::path::PathBuf;

use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderValue, Method, StatusCode};

use super::option::{list, number, truth};
use crate::application::Application;
use crate::body::Body;
use crate::fault::{Fault, escape_html, preferred};
use crate::filter::{Filter, Flow, Outcome, Response};
use crate::json::Writer;
use crate::request::Request;

/// What is checked, and who may ask.
#[derive(Clone, Debug, Default)]
pub struct HealthSettings {
    /// The path of the filter form; `/healthcheck` when `None`.
    pub path: Option<String>,
    /// Whether the JSON and HTML forms say what each check looked at.
    pub detailed: bool,
    /// The checks: `disable_by_file`, `disable_by_files_ports`, `enable_by_files`.
    pub backends: Vec<String>,
    /// The file that takes the service out.
    pub disable_by_file_path: Option<PathBuf>,
    /// Files that all have to exist.
    pub enable_by_file_paths: Vec<PathBuf>,
    /// The files that take the listener of a port out.
    pub disable_by_file_paths: Vec<(u16, PathBuf)>,
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
                    self.disable_by_file_paths =
                        list(value).iter().map(|item| port_and_path(item)).collect::<Result<_, _>>()?;
                }
                "allowed_source_ranges" => self.allowed_source_ranges = ranges(&list(value))?,
                "ignore_proxied_requests" => self.ignore_proxied_requests = truth(name, value)?,
                _ => {}
            }
        }
        let has = |name: &str| self.backends.iter().any(|backend| backend == name);
        if let Some(unknown) = self.backends.iter().find(|backend| !BACKENDS.contains(&backend.as_str())) {
            return Err(format!("unknown healthcheck backend `{unknown}`; expected one of {}", BACKENDS.join(", ")));
        }
        if has("disable_by_file") && has("enable_by_files") {
            return Err("the backends disable_by_file and enable_by_files exclude each other; keep one".to_owned());
        }
        Ok(self)
    }

    fn admits(&self, request: &Request) -> bool {
        let sent = |name: &&str| request.headers.get(*name).is_some_and(|value| !value.is_empty());
        let ip = request.remote_ip().to_canonical();
        let near =
            self.allowed_source_ranges.is_empty() || self.allowed_source_ranges.iter().any(|range| lies_in(ip, *range));
        near && !(self.ignore_proxied_requests && PROXY_HEADERS.iter().any(sent))
    }

    fn answer(&self, request: &Request) -> Response {
        let checks: Vec<Check> = self.backends.iter().map(|backend| self.check(backend, request.local_port)).collect();
        let well = checks.iter().all(|check| check.well);
        if request.method == Method::HEAD {
            return if well {
                respond(StatusCode::NO_CONTENT, None, String::new())
            } else {
                unwell(PLAIN, String::new())
            };
        }
        let accept = request.header(&ACCEPT);
        let offer =
            accept.as_deref().and_then(|accept| preferred(accept, &["text/plain", "text/html", "application/json"]));
        let (media_type, text) = match offer {
            Some("application/json") => ("application/json", self.json(&checks)),
            Some("text/html") => ("text/html; charset=UTF-8", self.html(&checks)),
            _ => (PLAIN, checks.iter().map(|check| check.reason).collect::<Vec<_>>().join("\n")),
        };
        if well { respond(StatusCode::OK, Some(media_type), text) } else { unwell(media_type, text) }
    }

    fn check(&self, backend: &str, port: Option<u16>) -> Check {
        match backend {
            "disable_by_file" => match &self.disable_by_file_path {
                None => Check::well("No 'disable_by_file_path' configuration value specified".to_owned()),
                Some(path) if path.exists() => {
                    Check::ill("DISABLED BY FILE", format!("Path '{}' was found", path.display()))
                }
                Some(path) => Check::well(format!("Path '{}' was not found", path.display())),
            },
            "disable_by_files_ports" => {
                // Whoever has no port can only be asked about the service as a whole.
                let concerned = |at: u16| port.is_none_or(|port| port == at);
                match self.disable_by_file_paths.iter().any(|(at, path)| concerned(*at) && path.exists()) {
                    true => Check::ill("DISABLED BY FILE", String::new()),
                    false => Check::well(String::new()),
                }
            }
            _ => match self.enable_by_file_paths.iter().find(|path| !path.exists()) {
                Some(path) => Check::ill("FILE PATH MISSING", format!("File path {} is missing", path.display())),
                None => Check::well("Specified file paths are available".to_owned()),
            },
        }
    }

    /// Indented and with sorted keys, as oslo writes it for people.
    fn json(&self, checks: &[Check]) -> String {
        let quoted = |text: &str| {
            let mut out = Writer::new();
            out.string(text);
            String::from_utf8_lossy(&out.finish()).into_owned()
        };
        let item = |check: &Check| match self.detailed {
            true => format!(
                "        {{\n            \"class\": \"HealthcheckResult\",\n            \"details\": {},\n            \
                 \"reason\": {}\n        }}",
                quoted(&check.details),
                quoted(check.reason)
            ),
            false => format!("        {}", quoted(check.reason)),
        };
        let reasons = match checks {
            [] => "[]".to_owned(),
            _ => format!("[\n{}\n    ]", checks.iter().map(item).collect::<Vec<_>>().join(",\n")),
        };
        format!("{{\n    \"detailed\": {},\n    \"reasons\": {reasons}\n}}", self.detailed)
    }

    fn html(&self, checks: &[Check]) -> String {
        let heads: &[&str] = if self.detailed { &["Kind", "Reason", "Details"] } else { &["Reason"] };
        let row = |check: &Check| {
            let (reason, details) = (escape_html(check.reason), escape_html(&check.details).replace('\'', "&#39;"));
            match self.detailed {
                true => format!("<TR>\n<TD>HealthcheckResult</TD>\n    <TD>{reason}</TD>\n<TD>{details}</TD>\n</TR>"),
                false => format!("<TR>\n\n    <TD>{reason}</TD>\n\n</TR>"),
            }
        };
        format!(
            "<HTML>\n<HEAD><TITLE>Healthcheck Status</TITLE></HEAD>\n<BODY>\n\n<H2>Result of {} checks:</H2>\n\
             <TABLE bgcolor=\"#ffffff\" border=\"1\">\n<TBODY>\n<TR>\n\n{}\n</TR>\n{}\n</TBODY>\n</TABLE>\n<HR></HR>\n\n\
             </BODY>\n</HTML>",
            checks.len(),
            heads.iter().map(|head| format!("<TH>\n{head}\n</TH>")).collect::<Vec<_>>().join("\n"),
            checks.iter().map(row).collect::<String>(),
        )
    }
}

/// What one check found.
struct Check {
    well: bool,
    reason: &'static str,
    details: String,
}

impl Check {
    fn well(details: String) -> Self {
        Self { well: true, reason: "OK", details }
    }

    fn ill(reason: &'static str, details: String) -> Self {
        Self { well: false, reason, details }
    }
}

const PLAIN: &str = "text/plain; charset=UTF-8";

fn unwell(media_type: &'static str, text: String) -> Response {
    respond(StatusCode::SERVICE_UNAVAILABLE, Some(media_type), text)
}

fn respond(status: StatusCode, media_type: Option<&'static str>, text: String) -> Response {
    let mut response = Response::new(Body::from(text.into_bytes()));
    *response.status_mut() = status;
    if let Some(media_type) = media_type {
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    }
    response
}

/// What tells that a request came through a proxy.
const PROXY_HEADERS: [&str; 6] =
    ["forwarded", "x-forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-prefix", "x-forwarded-proto"];

const BACKENDS: [&str; 3] = ["disable_by_file", "disable_by_files_ports", "enable_by_files"];

fn port_and_path(item: &str) -> Result<(u16, PathBuf), String> {
    let (port, path) = item
        .split_once(':')
        .ok_or_else(|| format!("`{item}` in disable_by_file_paths names no port; write PORT:PATH"))?;
    Ok((number("disable_by_file_paths", port)?, path.into()))
}

fn ranges(list: &[String]) -> Result<Vec<(IpAddr, u8)>, String> {
    list.iter()
        .map(|item| range(item).map_err(|problem| format!("`{item}` in allowed_source_ranges {problem}")))
        .collect()
}

/// An address with a prefix length, all of it when there is none.
fn range(item: &str) -> Result<(IpAddr, u8), &'static str> {
    let (address, length) = item.split_once('/').map_or((item, None), |(address, length)| (address, Some(length)));
    let address: IpAddr = address.parse().map_err(|_| "is no network")?;
    let whole = if address.is_ipv4() { 32 } else { 128 };
    let length = length.map_or(Ok(whole), str::parse::<u8>).map_err(|_| "has no prefix length after its slash")?;
    if length > whole {
        return Err("has a prefix longer than its address");
    }
    let (bits, _) = bits(address);
    if bits & !mask(length) != 0 { Err("has bits set beyond its prefix") } else { Ok((address, length)) }
}

fn lies_in(ip: IpAddr, (network, length): (IpAddr, u8)) -> bool {
    let ((ip, four), (network, network_four)) = (bits(ip), bits(network));
    four == network_four && ip & mask(length) == network
}

/// The address from the highest bit on, and whether it is one of IPv4.
fn bits(ip: IpAddr) -> (u128, bool) {
    match ip {
        IpAddr::V4(ip) => (u128::from(ip.to_bits()) << 96, true),
        IpAddr::V6(ip) => (ip.to_bits(), false),
    }
}

fn mask(length: u8) -> u128 {
    u128::MAX.checked_shl(128 - u32::from(length)).unwrap_or(0)
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
    use super::super::drive::{body, drive, request, response, shown, unreachable};
    use super::*;

    fn settings(options: &[(&str, &str)]) -> Result<HealthSettings, String> {
        let options: Vec<_> = options.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        HealthSettings::default().with_options(&options)
    }

    fn ask(options: &[(&str, &str)], asked: &str) -> Response {
        let settings = settings(options).expect("good options");
        drive(HealthcheckFilter(settings), &mut request(asked), unreachable).expect("a response")
    }

    const HERE: &str = env!("CARGO_MANIFEST_DIR");
    const UP: [(&str, &str); 2] = [("backends", "disable_by_file"), ("disable_by_file_path", "/none/here")];
    const DOWN: [(&str, &str); 2] = [("backends", "disable_by_file"), ("disable_by_file_path", HERE)];

    /// Each row was asked of oslo.middleware 8.2.0.
    #[test]
    fn the_form_follows_the_accept_header() {
        let plain = "text/plain; charset=UTF-8";
        for (accept, media_type) in [
            ("", plain),
            ("accept:", plain),
            ("accept: */*", plain),
            ("accept: application/xml", plain),
            ("accept: text/plain;q=0", plain),
            ("accept: garbage", plain),
            ("accept: text/html;q=0, */*", plain),
            ("accept: text/html", "text/html; charset=UTF-8"),
            ("accept: application/json, text/html", "text/html; charset=UTF-8"),
            ("accept: text/html, text/plain;q=0.5", "text/html; charset=UTF-8"),
            ("accept: application/json", "application/json"),
            ("accept: text/*;q=0.1, application/json", "application/json"),
        ] {
            for method in ["GET", "POST"] {
                let answer = ask(&UP, format!("{method} /healthcheck\n{accept}").trim());
                assert_eq!(shown(&answer), format!("200\ncontent-type: {media_type}"), "{accept}");
            }
        }
    }

    /// Each row was asked of oslo.middleware 8.2.0.
    #[test]
    fn a_check_is_told_in_each_form() {
        let told = |options: &[(&str, &str)], accept: &str| {
            let answer = ask(options, &format!("GET /healthcheck\naccept: {accept}"));
            (answer.status().as_u16(), body(&answer))
        };
        let html = |count: usize, row: &str| {
            format!(
                "<HTML>\n<HEAD><TITLE>Healthcheck Status</TITLE></HEAD>\n<BODY>\n\n<H2>Result of {count} checks:</H2>\n\
                 <TABLE bgcolor=\"#ffffff\" border=\"1\">\n<TBODY>\n<TR>\n\n<TH>\nReason\n</TH>\n</TR>\n{row}\n</TBODY>\n\
                 </TABLE>\n<HR></HR>\n\n</BODY>\n</HTML>"
            )
        };
        let json = |reasons: &str| format!("{{\n    \"detailed\": false,\n    \"reasons\": {reasons}\n}}");
        let one = |reason: &str| json(&format!("[\n        \"{reason}\"\n    ]"));
        assert_eq!(told(&[], "*/*"), (200, String::new()));
        assert_eq!(told(&[], "application/json"), (200, json("[]")));
        assert_eq!(told(&[], "text/html"), (200, html(0, "")));
        assert_eq!(told(&UP, "*/*"), (200, "OK".to_owned()));
        assert_eq!(told(&UP, "application/json"), (200, one("OK")));
        assert_eq!(told(&UP, "text/html"), (200, html(1, "<TR>\n\n    <TD>OK</TD>\n\n</TR>")));
        assert_eq!(told(&DOWN, "*/*"), (503, "DISABLED BY FILE".to_owned()));
        assert_eq!(told(&DOWN, "application/json"), (503, one("DISABLED BY FILE")));
        let detailed = [&UP[..], &[("detailed", "yes")]].concat();
        let item = "{\n            \"class\": \"HealthcheckResult\",\n            \
                    \"details\": \"Path '/none/here' was not found\",\n            \"reason\": \"OK\"\n        }";
        let text = format!("{{\n    \"detailed\": true,\n    \"reasons\": [\n        {item}\n    ]\n}}");
        assert_eq!(told(&detailed, "application/json"), (200, text));
        let row = "<TD>OK</TD>\n<TD>Path &#39;/none/here&#39; was not found</TD>";
        assert!(told(&detailed, "text/html").1.contains(row));
    }

    #[test]
    fn head_has_no_body() {
        assert_eq!(shown(&ask(&UP, "HEAD /healthcheck")), "204");
        let down = ask(&DOWN, "HEAD /healthcheck");
        assert_eq!(
            (shown(&down), body(&down)),
            ("503\ncontent-type: text/plain; charset=UTF-8".to_owned(), String::new())
        );
    }

    #[test]
    fn files_take_a_port_out_or_all_together_let_it_in() {
        let status = |options: &[(&str, &str)], port: Option<u16>| {
            let mut request = request("GET /healthcheck");
            request.local_port = port;
            let filter = HealthcheckFilter(settings(options).expect("good options"));
            let answer = drive(filter, &mut request, unreachable).expect("a response");
            (answer.status().as_u16(), body(&answer))
        };
        let (up, disabled) = ((200, "OK".to_owned()), (503, "DISABLED BY FILE".to_owned()));
        let paths = format!("8774:{HERE}, 8775:/none/here");
        let ports = [("backends", "disable_by_files_ports"), ("disable_by_file_paths", paths.as_str())];
        assert_eq!(status(&ports, Some(8774)), disabled);
        assert_eq!(status(&ports, Some(8775)), up);
        assert_eq!(status(&ports, Some(80)), up);
        assert_eq!(status(&ports, None), disabled);
        let paths = format!("{HERE},/none/here");
        let all = [("backends", "enable_by_files"), ("enable_by_file_paths", paths.as_str())];
        assert_eq!(status(&all, None), (503, "FILE PATH MISSING".to_owned()));
        assert_eq!(status(&[("backends", "enable_by_files"), ("enable_by_file_paths", HERE)], None), up);
        let both = [("backends", "disable_by_file,disable_by_files_ports"), ("disable_by_file_path", HERE)];
        assert_eq!(status(&both, None), (503, "DISABLED BY FILE\nOK".to_owned()));
    }

    #[test]
    fn who_may_not_ask_sees_no_healthcheck() {
        for (options, asked, answered) in [
            (&[][..], "GET /healthcheck", true),
            (&[], "GET /healthcheck/", false),
            (&[], "GET /", false),
            (&[("path", "/up")], "GET /up", true),
            (&[("path", "/up")], "GET /healthcheck", false),
            (&[("allowed_source_ranges", "10.0.0.0/8, 127.0.0.0/8")], "GET /healthcheck", true),
            (&[("allowed_source_ranges", "10.0.0.0/8")], "GET /healthcheck", false),
            (&[("ignore_proxied_requests", "true")], "GET /healthcheck", true),
            (&[("ignore_proxied_requests", "true")], "GET /healthcheck\nx-forwarded-for:", true),
            (&[("ignore_proxied_requests", "true")], "GET /healthcheck\nx-forwarded-for: ::1", false),
            (&[("ignore_proxied_requests", "true")], "GET /healthcheck\nforwarded: for=1.2.3.4", false),
        ] {
            let filter = HealthcheckFilter(settings(options).expect("good options"));
            let status = drive(filter, &mut request(asked), |_| Ok(response("404"))).expect("a response").status();
            assert_eq!(status == 200, answered, "{options:?} {asked}");
        }
    }

    #[test]
    fn what_cannot_be_meant_is_an_error() {
        for (name, value, problem) in [
            ("backends", "disable_by_fiel", "unknown healthcheck backend `disable_by_fiel`; expected one of"),
            ("backends", "disable_by_file,enable_by_files", "the backends disable_by_file and enable_by_files exclude"),
            ("detailed", "maybe", "`detailed = maybe` is neither true nor false"),
            ("disable_by_file_paths", "/x", "`/x` in disable_by_file_paths names no port; write PORT:PATH"),
            ("disable_by_file_paths", "x:/x", "`disable_by_file_paths = x` is not a number that fits"),
            ("allowed_source_ranges", "ten", "`ten` in allowed_source_ranges is no network"),
            ("allowed_source_ranges", "10.0.0.0/", "`10.0.0.0/` in allowed_source_ranges has no prefix length"),
            ("allowed_source_ranges", "10.0.0.0/40", "`10.0.0.0/40` in allowed_source_ranges has a prefix longer"),
            ("allowed_source_ranges", "10.0.0.1/8", "`10.0.0.1/8` in allowed_source_ranges has bits set beyond"),
        ] {
            let error = settings(&[(name, value)]).expect_err(value);
            assert!(error.starts_with(problem), "{error}");
        }
    }

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
            let range = range(network).expect("the network is well formed");
            assert_eq!(lies_in(ip.parse().expect("an address"), range), within, "{ip} in {network}");
        }
    }
}
