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
use crate::span;

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
        span::record_identity(request);
        Flow::Continue
    }
}

#[cfg(test)]
mod tests {
    use super::super::drive::{body, drive, request, response, shown, unreachable};
    use super::*;

    #[test]
    fn the_context_is_what_the_token_vouches_for() {
        for (roles, is_admin) in [(&["member", "reader"][..], false), (&["reader", "Admin"], true), (&[], false)] {
            let identity = Arc::new(Identity {
                user_id: "u".to_owned(),
                project_id: Some("p".to_owned()),
                roles: roles.iter().map(|role| (*role).to_owned()).collect(),
                ..Identity::default()
            });
            let mut request = request("GET /\nx-user-id: forged\nx-roles: admin");
            (request.identity, request.request_id) = (Some(identity.clone()), Some(RequestId::random()));
            let outcome = drive(KeystoneContext { policy: None }, &mut request, |_| Ok(response("200")));
            assert!(outcome.is_ok());
            let context = request.context.as_ref().expect("the filter made one");
            assert_eq!((context.user_id(), context.project_id()), ("u", "p"));
            assert_eq!((context.identity.is_admin, Some(context.request_id)), (is_admin, request.request_id));
            assert_eq!(Arc::ptr_eq(&context.identity, &identity), !is_admin, "a copy only where something changes");
        }
    }

    #[test]
    fn nobody_gets_past() {
        let mut request = request("GET /\nx-user-id: forged\nx-identity-status: Confirmed");
        let refusal = drive(KeystoneContext { policy: None }, &mut request, unreachable).expect("a response");
        assert_eq!(shown(&refusal), "401\ncontent-type: text/plain; charset=UTF-8");
        assert!(body(&refusal).starts_with("401 Unauthorized\n\nThis server could not verify that you are authorized"));
        assert!(request.context.is_none());
    }
}
