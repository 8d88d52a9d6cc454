//! Security groups: which traffic may reach a server. Only incoming rules are kept, the only ones that Nova ever showed.
//!
//! A project's group `default` is made when it is first looked for, and lets in what comes from the group itself.

use crate::compute::error::ComputeError;
use crate::compute::network::SecurityGroup;
use crate::compute::{Caller, Compute, ids};
use crate::store::Tx;

/// The name of the group that every project has.
pub const DEFAULT: &str = "default";
/// Where a rule's traffic comes from when it does not say: everywhere.
const EVERYWHERE: &str = "0.0.0.0/0";
const PORT_MAX: i64 = 65_535;
const ICMP_MAX: i64 = 255;

/// A rule that lets traffic in. Without protocol it is all traffic; ports of `None` are all ports.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct SecurityGroupRule {
    pub id: String,
    /// The group that has the rule.
    pub group_id: String,
    pub protocol: Option<String>,
    pub from_port: Option<i64>,
    pub to_port: Option<i64>,
    /// The group whose servers the traffic comes from.
    pub source_group_id: Option<String>,
    /// The addresses that the traffic comes from, where no group is named.
    pub cidr: Option<String>,
}

/// A group with its rules, each with the group that its traffic comes from.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the fields say it")]
pub struct SecurityGroupReport {
    pub group: SecurityGroup,
    pub rules: Vec<RuleReport>,
}

/// A rule with the group that its traffic comes from.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the fields say it")]
pub struct RuleReport {
    pub rule: SecurityGroupRule,
    pub source: Option<SecurityGroup>,
}

/// A rule as it is asked for. Ports are text, because what is no number is refused in words of its own.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct NewRule {
    pub parent_group_id: String,
    pub group_id: Option<String>,
    pub cidr: Option<String>,
    pub ip_protocol: Option<String>,
    pub from_port: Option<String>,
    pub to_port: Option<String>,
}

impl Compute {
    /// Returns the security groups of the caller's project, or all, by project and name.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn list_group_reports(
        &self,
        caller: &Caller,
        all: bool,
    ) -> Result<Vec<SecurityGroupReport>, ComputeError> {
        let project = caller.project_id.clone();
        self.store
            .write(move |tx| {
                ensure_default(tx, &project)?;
                let groups = if all { tx.all_security_groups()? } else { tx.security_groups(&project)? };
                groups.into_iter().map(|group| report(tx, group)).collect()
            })
            .await
    }

    /// Returns a security group.
    ///
    /// # Errors
    /// `Invalid` for an id that is no UUID; `NotFound`, also for another project's; `Unavailable`.
    pub async fn security_group(&self, caller: &Caller, id: &str) -> Result<SecurityGroupReport, ComputeError> {
        let (caller, id) = (caller.clone(), id.to_owned());
        self.store.read(move |tx| report(tx, find(tx, &caller, &id)?)).await
    }

    /// Creates a security group without rules.
    ///
    /// # Errors
    /// `Forbidden` for another group of the name `default`; `Unavailable`.
    pub async fn create_security_group(
        &self,
        caller: &Caller,
        name: &str,
        description: &str,
    ) -> Result<SecurityGroupReport, ComputeError> {
        let group = SecurityGroup {
            id: ids::uuid(),
            name: name.into(),
            description: description.into(),
            project_id: caller.project_id.clone(),
        };
        self.store
            .write(move |tx| {
                ensure_default(tx, &group.project_id)?;
                if group.name == DEFAULT {
                    return Err(ComputeError::Forbidden("Default security group already exists.".into()));
                }
                tx.add_security_group(&group)?;
                Ok(SecurityGroupReport { group, rules: Vec::new() })
            })
            .await
    }

    /// Renames and describes a security group. Ports name their groups, so they follow a new name.
    ///
    /// # Errors
    /// As `security_group`; `Invalid` for a new name of `default`.
    pub async fn update_security_group(
        &self,
        caller: &Caller,
        id: &str,
        name: &str,
        description: &str,
    ) -> Result<SecurityGroupReport, ComputeError> {
        let (caller, id, name, description) = (caller.clone(), id.to_owned(), name.to_owned(), description.to_owned());
        self.store
            .write(move |tx| {
                let mut group = find(tx, &caller, &id)?;
                if group.name == DEFAULT && name != DEFAULT {
                    let text = "Updating default security group not allowed.";
                    return Err(ComputeError::Invalid(text.into()));
                }
                if group.name != name {
                    tx.rename_ports_group(&group.project_id, &group.name, &name)?;
                }
                group.name = name;
                group.description = description;
                tx.save_security_group(&group)?;
                report(tx, group)
            })
            .await
    }

    /// Deletes a security group that no port is in.
    ///
    /// # Errors
    /// As `security_group`; `Invalid` for the group `default` and for one in use.
    pub async fn delete_security_group(&self, caller: &Caller, id: &str) -> Result<(), ComputeError> {
        let (caller, id) = (caller.clone(), id.to_owned());
        self.store
            .write(move |tx| {
                let group = find(tx, &caller, &id)?;
                if group.name == DEFAULT {
                    let text = "Insufficient rights for removing default security group.";
                    return Err(ComputeError::Invalid(text.into()));
                }
                if tx.ports_with_group(&group.project_id, &group.name)? > 0 {
                    return Err(ComputeError::Invalid(format!("Security Group {id} in use.")));
                }
                tx.delete_security_group(&id)
            })
            .await
    }

    /// Adds a rule to a group.
    ///
    /// # Errors
    /// `NotFound` for a group; `Invalid` for a rule that makes no sense or exists already; `Unavailable`.
    pub async fn create_security_group_rule(&self, caller: &Caller, new: NewRule) -> Result<RuleReport, ComputeError> {
        let caller = caller.clone();
        self.store
            .write(move |tx| {
                let group = find(tx, &caller, &new.parent_group_id)?;
                let source = new.group_id.as_ref().map(|id| find(tx, &caller, id)).transpose()?;
                let rule = new.into_rule()?;
                if tx.security_group_rules(&group.id)?.iter().any(|other| other.is_like(&rule)) {
                    return Err(ComputeError::Invalid(format!("This rule already exists in group {}", group.id)));
                }
                tx.add_security_group_rule(&rule)?;
                Ok(RuleReport { rule, source })
            })
            .await
    }

    /// Deletes a rule.
    ///
    /// # Errors
    /// `Invalid` for an id that is no UUID; `NotFound`, also for another project's; `Unavailable`.
    pub async fn delete_security_group_rule(&self, caller: &Caller, id: &str) -> Result<(), ComputeError> {
        let (caller, id) = (caller.clone(), id.to_owned());
        self.store
            .write(move |tx| {
                check_id(&id)?;
                let missing = || ComputeError::NotFound(format!("Security group rule {id} does not exist."));
                let rule = tx.security_group_rule(&id)?.ok_or_else(missing)?;
                let group = tx.security_group(&rule.group_id)?;
                group.filter(|group| caller.may_see(&group.project_id)).ok_or_else(missing)?;
                tx.delete_security_group_rule(&id)
            })
            .await
    }
}

/// Makes the group `default` of a project that has none.
pub(crate) fn ensure_default(tx: &Tx<'_>, project: &str) -> Result<(), ComputeError> {
    if tx.security_groups(project)?.iter().any(|group| group.name == DEFAULT) {
        return Ok(());
    }
    let group = SecurityGroup {
        id: ids::uuid(),
        name: DEFAULT.into(),
        description: "Default security group".into(),
        project_id: project.into(),
    };
    tx.add_security_group(&group)?;
    // One for each version of IP, which a rule that names a group does not show.
    for _ in 0..2 {
        tx.add_security_group_rule(&SecurityGroupRule {
            id: ids::uuid(),
            group_id: group.id.clone(),
            protocol: None,
            from_port: None,
            to_port: None,
            source_group_id: Some(group.id.clone()),
            cidr: None,
        })?;
    }
    Ok(())
}

fn report(tx: &Tx<'_>, group: SecurityGroup) -> Result<SecurityGroupReport, ComputeError> {
    let mut rules = Vec::new();
    for rule in tx.security_group_rules(&group.id)? {
        let source = rule.source_group_id.as_ref().map(|id| tx.security_group(id)).transpose()?.flatten();
        // A rule whose source is gone lets nothing in any more.
        if source.is_some() || rule.source_group_id.is_none() {
            rules.push(RuleReport { rule, source });
        }
    }
    Ok(SecurityGroupReport { group, rules })
}

fn find(tx: &Tx<'_>, caller: &Caller, id: &str) -> Result<SecurityGroup, ComputeError> {
    check_id(id)?;
    let found = tx.security_group(id)?.filter(|group| caller.may_see(&group.project_id));
    found.ok_or_else(|| ComputeError::NotFound(format!("Security group {id} does not exist.")))
}

fn check_id(id: &str) -> Result<(), ComputeError> {
    if ids::is_uuid(id) { Ok(()) } else { Err(ComputeError::Invalid("Security group id should be uuid".into())) }
}

impl SecurityGroupRule {
    fn is_like(&self, other: &Self) -> bool {
        let key = |rule: &Self| {
            let (ports, from) = ((rule.from_port, rule.to_port), (rule.source_group_id.clone(), rule.cidr.clone()));
            (rule.protocol.as_ref().map(|name| name.to_lowercase()), ports, from)
        };
        key(self) == key(other)
    }
}

impl NewRule {
    fn into_rule(self) -> Result<SecurityGroupRule, ComputeError> {
        let cidr = match &self.group_id {
            Some(_) => None,
            None => Some(cidr(self.cidr)?),
        };
        let protocol = self.ip_protocol.filter(|name| !name.is_empty());
        let ports = match (&protocol, self.from_port, self.to_port) {
            (Some(protocol), Some(from), Some(to)) => Some(ports(protocol, &from, &to)?),
            _ => None,
        };
        if cidr.is_some() && ports.is_none() {
            return Err(ComputeError::Invalid("Not enough parameters to build a valid rule.".into()));
        }
        if let Some(cidr) = &cidr {
            check_prefix(cidr)?;
        }
        let all_ports = matches!(protocol.as_deref().map(str::to_uppercase).as_deref(), Some("TCP" | "UDP"));
        let (from_port, to_port) = match ports {
            Some((from, to)) => (Some(from).filter(|from| *from >= 0), Some(to).filter(|to| *to >= 0)),
            None if all_ports => (Some(1), Some(PORT_MAX)),
            None => (None, None),
        };
        Ok(SecurityGroupRule {
            id: ids::uuid(),
            group_id: self.parent_group_id,
            // A name without ports means nothing but for these three.
            protocol,
            from_port,
            to_port,
            source_group_id: self.group_id,
            cidr,
        })
    }
}

/// Checks the ports of TCP or UDP, or the type and code of ICMP.
fn ports(protocol: &str, from: &str, to: &str) -> Result<(i64, i64), ComputeError> {
    let name = protocol.to_uppercase();
    let (Ok(first), Ok(last)) = (from.trim().parse::<i64>(), to.trim().parse::<i64>()) else {
        let text = match name.as_str() {
            "ICMP" => "Type and Code must be integers for ICMP protocol type",
            _ => "To and From ports must be integers",
        };
        return Err(ComputeError::Invalid(format!("Invalid input received: {text}")));
    };
    let refuse = |why: &str| Err(ComputeError::Invalid(format!("Invalid port range {first}:{last}. {why}")));
    match name.as_str() {
        "TCP" | "UDP" if first > last => refuse("Former value cannot be greater than the later"),
        "TCP" | "UDP" if first < 1 || last > PORT_MAX => {
            refuse(&format!("Valid {name} ports should be between 1-65535"))
        }
        "ICMP" if [first, last].iter().any(|part| !(-1..=ICMP_MAX).contains(part)) => {
            refuse("For ICMP, the type:code must be valid")
        }
        "TCP" | "UDP" | "ICMP" => Ok((first, last)),
        _ => Err(ComputeError::Invalid(format!("Invalid IP protocol {protocol}."))),
    }
}

/// An address, a slash and a prefix length; none is everywhere.
fn cidr(asked: Option<String>) -> Result<String, ComputeError> {
    let Some(text) = asked.filter(|text| !text.is_empty()) else { return Ok(EVERYWHERE.into()) };
    let valid = text.split_once('/').is_some_and(|(address, prefix)| {
        let bits = match address.parse() {
            Ok(std::net::IpAddr::V4(_)) => 32,
            Ok(std::net::IpAddr::V6(_)) => 128,
            Err(_) => return false,
        };
        prefix.parse::<u8>().is_ok_and(|prefix| prefix <= bits)
    });
    if valid { Ok(text) } else { Err(ComputeError::Invalid(format!("Invalid cidr {text}."))) }
}

/// Only the address of all zeros may have a prefix of no bits.
fn check_prefix(cidr: &str) -> Result<(), ComputeError> {
    match cidr.split_once('/') {
        Some((address, "0")) if !["0.0.0.0", "::"].contains(&address) => {
            Err(ComputeError::Invalid(format!("Bad prefix for network in cidr {cidr}")))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(protocol: &str, from: &str, to: &str, cidr: Option<&str>) -> Result<SecurityGroupRule, String> {
        let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let new = NewRule {
            ip_protocol: text(protocol),
            from_port: text(from),
            to_port: text(to),
            cidr: cidr.map(str::to_owned),
            ..NewRule::default()
        };
        new.into_rule().map_err(|error| error.to_string())
    }

    #[test]
    fn a_rule_is_checked_in_novas_words() {
        let refused = |protocol, from, to, cidr| rule(protocol, from, to, cidr).unwrap_err();
        assert_eq!(refused("", "1", "2", None), "Not enough parameters to build a valid rule.");
        assert_eq!(refused("tcp", "x", "2", None), "Invalid input received: To and From ports must be integers");
        assert_eq!(refused("gre", "1", "2", None), "Invalid IP protocol gre.");
        assert!(refused("tcp", "3", "2", None).ends_with("Former value cannot be greater than the later"));
        assert!(refused("udp", "0", "2", None).ends_with("Valid UDP ports should be between 1-65535"));
        assert!(refused("icmp", "-2", "2", None).ends_with("the type:code must be valid"));
        assert_eq!(refused("tcp", "1", "2", Some("10.0.0.0/33")), "Invalid cidr 10.0.0.0/33.");
        assert_eq!(refused("tcp", "1", "2", Some("10.0.0.0/0")), "Bad prefix for network in cidr 10.0.0.0/0");
    }

    #[test]
    fn a_rule_without_addresses_is_for_everywhere() {
        let made = rule("tcp", "22", "22", None).expect("a good rule");
        assert_eq!((made.cidr.as_deref(), made.from_port, made.to_port), (Some("0.0.0.0/0"), Some(22), Some(22)));
        let any = rule("icmp", "-1", "-1", Some("::/0")).expect("a good rule");
        assert_eq!((any.from_port, any.to_port), (None, None));
    }
}
