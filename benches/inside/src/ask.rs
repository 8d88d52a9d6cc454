//! A request as a client sends it, made anew for each answer, and a future run to its end without a runtime.

use std::future::Future;
use std::hint::black_box;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, StatusCode, Uri};
use starmap::body::RequestBody;
use starmap::context::{Identity, RequestContext, RequestId};
use starmap::filter::Response;
use starmap::request::Request;

/// One row of a table.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) ask: Ask,
    /// Answers the request so often.
    pub(crate) run: Box<dyn Fn(usize)>,
}

/// What is asked, parsed already, as hyper hands it on.
#[derive(Clone)]
pub(crate) struct Ask {
    method: Method,
    uri: Uri,
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Bytes,
    identity: Option<Arc<Identity>>,
    expected: StatusCode,
}

impl Ask {
    /// With the headers that OpenStack's clients send.
    pub(crate) fn new(method: Method, target: &'static str, expected: u16) -> Self {
        let header = |name: &'static str, value| (HeaderName::from_static(name), HeaderValue::from_static(value));
        Self {
            method,
            uri: Uri::from_static(target),
            headers: vec![
                header("host", "127.0.0.1:8774"),
                header("user-agent", "openstacksdk/4.0.0"),
                header("accept", "application/json"),
                header("x-auth-token", "admin"),
            ],
            body: Bytes::new(),
            identity: None,
            expected: StatusCode::from_u16(expected).expect("a status"),
        }
    }

    pub(crate) fn header(mut self, name: &'static str, value: &'static str) -> Self {
        self.headers.push((HeaderName::from_static(name), HeaderValue::from_static(value)));
        self
    }

    pub(crate) fn json(mut self, body: &'static str) -> Self {
        self.body = Bytes::from_static(body.as_bytes());
        self.header("content-type", "application/json")
    }

    /// As an authenticating filter would leave it.
    pub(crate) fn by(mut self, project: &str) -> Self {
        let identity = Identity { user_id: "u".into(), project_id: Some(project.into()), ..Identity::default() };
        self.identity = Some(Arc::new(identity));
        self
    }

    /// Makes the request, answers it and drops both, so often.
    pub(crate) fn run(&self, times: usize, mut answer: impl FnMut(&mut Request) -> Response) {
        for _ in 0..times {
            let mut request = self.request();
            let response = black_box(answer(&mut request));
            assert_eq!(response.status(), self.expected, "{} {}", self.method, self.uri);
        }
    }

    /// Makes and drops the request alone.
    pub(crate) fn make_only(&self, times: usize) {
        for _ in 0..times {
            black_box(self.request());
        }
    }

    fn request(&self) -> Request {
        let (mut head, ()) = http::Request::new(()).into_parts();
        head.method = self.method.clone();
        head.uri = self.uri.clone();
        head.headers.reserve(self.headers.len());
        head.headers.extend(self.headers.iter().cloned());
        let body = if self.body.is_empty() { RequestBody::Empty } else { RequestBody::Whole(self.body.clone()) };
        let remote = SocketAddr::from(([127, 0, 0, 1], 4711));
        let mut request = Request::new(head, body, remote);
        request.context = self.identity.clone().map(|identity| RequestContext {
            identity,
            request_id: RequestId::random(),
            global_request_id: None,
            remote_address: remote.ip(),
        });
        request
    }
}

/// The value of a future that has nothing to wait for.
///
/// # Panics
///
/// When it waits.
pub(crate) fn ready<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("nothing here has anything to wait for"),
    }
}
