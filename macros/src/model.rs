//! The checked model of a resource: what `check` makes of the raw input and `expand` turns into tokens.
//!
//! Whatever is wrong with a value of these types has been reported before it exists.

use proc_macro2::Span;
use syn::{Attribute, Ident, LitStr, Path, Type};

use crate::path::PathTemplate;
use crate::ready::Ready;
use crate::types::last_word;

/// A resource's controller with its actions.
pub(crate) struct Resource {
    /// The controller's type.
    pub(crate) controller: Ident,
    /// Where the runtime is.
    pub(crate) krate: Path,
    /// In source order.
    pub(crate) actions: Vec<Action>,
}

/// One row of the table: an `#[action]` on a method.
pub(crate) struct Action {
    /// The method's name.
    pub(crate) name: Ident,
    /// The request method in upper case.
    pub(crate) method: String,
    /// The whole template.
    pub(crate) template: PathTemplate,
    /// When it exists.
    pub(crate) range: Range,
    /// The body key of a server action.
    pub(crate) body: Option<String>,
    /// The policy rule.
    pub(crate) policy: Option<String>,
    /// The success statuses.
    pub(crate) success: Vec<(u16, Range)>,
    /// The other statuses that the action itself answers with.
    pub(crate) also: Vec<u16>,
    /// Whether microversions between the row before, of the same path and key, and this one may be without an action.
    pub(crate) gap_allowed: bool,
    /// In the method's order.
    pub(crate) arguments: Vec<Argument>,
    /// Whether nothing was found wrong with the method, so that it can be called.
    pub(crate) sound: bool,
    /// `#[cfg]` attributes of the method, which its row and its arm share.
    pub(crate) cfgs: Vec<Attribute>,
    /// The first sentence of its documentation.
    pub(crate) summary: String,
    /// Where the `#[action]` stands.
    pub(crate) span: Span,
    /// Its line.
    pub(crate) line: u32,
    /// What `router!` may have to point at.
    pub(crate) literals: Literals,
    /// The type it returns; a `()` that is not written stands where the method's name does.
    pub(crate) returns: Type,
    /// Whether it waits for nothing.
    pub(crate) ready: Option<Ready>,
}

impl Action {
    /// Whether an argument may take the body where none is read, or one is taken already: of most types the name says whether they do.
    pub(crate) fn may_break_a_limit(&self) -> bool {
        let has_body = !matches!(self.method.as_str(), "GET" | "DELETE");
        let takes = |name: &str| !matches!(name, "Query" | "QueryWithParams");
        let described = self.arguments.iter().filter(|argument| matches!(argument.role, Role::Described));
        let bodies = described.filter(|argument| last_word(&argument.ty).is_none_or(|name| takes(&name))).count();
        bodies > usize::from(has_body)
    }
}

/// The literals of an `#[action]` that are right by themselves and may yet be wrong in an API.
pub(crate) struct Literals {
    /// Of the first microversion.
    pub(crate) since: Option<LitStr>,
    /// Of the last microversion.
    pub(crate) until: Option<LitStr>,
    /// Of the policy rule.
    pub(crate) policy: Option<LitStr>,
}

/// An argument of an action's method.
pub(crate) struct Argument {
    /// Its name; `_` where it is taken apart.
    pub(crate) name: String,
    /// Its type as written.
    pub(crate) ty: Type,
    /// Where its value comes from.
    pub(crate) role: Role,
}

/// Where an argument's value comes from.
pub(crate) enum Role {
    /// The path parameter of its name, which has this place in the template.
    Parameter(usize),
    /// Its type says, and may describe itself.
    Described,
    /// Its type says, and there is nothing to describe.
    Extracted,
}

/// An inclusive range of microversions; an open end is `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Range {
    /// The first.
    pub(crate) since: Option<(u16, u16)>,
    /// The last.
    pub(crate) until: Option<(u16, u16)>,
}

impl Range {
    /// Whether some microversion lies in both.
    pub(crate) fn overlaps(self, other: Self) -> bool {
        let below = |low: Option<(u16, u16)>, high: Option<(u16, u16)>| match (low, high) {
            (Some(low), Some(high)) => low <= high,
            _ => true,
        };
        below(self.since, other.until) && below(other.since, self.until)
    }

    /// The microversions between this range and the last one before it, where no other has them, and whose range that last one is.
    pub(crate) fn hole_before<T>(self, others: impl Iterator<Item = (Self, T)> + Clone) -> Option<(String, T)> {
        let since = self.since?;
        let before =
            others.clone().filter_map(|(other, owner)| Some((other.until.filter(|&until| until < since)?, owner)));
        let (until, owner) = before.max_by_key(|(until, _)| *until)?;
        let covered = others.into_iter().any(|(other, _)| {
            other.since.is_none_or(|start| start < since) && other.until.is_none_or(|end| end >= since)
        });
        // How many minor versions a major one has is not known here.
        if covered || until.0 != since.0 || until.1 + 1 == since.1 {
            return None;
        }
        let (first, last) = ((until.0, until.1 + 1), (since.0, since.1 - 1));
        let hole = if first == last {
            format!("at {}.{}", first.0, first.1)
        } else {
            format!("from {}.{} to {}.{}", first.0, first.1, last.0, last.1)
        };
        Some((hole, owner))
    }

    /// The first and the last microversion as they are written; empty where the range is open.
    pub(crate) fn ends(self) -> [String; 2] {
        let end = |end: Option<(u16, u16)>| end.map(|(major, minor)| format!("{major}.{minor}")).unwrap_or_default();
        [end(self.since), end(self.until)]
    }

    /// The ends as the runtime reads them behind a status.
    pub(crate) fn written(self) -> String {
        let [since, until] = self.ends();
        let end = |word, end: &str| if end.is_empty() { String::new() } else { format!(" {word} {end}") };
        end("since", &since) + &end("until", &until)
    }

    /// Whether none lies in it.
    pub(crate) fn is_empty(self) -> bool {
        matches!((self.since, self.until), (Some(since), Some(until)) if since > until)
    }
}

impl std::fmt::Display for Range {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.since, self.until) {
            (None, None) => out.write_str("every microversion"),
            (Some(since), None) => write!(out, "{}.{} and later", since.0, since.1),
            (None, Some(until)) => write!(out, "up to {}.{}", until.0, until.1),
            (Some(since), Some(until)) => write!(out, "{}.{} to {}.{}", since.0, since.1, until.0, until.1),
        }
    }
}
