//! Rules of security groups.

use starmap::authorize::Policy;
use starmap::extract::Body;
use starmap::fault::Fault;
use starmap::json::Value;
use starmap::microversion::Microversion;
use starmap::response::Written;

use super::controller;
use super::schemas::security_groups::{CreateRule, RequestedRule};
use super::views::security_groups::{RuleBody, RuleView};
use crate::compute::Caller;
use crate::compute::security_group::NewRule;

controller! {
    /// Serves `/os-security-group-rules`.
    SecurityGroupRulesController
}

#[starmap::resource("os-security-group-rules")]
impl SecurityGroupRulesController {
    /// Adds a rule to a group.
    #[action(POST, until = "2.35", also(404), policy = "os_compute_api:os-security-groups:rule:create")]
    async fn create(
        &self,
        Body(body): Body<CreateRule>,
        policy: Policy<'_>,
        caller: Caller,
        version: Microversion,
    ) -> Result<Written<RuleBody<'_>>, Fault> {
        policy.authorize()?;
        let new = new_rule(body.security_group_rule);
        let report = self.state.compute.create_security_group_rule(&caller, new).await?;
        Ok(Written::of(&RuleBody { security_group_rule: RuleView::new(&report) }, version))
    }

    /// Deletes a rule.
    #[action(
        DELETE,
        "{id}",
        until = "2.35",
        status = 202,
        also(404, 409),
        policy = "os_compute_api:os-security-groups:rule:delete"
    )]
    async fn delete(&self, id: &str, policy: Policy<'_>, caller: Caller) -> Result<(), Fault> {
        policy.authorize()?;
        Ok(self.state.compute.delete_security_group_rule(&caller, id).await?)
    }
}

fn new_rule(asked: RequestedRule) -> NewRule {
    NewRule {
        parent_group_id: asked.parent_group_id,
        group_id: asked.group_id.and_then(|id| id.into_option()),
        cidr: asked.cidr.and_then(text),
        ip_protocol: asked.ip_protocol.and_then(text),
        from_port: asked.from_port.and_then(number),
        to_port: asked.to_port.and_then(number),
    }
}

/// What Python's `str` makes of a value; null is none.
fn text(value: Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text),
        other => Some(other.python_str().to_string()),
    }
}

/// What Python's `int` reads, as text: a fraction is cut off, a truth value counts.
fn number(value: Value) -> Option<String> {
    match value {
        Value::Float(number) => Some(format!("{:.0}", number.trunc())),
        Value::Bool(truth) => Some(u8::from(truth).to_string()),
        other => text(other),
    }
}
