//! A pipeline: filters in order around an application.
//!
//! A panic below is an [`Unhandled`] error here, so the filters above still see a response and the connection lives on.

use std::any::Any;
use std::fmt;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;

use crate::application::Application;
use crate::filter::{Filter, Flow, Outcome, Unhandled};
use crate::request::Request;

/// Filters around an application.
pub struct Pipeline<A> {
    /// The name of the section it was made from.
    pub name: String,
    /// The filters, outermost first, each with the name of its section.
    pub filters: Vec<(String, Box<dyn Filter>)>,
    /// What they stand around.
    pub application: Arc<A>,
}

impl<A: Application> Pipeline<A> {
    /// Sends a request down to the application and its response back up.
    ///
    /// # Errors
    ///
    /// What neither the application nor a filter has turned into a response.
    pub async fn call(&self, request: &mut Request) -> Outcome {
        let (mut entered, early) = self.enter(request).await;
        let mut outcome = match early {
            Some(outcome) => outcome,
            None => caught(self.application.call(request)).await,
        };
        while entered > 0 {
            entered -= 1;
            let filter = &self.filters[entered].1;
            outcome = match outcome {
                Ok(mut response) => guarded(|| filter.on_response(request, &mut response)).map(|()| response),
                Err(error) => filter.on_unhandled(request, error),
            };
        }
        outcome
    }

    /// Runs the request hooks; returns how many ran and what the last one answered, if it did.
    async fn enter(&self, request: &mut Request) -> (usize, Option<Outcome>) {
        for (index, (_, filter)) in self.filters.iter().enumerate() {
            let passed = &mut *request;
            let early = match guarded(move || filter.on_request(passed)) {
                Ok(Flow::Continue) => continue,
                Ok(Flow::Respond(response)) => Ok(*response),
                Ok(Flow::Wait(waiting)) => match caught(async { Ok(waiting.await) }).await {
                    Ok(None) => continue,
                    Ok(Some(response)) => Ok(*response),
                    Err(error) => Err(error),
                },
                Err(error) => Err(error),
            };
            // The filter that answers does not see its own answer again, as in WSGI.
            return (index, Some(early));
        }
        (self.filters.len(), None)
    }
}

impl<A> fmt::Debug for Pipeline<A> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.filters.iter().map(|(name, _)| name.as_str()).collect();
        write!(out, "Pipeline({}: {})", self.name, names.join(" "))
    }
}

/// Waits for `future`, and makes a panic in it an error.
pub(crate) async fn caught<T>(future: impl Future<Output = Result<T, Unhandled>>) -> Result<T, Unhandled> {
    let mut future = pin!(future);
    std::future::poll_fn(move |cx| guarded(|| future.as_mut().poll(cx)).unwrap_or_else(|error| Poll::Ready(Err(error))))
        .await
}

/// Runs `work`, and makes a panic in it an error. What a panic leaves half done is dropped with the request.
fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, Unhandled> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| panicked(&*panic))
}

fn panicked(panic: &(dyn Any + Send)) -> Unhandled {
    let text = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    let mut error = Unhandled::internal(format!("panicked: {}", text.unwrap_or("(no message)")));
    error.panicked = true;
    error
}
