//! One row of a resource's table: what `#[resource]` emits for an `#[action]`.
//!
//! The rows are the truth that everything else is derived from: the mapper, `explain`, the route list, typed URLs, OpenAPI,
//! metric labels. They are `const` data and know nothing of HTTP types.

use crate::microversion::{Microversion, VersionRange};
use crate::schema::Schema;

/// The request method of a row.
///
/// Only these can be routed; a request with any other method matches no row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Method {
    /// `GET`
    Get,
    /// `POST`
    Post,
    /// `PUT`
    Put,
    /// `DELETE`
    Delete,
    /// `PATCH`
    Patch,
}

impl Method {
    /// Every method that can be routed, in the order of their numbers.
    pub const ALL: [Self; 5] = [Self::Get, Self::Post, Self::Put, Self::Delete, Self::Patch];

    /// The name as it stands in a request line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
            Self::Patch => "PATCH",
        }
    }
}

/// One segment of a path template, between two slashes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Segment {
    /// Text that the request path must hold as it stands.
    Literal(&'static str),
    /// A parameter with its name, written `{name}`; it takes any text without a slash, but not none.
    Parameter(&'static str),
}

/// A success status and the microversions it is sent at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Success {
    /// The status code, 200 to 299.
    pub status: u16,
    /// When it applies.
    pub range: VersionRange,
}

/// What a success of an action holds.
#[derive(Clone, Copy, Debug)]
pub enum Answer {
    /// Whatever the action makes of it.
    Any,
    /// No content.
    Nothing,
    /// JSON that matches this schema.
    Json(&'static Schema),
    /// JSON that matches this schema, or no content.
    Perhaps(&'static Schema),
    /// There is no success: the answer is always a fault of this status.
    Fault(u16),
}

/// An argument of an action.
#[derive(Clone, Copy, Debug)]
pub struct Argument {
    /// Its name; `_` where it is taken apart.
    pub name: &'static str,
    /// Its type as written.
    pub ty: &'static str,
    /// Where its value comes from.
    pub source: Source,
}

impl Argument {
    /// Whether it is a path parameter that not any text can be.
    fn is_parsed(&self) -> bool {
        let any_text = self.ty.ends_with("str") || self.ty == "String";
        matches!(self.source, Source::Parameter) && !any_text
    }
}

impl Route {
    /// A row that says nothing: what a row written by hand leaves out, as in `Route { id, ..Route::EMPTY }`.
    pub const EMPTY: Self = Self {
        id: 0,
        method: Method::Get,
        template: "",
        segments: &[],
        range: VersionRange::ALL,
        body: None,
        controller: "",
        action: "",
        policy: None,
        success: &[],
        also: &[],
        answer: Answer::Any,
        arguments: &[],
        summary: "",
        file: "",
        line: 0,
    };

    /// The success status at a microversion: 200 where the row names none.
    pub fn success_at(&self, version: Microversion) -> u16 {
        self.success.iter().find(|success| success.range.contains(version)).map_or(200, |success| success.status)
    }

    /// The statuses of the faults that the row knows of: those of its body, query, parameters and policy, and those that it names.
    pub fn faults(&self) -> Vec<u16> {
        let mut statuses: Vec<u16> = self.also.iter().copied().filter(|status| *status >= 400).collect();
        if matches!(self.method, Method::Post | Method::Put | Method::Patch) {
            statuses.extend([400, 408, 413]);
        }
        if self.arguments.iter().any(|one| matches!(one.source, Source::Query(_) | Source::Body(_))) {
            statuses.push(400);
        }
        // A body that is no object has no key, and a segment that is no number names nothing.
        if self.body.is_some() || self.arguments.iter().any(Argument::is_parsed) {
            statuses.push(404);
        }
        if self.policy.is_some() {
            statuses.push(403);
        }
        if let Answer::Fault(status) = self.answer {
            statuses.push(status);
        }
        statuses
    }

    /// Whether the action reads the body's bytes itself.
    pub fn takes_bytes(&self) -> bool {
        self.arguments.iter().any(|argument| matches!(argument.source, Source::Bytes))
    }
}

/// Where the value of an argument comes from.
#[derive(Clone, Copy, Debug)]
pub enum Source {
    /// The path parameter of its name.
    Parameter,
    /// The body, which matches this schema.
    Body(&'static Schema),
    /// The body as it was sent, whatever it is.
    Bytes,
    /// The query, which matches this schema.
    Query(&'static Schema),
    /// Anything else of the request.
    Other,
}

/// One row: an action of a controller with everything that selects it.
#[derive(Clone, Copy, Debug)]
pub struct Route {
    /// The number of the action in its controller: what the generated `_dispatch` matches.
    pub id: u16,
    /// The request method.
    pub method: Method,
    /// The path template below the application's mount, with its leading slash: `/servers/{id}`; the root is `/`.
    pub template: &'static str,
    /// The template cut at its slashes; empty for the root.
    pub segments: &'static [Segment],
    /// The microversions at which the action exists.
    pub range: VersionRange,
    /// The single key of the request body that selects the action, for a server action.
    pub body: Option<&'static str>,
    /// The controller's type name.
    pub controller: &'static str,
    /// The method's name in the controller.
    pub action: &'static str,
    /// The policy rule that guards it.
    pub policy: Option<&'static str>,
    /// The statuses of success; 200 where none fits.
    pub success: &'static [Success],
    /// The other statuses that the action itself answers with: faults of its own, and what it sends by
    /// [`WithStatus`](crate::response::WithStatus). Those of the microversion, the policy, the query and the body go without saying.
    pub also: &'static [u16],
    /// What a success holds.
    pub answer: Answer,
    /// The arguments of the method, in its order, without `&self`.
    pub arguments: &'static [Argument],
    /// The first sentence of the method's documentation.
    pub summary: &'static str,
    /// The source file of the `#[action]`.
    pub file: &'static str,
    /// Its line there.
    pub line: u32,
}
