//! The controller trait, which `#[resource]` implements.

use crate::route::WrittenRows;

/// A type whose methods answer for a resource.
///
/// Beside these rows, `#[resource]` gives the type a function `_dispatch`, which calls the action with a number. That is no part of
/// the trait, because it would cost the compiler a comparison with the trait's in each controller.
///
/// `When` says nothing: rows are the same for each, and are asked for as `<C as Controller>::ROWS`. The compiler evaluates a constant of
/// an implementation that has a parameter when somebody asks for it, and any other at each check of the crate.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a resource's controller",
    label = "no `#[resource]` for this type",
    note = "put `#[starmap::resource(\"…\")]` above `impl {Self}` in the module that defines the type"
)]
pub trait Controller<When = ()>: Send + Sync + 'static {
    /// A row for each `#[action]`, in source order.
    const ROWS: WrittenRows;
}
