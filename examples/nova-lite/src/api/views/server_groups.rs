//! What server groups look like.

use std::collections::BTreeMap;

use crate::compute::server_group::GroupReport;

/// `{"server_group": …}`
#[derive(Debug, starmap::View)]
pub struct ServerGroupBody<'a> {
    /// The group.
    pub server_group: ServerGroupView<'a>,
}

/// `{"server_groups": […]}`
#[derive(Debug, starmap::View)]
pub struct ServerGroupList<'a> {
    /// Oldest first.
    pub server_groups: Vec<ServerGroupView<'a>>,
}

/// A server group.
#[derive(Debug, starmap::View)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct ServerGroupView<'a> {
    pub id: &'a str,
    pub name: &'a str,
    #[view(since = "2.64")]
    pub policy: &'a str,
    #[view(since = "2.64")]
    pub rules: RulesView,
    #[view(until = "2.63")]
    pub policies: [&'a str; 1],
    /// Nothing was ever kept here.
    #[view(until = "2.63")]
    pub metadata: BTreeMap<String, String>,
    pub members: &'a [String],
    #[view(since = "2.13")]
    pub project_id: &'a str,
    #[view(since = "2.13")]
    pub user_id: &'a str,
}

/// What the policy is like.
#[derive(Debug, starmap::View)]
pub struct RulesView {
    /// The most servers of the group on one host.
    #[view(skip_none)]
    pub max_server_per_host: Option<i64>,
}

impl<'a> ServerGroupView<'a> {
    /// A group with its members.
    pub fn new(report: &'a GroupReport) -> Self {
        let group = &report.group;
        Self {
            id: &group.id,
            name: &group.name,
            policy: &group.policy,
            rules: RulesView { max_server_per_host: group.max_server_per_host },
            policies: [&group.policy],
            metadata: BTreeMap::new(),
            members: &report.members,
            project_id: &group.project_id,
            user_id: &group.user_id,
        }
    }
}
