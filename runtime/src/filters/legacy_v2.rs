//! `legacy_v2_compatible`: the API as it was before microversions.
//!
//! The headers that ask for a microversion are ignored and none is named in the response; bodies are read leniently.

use http::header::VARY;
use http::{HeaderName, HeaderValue};

use crate::filter::{Filter, Flow, Response};
use crate::request::Request;

const VERSION_HEADERS: [HeaderName; 2] =
    [HeaderName::from_static("openstack-api-version"), HeaderName::from_static("x-openstack-nova-api-version")];

/// The filter.
#[derive(Debug)]
pub struct LegacyV2;

impl Filter for LegacyV2 {
    fn on_request<'a>(&'a self, request: &'a mut Request) -> Flow<'a> {
        request.legacy = true;
        for name in VERSION_HEADERS {
            request.headers.remove(name);
        }
        Flow::Continue
    }

    fn on_response(&self, _: &Request, response: &mut Response) {
        let headers = response.headers_mut();
        for name in VERSION_HEADERS {
            headers.remove(name);
        }
        let kept: Vec<HeaderValue> =
            headers.get_all(VARY).iter().filter(|value| !names_a_version(value)).cloned().collect();
        headers.remove(VARY);
        for value in kept {
            headers.append(VARY, value);
        }
    }
}

fn names_a_version(value: &HeaderValue) -> bool {
    VERSION_HEADERS.iter().any(|name| value.as_bytes().eq_ignore_ascii_case(name.as_str().as_bytes()))
}
