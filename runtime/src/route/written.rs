//! Rows as `#[resource]` writes them: texts, some numbers, and the constants of types, which cost the compiler least.
//!
//! A row is compiled at every change of its crate, checked ones too, so that nothing here is a call, and a reference less is one
//! less to validate. What the compiler has to know of all rows at once, to find clashes, stands in the numbers. A [`Route`]
//! is made of a row when the mapper is laid out, which a check of the crate leaves out.

use super::{Answer, Method, Route, Source, Successes};
use crate::microversion::{Microversion, VersionRange};

/// The rows of a controller: its type's name, the file that it is declared in, and the rows in their order there.
#[derive(Clone, Copy, Debug)]
pub struct WrittenRows(pub &'static str, pub &'static str, pub &'static [Written]);

impl WrittenRows {
    /// The row at an index.
    ///
    /// # Panics
    ///
    /// Where there is none.
    pub const fn route(&self, at: usize) -> Route {
        let Self(controller, file, rows) = *self;
        Route { controller, file, ..rows[at].route() }
    }
}

/// One row.
#[derive(Clone, Copy, Debug)]
pub struct Written(
    /// What cannot hold a line's end, a line each, and the summary behind it: the method, a space and the path template; the method's
    /// name in the controller; the statuses of success as [`Successes`] reads them; the other statuses as [`Route::also`] has them; the
    /// arguments as [`Route::arguments`] has them; the number of the action in its controller; the line of the `#[action]`.
    pub &'static str,
    /// The body key; empty for none.
    pub &'static str,
    /// The policy rule; empty for none.
    pub &'static str,
    /// What the compiler has to know of all rows: a hash of the method with the template's shape; one of the body key, 0 without
    /// one; the ends of the range as [`Microversion::packed`] has them, 32 bits each; the most nodes that the template adds to a trie of
    /// the rows before it.
    pub [u64; 4],
    /// The sources that the arguments' types say.
    pub &'static [Source],
    /// What a success holds.
    pub Answer,
);

/// The number of fields, of which the last is the summary.
const FIELDS: usize = 8;

impl Written {
    /// The number of the action in its controller.
    pub(crate) const fn id(&self) -> u16 {
        number(self.fields()[5]) as u16
    }

    /// The policy rule; empty for none.
    pub(crate) const fn policy(&self) -> &'static str {
        self.2
    }

    pub(crate) const fn method(&self) -> Method {
        match self.0.as_bytes() {
            [b'G', ..] => Method::Get,
            [b'D', ..] => Method::Delete,
            [b'P', b'O', ..] => Method::Post,
            [b'P', b'U', ..] => Method::Put,
            _ => Method::Patch,
        }
    }

    /// Cuts the text at its lines' ends.
    const fn fields(&self) -> [&'static str; FIELDS] {
        let mut fields = [""; FIELDS];
        let mut rest = self.0;
        let mut field = 0;
        while field < FIELDS {
            let bytes = rest.as_bytes();
            let mut end = 0;
            while end < bytes.len() && (bytes[end] != b'\n' || field + 1 == FIELDS) {
                end += 1;
            }
            (fields[field], rest) = rest.split_at(end);
            rest = if rest.is_empty() { rest } else { rest.split_at(1).1 };
            field += 1;
        }
        fields
    }

    /// Without its controller.
    const fn route(&self) -> Route {
        let [request, action, success, also, arguments, id, line, summary] = self.fields();
        let Self(_, body, policy, [_, _, range, _], sources, answer) = *self;
        let method = self.method();
        Route {
            id: number(id) as u16,
            method,
            template: request.split_at(method.as_str().len() + 1).1,
            range: VersionRange::new(
                Microversion::unpacked((range >> 32) as u32),
                Microversion::unpacked(range as u32),
            ),
            body: if body.is_empty() { None } else { Some(body) },
            action,
            policy: if policy.is_empty() { None } else { Some(policy) },
            success: Successes::from_text(success),
            also,
            answer,
            arguments,
            sources,
            summary,
            line: number(line),
            ..Route::EMPTY
        }
    }
}

/// The number that is written in decimal.
const fn number(digits: &str) -> u32 {
    let mut number = 0;
    let mut at = 0;
    while at < digits.len() {
        number = number * 10 + (digits.as_bytes()[at] - b'0') as u32;
        at += 1;
    }
    number
}
