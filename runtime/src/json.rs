//! JSON as Python's `json` module reads and writes it.
//!
//! Clients of Nova see Python's behaviour: `NaN` is a number, the last of two equal keys wins, text is ASCII with
//! `", "` and `": "` between the parts, and validation texts quote values the way `repr()` does.
//! Typed bodies of a new API go through serde instead (feature `json`); this module knows no serde.

mod lexer;
mod object;
mod parse;
mod peek;
pub(crate) mod printable;
mod python;
mod value;
mod write;

pub use object::Object;
pub use parse::{DEPTH_MAX, JsonError, parse};
pub use peek::{Peek, peek_key};
pub use python::python_repr_str;
pub use value::Value;
pub use write::Writer;
