//! `legacy_v2_compatible`: the API as it was before microversions.
//!
//! The headers that ask for a microversion are ignored and none is named in the response; bodies are read leniently.

use http::header::VARY;
use http::{HeaderMap, HeaderName, HeaderValue};

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
        forget_in_vary(headers);
    }
}

/// Takes the two names out of Vary, which may hold others, in a line of their own or in the same one.
fn forget_in_vary(headers: &mut HeaderMap) {
    let named = |value: &HeaderValue| value.to_str().is_ok_and(|text| text.split(',').any(is_version_header));
    if !headers.get_all(VARY).iter().any(named) {
        return;
    }
    let before: Vec<HeaderValue> = headers.get_all(VARY).iter().cloned().collect();
    headers.remove(VARY);
    for value in before {
        if !named(&value) {
            headers.append(VARY, value);
            continue;
        }
        let text = value.to_str().unwrap_or_default();
        let kept: Vec<&str> = text.split(',').filter(|name| !is_version_header(name)).map(str::trim).collect();
        if let (false, Ok(value)) = (kept.is_empty(), HeaderValue::try_from(kept.join(","))) {
            headers.append(VARY, value);
        }
    }
}

fn is_version_header(name: &str) -> bool {
    VERSION_HEADERS.iter().any(|version| version.as_str().eq_ignore_ascii_case(name.trim()))
}

#[cfg(test)]
mod tests {
    use super::super::drive::{drive, request, response, shown};
    use super::*;

    #[test]
    fn the_application_sees_no_microversion_header() {
        let mut request = request(
            "GET /v2/servers\nopenstack-api-version: compute garbage\nopenstack-api-version: compute 2.9\n\
             x-openstack-nova-api-version: 2.9\naccept: */*",
        );
        let outcome = drive(LegacyV2, &mut request, |request| {
            assert!(request.legacy);
            let names: Vec<_> = request.headers.keys().map(HeaderName::as_str).collect();
            assert_eq!(names, ["accept"]);
            Ok(response("200"))
        });
        assert!(outcome.is_ok());
    }

    #[test]
    fn the_response_names_no_microversion() {
        for (inner, expected) in [
            ("200", "200"),
            ("404\nvary: Accept", "404\nvary: Accept"),
            (
                "200\nopenstack-api-version: compute 2.1\nx-openstack-nova-api-version: 2.1\n\
                 vary: OpenStack-API-Version\nvary: X-OpenStack-Nova-API-Version",
                "200",
            ),
            (
                "200\nvary: OpenStack-API-Version, Accept,X-OpenStack-Nova-API-Version , Origin\nvary: Cookie",
                "200\nvary: Accept,Origin\nvary: Cookie",
            ),
        ] {
            let outcome = drive(LegacyV2, &mut request("GET /v2/servers"), move |_| Ok(response(inner)));
            assert_eq!(shown(&outcome.expect("a response")), expected);
        }
    }
}
