//! A check of oslo.policy's language as a tree, and its evaluation without allocating.
//!
//! A check starts out naming rules by text and is compiled to name them by number. Text is in `parse.rs`.

use crate::context::Identity;

/// Who asks, as checks see it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Credentials<'a> {
    /// The user; `None` equals nothing, not even the target's lack of one.
    pub user_id: Option<&'a str>,
    /// The project that the token is scoped to.
    pub project_id: Option<&'a str>,
    /// The domain that the token is scoped to.
    pub domain_id: Option<&'a str>,
    /// The domain of the user.
    pub user_domain_id: Option<&'a str>,
    /// The domain of the project.
    pub project_domain_id: Option<&'a str>,
    /// `all` for a token scoped to the whole system.
    pub system_scope: Option<&'a str>,
    /// Role names; their case does not count in `role:` checks.
    pub roles: &'a [String],
    /// The role names of the service token.
    pub service_roles: &'a [String],
    /// What `is_admin:True` asks for.
    pub is_admin: bool,
    /// Anything else, by its full name, such as `token.is_domain`.
    pub attributes: &'a [(&'a str, &'a str)],
}

impl<'a> From<&'a Identity> for Credentials<'a> {
    fn from(identity: &'a Identity) -> Self {
        Self {
            user_id: Some(identity.user_id.as_str()).filter(|id| !id.is_empty()),
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

/// What is acted upon.
#[derive(Clone, Copy, Debug, Default)]
pub struct Target<'a> {
    /// `%(project_id)s`.
    pub project_id: Option<&'a str>,
    /// `%(user_id)s`.
    pub user_id: Option<&'a str>,
    /// Any other name, as it stands between the parentheses.
    pub attributes: &'a [(&'a str, &'a str)],
}

impl<'a> Target<'a> {
    /// The caller's own project and user: the target of requests that act on nothing yet.
    pub fn own(credentials: &Credentials<'a>) -> Self {
        Self { project_id: credentials.project_id, user_id: credentials.user_id, attributes: &[] }
    }

    fn value(&self, name: &str) -> Option<&'a str> {
        match name {
            "project_id" => self.project_id,
            "user_id" => self.user_id,
            _ => self.attributes.iter().find(|(attribute, _)| *attribute == name).map(|(_, value)| *value),
        }
    }
}

/// A check; `R` names a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Check<R> {
    Allow,
    Deny,
    Not(Box<Self>),
    All(Vec<Self>),
    Any(Vec<Self>),
    Rule(R),
    Role(Template),
    /// A literal on the left, such as `'Member'` or `True`.
    Literal(Box<str>, Template),
    Credential(Field, Template),
}

/// What of the credentials a check looks at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Field {
    UserId,
    ProjectId,
    DomainId,
    UserDomainId,
    ProjectDomainId,
    SystemScope,
    Roles,
    ServiceRoles,
    IsAdmin,
    Other(Box<str>),
}

/// Text with `%(name)s` in it, cut at its names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Template(pub(super) Vec<Piece>);

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Text(Box<str>),
    Target(Box<str>),
}

impl Field {
    pub(super) fn named(name: &str) -> Self {
        match name {
            "user_id" => Self::UserId,
            "project_id" => Self::ProjectId,
            "domain_id" => Self::DomainId,
            "user_domain_id" => Self::UserDomainId,
            "project_domain_id" => Self::ProjectDomainId,
            // oslo.policy copies the scope to `system`, and files use either name.
            "system_scope" | "system" => Self::SystemScope,
            "roles" => Self::Roles,
            "service_roles" => Self::ServiceRoles,
            "is_admin" => Self::IsAdmin,
            other => Self::Other(other.into()),
        }
    }

    fn matches(&self, template: &Template, credentials: &Credentials<'_>, target: &Target<'_>) -> bool {
        let is = |value: Option<&str>| value.is_some_and(|value| template.matches(value, target));
        match self {
            Self::UserId => is(credentials.user_id),
            Self::ProjectId => is(credentials.project_id),
            Self::DomainId => is(credentials.domain_id),
            Self::UserDomainId => is(credentials.user_domain_id),
            Self::ProjectDomainId => is(credentials.project_domain_id),
            Self::SystemScope => is(credentials.system_scope),
            Self::Roles => credentials.roles.iter().any(|role| is(Some(role))),
            Self::ServiceRoles => credentials.service_roles.iter().any(|role| is(Some(role))),
            Self::IsAdmin => is(Some(if credentials.is_admin { "True" } else { "False" })),
            Self::Other(name) => credentials
                .attributes
                .iter()
                .any(|(attribute, value)| **attribute == **name && template.matches(value, target)),
        }
    }
}

impl Template {
    /// Whether `value` is the text with the target's values put in; never when the target lacks one of them.
    fn matches(&self, value: &str, target: &Target<'_>) -> bool {
        self.matches_by(value, target, |start, part| start == part)
    }

    fn matches_in_any_case(&self, value: &str, target: &Target<'_>) -> bool {
        self.matches_by(value, target, |start, part| start.eq_ignore_ascii_case(part))
    }

    fn matches_by(&self, value: &str, target: &Target<'_>, same: impl Fn(&[u8], &[u8]) -> bool) -> bool {
        let mut rest = value.as_bytes();
        for piece in &self.0 {
            let part = match piece {
                Piece::Text(text) => text,
                Piece::Target(name) => match target.value(name) {
                    Some(text) => text,
                    None => return false,
                },
            };
            let Some((start, after)) = rest.split_at_checked(part.len()) else { return false };
            if !same(start, part.as_bytes()) {
                return false;
            }
            rest = after;
        }
        rest.is_empty()
    }
}

impl Check<u32> {
    /// Whether the check lets the caller pass. `rules` holds every check by number; rules that loop were refused when they
    /// were loaded, so this ends.
    pub(super) fn passes(&self, rules: &[Self], credentials: &Credentials<'_>, target: &Target<'_>) -> bool {
        match self {
            Self::Allow => true,
            Self::Deny => false,
            Self::Not(check) => !check.passes(rules, credentials, target),
            Self::All(checks) => checks.iter().all(|check| check.passes(rules, credentials, target)),
            Self::Any(checks) => checks.iter().any(|check| check.passes(rules, credentials, target)),
            Self::Rule(rule) => rules[*rule as usize].passes(rules, credentials, target),
            Self::Role(template) => credentials.roles.iter().any(|role| template.matches_in_any_case(role, target)),
            Self::Literal(text, template) => template.matches(text, target),
            Self::Credential(field, template) => field.matches(template, credentials, target),
        }
    }
}

impl<R> Check<R> {
    /// The check with its rules named otherwise; a rule that `number` does not know denies.
    pub(super) fn renamed<S>(&self, number: &mut impl FnMut(&R) -> Option<S>) -> Check<S> {
        match self {
            Self::Allow => Check::Allow,
            Self::Deny => Check::Deny,
            Self::Not(check) => Check::Not(Box::new(check.renamed(number))),
            Self::All(checks) => Check::All(checks.iter().map(|check| check.renamed(number)).collect()),
            Self::Any(checks) => Check::Any(checks.iter().map(|check| check.renamed(number)).collect()),
            Self::Rule(rule) => number(rule).map_or(Check::Deny, Check::Rule),
            Self::Role(template) => Check::Role(template.clone()),
            Self::Literal(text, template) => Check::Literal(text.clone(), template.clone()),
            Self::Credential(field, template) => Check::Credential(field.clone(), template.clone()),
        }
    }

    /// Calls `visit` with every rule that the check names.
    pub(super) fn each_rule<'a>(&'a self, visit: &mut impl FnMut(&'a R)) {
        match self {
            Self::Not(check) => check.each_rule(visit),
            Self::All(checks) | Self::Any(checks) => checks.iter().for_each(|check| check.each_rule(visit)),
            Self::Rule(rule) => visit(rule),
            _ => {}
        }
    }
}
