//! `authtoken`: asks Keystone who stands behind a token, as keystonemiddleware does.
//!
//! What a client says about itself is removed in every spelling; what Keystone says goes on as [`Request::identity`] and
//! [`Request::token`], never as headers. Verdicts are kept by the token's hash for `token_cache_time`, which is also how long a
//! revoked token still works; many requests with one new token make one look-up. A Keystone that cannot be asked makes 503,
//! never a pass and never a refusal. A verdict that is known costs no future.

mod access;
mod cache;
mod headers;
mod keystone;
mod login;
mod secret;
mod settings;
#[cfg(test)]
mod tests;
mod token;

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http::header::{CONTENT_TYPE, WWW_AUTHENTICATE};
use http::{HeaderValue, StatusCode};

use crate::body::Body;
use crate::context::Identity;
use crate::fault::Fault;
use crate::filter::{Filter, Flow, Response};
use crate::request::Request;

pub use crate::http_client::TransportSettings;
pub use secret::Secret;
pub use settings::{AuthTokenSettings, LoginSettings};
pub use token::ValidatedToken;

use cache::{Cache, Key, Verdict};
use headers::Sent;
use keystone::Keystone;

/// How long a look-up may take with all its tries; then the answer is 503.
pub const LOOK_UP_SECONDS_MAX: u64 = 60;

const UNAUTHORIZED: &str = r#"{"error": {"code": 401, "title": "Unauthorized", "message": "The request you have made requires authentication."}}"#;
const UNAVAILABLE: &str = "The Keystone service is temporarily unavailable.";

/// The filter. Clones share what they know about tokens.
#[derive(Clone)]
pub struct AuthToken {
    settings: Arc<AuthTokenSettings>,
    keystone: Arc<Keystone>,
    cache: Arc<Cache>,
    challenge: HeaderValue,
}

impl AuthToken {
    /// The filter of some settings. Keystone is first asked when the first token comes.
    ///
    /// # Errors
    ///
    /// A setting that is missing or cannot be used, with its name.
    pub fn new(settings: AuthTokenSettings) -> Result<Self, String> {
        let keystone = Keystone::new(&settings)?;
        warn_of(&settings);
        // Keystone::new has seen that there is an auth_url.
        let uri = settings.www_authenticate_uri.as_deref().or(settings.auth_url.as_deref()).unwrap_or_default();
        let challenge = HeaderValue::from_str(&format!("Keystone uri=\"{uri}\""))
            .map_err(|_| "[keystone_authtoken] www_authenticate_uri holds characters that no header can".to_owned())?;
        let cache = Arc::new(Cache::new(settings.token_cache_time));
        Ok(Self { settings: Arc::new(settings), keystone: Arc::new(keystone), cache, challenge })
    }

    /// What is known of both tokens already; `None` when a look-up is needed.
    fn known(&self, user: &Sent, service: &Sent) -> Option<Verdicts> {
        let find = |sent: &Sent, allow_expired| match sent {
            Sent::Nothing => Some(None),
            Sent::Nonsense => Some(Some(Verdict::Refused)),
            Sent::Token { key, .. } => self.cache.find((*key, allow_expired)).map(Some),
        };
        let service = self.judge_service(find(service, false)?);
        let user = find(user, service.allows_expired())?;
        Some(Verdicts { user, service })
    }

    async fn ask(&self, user: &Sent, service: &Sent) -> Verdicts {
        let service = self.judge_service(self.ask_one(service, false).await);
        let user = self.ask_one(user, service.allows_expired()).await;
        Verdicts { user, service }
    }

    async fn ask_one(&self, sent: &Sent, allow_expired: bool) -> Option<Verdict> {
        let (key, value) = match sent {
            Sent::Nothing => return None,
            Sent::Nonsense => return Some(Verdict::Refused),
            Sent::Token { key, value } => (*key, value),
        };
        let question = (key, allow_expired);
        if let Some(verdict) = self.cache.find(question) {
            return Some(verdict);
        }
        let look_up = || look_up(self.keystone.clone(), key, value.clone(), allow_expired);
        Some(self.cache.ask(question, look_up).await)
    }

    fn judge_service(&self, verdict: Option<Verdict>) -> Service {
        let token = match verdict {
            None => return Service::Absent,
            Some(Verdict::Unavailable) => return Service::Unavailable,
            Some(Verdict::Refused) => return Service::Refused,
            Some(Verdict::Valid(token)) => token,
        };
        if token.has_expired() || !token.bind_allows(&self.settings.enforce_token_bind) {
            return Service::Refused;
        }
        let has_role = token.identity.roles.iter().any(|role| self.settings.service_token_roles.contains(role));
        if !has_role && self.settings.service_token_roles_required {
            tracing::info!(user_id = %token.identity.user_id, "a service token has none of the service roles");
            return Service::Refused;
        }
        Service::Valid { token, has_role }
    }

    /// Makes the verdicts an identity on the request, or an answer.
    fn settle(&self, request: &mut Request, verdicts: Verdicts) -> Option<Response> {
        let Verdicts { user, service } = verdicts;
        let unavailable = matches!(service, Service::Unavailable) || matches!(user, Some(Verdict::Unavailable));
        if unavailable && !self.settings.delay_auth_decision {
            return Some(unavailable_response(request));
        }
        let token = match user {
            Some(Verdict::Valid(token)) if self.allows(request, &token, &service) => Some(token),
            _ => None,
        };
        let service_good = matches!(service, Service::Absent | Service::Valid { .. });
        if (token.is_none() || !service_good) && !self.settings.delay_auth_decision {
            return Some(self.unauthorized());
        }
        if let Some(token) = token {
            request.identity = Some(with_service(token.identity.clone(), &service));
            request.token = Some(token);
        }
        None
    }

    /// Whether a token that Keystone knows may make this request.
    fn allows(&self, request: &Request, token: &ValidatedToken, service: &Service) -> bool {
        if token.has_expired() && !service.allows_expired() {
            return false;
        }
        let chained = !matches!(service, Service::Absent);
        if let Some(rules) = &token.access_rules {
            let path = request.path();
            let whole = request.forwarded_prefix.as_ref().map(|prefix| format!("{prefix}{path}"));
            let path = whole.as_deref().unwrap_or(path);
            // Only a service token that is good makes the request another service's; keystonemiddleware takes any.
            let by_service = matches!(service, Service::Valid { .. });
            if !rules.allow(self.settings.service_type.as_deref(), &request.method, path, by_service) {
                return false;
            }
        }
        // The service's connection is not the one that the user's token is bound to.
        chained || token.bind_allows(&self.settings.enforce_token_bind)
    }

    fn unauthorized(&self) -> Response {
        let mut response = Response::new(Body::from(UNAUTHORIZED));
        *response.status_mut() = StatusCode::UNAUTHORIZED;
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        response.headers_mut().insert(WWW_AUTHENTICATE, self.challenge.clone());
        response
    }
}

impl Filter for AuthToken {
    fn on_request<'a>(&'a self, request: &'a mut Request) -> Flow<'a> {
        headers::strip(&mut request.headers);
        request.identity = None;
        request.token = None;
        let (user, service) = headers::tokens(&mut request.headers);
        if let Some(verdicts) = self.known(&user, &service) {
            return self.settle(request, verdicts).map_or(Flow::Continue, Flow::respond);
        }
        Flow::Wait(Box::pin(async move {
            let verdicts = self.ask(&user, &service).await;
            self.settle(request, verdicts).map(Box::new)
        }))
    }

    fn on_response(&self, _: &Request, response: &mut Response) {
        if response.status() == StatusCode::UNAUTHORIZED {
            response.headers_mut().append(WWW_AUTHENTICATE, self.challenge.clone());
        }
    }
}

/// The filters of a configuration. Those with the same settings are one, so the mounts share what it knows about tokens.
#[derive(Clone, Debug, Default)]
pub struct AuthTokens {
    settings: AuthTokenSettings,
    made: Arc<Mutex<Vec<AuthToken>>>,
}

impl AuthTokens {
    /// No filter yet.
    pub fn new(settings: AuthTokenSettings) -> Self {
        Self { settings, made: Arc::default() }
    }

    /// The filter with the options of an api-paste.ini section laid over the settings.
    ///
    /// # Errors
    ///
    /// An option or a setting that is missing or cannot be used, with its name.
    pub fn of(&self, options: &[(String, String)]) -> Result<AuthToken, String> {
        let settings = self.settings.clone().with_options(options)?;
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(filter) = made.iter().find(|filter| *filter.settings == settings) {
            return Ok(filter.clone());
        }
        let filter = AuthToken::new(settings)?;
        made.push(filter.clone());
        Ok(filter)
    }
}

impl fmt::Debug for AuthToken {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "AuthToken({:?}, {:?})", self.keystone, self.cache)
    }
}

/// What is known of the tokens of one request.
struct Verdicts {
    user: Option<Verdict>,
    service: Service,
}

/// The service token of a request, judged.
enum Service {
    Absent,
    Refused,
    Unavailable,
    Valid { token: Arc<ValidatedToken>, has_role: bool },
}

impl Service {
    /// A service goes on with its user's work after the user's token has ended.
    fn allows_expired(&self) -> bool {
        matches!(self, Self::Valid { has_role: true, .. })
    }
}

fn with_service(user: Arc<Identity>, service: &Service) -> Arc<Identity> {
    let Service::Valid { token, .. } = service else { return user };
    let service = token.identity.clone();
    Arc::new(Identity { service_roles: service.roles.clone(), service: Some(service), ..(*user).clone() })
}

fn unavailable_response(request: &Request) -> Response {
    let page = Fault::page_with_detail(StatusCode::SERVICE_UNAVAILABLE, UNAVAILABLE);
    page.into_outcome(request).unwrap_or_else(|error| {
        let mut response = Response::default();
        *response.status_mut() = error.status;
        response
    })
}

/// Asks Keystone; what cannot be read as an answer is no verdict on the token.
async fn look_up(keystone: Arc<Keystone>, key: Key, token: HeaderValue, allow_expired: bool) -> Verdict {
    let limit = Duration::from_secs(LOOK_UP_SECONDS_MAX);
    let answer = match tokio::time::timeout(limit, keystone.look_up(&token, allow_expired)).await {
        Ok(answer) => answer,
        Err(_) => Err(format!("no answer within {LOOK_UP_SECONDS_MAX} seconds")),
    };
    let token = answer.and_then(|token| match token {
        Some(token) => ValidatedToken::read(&token).map(Some).map_err(|problem| format!("a token with {problem}")),
        None => Ok(None),
    });
    match token {
        Ok(Some(token)) => {
            tracing::debug!(token = %key, user_id = %token.identity.user_id, "Keystone knows the token");
            Verdict::Valid(Arc::new(token))
        }
        Ok(None) => {
            tracing::info!(token = %key, "Keystone does not know the token");
            Verdict::Refused
        }
        Err(problem) => {
            tracing::error!(token = %key, %problem, "cannot check a token with Keystone");
            Verdict::Unavailable
        }
    }
}

fn warn_of(settings: &AuthTokenSettings) {
    for option in &settings.ignored {
        tracing::warn!("[keystone_authtoken] {option} has no effect: checked tokens are kept in this process");
    }
    if settings.www_authenticate_uri.is_none() {
        tracing::warn!("[keystone_authtoken] www_authenticate_uri is not set; clients are sent to auth_url");
    }
    if !settings.service_token_roles_required {
        tracing::warn!(
            "[keystone_authtoken] service_token_roles_required is off; any valid token passes as a service's"
        );
    }
}
