//! Authorisation: the argument by which an action asks its policy.
//!
//! The rule is named once, on the action's row; the action says when it has its target, because a server's project is
//! known only once the server was found.

use crate::context::RequestContext;
use crate::extract::{Call, Extract};
use crate::fault::Fault;
use crate::policy::{Credentials, Enforcer, Target};

/// Decides what the caller may do.
#[derive(Clone, Copy, Debug)]
pub struct Policy<'r> {
    enforcer: &'r Enforcer,
    context: &'r RequestContext,
    rule: &'static str,
}

impl<'r> Policy<'r> {
    /// Checks the row's rule on a thing of the caller's own project.
    ///
    /// # Errors
    ///
    /// 403 with Nova's sentence, which names the rule.
    pub fn authorize(&self) -> Result<(), Fault> {
        self.authorize_rule(self.rule, &self.own_target())
    }

    /// Checks the row's rule on a target.
    ///
    /// # Errors
    ///
    /// As [`Policy::authorize`].
    pub fn authorize_on(&self, target: &Target<'_>) -> Result<(), Fault> {
        self.authorize_rule(self.rule, target)
    }

    /// Checks another rule on a target.
    ///
    /// # Errors
    ///
    /// As [`Policy::authorize`].
    pub fn authorize_rule(&self, rule: &str, target: &Target<'_>) -> Result<(), Fault> {
        if self.allows(rule, target) {
            return Ok(());
        }
        Err(Fault::forbidden(format!("Policy doesn't allow {rule} to be performed.")))
    }

    /// Whether a rule allows the caller something, where "no" only changes the answer.
    pub fn allows(&self, rule: &str, target: &Target<'_>) -> bool {
        self.enforcer.check(rule, &self.credentials(), target)
    }

    /// The target of things that are the caller's own.
    pub fn own_target(&self) -> Target<'r> {
        let identity = &self.context.identity;
        Target { project_id: identity.project_id.as_deref(), user_id: Some(&identity.user_id), ..Target::default() }
    }

    fn credentials(&self) -> Credentials<'r> {
        let identity = &*self.context.identity;
        Credentials {
            user_id: Some(&identity.user_id),
            project_id: identity.project_id.as_deref(),
            domain_id: identity.domain_id.as_deref(),
            user_domain_id: identity.user_domain_id.as_deref(),
            project_domain_id: identity.project_domain_id.as_deref(),
            system_scope: identity.system_scope.as_deref(),
            roles: &identity.roles,
            service_roles: &identity.service_roles,
            is_admin: identity.is_admin,
            attributes: &[],
        }
    }
}

/// Without an enforcer, and for a row without a rule, asking is an error of the service: a 500 whose log line says so.
impl<'r> Extract<'r> for Policy<'r> {
    fn extract(call: &mut Call<'r>) -> Result<Self, Fault> {
        let context = <&RequestContext>::extract(call)?;
        let rule =
            call.route.policy.ok_or_else(|| Fault::escaped("the action asks a policy but its row names no rule"))?;
        let enforcer =
            call.settings.policy.as_deref().ok_or_else(|| Fault::escaped("the router was given no policy"))?;
        Ok(Self { enforcer, context, rule })
    }
}
