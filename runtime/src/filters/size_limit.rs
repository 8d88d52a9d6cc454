//! `sizelimit`: refuses bodies above `[oslo_middleware] max_request_body_size`.
//!
//! A declared length is refused before anything else is looked at, the token included. A body without one is counted while
//! it is read.

use http::StatusCode;
use http::header::CONTENT_LENGTH;

use crate::fault::Fault;
use crate::filter::{Filter, Flow};
use crate::request::Request;

/// oslo's default: 112 KiB.
pub const BODY_BYTES_MAX: u64 = 114_688;

/// The filter.
#[derive(Debug)]
pub struct SizeLimit {
    /// The most bytes of a body.
    pub body_bytes_max: u64,
}

impl Filter for SizeLimit {
    fn on_request<'a>(&'a self, request: &'a mut Request) -> Flow<'a> {
        request.body_bytes_max = request.body_bytes_max.min(self.body_bytes_max);
        let declared = request.headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
        if declared.is_none_or(|length| length <= self.body_bytes_max) {
            return Flow::Continue;
        }
        // The placeholder stands in what Nova sends, too.
        let message = "Request is too large. Larger than max_request_body_size (%s).";
        match Fault::page_with(StatusCode::PAYLOAD_TOO_LARGE, message).into_outcome(request) {
            Ok(response) => Flow::respond(response),
            Err(_) => Flow::Continue,
        }
    }
}
