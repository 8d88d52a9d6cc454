//! A Keystone of a few lines on a free port, which can be made to fail in the ways that a real one cannot be made to.

use std::collections::HashMap;
use std::convert::Infallible;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http::{Method, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

use crate::filters::{AuthToken, AuthTokenSettings, LoginSettings};

/// How the fake answers look-ups.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Mood {
    Fine,
    Status(u16),
    Body(&'static str),
    Huge,
    Reset,
    Silent,
    /// Answers, then closes the connection without having said so, as uWSGI does.
    Closing,
}

/// The running fake.
pub(super) struct Fake {
    pub(super) url: String,
    pub(super) state: Arc<State>,
}

#[derive(Default)]
pub(super) struct State {
    /// The object `token` by token, as JSON text.
    pub(super) tokens: Mutex<HashMap<String, String>>,
    /// Known only where expired tokens are allowed.
    pub(super) expired: Mutex<HashMap<String, String>>,
    pub(super) mood: Mutex<Option<Mood>>,
    pub(super) delay_ms: AtomicUsize,
    /// How many of the service's own tokens are refused from now on.
    pub(super) refuse_own: AtomicUsize,
    pub(super) refuse_login: Mutex<bool>,
    pub(super) logins: AtomicUsize,
    pub(super) look_ups: AtomicUsize,
    pub(super) connections: AtomicUsize,
    /// The target and the headers of each look-up, and the body of each login.
    pub(super) seen: Mutex<Vec<String>>,
    pub(super) catalog: Mutex<String>,
}

impl Fake {
    pub(super) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let state = Arc::new(State { catalog: Mutex::new("[]".to_owned()), ..State::default() });
        tokio::spawn(serve(listener, state.clone()));
        Self { url, state }
    }

    pub(super) fn settings(&self) -> AuthTokenSettings {
        AuthTokenSettings {
            www_authenticate_uri: Some("http://identity.example:5000".to_owned()),
            auth_url: Some(format!("{}/v3", self.url)),
            http_connect_timeout: Some(1),
            http_request_max_retries: 0,
            login: LoginSettings {
                auth_type: Some("password".to_owned()),
                username: Some("nova".to_owned()),
                password: Some("canary-password".into()),
                project_name: Some("service".to_owned()),
                default_domain_id: Some("default".to_owned()),
                ..LoginSettings::default()
            },
            ..AuthTokenSettings::default()
        }
    }

    pub(super) fn filter(&self) -> AuthToken {
        AuthToken::new(self.settings()).expect("good settings")
    }

    /// Makes a token known: user and project `u-TOKEN` and `p-TOKEN`, ending in 2100.
    pub(super) fn know(&self, token: &str, roles: &[&str]) {
        self.know_as(token, &token_text(token, roles, "2100-01-01T00:00:00.000000Z", ""));
    }

    pub(super) fn know_as(&self, token: &str, text: &str) {
        self.state.tokens.lock().unwrap().insert(token.to_owned(), text.to_owned());
    }

    pub(super) fn feel(&self, mood: Mood) {
        *self.state.mood.lock().unwrap() = Some(mood);
    }

    pub(super) fn look_ups(&self) -> usize {
        self.state.look_ups.load(Ordering::SeqCst)
    }

    pub(super) fn logins(&self) -> usize {
        self.state.logins.load(Ordering::SeqCst)
    }
}

pub(super) fn token_text(name: &str, roles: &[&str], end: &str, more: &str) -> String {
    let roles: Vec<String> = roles.iter().map(|role| format!(r#"{{"id": "{role}", "name": "{role}"}}"#)).collect();
    let domain = r#"{"id": "default", "name": "Default"}"#;
    format!(
        r#"{{"expires_at": "{end}", "user": {{"id": "u-{name}", "name": "{name}", "domain": {domain}}},
        "project": {{"id": "p-{name}", "name": "{name}", "domain": {domain}}}, "roles": [{}],
        "catalog": [{{"type": "compute", "endpoints": []}}]{more}}}"#,
        roles.join(", ")
    )
}

async fn serve(listener: TcpListener, state: Arc<State>) {
    while let Ok((stream, _)) = listener.accept().await {
        state.connections.fetch_add(1, Ordering::SeqCst);
        let state = state.clone();
        tokio::spawn(async move {
            let closing = *state.mood.lock().unwrap() == Some(Mood::Closing);
            let respond = service_fn(|request| answer(state.clone(), request));
            let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), respond);
            if closing {
                // One answer, as if the connection were to be kept, and then no more.
                let mut connection = std::pin::pin!(connection);
                let before = state.seen.lock().unwrap().len();
                while state.seen.lock().unwrap().len() == before {
                    let _ = tokio::time::timeout(Duration::from_millis(5), connection.as_mut()).await;
                }
                let _ = tokio::time::timeout(Duration::from_millis(5), connection.as_mut()).await;
            } else {
                let _ = connection.await;
            }
        });
    }
}

async fn answer(state: Arc<State>, request: http::Request<Incoming>) -> Result<Response<Full<Bytes>>, io::Error> {
    let (head, body) = request.into_parts();
    let body = body.collect().await.map(|body| body.to_bytes()).unwrap_or_default();
    let path = head.uri.path_and_query().map(|target| target.as_str().to_owned()).unwrap_or_default();
    let response = match (&head.method, path.split('?').next().unwrap_or("")) {
        (&Method::POST, "/v3/auth/tokens") => log_in(&state, &body),
        (&Method::GET, "/v3/auth/tokens") => return look_up(&state, &path, &head.headers).await,
        (&Method::GET, "/") => {
            let document = r#"{"versions": {"values": [{"id": "v3.14", "status": "stable"}]}}"#;
            of(StatusCode::MULTIPLE_CHOICES, document)
        }
        _ => of(StatusCode::IM_A_TEAPOT, &format!("nobody asks for {path}")),
    };
    Ok(response.unwrap_or_else(|never| match never {}))
}

fn of(status: StatusCode, body: &str) -> Result<Response<Full<Bytes>>, Infallible> {
    let mut response = Response::new(Full::new(Bytes::from(body.to_owned())));
    *response.status_mut() = status;
    Ok(response)
}

fn log_in(state: &State, body: &[u8]) -> Result<Response<Full<Bytes>>, Infallible> {
    let number = state.logins.fetch_add(1, Ordering::SeqCst) + 1;
    state.seen.lock().unwrap().push(String::from_utf8_lossy(body).into_owned());
    if *state.refuse_login.lock().unwrap() {
        return of(StatusCode::UNAUTHORIZED, r#"{"error": {"code": 401}}"#);
    }
    let catalog = state.catalog.lock().unwrap().clone();
    let token = format!(r#"{{"token": {{"expires_at": "2100-01-01T00:00:00.000000Z", "catalog": {catalog}}}}}"#);
    let mut response = of(StatusCode::CREATED, &token)?;
    let own = format!("canary-own-{number}").parse().expect("a header value");
    response.headers_mut().insert("x-subject-token", own);
    Ok(response)
}

async fn look_up(state: &State, path: &str, headers: &http::HeaderMap) -> Result<Response<Full<Bytes>>, io::Error> {
    state.look_ups.fetch_add(1, Ordering::SeqCst);
    let sent = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("").to_owned();
    state.seen.lock().unwrap().push(format!("{path} {}", sent("openstack-identity-access-rules")));
    tokio::time::sleep(Duration::from_millis(state.delay_ms.load(Ordering::SeqCst) as u64)).await;
    let own = sent("x-auth-token");
    let refused = state.refuse_own.try_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok();
    if refused || !own.starts_with("canary-own-") {
        return Ok(of(StatusCode::UNAUTHORIZED, r#"{"error": {"code": 401}}"#).unwrap_or_else(|never| match never {}));
    }
    let mood = state.mood.lock().unwrap().unwrap_or(Mood::Fine);
    let (status, body) = match mood {
        Mood::Reset => return Err(io::Error::other("reset")),
        Mood::Silent => {
            tokio::time::sleep(Duration::from_secs(3600)).await;
            return Err(io::Error::other("silent"));
        }
        Mood::Status(status) => (StatusCode::from_u16(status).expect("a status"), "{}".to_owned()),
        Mood::Body(body) => (StatusCode::OK, body.to_owned()),
        Mood::Huge => (StatusCode::OK, " ".repeat(2 * 1024 * 1024)),
        Mood::Fine | Mood::Closing => {
            let subject = sent("x-subject-token");
            let expired = state.expired.lock().unwrap().get(&subject).cloned();
            let known = state.tokens.lock().unwrap().get(&subject).cloned();
            match known.or(expired.filter(|_| path.contains("allow_expired=1"))) {
                Some(token) => (StatusCode::OK, format!(r#"{{"token": {token}}}"#)),
                None => (StatusCode::NOT_FOUND, r#"{"error": {"code": 404}}"#.to_owned()),
            }
        }
    };
    Ok(of(status, &body).unwrap_or_else(|never| match never {}))
}
