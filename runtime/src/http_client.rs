//! The HTTP that is spoken to Keystone, and to a collector of traces: one request at a time on a connection, a few idle
//! connections kept, tries bounded.
//!
//! Knows nothing of Keystone. A connection that was idle may have been closed at the other end without notice (uWSGI does so);
//! a request that finds it closed is sent once more on a new one, whatever its method: asking for a token twice does no harm.

mod transport;

use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::uri::Scheme;
use http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use http_body_util::{BodyExt, Full, Limited};
use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;
use tokio::sync::Semaphore;

use transport::Transport;
pub use transport::TransportSettings;

/// The most requests at a time; further ones wait.
pub(crate) const REQUESTS_MAX: usize = 32;
/// The most connections that are kept open between requests.
pub(crate) const IDLE_MAX: usize = 8;
/// The most bytes of an answer.
pub(crate) const ANSWER_BYTES_MAX: usize = 1024 * 1024;
/// The pause before the second try; each further one doubles.
pub(crate) const BACKOFF_FIRST_MS: u64 = 100;
/// The longest pause between two tries.
pub(crate) const BACKOFF_MAX_MS: u64 = 5_000;
/// How long one try may take where the configuration does not say.
pub(crate) const TIMEOUT_SECONDS_DEFAULT: u64 = 60;

/// Where a service is: `http://host:port/prefix` or the same with `https`, without a slash at the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Base {
    /// Whether it is spoken to over TLS.
    pub(crate) secure: bool,
    host: String,
    port: u16,
    authority: HeaderValue,
    /// The path of the URL; empty, or with a slash at its beginning only.
    pub(crate) path: String,
}

impl Base {
    /// Reads a URL.
    ///
    /// # Errors
    ///
    /// Why it cannot be used.
    pub(crate) fn parse(url: &str) -> Result<Self, String> {
        let uri: Uri = url.trim().parse().map_err(|error| format!("is no URL: {error}"))?;
        let authority = uri.authority().ok_or("is no URL: it needs `http://` and a host")?;
        let secure = uri.scheme() == Some(&Scheme::HTTPS);
        #[cfg(not(feature = "tls"))]
        if secure {
            return Err(transport::WITHOUT_TLS.to_owned());
        }
        if !secure && uri.scheme() != Some(&Scheme::HTTP) {
            return Err("is no URL: it has to begin with `http://` or `https://`".to_owned());
        }
        if authority.as_str().contains('@') || uri.query().is_some() {
            return Err("may hold neither a user nor a query".to_owned());
        }
        let host = authority.host().trim_matches(['[', ']']).to_owned();
        let value = HeaderValue::from_str(authority.as_str()).map_err(|error| format!("is no URL: {error}"))?;
        let path = uri.path().trim_end_matches('/').to_owned();
        let port = authority.port_u16().unwrap_or(if secure { 443 } else { 80 });
        Ok(Self { secure, host, port, authority: value, path })
    }

    /// The same place with a longer path.
    pub(crate) fn join(&self, more: &str) -> Self {
        Self { path: format!("{}{more}", self.path), ..self.clone() }
    }

    fn is_at(&self, other: &Self) -> bool {
        (self.secure, &self.authority) == (other.secure, &other.authority)
    }
}

impl fmt::Display for Base {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.secure { "https" } else { "http" };
        write!(out, "{scheme}://{}{}", self.authority.to_str().unwrap_or(&self.host), self.path)
    }
}

/// A request.
pub(crate) struct Ask<'a> {
    pub(crate) method: Method,
    pub(crate) base: &'a Base,
    /// What follows the base: a path and a query.
    pub(crate) rest: &'a str,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// An answer, read whole.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// The client.
pub(crate) struct HttpClient {
    idle: Mutex<Vec<(Base, Connection)>>,
    slots: Semaphore,
    timeout: Duration,
    retries: u32,
    transport: Transport,
}

type Connection = SendRequest<Full<Bytes>>;

impl HttpClient {
    pub(crate) fn new(timeout_seconds: Option<u64>, retries: u32, transport: &TransportSettings) -> Self {
        Self {
            idle: Mutex::default(),
            slots: Semaphore::new(REQUESTS_MAX),
            timeout: Duration::from_secs(timeout_seconds.unwrap_or(TIMEOUT_SECONDS_DEFAULT)),
            retries,
            transport: Transport::new(transport),
        }
    }

    /// Finds at start what is wrong with the files that TLS needs.
    ///
    /// # Errors
    ///
    /// The option and the file that cannot be used.
    #[cfg(feature = "tls")]
    pub(crate) fn check(&self) -> Result<(), String> {
        self.transport.check()
    }

    /// Sends a request, again when the connection fails.
    ///
    /// # Errors
    ///
    /// What went wrong at the last try, with the address. An answer of any status is no error.
    pub(crate) async fn send(&self, ask: &Ask<'_>) -> Result<Answer, String> {
        let _slot = self.slots.acquire().await.map_err(|error| error.to_string())?;
        let mut pause = Duration::from_millis(BACKOFF_FIRST_MS);
        let mut tries_left = self.retries;
        loop {
            let problem = match tokio::time::timeout(self.timeout, self.attempt(ask)).await {
                Ok(Ok(answer)) => return Ok(answer),
                Ok(Err(problem)) => problem,
                Err(_) => format!("no answer within {} seconds", self.timeout.as_secs()),
            };
            if tries_left == 0 {
                return Err(format!("{} {}{}: {problem}", ask.method, ask.base, path_only(ask.rest)));
            }
            tracing::debug!(%problem, keystone = %ask.base, "trying again");
            tries_left -= 1;
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(Duration::from_millis(BACKOFF_MAX_MS));
        }
    }

    async fn attempt(&self, ask: &Ask<'_>) -> Result<Answer, String> {
        while let Some(connection) = self.take_idle(ask.base) {
            if let Ok(answer) = self.exchange(connection, ask).await {
                return Ok(answer);
            }
        }
        self.exchange(self.connect(ask.base).await?, ask).await
    }

    async fn exchange(&self, mut connection: Connection, ask: &Ask<'_>) -> Result<Answer, String> {
        connection.ready().await.map_err(|error| said(&error))?;
        let response = connection.send_request(ask.request()?).await.map_err(|error| said(&error))?;
        let (head, body) = response.into_parts();
        let body = Limited::new(body, ANSWER_BYTES_MAX).collect().await.map_err(|error| said(&*error))?.to_bytes();
        self.put_idle(ask.base, connection);
        Ok(Answer { status: head.status, headers: head.headers, body })
    }

    async fn connect(&self, base: &Base) -> Result<Connection, String> {
        let stream = self.transport.open(&base.host, base.port, base.secure).await?;
        let (connection, driver) = http1::handshake(TokioIo::new(stream)).await.map_err(|error| said(&error))?;
        tokio::spawn(async move {
            // Whoever waits for an answer learns of the error too.
            let _ = driver.await;
        });
        Ok(connection)
    }

    fn take_idle(&self, base: &Base) -> Option<Connection> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.retain(|(_, connection)| !connection.is_closed());
        let at = idle.iter().rposition(|(at, _)| at.is_at(base))?;
        Some(idle.swap_remove(at).1)
    }

    fn put_idle(&self, base: &Base, connection: Connection) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < IDLE_MAX && !connection.is_closed() {
            idle.push((base.clone(), connection));
        }
    }
}

impl fmt::Debug for HttpClient {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "HttpClient(timeout {:?}, {} retries)", self.timeout, self.retries)
    }
}

impl Ask<'_> {
    fn request(&self) -> Result<http::Request<Full<Bytes>>, String> {
        let mut request = http::Request::new(Full::new(self.body.clone()));
        *request.method_mut() = self.method.clone();
        let target = format!("{}{}", self.base.path, self.rest);
        let target = if target.is_empty() { "/".to_owned() } else { target };
        *request.uri_mut() = target.parse().map_err(|error| format!("no path: {error}"))?;
        *request.headers_mut() = self.headers.clone();
        let headers = request.headers_mut();
        headers.insert(header::HOST, self.base.authority.clone());
        headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(header::USER_AGENT, HeaderValue::from_static(concat!("starmap/", env!("CARGO_PKG_VERSION"))));
        if !self.body.is_empty() {
            headers.entry(header::CONTENT_TYPE).or_insert(HeaderValue::from_static("application/json"));
        }
        Ok(request)
    }
}

/// An error with its causes, which hyper's own text leaves out.
fn said(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}

fn path_only(rest: &str) -> &str {
    rest.split('?').next().unwrap_or(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_is_a_url_without_the_slash_at_its_end() {
        for (url, shown) in [
            ("http://127.0.0.1:5000", "http://127.0.0.1:5000"),
            ("http://127.0.0.1:5000/", "http://127.0.0.1:5000"),
            (" http://keystone/identity/v3/ ", "http://keystone/identity/v3"),
            ("http://[::1]:5000/v3", "http://[::1]:5000/v3"),
        ] {
            assert_eq!(Base::parse(url).expect(url).to_string(), shown, "{url}");
        }
        assert_eq!(Base::parse("http://[::1]:5000/v3").expect("a URL").host, "::1");
        assert_eq!(Base::parse("http://keystone/").expect("a URL").port, 80);
    }

    #[cfg(feature = "tls")]
    #[test]
    fn https_has_a_port_of_its_own_and_another_connection() {
        let secure = Base::parse("https://keystone/v3").expect("a URL");
        assert_eq!((secure.port, secure.to_string().as_str()), (443, "https://keystone/v3"));
        assert!(!secure.is_at(&Base::parse("http://keystone/v3").expect("a URL")));
    }

    #[cfg(not(feature = "tls"))]
    #[test]
    fn https_needs_the_feature() {
        let error = Base::parse("https://keystone:5000").expect_err("no TLS");
        assert!(error.contains("`tls`"), "{error}");
    }

    #[test]
    fn what_cannot_be_used_says_why() {
        for (url, why) in [
            ("", "is no URL"),
            ("keystone", "`http://`"),
            ("keystone:5000/v3", "is no URL"),
            ("ftp://keystone", "`http://`"),
            ("http://admin:secret@keystone", "neither a user"),
            ("http://keystone/?a=b", "nor a query"),
        ] {
            let error = Base::parse(url).expect_err(url);
            assert!(error.contains(why), "{url}: {error}");
            assert!(!error.contains("secret"), "{error}");
        }
    }
}
