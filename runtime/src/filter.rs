//! The filter trait: what stands between the urlmap and an application.
//!
//! A filter looks at a request on its way in and at the response on its way out. Neither costs a boxed future; only a filter
//! that has to wait for something returns one. Filters run in the pipeline's order on the way in, in reverse on the way out.

use std::fmt;
use std::future::Future;
use std::pin::Pin;

use http::{HeaderMap, StatusCode};

use crate::body::Body;
use crate::request::Request;

/// A response with its body.
pub type Response = http::Response<Body>;

/// What an application answers: a response, or an error that no layer below has turned into one.
pub type Outcome = Result<Response, Unhandled>;

/// One filter of a pipeline.
pub trait Filter: Send + Sync + 'static {
    /// Looks at the request before the application does.
    fn on_request<'a>(&'a self, request: &'a mut Request) -> Flow<'a> {
        let _ = request;
        Flow::Continue
    }

    /// Looks at the response. Called only if this filter's [`Filter::on_request`] ran.
    fn on_response(&self, request: &Request, response: &mut Response) {
        let _ = (request, response);
    }

    /// Looks at an error that nothing below has turned into a response; by default it goes on upwards.
    ///
    /// # Errors
    ///
    /// The error itself when this filter leaves it to the next one.
    fn on_unhandled(&self, request: &Request, error: Unhandled) -> Outcome {
        let _ = request;
        Err(error)
    }
}

/// What a filter makes of a request.
pub enum Flow<'a> {
    /// The next filter, or the application, goes on.
    Continue,
    /// This is the answer; filters further in do not see the request.
    Respond(Box<Response>),
    /// The answer to the above has to be waited for; `None` continues.
    Wait(Pin<Box<dyn Future<Output = Option<Box<Response>>> + Send + 'a>>),
}

impl Flow<'_> {
    /// Answers with `response`.
    pub fn respond(response: Response) -> Self {
        Self::Respond(Box::new(response))
    }
}

impl fmt::Debug for Flow<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Continue => out.write_str("Continue"),
            Self::Respond(response) => write!(out, "Respond({})", response.status()),
            Self::Wait(_) => out.write_str("Wait"),
        }
    }
}

/// An error on its way up the pipeline: what an exception is to WSGI.
#[derive(Debug)]
pub struct Unhandled {
    /// The status it stands for.
    pub status: StatusCode,
    /// What happened, for the log; clients do not see it.
    pub detail: String,
    /// What the client may be told in place of the status' generic sentence.
    pub safe_message: Option<String>,
    /// Headers that the response to it has besides its content type.
    pub headers: Box<HeaderMap>,
    /// Whether it was a panic.
    pub panicked: bool,
}

impl Unhandled {
    /// A server error with a detail for the log.
    pub fn internal(detail: impl Into<String>) -> Self {
        Self {
            status: StatusCode::INTERNAL_SERVER_ERROR,
            detail: detail.into(),
            safe_message: None,
            headers: Box::default(),
            panicked: false,
        }
    }

    /// Moves the error out, and leaves one that says nothing.
    pub(crate) fn take(&mut self) -> Self {
        std::mem::replace(self, Self::internal(""))
    }
}
