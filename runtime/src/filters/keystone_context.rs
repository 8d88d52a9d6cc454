//! `keystonecontext`: makes the request context of the identity that `authtoken` found.
//!
//! The identity comes as a typed field of the request, never as headers, so nothing a client sends can stand for it.

use std::sync::Arc;

use http::StatusCode;

use crate::context::{Identity, RequestContext, RequestId};
use crate::fault::Fault;
use crate::filter::{Filter, Flow};
use crate::policy::{Credentials, Enforcer, Target};
use crate::request::Request;

/// The rule that says who is an administrator.
const CONTEXT_IS_ADMIN: &str = "context_is_admin";

/// The filter.
#[derive(Debug)]
pub struct KeystoneContext {
    /// Decides who is an administrator; without it the role `admin` does.
    pub policy: Option<Arc<Enforcer>>,
}

impl KeystoneContext {
    fn judged(&self, identity: Arc<Identity>) -> Arc<Identity> {
        let is_admin = match &self.policy {
            Some(policy) => {
                let credentials = Credentials::from(&*identity);
                policy.check(CONTEXT_IS_ADMIN, &credentials, &Target::own(&credentials))
            }
            None => identity.roles.iter().any(|role| role.eq_ignore_ascii_case("admin")),
        };
        if identity.is_admin == is_admin {
            return identity;
        }
        Arc::new(Identity { is_admin, ..(*identity).clone() })
    }
}

impl Filter for KeystoneContext {
    fn on_request<'a>(&'a self, request: &'a mut Request) -> Flow<'a> {
        let Some(identity) = request.identity.take() else {
            return match Fault::page(StatusCode::UNAUTHORIZED).into_outcome(request) {
                Ok(response) => Flow::respond(response),
                Err(_) => Flow::Continue,
            };
        };
        request.context = Some(RequestContext {
            identity: self.judged(identity),
            request_id: request.request_id.unwrap_or_else(RequestId::random),
            global_request_id: request.global_request_id,
            remote_address: request.remote_ip(),
        });
        Flow::Continue
    }
}
