//! The attribute and derive macros of Starmap.

mod diagnostics;
