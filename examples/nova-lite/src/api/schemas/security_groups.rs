//! Bodies and queries of security groups and their rules.

use starmap::json::Value;
use starmap::schema::{Nullable, types};
use starmap::{Body, Query};

/// `GET /os-security-groups`
#[derive(Debug, Query)]
#[schema(additional = allow)]
pub struct ListSecurityGroups {
    /// The most groups of the answer.
    #[schema(with = types::NON_NEGATIVE_INTEGER)]
    pub limit: Option<String>,
    /// How many to pass over.
    #[schema(with = types::NON_NEGATIVE_INTEGER)]
    pub offset: Option<String>,
    /// Whether to list every project's; that it is there says yes.
    pub all_tenants: Option<String>,
}

/// `POST /os-security-groups` and `PUT /os-security-groups/{id}`
#[derive(Debug, Body)]
#[schema(additional = allow)]
pub struct ChangeSecurityGroup {
    /// The group.
    pub security_group: RequestedGroup,
}

/// A group as it shall be.
#[derive(Debug, Body)]
#[schema(additional = allow)]
pub struct RequestedGroup {
    /// Its name.
    #[schema(min_length = 0, max_length = 255)]
    pub name: String,
    /// What it is for.
    #[schema(min_length = 0, max_length = 255)]
    pub description: String,
}

/// `POST /os-security-group-rules`
#[derive(Debug, Body)]
#[schema(additional = allow)]
pub struct CreateRule {
    /// The rule.
    pub security_group_rule: RequestedRule,
}

/// A rule as it is asked for; the domain checks what has no schema here.
#[derive(Debug, Body)]
#[schema(additional = allow)]
pub struct RequestedRule {
    /// The group that the traffic comes from.
    #[schema(format = "uuid")]
    pub group_id: Option<Nullable<String>>,
    /// The group that gets the rule.
    #[schema(format = "uuid")]
    pub parent_group_id: String,
    /// The last port, or the code of ICMP.
    pub to_port: Option<Value>,
    /// The first port, or the type of ICMP.
    pub from_port: Option<Value>,
    /// TCP, UDP or ICMP.
    pub ip_protocol: Option<Value>,
    /// The addresses that the traffic comes from.
    pub cidr: Option<Value>,
}
