//! The application trait: the endpoint of a pipeline.

use std::future::Future;

use crate::filter::Outcome;
use crate::request::Request;

/// What stands at the end of a pipeline and answers requests.
///
/// The future is not boxed, so a service with several applications makes one `enum` of them.
pub trait Application: Send + Sync + 'static {
    /// Answers one request.
    ///
    /// # Errors
    ///
    /// [`crate::filter::Unhandled`] where the application has no response of its own for what went wrong.
    fn call(&self, request: &mut Request) -> impl Future<Output = Outcome> + Send;
}
