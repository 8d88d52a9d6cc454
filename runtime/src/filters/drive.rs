//! What the tests of filters share: one filter in a pipeline around an application that answers as it is told.

use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use crate::application::Application;
use crate::body::{Body, RequestBody};
use crate::filter::{Filter, Outcome, Response};
use crate::pipeline::Pipeline;
use crate::request::Request;

struct Answering<F>(F);

impl<F: Fn(&mut Request) -> Outcome + Send + Sync + 'static> Application for Answering<F> {
    async fn call(&self, request: &mut Request) -> Outcome {
        (self.0)(request)
    }
}

/// A request from 127.0.0.1: `METHOD TARGET`, then a line for each header, `name: value`.
pub(super) fn request(text: &str) -> Request {
    let mut lines = text.lines();
    let (method, target) = lines.next().and_then(|line| line.split_once(' ')).expect("a method and a target");
    let mut head = http::Request::builder().method(method).uri(target);
    for line in lines {
        let (name, value) = line.split_once(':').expect("a header with a colon");
        head = head.header(name, value.trim());
    }
    let (head, ()) = head.body(()).expect("a well-formed request").into_parts();
    Request::new(head, RequestBody::Empty, ([127, 0, 0, 1], 4711).into())
}

/// Sends the request through the filter to an application that calls `answer`.
pub(super) fn drive(
    filter: impl Filter,
    request: &mut Request,
    answer: impl Fn(&mut Request) -> Outcome + Send + Sync + 'static,
) -> Outcome {
    drive_through(vec![Box::new(filter)], request, answer)
}

/// Sends the request through filters, the outermost first.
pub(super) fn drive_through(
    filters: Vec<Box<dyn Filter>>,
    request: &mut Request,
    answer: impl Fn(&mut Request) -> Outcome + Send + Sync + 'static,
) -> Outcome {
    let filters = filters.into_iter().map(|filter| ("tested".to_owned(), filter)).collect();
    let pipeline = Pipeline { name: "test".to_owned(), filters, application: Arc::new(Answering(answer)) };
    let called = pin!(pipeline.call(request));
    match called.poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(outcome) => outcome,
        Poll::Pending => panic!("nothing in here waits"),
    }
}

/// The application of a test that the filter is to answer instead of.
pub(super) fn unreachable(_: &mut Request) -> Outcome {
    panic!("the application was asked")
}

/// A response: the status, then a line for each header.
pub(super) fn response(text: &str) -> Response {
    let mut lines = text.lines();
    let mut head = http::Response::builder().status(lines.next().expect("a status"));
    for line in lines {
        let (name, value) = line.split_once(':').expect("a header with a colon");
        head = head.header(name, value.trim());
    }
    head.body(Body::empty()).expect("a well-formed response")
}

/// A response as [`response`] takes it, its headers sorted.
pub(super) fn shown(response: &Response) -> String {
    let text = |value: &http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let mut lines: Vec<_> =
        response.headers().iter().map(|(name, value)| format!("\n{name}: {}", text(value))).collect();
    lines.sort();
    format!("{}{}", response.status().as_u16(), lines.concat())
}

/// The whole body as text.
pub(super) fn body(response: &Response) -> String {
    String::from_utf8_lossy(response.body().as_bytes().expect("a whole body")).into_owned()
}
