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
        let mut fault = match error.safe_message {
            Some(message) => Fault::new(error.status, message),
            None => Fault::generic(error.status),
        };
        *fault.headers_mut() = *error.headers;
        fault.into_outcome(request)
    }
}

#[cfg(test)]
mod tests {
    use http::StatusCode;

    use super::super::drive::{body, drive, request, response, shown};
    use super::*;

    const GENERIC: &str = r#"{"computeFault": {"code": 500, "message": "The server has either erred or is incapable of performing the requested operation."}}"#;

    fn wrapped(answer: impl Fn() -> Outcome + Send + Sync + 'static) -> (String, String) {
        let outcome = drive(FaultWrap, &mut request("GET /v2.1/servers\naccept: text/html"), move |_| answer());
        let response = outcome.expect("nothing gets past this filter");
        (shown(&response), body(&response))
    }

    fn fault(status: u16) -> String {
        format!("{status}\ncontent-type: application/json; charset=UTF-8")
    }

    #[test]
    fn an_error_becomes_a_fault_that_tells_nothing() {
        assert_eq!(wrapped(|| Err(Unhandled::internal("secret"))), (fault(500), GENERIC.to_owned()));
        assert_eq!(wrapped(|| panic!("secret")), (fault(500), GENERIC.to_owned()));
        let missing = || Unhandled { status: StatusCode::NOT_FOUND, ..Unhandled::internal("secret") };
        let text = r#"{"itemNotFound": {"code": 404, "message": "The resource could not be found."}}"#;
        assert_eq!(wrapped(move || Err(missing())), (fault(404), text.to_owned()));
    }

    /// Observed of Nova, where an exception may say that its text is safe to tell.
    #[test]
    fn a_safe_message_is_told() {
        let over = || Unhandled {
            status: StatusCode::PAYLOAD_TOO_LARGE,
            safe_message: Some("OverQuota: Quota exceeded for resources: cores".to_owned()),
            ..Unhandled::internal("secret")
        };
        let text = r#"{"overLimit": {"code": 413, "message": "OverQuota: Quota exceeded for resources: cores"}}"#;
        assert_eq!(wrapped(move || Err(over())), (fault(413), text.to_owned()));
    }

    #[test]
    fn a_response_is_left_alone() {
        assert_eq!(wrapped(|| Ok(response("418\nx-one: 1"))), ("418\nx-one: 1".to_owned(), String::new()));
    }
}
