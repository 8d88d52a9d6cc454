//! An in-process client: a service asked without a socket; and [`smoke`], a test of every row made from the table alone.
//!
//! ```
//! # async fn example<A: starmap::application::Application>(service: std::sync::Arc<starmap::service::Service<A>>) {
//! let app = starmap::testing::Client::new(service);
//! let answer = app.get("/v2.1/servers").header("openstack-api-version", "compute 2.61").token("admin:admin").send().await;
//! assert_eq!(answer.status(), 200);
//! # }
//! ```

mod example;
mod smoke;
mod visit;

use std::net::SocketAddr;
use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};

use crate::application::Application;
use crate::body::RequestBody;
use crate::json::{self, Value};
use crate::request::Request;
use crate::route::Route;
use crate::service::Service;

pub use example::example;
pub use smoke::{Smoke, Visited, smoke};

/// A client of one service.
#[derive(Debug)]
pub struct Client<A> {
    service: Arc<Service<A>>,
    version_header: Option<(HeaderName, String)>,
}

impl<A> Clone for Client<A> {
    fn clone(&self) -> Self {
        Self { service: self.service.clone(), version_header: self.version_header.clone() }
    }
}

impl<A: Application> Client<A> {
    /// A client that asks for microversions of the service type `compute`.
    pub fn new(service: Arc<Service<A>>) -> Self {
        Self::of_type(service, "compute")
    }

    /// A client that asks for microversions of another service type.
    pub fn of_type(service: Arc<Service<A>>, service_type: &str) -> Self {
        let name = HeaderName::from_static(crate::microversion::VERSION_HEADER);
        Self { service, version_header: Some((name, service_type.to_owned())) }
    }

    /// Starts a GET.
    pub fn get(&self, path: &str) -> Ask<'_, A> {
        self.ask(Method::GET, path)
    }

    /// Starts a POST.
    pub fn post(&self, path: &str) -> Ask<'_, A> {
        self.ask(Method::POST, path)
    }

    /// Starts a PUT.
    pub fn put(&self, path: &str) -> Ask<'_, A> {
        self.ask(Method::PUT, path)
    }

    /// Starts a DELETE.
    pub fn delete(&self, path: &str) -> Ask<'_, A> {
        self.ask(Method::DELETE, path)
    }

    /// Starts a request with any method.
    pub fn ask(&self, method: Method, path: &str) -> Ask<'_, A> {
        let request = http::Request::builder().method(method).uri(path).body(Bytes::new());
        Ask { client: self, request: request.expect("a test's path is a request target") }
    }
}

/// A request being put together.
#[derive(Debug)]
pub struct Ask<'c, A> {
    client: &'c Client<A>,
    request: http::Request<Bytes>,
}

impl<A: Application> Ask<'_, A> {
    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let name: HeaderName = name.parse().expect("a test's header name is one");
        let value = HeaderValue::from_bytes(value.as_bytes()).expect("a test's header value is one");
        self.request.headers_mut().append(name, value);
        self
    }

    /// Asks for a microversion, `2.53` or `latest`.
    #[must_use]
    pub fn microversion(self, version: &str) -> Self {
        match self.client.version_header.clone() {
            Some((name, service)) => self.header(name.as_str(), &format!("{service} {version}")),
            None => self,
        }
    }

    /// Sends a token.
    #[must_use]
    pub fn token(self, token: &str) -> Self {
        self.header("x-auth-token", token)
    }

    /// Sends a JSON body, given as text.
    #[must_use]
    pub fn json(self, body: &str) -> Self {
        self.header("content-type", "application/json").body(body.to_owned())
    }

    /// Sends a body as it is.
    #[must_use]
    pub fn body(mut self, body: impl Into<Bytes>) -> Self {
        *self.request.body_mut() = body.into();
        self
    }

    /// Sends the request and reads the answer.
    ///
    /// # Panics
    ///
    /// When the answer's body is a stream that fails.
    pub async fn send(self) -> Answer {
        let (head, body) = self.request.into_parts();
        let body = if body.is_empty() { RequestBody::Empty } else { RequestBody::Whole(body) };
        let remote = SocketAddr::from(([127, 0, 0, 1], 0));
        let mut request = Request::new(head, body, remote);
        let response = self.client.service.respond(&mut request).await;
        let (head, body) = response.into_parts();
        Answer { head, body: body.read().await.expect("the answer's body can be read"), route: request.route }
    }
}

/// An answer that was read whole.
#[derive(Debug)]
pub struct Answer {
    head: http::response::Parts,
    body: Bytes,
    route: Option<&'static Route>,
}

impl Answer {
    /// The status.
    pub fn status(&self) -> StatusCode {
        self.head.status
    }

    /// The row that answered; `None` where a filter did, or the router because no row was for the request.
    pub fn route(&self) -> Option<&'static Route> {
        self.route
    }

    /// The header fields.
    pub fn headers(&self) -> &HeaderMap {
        &self.head.headers
    }

    /// The first value of a header as text; empty if it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.head.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("")
    }

    /// The body as text.
    ///
    /// # Panics
    ///
    /// When it is not UTF-8.
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("the body is UTF-8")
    }

    /// The body as JSON.
    ///
    /// # Panics
    ///
    /// When it is not JSON; the message shows it.
    pub fn json(&self) -> Value {
        json::parse(&self.body, 128)
            .unwrap_or_else(|error| panic!("{error:?} in {:?}", String::from_utf8_lossy(&self.body)))
    }

    /// The message of a fault.
    ///
    /// # Panics
    ///
    /// When the body is not a fault.
    pub fn fault_message(&self) -> String {
        let body = self.json();
        let inner = body.as_object().and_then(|object| object.iter().next()).map(|(_, inner)| inner);
        let message = inner.and_then(|inner| inner.get("message")).and_then(Value::as_str);
        message.unwrap_or_else(|| panic!("not a fault: {}", self.text())).to_owned()
    }
}
