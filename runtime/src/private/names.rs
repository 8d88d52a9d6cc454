//! The names that a resource's generated code is written in: imported all at once, and short, because the compiler and the
//! macros pay for each word of a row. Two underscores keep them apart from whatever else the code around has.

use crate::microversion::{Microversion, VersionRange};
use crate::route::{Answer, Argument, Method, Route, Segment, Source, Success};

#[rustfmt::skip] // One line a use: what is said of answers, of arguments, of the code around.
pub use super::{Answer as __Answer, AnswerOf as __AnswerOf, NoReply as _, no_such_action as __no_such_action, reply as __reply};
#[rustfmt::skip]
pub use super::{NoSource as _, SourceOf as __SourceOf, from_path as __from_path, from_request as __from_request, refused as __refused};
pub use super::url as __url;
pub use std::option::Option::Some as __Some;

pub use crate::controller::Controller as __Controller;
pub use crate::extract::Call as __Call;
pub use crate::route::{Answer as __Holds, Route as __Route};
pub use Segment::{Literal as __Literal, Parameter as __Parameter};

pub const __GET: Method = Method::Get;
pub const __POST: Method = Method::Post;
pub const __PUT: Method = Method::Put;
pub const __DELETE: Method = Method::Delete;
pub const __PATCH: Method = Method::Patch;

/// A row that is being written: what every row has by [`__row`], and what only some have by a method each.
#[derive(Clone, Copy, Debug)]
pub struct __Row(Route);

/// Begins a row.
#[expect(clippy::too_many_arguments, reason = "positions cost the compiler less than the names of fields")]
pub const fn __row(
    id: u16,
    method: Method,
    template: &'static str,
    segments: &'static [Segment],
    action: &'static str,
    arguments: &'static [Argument],
    answer: Answer,
    line: u32,
) -> __Row {
    __Row(Route { id, method, template, segments, action, arguments, answer, line, ..Route::EMPTY })
}

impl __Row {
    /// The first microversion.
    pub const fn since(mut self, major: u16, minor: u16) -> Self {
        self.0.range.since = Microversion::new(major, minor);
        self
    }

    /// The last microversion.
    pub const fn until(mut self, major: u16, minor: u16) -> Self {
        self.0.range.until = Microversion::new(major, minor);
        self
    }

    /// The body key of a server action.
    pub const fn body(mut self, key: &'static str) -> Self {
        self.0.body = Some(key);
        self
    }

    /// The policy rule.
    pub const fn policy(mut self, rule: &'static str) -> Self {
        self.0.policy = Some(rule);
        self
    }

    /// The statuses of success.
    pub const fn success(mut self, success: &'static [Success]) -> Self {
        self.0.success = success;
        self
    }

    /// The other statuses.
    pub const fn also(mut self, also: &'static [u16]) -> Self {
        self.0.also = also;
        self
    }

    /// The first sentence of the documentation.
    pub const fn summary(mut self, summary: &'static str) -> Self {
        self.0.summary = summary;
        self
    }
}

/// The rows of a controller, which is declared in one file.
pub const fn __rows<const N: usize>(controller: &'static str, file: &'static str, rows: [__Row; N]) -> [Route; N] {
    let mut routes = [Route::EMPTY; N];
    let mut at = 0;
    while at < N {
        routes[at] = Route { controller, file, ..rows[at].0 };
        at += 1;
    }
    routes
}

/// A success status.
pub const fn __success(status: u16, range: VersionRange) -> Success {
    Success { status, range }
}

/// An argument that is a path parameter.
pub const fn __parameter(name: &'static str, ty: &'static str) -> Argument {
    Argument { name, ty, source: Source::Parameter }
}

/// An argument that its type may describe.
pub const fn __argument(name: &'static str, ty: &'static str, source: Source) -> Argument {
    Argument { name, ty, source }
}

/// Any other argument.
pub const fn __other(name: &'static str, ty: &'static str) -> Argument {
    Argument { name, ty, source: Source::Other }
}
