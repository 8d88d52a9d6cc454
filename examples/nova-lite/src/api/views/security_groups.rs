//! What security groups and their rules look like.

use crate::compute::security_group::{RuleReport, SecurityGroupReport};

/// What the ports of a rule for all of them are shown as, where its protocol has ports.
const ALL_PORTS: (i64, i64) = (1, 65_535);
/// The same for a protocol without ports.
const NO_PORTS: (i64, i64) = (-1, -1);

/// `{"security_groups": […]}`
#[derive(Debug, starmap::View)]
pub struct SecurityGroupList<'a> {
    /// All of them.
    pub security_groups: Vec<SecurityGroupView<'a>>,
}

/// `{"security_group": …}`
#[derive(Debug, starmap::View)]
pub struct SecurityGroupBody<'a> {
    /// The group.
    pub security_group: SecurityGroupView<'a>,
}

/// A security group with its rules.
#[derive(Debug, starmap::View)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct SecurityGroupView<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub description: &'a str,
    pub tenant_id: &'a str,
    pub rules: Vec<RuleView<'a>>,
}

impl<'a> SecurityGroupView<'a> {
    /// A group with its rules.
    pub fn new(report: &'a SecurityGroupReport) -> Self {
        Self {
            id: &report.group.id,
            name: &report.group.name,
            description: &report.group.description,
            tenant_id: &report.group.project_id,
            rules: report.rules.iter().map(RuleView::new).collect(),
        }
    }
}

/// `{"security_group_rule": …}`
#[derive(Debug, starmap::View)]
pub struct RuleBody<'a> {
    /// The rule.
    pub security_group_rule: RuleView<'a>,
}

/// A rule.
#[derive(Debug, starmap::View)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct RuleView<'a> {
    pub id: &'a str,
    pub parent_group_id: &'a str,
    pub ip_protocol: Option<&'a str>,
    pub from_port: Option<i64>,
    pub to_port: Option<i64>,
    pub group: SourceGroup<'a>,
    pub ip_range: IpRange<'a>,
}

/// The group that a rule names; empty for a rule that names addresses.
#[derive(Debug, Default, starmap::View)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct SourceGroup<'a> {
    #[view(skip_none)]
    pub name: Option<&'a str>,
    #[view(skip_none)]
    pub tenant_id: Option<&'a str>,
}

/// The addresses that a rule names; empty for a rule that names a group.
#[derive(Debug, Default, starmap::View)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct IpRange<'a> {
    #[view(skip_none)]
    pub cidr: Option<&'a str>,
}

impl<'a> RuleView<'a> {
    /// A rule with where its traffic comes from.
    pub fn new(report: &'a RuleReport) -> Self {
        let rule = &report.rule;
        let protocol = rule.protocol.as_deref();
        let ports = match (protocol, rule.from_port, rule.to_port) {
            (Some(name), None, None) if ["TCP", "UDP"].contains(&name.to_uppercase().as_str()) => Some(ALL_PORTS),
            (Some(_), None, None) => Some(NO_PORTS),
            _ => None,
        };
        let source = report.source.as_ref();
        Self {
            id: &rule.id,
            parent_group_id: &rule.group_id,
            ip_protocol: protocol,
            from_port: ports.map_or(rule.from_port, |ports| Some(ports.0)),
            to_port: ports.map_or(rule.to_port, |ports| Some(ports.1)),
            group: SourceGroup {
                name: source.map(|group| group.name.as_str()),
                tenant_id: source.map(|group| group.project_id.as_str()),
            },
            ip_range: IpRange { cidr: rule.cidr.as_deref().filter(|_| source.is_none()) },
        }
    }
}
