//! One row of a resource's table: what `#[resource]` emits for an `#[action]`.
//!
//! The rows are the truth that everything else is derived from: the mapper, `explain`, the route list, typed URLs, OpenAPI,
//! metric labels. They are `const` data and know nothing of HTTP types.

mod successes;
mod template;
mod written;

use crate::microversion::{Microversion, VersionRange};
use crate::schema::Schema;

pub use successes::{SUCCESSES_MAX, Successes};
pub use template::Segments;
pub use written::{Rows, Said, Written, WrittenRows};

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
    /// Reads `{name}: type` of a path parameter, `name: type` of an argument whose source is the next one, and `name = type` of any other.
    fn from_text(text: &'static str, sources: &mut impl Iterator<Item = Source>) -> Option<Self> {
        let equals = || text.split_once(" = ").map(|(name, ty)| Self { name, ty, source: Source::Other });
        let Some((name, ty)) = text.split_once(": ").filter(|(name, _)| !name.contains(' ')) else { return equals() };
        Some(match name.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
            Some(name) => Self { name, ty, source: Source::Parameter },
            None => Self { name, ty, source: sources.next()? },
        })
    }

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
        range: VersionRange::ALL,
        body: None,
        controller: "",
        action: "",
        policy: None,
        success: Successes::NONE,
        also: "",
        answer: Answer::Any,
        arguments: "",
        sources: &[],
        summary: "",
        file: "",
        line: 0,
    };

    /// The segments of the template, in order; none for the root.
    pub const fn segments(&self) -> Segments {
        Segments::of(self.template)
    }

    /// The arguments of the method, in its order, without `&self`.
    pub fn arguments(&self) -> impl Iterator<Item = Argument> {
        let mut sources = self.sources.iter().copied();
        self.arguments.split_terminator('\t').filter_map(move |text| Argument::from_text(text, &mut sources))
    }

    /// The other statuses that the action itself answers with: faults of its own, and what it sends by
    /// [`WithStatus`](crate::response::WithStatus). Those of the microversion, the policy, the query and the body go without saying.
    pub fn also(&self) -> impl Iterator<Item = u16> {
        self.also.split_ascii_whitespace().filter_map(|status| status.parse().ok())
    }

    /// The success status at a microversion: 200 where the row names none.
    pub fn success_at(&self, version: Microversion) -> u16 {
        self.success.iter().find(|success| success.range.contains(version)).map_or(200, |success| success.status)
    }

    /// The statuses of the faults that the row knows of: those of its body, query, parameters and policy, and those that it names.
    pub fn faults(&self) -> Vec<u16> {
        let mut statuses: Vec<u16> = self.also().filter(|status| *status >= 400).collect();
        if matches!(self.method, Method::Post | Method::Put | Method::Patch) {
            statuses.extend([400, 408, 413]);
        }
        if self.sources.iter().any(|source| matches!(source, Source::Query(_) | Source::Body(_))) {
            statuses.push(400);
        }
        // A body that is no object has no key, and a segment that is no number names nothing.
        if self.body.is_some() || self.arguments().any(|argument| argument.is_parsed()) {
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
        self.sources.iter().any(|source| matches!(source, Source::Bytes))
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
    pub success: Successes,
    /// What [`also`](Self::also) reads: statuses with a space between two.
    pub also: &'static str,
    /// What a success holds.
    pub answer: Answer,
    /// What [`arguments`](Self::arguments) reads: a tab between two, and `{name}: type` for a path parameter, `name: type` where
    /// the type says what it is, `name = type` for any other.
    pub arguments: &'static str,
    /// What the arguments are whose types say it, in their order.
    pub sources: &'static [Source],
    /// The first sentence of the method's documentation.
    pub summary: &'static str,
    /// The source file of the `#[action]`.
    pub file: &'static str,
    /// Its line there.
    pub line: u32,
}
