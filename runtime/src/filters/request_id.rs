//! `request_id` and `compute_req_id`: gives each request an id of its own, and says it in the response.
//!
//! An inbound `X-OpenStack-Request-ID` is the caller's id for the work that this request is part of. It is kept for the log
//! if it has the right form, and never echoed.

use http::{HeaderName, HeaderValue};
use tracing::field;

use crate::context::RequestId;
use crate::filter::{Filter, Flow, Response};
use crate::request::Request;
use crate::span;

const OPENSTACK: HeaderName = HeaderName::from_static("x-openstack-request-id");
const COMPUTE: HeaderName = HeaderName::from_static("x-compute-request-id");

/// The filter; Nova's own kind sends a second header.
#[derive(Debug)]
pub struct RequestIds {
    compute: bool,
}

impl RequestIds {
    /// oslo's: `x-openstack-request-id`.
    pub const fn oslo() -> Self {
        Self { compute: false }
    }

    /// Nova's: `x-compute-request-id` beside it.
    pub const fn compute() -> Self {
        Self { compute: true }
    }
}

impl Filter for RequestIds {
    fn on_request<'a>(&'a self, request: &'a mut Request) -> Flow<'a> {
        request.request_id = Some(RequestId::random());
        request.global_request_id = request.headers.get(OPENSTACK).and_then(|sent| RequestId::parse(sent.as_bytes()));
        request.span.record(span::REQUEST_ID, request.request_id.map(field::display));
        request.span.record(span::GLOBAL_REQUEST_ID, request.global_request_id.map(field::display));
        Flow::Continue
    }

    fn on_response(&self, request: &Request, response: &mut Response) {
        let Some(value) = request.request_id.and_then(|id| HeaderValue::from_str(id.as_str()).ok()) else { return };
        let headers = response.headers_mut();
        if self.compute {
            headers.entry(COMPUTE).or_insert_with(|| value.clone());
        }
        headers.entry(OPENSTACK).or_insert(value);
    }
}

#[cfg(test)]
mod tests {
    use super::super::drive::{drive, request, response, shown};
    use super::*;

    const INBOUND: &str = "req-11111111-2222-3333-4444-555555555555";

    #[test]
    fn each_request_has_an_id_of_its_own() {
        for (filter, more) in [(RequestIds::oslo(), ""), (RequestIds::compute(), "x-compute-request-id: ")] {
            let mut request = request("GET /v2.1/flavors");
            let answer = drive(filter, &mut request, |request| {
                assert!(request.request_id.is_some(), "the application sees it");
                Ok(response("200"))
            });
            let id = request.request_id.expect("the filter gave one");
            let more = if more.is_empty() { String::new() } else { format!("\n{more}{id}") };
            assert_eq!(shown(&answer.expect("a response")), format!("200{more}\nx-openstack-request-id: {id}"));
        }
    }

    /// Recorded from Nova: whatever is sent, the answer has a new id.
    #[test]
    fn the_caller_s_id_is_kept_if_it_is_one_and_never_echoed() {
        let upper = INBOUND.to_ascii_uppercase();
        for (sent, kept) in [(INBOUND, true), (&INBOUND[4..], false), (&upper, false), ("req-x", false), ("", false)] {
            let mut request = request(&format!("GET /\nX-OpenStack-Request-ID: {sent}"));
            let answer = drive(RequestIds::compute(), &mut request, |_| Ok(response("404"))).expect("a response");
            assert_eq!(request.global_request_id.map(|id| id.to_string()), kept.then(|| sent.to_owned()), "{sent}");
            assert!(!shown(&answer).contains(INBOUND), "{sent}");
        }
    }

    #[test]
    fn an_id_that_is_there_stays() {
        let inner = "200\nx-compute-request-id: req-inner\nx-openstack-request-id: req-inner";
        let answer = drive(RequestIds::compute(), &mut request("GET /"), |_| Ok(response(inner)));
        assert_eq!(shown(&answer.expect("a response")), inner);
    }
}
