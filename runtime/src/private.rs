//! What generated code calls. Not for use by hand: it belongs to exactly this version of the macros.

use crate::extract::{Call, Extract, Parameter};
use crate::fault::Fault;
use crate::filter::Response;
use crate::response::Reply;

/// What an action answers.
pub type Answer = Result<Response, Fault>;

/// Reads the path parameter at `place`.
pub fn parameter<'r, T: Parameter<'r>>(call: &Call<'r>, place: usize, name: &'static str) -> Result<T, Fault> {
    let missing = || Fault::escaped(format!("the matched path has no parameter `{name}`"));
    T::parse(call.parameters.text(call.path, place).ok_or_else(missing)?)
}

/// Takes an argument that is bound by its type.
pub fn extract<'r, T: Extract<'r>>(call: &mut Call<'r>) -> Result<T, Fault> {
    T::extract(call)
}

/// Makes a response of what an action returned.
pub fn reply<T: Reply>(answer: T, call: &Call<'_>) -> Answer {
    answer.reply(call)
}

/// The arm for a number that no action of the controller has.
pub fn no_such_action(action: u16) -> Answer {
    Err(Fault::escaped(format!("the mapper names action {action}, which its controller does not have")))
}
