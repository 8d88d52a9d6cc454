//! A request on its way through the pipeline: the head, the body, and what the filters have found out so far.
//!
//! The path is decoded once: percent escapes become bytes, bytes become characters one to one (as WSGI does), runs of `/`
//! become one. A path that needs none of this is read in place.

use std::borrow::Cow;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Instant;

use http::{Extensions, HeaderMap, Method, Uri, header};
use tracing::Span;

use crate::body::{Pace, RequestBody};
use crate::context::{Identity, RequestContext, RequestId};
use crate::filters::ValidatedToken;
use crate::microversion::Microversion;
use crate::route::Route;

/// One request.
#[derive(Debug)]
pub struct Request {
    /// The request method as sent.
    pub method: Method,
    /// The request target as sent.
    pub uri: Uri,
    /// The header fields. An authenticating filter removes those that would claim an identity.
    pub headers: HeaderMap,
    /// The body.
    pub body: RequestBody,
    /// The most bytes of body that will be read. The size-limit filter lowers it.
    pub body_bytes_max: u64,
    /// How fast the client has to send the body.
    pub body_pace: Pace,
    /// What filters of a service leave for its actions.
    pub extensions: Extensions,
    /// The address of the peer, or of the client that a trusted proxy names.
    pub remote: SocketAddr,
    /// The port that the request came in at; `None` for one that came over no socket.
    pub local_port: Option<u16>,
    /// `http` or `https`, as the client wrote it.
    pub scheme: Cow<'static, str>,
    /// The host that a trusted proxy names in place of the `Host` header.
    pub forwarded_host: Option<String>,
    /// The prefix that a trusted proxy removed from the path.
    pub forwarded_prefix: Option<String>,
    /// The id of the request, once the filter that gives it has run.
    pub request_id: Option<RequestId>,
    /// The caller's own id for the work this request is part of.
    pub global_request_id: Option<RequestId>,
    /// Whom the token vouches for: what `authtoken` leaves for `keystonecontext`.
    pub identity: Option<Arc<Identity>>,
    /// The token that Keystone has vouched for, with what is not the identity: its catalog and its end.
    pub token: Option<Arc<ValidatedToken>>,
    /// Who asks, once the authenticating filter has run.
    pub context: Option<RequestContext>,
    /// The negotiated microversion, once the router has read it.
    pub microversion: Option<Microversion>,
    /// Whether the request came in under the unversioned legacy API: microversion headers are ignored, bodies read leniently.
    pub legacy: bool,
    /// The media type of a success answer.
    pub media_type: MediaType,
    /// The row that answers, once the router has found it.
    pub route: Option<&'static Route>,
    /// What logs and traces know of the request.
    pub span: Span,
    /// When the first filter that measures time saw the request.
    pub started: Option<Instant>,
    /// The mount's path where the path does not hold it: a `version=` parameter of a header led to the mount.
    pub script_name: Option<String>,
    path: Path,
    mount_length: usize,
}

/// The media types of a success answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MediaType(pub &'static str);

impl MediaType {
    /// `application/json`
    pub const JSON: Self = Self("application/json");
}

#[derive(Debug)]
enum Path {
    AsSent,
    Decoded(String),
}

/// The most bytes of body that are read when no filter says otherwise.
pub const BODY_BYTES_MAX: u64 = 16 * 1024 * 1024;

impl Request {
    /// A request that came over a connection from `remote`.
    #[inline(always)]
    pub fn new(head: http::request::Parts, body: RequestBody, remote: SocketAddr) -> Self {
        let path = decode_path(head.uri.path());
        Self {
            method: head.method,
            uri: head.uri,
            headers: head.headers,
            body,
            body_bytes_max: BODY_BYTES_MAX,
            body_pace: Pace::DEFAULT,
            extensions: head.extensions,
            remote,
            local_port: None,
            scheme: Cow::Borrowed("http"),
            forwarded_host: None,
            forwarded_prefix: None,
            request_id: None,
            global_request_id: None,
            identity: None,
            token: None,
            context: None,
            microversion: None,
            legacy: false,
            media_type: MediaType::JSON,
            route: None,
            span: Span::none(),
            started: None,
            script_name: None,
            path,
            mount_length: 0,
        }
    }

    /// The whole decoded path.
    #[inline]
    pub fn path(&self) -> &str {
        match &self.path {
            Path::AsSent => self.uri.path(),
            Path::Decoded(path) => path,
        }
    }

    /// The mount that answers: WSGI's `SCRIPT_NAME`, without what a proxy removed.
    pub fn mount(&self) -> &str {
        self.script_name.as_deref().unwrap_or(&self.path()[..self.mount_length])
    }

    /// The URL of the application: scheme, host as asked for, and the mount with what a proxy removed before it.
    ///
    /// A port is left out only where it is the scheme's own.
    pub fn application_url(&self) -> String {
        let default_port = if self.scheme == "https" { ":443" } else { ":80" };
        let host = self.host();
        let host = host.strip_suffix(default_port).unwrap_or(host);
        let prefix = self.forwarded_prefix.as_deref().unwrap_or("");
        format!("{}://{host}{prefix}{}", self.scheme, self.mount())
    }

    /// The part of the path below the mount: WSGI's `PATH_INFO`.
    #[inline]
    pub fn path_info(&self) -> &str {
        &self.path()[self.mount_length..]
    }

    /// Says how many bytes of the path the mount takes.
    ///
    /// # Panics
    ///
    /// When `length` is not on a character boundary of the path.
    #[inline]
    pub fn mount_at(&mut self, length: usize) {
        assert!(self.path().is_char_boundary(length), "a mount ends between two characters of the path");
        self.mount_length = length;
    }

    /// The host and port that the client asked for, as it wrote them.
    pub fn host(&self) -> &str {
        if let Some(host) = &self.forwarded_host {
            return host;
        }
        let sent = self.headers.get(header::HOST).and_then(|host| host.to_str().ok());
        sent.or_else(|| self.uri.authority().map(|authority| authority.as_str())).unwrap_or("localhost")
    }

    /// The raw query string, without its question mark; empty when there is none.
    pub fn query(&self) -> &str {
        self.uri.query().unwrap_or("")
    }

    /// The peer's IP address.
    pub fn remote_ip(&self) -> IpAddr {
        self.remote.ip()
    }

    /// A header's value as characters, byte by byte, with repeated fields joined by a comma, as WSGI shows it.
    pub fn header(&self, name: &http::HeaderName) -> Option<Cow<'_, str>> {
        match self.field(name) {
            Field::Absent => return None,
            Field::Once(value) => return Some(latin1(value)),
            Field::Any => {}
        }
        let all: Vec<_> = self.headers.get_all(name).iter().map(|value| latin1(value.as_bytes())).collect();
        Some(Cow::Owned(all.join(",")))
    }

    /// A header's value as bytes, for those who look for one value first and for all others afterwards.
    #[inline]
    pub(crate) fn field(&self, name: &http::HeaderName) -> Field<'_> {
        let none_repeated = self.headers.len() == self.headers.keys_len();
        match value(&self.headers, name) {
            None => Field::Absent,
            Some(value) if none_repeated => Field::Once(value.as_bytes()),
            Some(_) => Field::Any,
        }
    }
}

/// The most header names that are compared one by one.
const NAMES_COMPARED_MAX: usize = 16;

/// A header's first value. Most that are asked for were not sent, and a few names are compared sooner than one is hashed.
#[inline]
pub(crate) fn value<'h>(headers: &'h HeaderMap, name: &http::HeaderName) -> Option<&'h http::HeaderValue> {
    let absent = headers.keys_len() <= NAMES_COMPARED_MAX && !headers.keys().any(|sent| sent == name);
    if absent { None } else { headers.get(name) }
}

/// What was sent of a header.
pub(crate) enum Field<'r> {
    Absent,
    Once(&'r [u8]),
    /// One value or several, because some header of the request has several.
    Any,
}

/// Bytes as characters, one to one.
pub fn latin1(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) if text.is_ascii() => Cow::Borrowed(text),
        _ => Cow::Owned(bytes.iter().map(|&byte| byte as char).collect()),
    }
}

fn decode_path(sent: &str) -> Path {
    let bytes = sent.as_bytes();
    if is_plain(bytes) {
        return Path::AsSent;
    }
    let mut path = String::with_capacity(sent.len());
    let mut at = 0;
    while at < bytes.len() {
        let (byte, width) = match escape(&bytes[at..]) {
            Some(byte) => (byte, 3),
            None => (bytes[at], 1),
        };
        at += width;
        if byte != b'/' || !path.ends_with('/') {
            path.push(byte as char);
        }
    }
    Path::Decoded(path)
}

/// Whether a path reads as it was sent: no escape, nothing beyond ASCII, no two slashes in a row.
///
/// Eight bytes are looked at in one step and without a branch, because every request pays for it. Adding 0x7f sets the high bit
/// of every ASCII byte but zero, and a byte that equals another is zero where the two differ in no bit.
fn is_plain(path: &[u8]) -> bool {
    const HIGH: u64 = u64::from_le_bytes([0x80; 8]);
    const BELOW: u64 = u64::from_le_bytes([0x7f; 8]);
    const ESCAPES: u64 = u64::from_le_bytes([b'%'; 8]);
    const SLASHES: u64 = u64::from_le_bytes([b'/'; 8]);
    // The high bit of each byte that is plain; `before` has that of the byte before the first.
    let look = |bytes: &[u8; 8], before: u64| {
        let word = u64::from_le_bytes(*bytes);
        let no_slash = (word ^ SLASHES).wrapping_add(BELOW);
        ((word ^ ESCAPES).wrapping_add(BELOW) & (no_slash | (no_slash << 8) | before) & !word, (no_slash >> 56) & 0x80)
    };
    let (mut plain, mut before) = (HIGH, 0x80);
    for word in path.as_chunks().0 {
        let (bits, next) = look(word, before);
        plain &= bits;
        before = next;
    }
    // The last bytes, some of which were looked at already; those that a short path does not have are plain.
    let mut last = [b'.'; 8];
    match path.last_chunk() {
        Some(bytes) => last = *bytes,
        None => last.iter_mut().zip(path).for_each(|(place, byte)| *place = *byte),
    }
    plain & look(&last, 0x80).0 & HIGH == HIGH
}

fn escape(bytes: &[u8]) -> Option<u8> {
    let [b'%', high, low, ..] = bytes else { return None };
    let digit = |byte: &u8| (*byte as char).to_digit(16);
    Some((digit(high)? * 16 + digit(low)?) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(sent: &str) -> String {
        match decode_path(sent) {
            Path::AsSent => sent.to_owned(),
            Path::Decoded(path) => path,
        }
    }

    #[test]
    fn paths_are_decoded_byte_by_byte() {
        for (sent, read) in [
            ("/v2.1/servers", "/v2.1/servers"),
            ("//v2.1///servers/", "/v2.1/servers/"),
            ("/v2.1%2Fflavors", "/v2.1/flavors"),
            ("/flavors/%C3%A9", "/flavors/\u{c3}\u{a9}"),
            ("/a%zz%4", "/a%zz%4"),
            ("/a%2F/b", "/a/b"),
            ("/", "/"),
            ("", ""),
            ("/seven/", "/seven/"),
            ("/seventy//", "/seventy/"),
            ("/v2.1/s//x", "/v2.1/s/x"),
            ("/v2.1/servers/one/two/thre%65", "/v2.1/servers/one/two/three"),
            ("/v2.1/servers/one/two/three//", "/v2.1/servers/one/two/three/"),
            ("/v2.1/servers\u{e9}", "/v2.1/servers\u{c3}\u{a9}"),
        ] {
            assert_eq!(path(sent), read, "{sent}");
        }
    }
}
