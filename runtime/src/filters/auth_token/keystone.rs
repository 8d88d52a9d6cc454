//! Keystone as this filter uses it: the service's own token, kept and renewed, and the validation of other tokens with it.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use tokio::sync::{Mutex, OnceCell};

use crate::json::{self, Value};

use super::login::{Login, missing};
use super::settings::AuthTokenSettings;
use super::token::timestamp;
use crate::http_client::{Answer, Ask, Base, HttpClient};

/// How deep Keystone's answers may nest.
const ANSWER_DEPTH_MAX: usize = 32;
/// A token of the service's own that ends sooner is renewed, so that it does not end on the way.
const OWN_TOKEN_SECONDS_MIN: u64 = 120;
/// After a failed login others fail the same way for so long: a locked account is not knocked on for each request.
const LOGIN_PAUSE_MS: u64 = 1_000;

const AUTH_TOKEN: HeaderName = HeaderName::from_static("x-auth-token");
const SUBJECT_TOKEN: HeaderName = HeaderName::from_static("x-subject-token");
/// Without it Keystone refuses tokens that have access rules.
const ACCESS_RULES: HeaderName = HeaderName::from_static("openstack-identity-access-rules");

/// A Keystone and the service's login there.
pub(super) struct Keystone {
    client: HttpClient,
    auth_url: Base,
    login: Login,
    interface: String,
    region: Option<String>,
    with_catalog: bool,
    /// The root of the v3 API that the login goes to.
    v3: OnceCell<Base>,
    own: Mutex<OwnState>,
}

#[derive(Default)]
struct OwnState {
    token: Option<Arc<OwnToken>>,
    failed: Option<(Instant, String)>,
}

/// The service's own token.
struct OwnToken {
    value: HeaderValue,
    expires_at: SystemTime,
    /// The root of the v3 API that validates tokens.
    endpoint: Base,
}

impl Keystone {
    /// A Keystone that is asked nothing yet.
    ///
    /// # Errors
    ///
    /// A setting that is missing or cannot be used.
    pub(super) fn new(settings: &AuthTokenSettings) -> Result<Self, String> {
        let auth_url = settings.auth_url.as_deref().ok_or_else(|| missing("auth_url", "the address of Keystone"))?;
        let base = Base::parse(auth_url).map_err(|problem| format!("[keystone_authtoken] auth_url {problem}"))?;
        if base.path.ends_with("/v2.0") {
            return Err(
                "[keystone_authtoken] auth_url ends in /v2.0, which Keystone no longer has; write /v3".to_owned()
            );
        }
        let (timeout, retries) = (settings.http_connect_timeout, settings.http_request_max_retries);
        let client = HttpClient::new(timeout, retries, &settings.transport);
        #[cfg(feature = "tls")]
        if base.secure {
            client.check()?;
        }
        Ok(Self {
            client,
            auth_url: base,
            login: Login::new(&settings.login)?,
            interface: settings.interface.clone(),
            region: settings.region_name.clone(),
            with_catalog: settings.include_service_catalog,
            v3: OnceCell::new(),
            own: Mutex::default(),
        })
    }

    /// The object `token` that Keystone has for a token; `None` when it does not know it, or no longer.
    ///
    /// # Errors
    ///
    /// Why Keystone could not be asked, or what it answered that is no answer.
    pub(super) async fn look_up(&self, token: &HeaderValue, allow_expired: bool) -> Result<Option<Value>, String> {
        let own = self.own_token(None).await?;
        let mut answer = self.validate(&own, token, allow_expired).await?;
        if answer.status == StatusCode::UNAUTHORIZED {
            tracing::info!("Keystone refuses the service's own token, which is renewed");
            let own = self.own_token(Some(&own)).await?;
            answer = self.validate(&own, token, allow_expired).await?;
        }
        match answer.status {
            StatusCode::OK => answer.token().map(Some),
            StatusCode::NOT_FOUND => Ok(None),
            status => Err(format!("GET /v3/auth/tokens answers {status}")),
        }
    }

    async fn validate(&self, own: &OwnToken, token: &HeaderValue, allow_expired: bool) -> Result<Answer, String> {
        let rest = match (self.with_catalog, allow_expired) {
            (true, false) => "/auth/tokens",
            (true, true) => "/auth/tokens?allow_expired=1",
            (false, false) => "/auth/tokens?nocatalog",
            (false, true) => "/auth/tokens?nocatalog&allow_expired=1",
        };
        let headers = [
            (AUTH_TOKEN, own.value.clone()),
            (SUBJECT_TOKEN, token.clone()),
            (ACCESS_RULES, HeaderValue::from_static("1")),
        ];
        let headers = headers.into_iter().collect();
        self.client.send(&Ask { method: Method::GET, base: &own.endpoint, rest, headers, body: Bytes::new() }).await
    }

    /// The service's own token, or a new one in place of `refused`. One login at a time.
    async fn own_token(&self, refused: Option<&Arc<OwnToken>>) -> Result<Arc<OwnToken>, String> {
        let mut state = self.own.lock().await;
        let soon = SystemTime::now() + Duration::from_secs(OWN_TOKEN_SECONDS_MIN);
        if let Some(token) = &state.token
            && !refused.is_some_and(|refused| Arc::ptr_eq(refused, token))
            && token.expires_at > soon
        {
            return Ok(token.clone());
        }
        if let Some((at, problem)) = &state.failed
            && at.elapsed() < Duration::from_millis(LOGIN_PAUSE_MS)
        {
            return Err(problem.clone());
        }
        match self.log_in().await {
            Ok(token) => {
                let token = Arc::new(token);
                *state = OwnState { token: Some(token.clone()), failed: None };
                Ok(token)
            }
            Err(problem) => {
                *state = OwnState { token: None, failed: Some((Instant::now(), problem.clone())) };
                Err(problem)
            }
        }
    }

    async fn log_in(&self) -> Result<OwnToken, String> {
        let v3 = self.v3.get_or_try_init(|| self.discover()).await?;
        let body = self.login.body.clone();
        let ask = Ask { method: Method::POST, base: v3, rest: "/auth/tokens", headers: HeaderMap::new(), body };
        let answer = self.client.send(&ask).await?;
        match answer.status {
            StatusCode::CREATED => {}
            StatusCode::UNAUTHORIZED => {
                return Err("Keystone refuses the service's login; check the user, the password and the project in \
                            [keystone_authtoken]"
                    .to_owned());
            }
            status => return Err(format!("POST {v3}/auth/tokens answers {status}")),
        }
        let mut value = answer.headers.get(SUBJECT_TOKEN).ok_or("a login without X-Subject-Token")?.clone();
        value.set_sensitive(true);
        let token = answer.token()?;
        let expires_at = token.get("expires_at").and_then(Value::as_str).and_then(timestamp);
        Ok(OwnToken {
            value,
            expires_at: expires_at.ok_or("a login without `expires_at`")?,
            endpoint: self.endpoint(&token)?.unwrap_or_else(|| v3.clone()),
        })
    }

    /// The root of the v3 API below `auth_url`, which may name it already.
    async fn discover(&self) -> Result<Base, String> {
        if self.auth_url.path.ends_with("/v3") {
            return Ok(self.auth_url.clone());
        }
        let slash = if self.auth_url.path.is_empty() { "" } else { "/" };
        let headers = HeaderMap::new();
        let ask = Ask { method: Method::GET, base: &self.auth_url, rest: slash, headers, body: Bytes::new() };
        let answer = self.client.send(&ask).await?;
        let document = json::parse(&answer.body, ANSWER_DEPTH_MAX).unwrap_or_default();
        // The addresses in the document are not followed: behind a proxy they are often wrong, and the password goes there.
        if !has_v3(&document) {
            let status = answer.status;
            return Err(format!("{} answers {status} and names no v3 of the identity API", self.auth_url));
        }
        Ok(self.auth_url.join("/v3"))
    }

    /// The identity endpoint of the interface and region asked for, in the catalog of the service's own token.
    fn endpoint(&self, token: &Value) -> Result<Option<Base>, String> {
        let services = token.get("catalog").and_then(Value::as_array).unwrap_or_default();
        let identity = services.iter().filter(|service| text(service, "type") == Some("identity"));
        let mut endpoints =
            identity.flat_map(|service| service.get("endpoints").and_then(Value::as_array).unwrap_or_default());
        let interface = self.interface.trim_end_matches("URL");
        let found = endpoints.find(|endpoint| {
            let region = text(endpoint, "region_id").or_else(|| text(endpoint, "region"));
            text(endpoint, "interface") == Some(interface)
                && self.region.as_deref().is_none_or(|wanted| region == Some(wanted))
        });
        let Some(url) = found.and_then(|endpoint| text(endpoint, "url")) else { return Ok(None) };
        let base = Base::parse(url)
            .map_err(|problem| format!("the {interface} identity endpoint `{url}` in the catalog {problem}"))?;
        Ok(Some(if base.path.ends_with("/v3") { base } else { base.join("/v3") }))
    }
}

impl fmt::Debug for Keystone {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Keystone({}, {:?})", self.auth_url, self.client)
    }
}

impl Answer {
    fn token(&self) -> Result<Value, String> {
        let mut document =
            json::parse(&self.body, ANSWER_DEPTH_MAX).map_err(|error| format!("an answer that is no JSON: {error}"))?;
        let token = document.as_object_mut().and_then(|object| object.remove("token"));
        token.filter(|token| token.as_object().is_some()).ok_or_else(|| "an answer without `token`".to_owned())
    }
}

fn has_v3(document: &Value) -> bool {
    let is_v3 = |version: &Value| text(version, "id").is_some_and(|id| id == "v3" || id.starts_with("v3."));
    let list = document.get("versions").and_then(|versions| versions.get("values")).and_then(Value::as_array);
    list.unwrap_or_default().iter().any(is_v3) || document.get("version").is_some_and(is_v3)
}

fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key)?.as_str()
}
