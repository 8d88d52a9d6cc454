//! A pipeline: filters in order around an application.
//!
//! A panic below is an [`Unhandled`] error here, so the filters above still see a response and the connection lives on.

use std::any::Any;
use std::fmt;
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
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
        let mut outcome = None;
        self.run(request, &mut outcome).await;
        outcome.unwrap_or_else(|| Err(Unhandled::internal("the pipeline has no answer")))
    }

    /// Does the same, but leaves the answer where it is wanted: every future that hands one on copies it.
    pub(crate) async fn run(&self, request: &mut Request, outcome: &mut Option<Outcome>) {
        let mut entered = 0;
        let passed = {
            let descending = pin!(self.descend(request, &mut entered, outcome));
            caught(descending).await
        };
        if let Err(error) = passed {
            *outcome = Some(Err(error));
        }
        self.ascend(request, outcome, entered);
    }

    /// Runs the request hooks and the application, and counts in `entered` the filters whose response hooks are due.
    async fn descend(&self, request: &mut Request, entered: &mut usize, outcome: &mut Option<Outcome>) {
        loop {
            // Filters that do not wait are run without anything kept for it.
            let flow = loop {
                let Some((_, filter)) = self.filters.get(*entered) else { break Flow::Continue };
                match filter.on_request(request) {
                    Flow::Continue => *entered += 1,
                    other => break other,
                }
            };
            let early = match flow {
                Flow::Continue => break,
                Flow::Respond(response) => Some(response),
                Flow::Wait(waiting) => waiting.await,
            };
            // The filter that answers does not see its own answer again, as in WSGI; nor does one that panics.
            if let Some(response) = early {
                *outcome = Some(Ok(*response));
                return;
            }
            *entered += 1;
        }
        self.application.answer(request, outcome).await;
    }

    /// Runs the response hooks of so many filters. One guard stands around all of them; only a panic makes it begin again,
    /// with the next filter up.
    fn ascend(&self, request: &Request, outcome: &mut Option<Outcome>, mut entered: usize) {
        while entered > 0 {
            let passed = guarded(|| {
                while entered > 0 {
                    entered -= 1;
                    let filter = &self.filters[entered].1;
                    match outcome {
                        Some(Ok(response)) => filter.on_response(request, response),
                        Some(Err(error)) => *outcome = Some(filter.on_unhandled(request, error.take())),
                        None => {}
                    }
                }
            });
            if let Err(error) = passed {
                *outcome = Some(Err(error));
            }
        }
    }
}

impl<A> fmt::Debug for Pipeline<A> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.filters.iter().map(|(name, _)| name.as_str()).collect();
        write!(out, "Pipeline({}: {})", self.name, names.join(" "))
    }
}

/// Waits for `future`, and makes a panic in it an error. It is pinned by the caller, because handing a future on copies it
/// with all it holds.
async fn caught(mut future: Pin<&mut impl Future<Output = ()>>) -> Result<(), Unhandled> {
    poll_fn(|cx| guarded(|| future.as_mut().poll(cx)).map_or_else(|error| Poll::Ready(Err(error)), |poll| poll.map(Ok)))
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
