//! What generated code calls. Not for use by hand: it belongs to exactly this version of the macros.

use std::fmt::{self, Display, Write};
use std::future::{Ready, ready};

use crate::extract::Call;
use crate::fault::Fault;
use crate::filter::{Outcome, Response};
use crate::spare;

#[path = "private/act.rs"]
pub mod act;
#[path = "private/hand_on.rs"]
mod hand_on;
#[path = "private/names.rs"]
pub mod names;
#[path = "private/types.rs"]
pub mod types;

pub use act::Pending;

pub use crate::__hand_on as hand_on;

pub use crate::policy::{refuse_unknown as refuse_unknown_policy, refuse_unknown_in as refuse_unknown_policies};
pub use starmap_macros::{__gather, __report};

/// What an action answers.
pub type Answer = Result<Replied, Fault>;

/// A response on its way from an action to the router, in memory that the next answer uses again: handed on by value it would
/// be copied by every future between the two.
#[derive(Debug)]
pub struct Replied(Box<Option<Outcome>>);

impl Replied {
    #[inline]
    pub(crate) fn of(response: Response) -> Self {
        let mut place = spare::place();
        *place = Some(Ok(response));
        Self(place)
    }

    #[inline]
    pub(crate) fn leave_in(mut self, outcome: &mut Option<Outcome>) {
        *outcome = None;
        std::mem::swap(outcome, &mut *self.0);
        spare::keep_place(self.0);
    }
}

/// Stands in for the `_dispatch` of a type without `#[resource]`, so that only the trait it lacks is reported.
pub trait NoDispatch {
    /// Never called.
    fn _dispatch<'c>(&'c self, action: u16, _: &'c mut Call<'_>) -> Pending<'c> {
        no_such_action(action)
    }
}

impl<T> NoDispatch for T {}

/// The future of an answer that is worked out now.
pub fn now<T>(answer: impl FnOnce() -> T) -> Ready<T> {
    ready(answer())
}

/// The arm for a number that no action of the controller has.
pub fn no_such_action<'c>(action: u16) -> Pending<'c> {
    let text = format!("the mapper names action {action}, which its controller does not have");
    Pending::Answered(Err(Fault::escaped(text)))
}

/// The room for a path before it grows: that of a member by a UUID.
const URL_BYTES: usize = 64;

/// The path of a template without parameters.
pub fn url0(template: &str) -> String {
    template.to_owned()
}

/// The path of a template with one parameter.
pub fn url1(template: &str, value: impl Display) -> String {
    url(template, &[&value])
}

/// The path of a template with two parameters.
pub fn url2(template: &str, one: impl Display, other: impl Display) -> String {
    url(template, &[&one, &other])
}

/// The path of a template with its parameters' values, in its order.
pub fn url(template: &str, values: &[&dyn Display]) -> String {
    let mut url = String::with_capacity(URL_BYTES);
    let mut rest = template;
    for value in values {
        let (literal, after) = rest.split_once('{').unwrap_or((rest, ""));
        url.push_str(literal);
        // Writing to a text fails only where a value's own `Display` does; then the value is cut there.
        let _ = write!(url, "{}", Escaped(value));
        rest = after.split_once('}').map_or("", |(_, rest)| rest);
    }
    url.push_str(rest);
    url
}

/// A parameter's value in a path: everything but RFC 3986's unreserved characters is a percent escape.
#[derive(Debug)]
pub struct Escaped<T>(pub T);

impl<T: Display> Display for Escaped<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(Escape(out), "{}", self.0)
    }
}

struct Escape<'o, 'f>(&'o mut fmt::Formatter<'f>);

const UNRESERVED: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < table.len() {
        table[byte] = matches!(byte as u8, b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'-' | b'.' | b'_' | b'~');
        byte += 1;
    }
    table
};

impl Write for Escape<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let unreserved = |byte: &u8| UNRESERVED[usize::from(*byte)];
        // What needs no escape is written in one piece: nearly always that is the whole id.
        if text.as_bytes().iter().all(unreserved) {
            return self.0.write_str(text);
        }
        for run in text.as_bytes().chunk_by(|left, right| unreserved(left) == unreserved(right)) {
            match str::from_utf8(run) {
                Ok(text) if run.iter().all(unreserved) => self.0.write_str(text)?,
                _ => run.iter().try_for_each(|byte| write!(self.0, "%{byte:02X}"))?,
            }
        }
        Ok(())
    }
}
