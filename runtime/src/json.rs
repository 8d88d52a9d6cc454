//! JSON as Python's `json` module reads and writes it.
//!
//! Clients of Nova see Python's behaviour: `NaN` is a number, the last of two equal keys wins, text is ASCII with
//! `", "` and `": "` between the parts, and validation texts quote values the way `repr()` does.
//! Typed bodies of a new API go through serde instead (feature `json`); this module knows no serde.

mod object;
mod value;

pub use object::Object;
pub use value::Value;
