//! `request_log`: one line a request, in the form that parsers of Nova's access log know.

use std::fmt;
use std::time::Instant;

use http::StatusCode;

use crate::filter::{Filter, Flow, Outcome, Response, Unhandled};
use crate::request::Request;

/// The target of the access lines, to filter the log by.
pub const TARGET: &str = "nova.api.openstack.requestlog";

/// The filter.
#[derive(Debug)]
pub struct RequestLog;

impl Filter for RequestLog {
    fn on_request<'a>(&'a self, request: &'a mut Request) -> Flow<'a> {
        if tracing::enabled!(target: TARGET, tracing::Level::INFO) {
            request.started.get_or_insert_with(Instant::now);
        }
        Flow::Continue
    }

    fn on_response(&self, request: &Request, response: &mut Response) {
        log(request, response.status(), response.body().length());
    }

    fn on_unhandled(&self, request: &Request, error: Unhandled) -> Outcome {
        log(request, error.status, Some(0));
        Err(error)
    }
}

fn log(request: &Request, status: StatusCode, length: Option<u64>) {
    let Some(started) = request.started else { return };
    let line = Line { request, status, length, seconds: started.elapsed().as_secs_f64() };
    tracing::info!(target: TARGET, "{line}");
}

/// `127.0.0.1 "GET /v2.1/servers" status: 200 len: 1533 microversion: 2.100 time: 0.012345`
struct Line<'r> {
    request: &'r Request,
    status: StatusCode,
    length: Option<u64>,
    seconds: f64,
}

impl fmt::Display for Line<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { request, status, length, seconds } = self;
        // A request target holds no blank and no control character: hyper refuses them, so a line cannot be forged.
        let uri = request.uri.path_and_query().map_or("/", |target| target.as_str());
        write!(out, "{} \"{} {uri}\" status: {}", request.remote_ip(), request.method, status.as_u16())?;
        match length {
            Some(length) => write!(out, " len: {length}")?,
            None => out.write_str(" len: -")?,
        }
        match request.microversion {
            Some(version) => write!(out, " microversion: {version}")?,
            None => out.write_str(" microversion: -")?,
        }
        write!(out, " time: {seconds:.6}")
    }
}
