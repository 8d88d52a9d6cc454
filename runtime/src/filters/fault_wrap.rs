//! `faultwrap`: makes a fault of whatever nothing below has turned into a response.

use crate::fault::Fault;
use crate::filter::{Filter, Outcome, Unhandled};
use crate::request::Request;

/// The filter.
#[derive(Debug)]
pub struct FaultWrap;

impl Filter for FaultWrap {
    fn on_unhandled(&self, request: &Request, error: Unhandled) -> Outcome {
        let id = request.request_id.map(|id| id.to_string()).unwrap_or_default();
        tracing::error!(
            request_id = %id,
            method = %request.method,
            path = ?request.path(),
            panicked = error.panicked,
            detail = ?error.detail,
            "an error that no controller handled"
        );
        let fault = match error.safe_message {
            Some(message) => Fault::new(error.status, message),
            None => Fault::generic(error.status),
        };
        fault.into_outcome(request)
    }
}
