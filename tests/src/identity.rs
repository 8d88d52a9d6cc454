//! A token service of the tests' own: a token says by itself whom it stands for, so that any can be made up.
//!
//! What a real Keystone does is tested with a real one.

use std::net::SocketAddr;
use std::sync::Arc;

use http::{HeaderValue, Method, StatusCode};
use serde_json::json;
use starmap::application::Application;
use starmap::body::Body;
use starmap::filter::{Outcome, Response};
use starmap::pipeline::Pipeline;
use starmap::request::Request;
use starmap::server::{Limits, Server};
use starmap::service::Service;
use starmap::urlmap::{Mount, UrlMap};
use tokio::sync::oneshot;

/// The token that the service itself gets when it logs in.
pub const OWN_TOKEN: &str = "own-token-of-the-service";

/// A running token service; it ends with this value.
#[derive(Debug)]
pub struct TokenService {
    /// Where it listens, with `/v3`.
    pub url: String,
    _stop: oneshot::Sender<()>,
}

/// The token of a user in a project with roles, joined by commas. Its text ends in `secret`.
#[must_use]
pub fn token(user: &str, project: &str, roles: &str, secret: &str) -> String {
    format!("{user}~{project}~{roles}~{secret}")
}

struct Tokens;

impl Application for Tokens {
    async fn call(&self, request: &mut Request) -> Outcome {
        let subject = request.headers.get("x-subject-token").and_then(|token| token.to_str().ok());
        if request.method == Method::POST {
            let mut response = answer(StatusCode::CREATED, &json!({"expires_at": "2100-01-01T00:00:00.000000Z"}));
            response.headers_mut().insert("x-subject-token", HeaderValue::from_static(OWN_TOKEN));
            return Ok(response);
        }
        let parts: Vec<&str> = subject.unwrap_or_default().split('~').collect();
        let [user, project, roles, _] = parts.as_slice() else {
            return Ok(answer(StatusCode::NOT_FOUND, &json!(null)));
        };
        let domain = json!({"id": "default", "name": "Default"});
        let roles: Vec<_> =
            roles.split(',').filter(|role| !role.is_empty()).map(|role| json!({"id": role, "name": role})).collect();
        Ok(answer(
            StatusCode::OK,
            &json!({
                "expires_at": "2100-01-01T00:00:00.000000Z", "roles": roles, "catalog": [],
                "user": {"id": user, "name": user, "domain": domain},
                "project": {"id": project, "name": project, "domain": domain},
            }),
        ))
    }
}

fn answer(status: StatusCode, token: &serde_json::Value) -> Response {
    let mut response = Response::new(Body::from(json!({"token": token}).to_string()));
    *response.status_mut() = status;
    response
}

starmap::applications! {
    enum Apps {
        Tokens(Tokens),
    }
}

impl TokenService {
    /// Starts it.
    ///
    /// # Panics
    ///
    /// When no port is free.
    pub async fn start() -> Self {
        let pipeline =
            Pipeline { name: "tokens".to_owned(), filters: Vec::new(), application: Arc::new(Apps::Tokens(Tokens)) };
        let service = Arc::new(Service::new(UrlMap::new(vec![(Mount::new("/"), pipeline)])));
        let address = SocketAddr::from(([127, 0, 0, 1], 0));
        let server = Server::bind(address, service, Limits::default()).await.expect("a free port");
        let url = format!("http://{}/v3", server.local_address().expect("the listener is bound"));
        let (stop, stopped) = oneshot::channel::<()>();
        tokio::spawn(server.serve(async {
            let _ = stopped.await;
        }));
        Self { url, _stop: stop }
    }

    /// The lines of a nova.conf that let nova-lite ask this service, logged in with this password.
    #[must_use]
    pub fn configuration(&self, password: &str) -> String {
        format!(
            "[api]\nauth_strategy = keystone\n[keystone_authtoken]\nauth_url = {}\n\
             www_authenticate_uri = http://identity.example\nauth_type = password\nusername = nova\npassword = {password}\n\
             project_name = service\nuser_domain_id = default\nproject_domain_id = default\n",
            self.url
        )
    }
}
