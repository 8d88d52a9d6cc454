//! `request_id` and `compute_req_id`: gives each request an id of its own, and says it in the response.
//!
//! An inbound `X-OpenStack-Request-ID` is the caller's id for the work that this request is part of. It is kept for the log
//! if it has the right form, and never echoed.

use http::{HeaderName, HeaderValue};

use crate::context::RequestId;
use crate::filter::{Filter, Flow, Response};
use crate::request::Request;

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
