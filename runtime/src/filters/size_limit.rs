//! `sizelimit`: refuses bodies above `[oslo_middleware] max_request_body_size`.
//!
//! A declared length is refused before anything else is looked at, the token included. A body without one is counted while
//! it is read.

use http::StatusCode;
use http::header::CONTENT_LENGTH;

use super::option::number;
use crate::fault::Fault;
use crate::filter::{Filter, Flow};
use crate::request::Request;

/// oslo's default: 112 KiB.
pub const BODY_BYTES_MAX: u64 = 114_688;

/// What Nova sends, with a placeholder that nothing fills in.
const TOO_LARGE: &str = "Request is too large. Larger than max_request_body_size (%s).";

/// The filter.
#[derive(Debug)]
pub struct SizeLimit {
    /// The most bytes of a body.
    pub body_bytes_max: u64,
}

impl SizeLimit {
    /// Lays the options of an ini section over the limit.
    ///
    /// # Errors
    ///
    /// A limit that is not a number.
    pub fn with_options(mut self, options: &[(String, String)]) -> Result<Self, String> {
        for (name, value) in options.iter().filter(|(name, _)| name == "max_request_body_size") {
            self.body_bytes_max = number(name, value)?;
        }
        Ok(self)
    }
}

impl Default for SizeLimit {
    fn default() -> Self {
        Self { body_bytes_max: BODY_BYTES_MAX }
    }
}

impl Filter for SizeLimit {
    fn on_request<'a>(&'a self, request: &'a mut Request) -> Flow<'a> {
        request.body_bytes_max = request.body_bytes_max.min(self.body_bytes_max);
        let declared = request.headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
        if declared.is_none_or(|length| length <= self.body_bytes_max) {
            return Flow::Continue;
        }
        match Fault::page_with(StatusCode::PAYLOAD_TOO_LARGE, TOO_LARGE).into_outcome(request) {
            Ok(response) => Flow::respond(response),
            Err(_) => Flow::Continue,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::drive::{body, drive, request, response, shown, unreachable};
    use super::*;

    #[test]
    fn a_body_may_be_as_long_as_the_limit() {
        for head in ["", "\ncontent-length: 0", "\ncontent-length: 114688", "\ntransfer-encoding: chunked"] {
            let mut request = request(&format!("POST /v2.1/servers{head}"));
            let outcome = drive(SizeLimit::default(), &mut request, |_| Ok(response("202")));
            assert_eq!(shown(&outcome.expect("a response")), "202", "{head}");
            assert_eq!(request.body_bytes_max, BODY_BYTES_MAX, "{head}");
        }
    }

    /// Recorded from Nova.
    #[test]
    fn one_byte_more_is_refused_before_anything_else() {
        let mut request = request("POST /v2.1/servers\ncontent-length: 114689");
        let refusal = drive(SizeLimit::default(), &mut request, unreachable).expect("a response");
        assert_eq!(shown(&refusal), "413\ncontent-type: text/plain; charset=UTF-8");
        let text = "413 Request Entity Too Large\n\n\
                    Request is too large. Larger than max_request_body_size (%s).\n\n   ";
        assert_eq!(body(&refusal), text);
    }

    #[test]
    fn a_limit_only_lowers_the_one_before_it() {
        let mut request = request("POST /\ncontent-length: 5");
        request.body_bytes_max = 7;
        let options = [("max_request_body_size".to_owned(), "5".to_owned())];
        let five = SizeLimit::default().with_options(&options).expect("a number");
        assert!(drive(five, &mut request, |_| Ok(response("200"))).is_ok());
        assert_eq!(request.body_bytes_max, 5);
        assert!(drive(SizeLimit::default(), &mut request, |_| Ok(response("200"))).is_ok());
        assert_eq!(request.body_bytes_max, 5);
        let options = [("max_request_body_size".to_owned(), "-5".to_owned())];
        let problem = "`max_request_body_size = -5` is not a number that fits";
        assert_eq!(SizeLimit::default().with_options(&options).unwrap_err(), problem);
    }
}
