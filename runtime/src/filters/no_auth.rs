//! `noauth2`: takes every token at its word, for development and tests.
//!
//! A token reads `user[:project[:role,role]]`. Without a project it is the user's name; without roles a user is `member` and
//! `reader`, and `admin` is `manager` and `admin` too. Without a token the answer is the 204 of Nova's old auth stand-in, which
//! names a token to come back with.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use http::header::{CONTENT_TYPE, HeaderName};
use http::{HeaderValue, StatusCode};

use crate::body::Body;
use crate::context::{Identity, RequestContext, RequestId};
use crate::filter::{Filter, Flow, Response};
use crate::request::{Request, latin1};
use crate::span;

/// The most tokens that are remembered; one more makes the filter forget them all and begin again.
pub const TOKENS_MAX: usize = 1024;

const TOKEN: HeaderName = HeaderName::from_static("x-auth-token");
const USER: HeaderName = HeaderName::from_static("x-auth-user");
const PROJECT: HeaderName = HeaderName::from_static("x-auth-project-id");
const URL: HeaderName = HeaderName::from_static("x-server-management-url");

/// The filter.
#[derive(Debug, Default)]
pub struct NoAuth {
    project_in_url: bool,
    known: RwLock<HashMap<Box<[u8]>, Arc<Identity>>>,
}

impl NoAuth {
    /// The filter whose 204 names a URL with the project id.
    pub fn v2() -> Self {
        Self { project_in_url: true, ..Self::default() }
    }

    /// The filter whose 204 names a URL without it, as from 2.18 on.
    pub fn v2_18() -> Self {
        Self::default()
    }

    fn identity(&self, token: &[u8]) -> Arc<Identity> {
        // A poisoned lock only means that a panic passed by; the map is whole.
        let known = self.known.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(identity) = known.get(token) {
            return identity.clone();
        }
        drop(known);
        let identity = Arc::new(read_token(&latin1(token)));
        let mut known = self.known.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        if known.len() >= TOKENS_MAX {
            known.clear();
        }
        known.insert(token.into(), identity.clone());
        identity
    }

    fn invite(&self, request: &Request) -> Response {
        let sent = |name| request.header(&name).filter(|value| !value.is_empty()).unwrap_or("admin".into());
        let (user, project) = (sent(USER), sent(PROJECT));
        let query = request.uri.query().map(|query| format!("?{query}")).unwrap_or_default();
        let whole = format!("{}{}{query}", request.application_url(), quoted(request.path_info()));
        let url = whole.trim_end_matches('/');
        let url = if self.project_in_url { format!("{url}/{project}") } else { url.to_owned() };
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NO_CONTENT;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=UTF-8"));
        for (name, value) in [(TOKEN, format!("{user}:{project}")), (URL, url)] {
            if let Ok(value) = HeaderValue::try_from(value) {
                headers.insert(name, value);
            }
        }
        response
    }
}

impl Filter for NoAuth {
    fn on_request<'a>(&'a self, request: &'a mut Request) -> Flow<'a> {
        let Some(token) = request.headers.get(TOKEN) else { return Flow::respond(self.invite(request)) };
        let identity = self.identity(token.as_bytes());
        request.context = Some(RequestContext {
            identity,
            request_id: request.request_id.unwrap_or_else(RequestId::random),
            global_request_id: request.global_request_id,
            remote_address: request.remote_ip(),
        });
        span::record_identity(request);
        Flow::Continue
    }
}

/// A decoded path as it stands in a URL: byte by byte, escaping what WebOb escapes.
fn quoted(path: &str) -> String {
    let mut quoted = String::with_capacity(path.len());
    for letter in path.chars() {
        if letter.is_ascii_alphanumeric() || "/~!$&'()*+,;=:@-._".contains(letter) {
            quoted.push(letter);
        } else {
            quoted.push_str(&format!("%{:02X}", u32::from(letter)));
        }
    }
    quoted
}

fn read_token(token: &str) -> Identity {
    let mut parts = token.splitn(3, ':');
    let user = parts.next().unwrap_or("");
    let project = parts.next().filter(|project| !project.is_empty()).unwrap_or(user);
    let roles: Vec<String> = match parts.next() {
        Some(named) => named.split(',').map(str::trim).filter(|role| !role.is_empty()).map(str::to_owned).collect(),
        None if user == "admin" => ["admin", "manager", "member", "reader"].map(str::to_owned).to_vec(),
        None => ["member", "reader"].map(str::to_owned).to_vec(),
    };
    Identity {
        user_id: user.to_owned(),
        project_id: Some(project.to_owned()),
        is_admin: roles.iter().any(|role| role == "admin"),
        roles,
        ..Identity::default()
    }
}

#[cfg(test)]
mod tests {
    use super::super::drive::{drive, request, response, shown, unreachable};
    use super::*;

    /// Observed of Nova 31.
    #[test]
    fn without_a_token_the_answer_names_one() {
        let answer =
            |filter: NoAuth, asked: &str| shown(&drive(filter, &mut request(asked), unreachable).expect("a response"));
        let invitation = |token: &str, url: &str| {
            format!(
                "204\ncontent-type: text/plain; charset=UTF-8\nx-auth-token: {token}\nx-server-management-url: {url}"
            )
        };
        for (asked, token, url, project) in [
            ("GET /v2.1/", "admin:admin", "http://api:8774/v2.1", "/admin"),
            ("PUT /v2.1/servers?limit=1", "admin:admin", "http://api:8774/v2.1/servers?limit=1", "/admin"),
            ("GET /v2.1\nx-auth-user: me\nx-auth-project-id: p", "me:p", "http://api:8774/v2.1", "/p"),
            ("GET /v2.1\nx-auth-user:\nx-auth-project-id:", "admin:admin", "http://api:8774/v2.1", "/admin"),
            ("GET /v2.1/%C3%A9%0a,%20", "admin:admin", "http://api:8774/v2.1/%C3%A9%0A,%20", "/admin"),
        ] {
            let asked = format!("{asked}\nhost: api:8774");
            assert_eq!(answer(NoAuth::v2(), &asked), invitation(token, &format!("{url}{project}")), "{asked}");
            assert_eq!(answer(NoAuth::v2_18(), &asked), invitation(token, url), "{asked}");
        }
    }

    #[test]
    fn a_token_that_was_seen_is_not_read_again() {
        let filter = Arc::new(NoAuth::v2());
        let identity = || filter.identity(b"me:p");
        assert!(Arc::ptr_eq(&identity(), &identity()));
    }

    #[test]
    fn the_context_names_who_asks_and_the_request() {
        let mut request = request("GET /v2.1/servers\nx-auth-token: me:p:reader");
        request.request_id = Some(RequestId::random());
        request.global_request_id = Some(RequestId::random());
        assert!(drive(NoAuth::v2(), &mut request, |_| Ok(response("200"))).is_ok());
        let context = request.context.as_ref().expect("the filter made one");
        assert_eq!((context.user_id(), context.project_id()), ("me", "p"));
        assert_eq!(Some(context.request_id), request.request_id);
        assert_eq!(context.global_request_id, request.global_request_id);
        assert_eq!(context.remote_address.to_string(), "127.0.0.1");
    }

    #[test]
    fn a_token_says_who_asks() {
        for (token, user, project, roles, is_admin) in [
            ("admin", "admin", "admin", "admin,manager,member,reader", true),
            ("me:p", "me", "p", "member,reader", false),
            ("me:", "me", "me", "member,reader", false),
            ("me:p:reader", "me", "p", "reader", false),
            ("me:p:", "me", "p", "", false),
            ("admin:p:reader", "admin", "p", "reader", false),
            ("ops:p:admin, member", "ops", "p", "admin,member", true),
        ] {
            let identity = read_token(token);
            assert_eq!(identity.user_id, user, "{token}");
            assert_eq!(identity.project_id.as_deref(), Some(project), "{token}");
            assert_eq!(identity.roles.join(","), roles, "{token}");
            assert_eq!(identity.is_admin, is_admin, "{token}");
        }
    }

    #[test]
    fn tokens_beyond_the_limit_still_work() {
        let filter = NoAuth::v2();
        for number in 0..TOKENS_MAX + 10 {
            assert_eq!(filter.identity(format!("u{number}").as_bytes()).user_id, format!("u{number}"));
        }
        assert_eq!(filter.known.read().expect("no panic").len(), 10);
        let latest = format!("u{}", TOKENS_MAX + 9);
        assert!(Arc::ptr_eq(&filter.identity(latest.as_bytes()), &filter.identity(latest.as_bytes())));
    }
}
