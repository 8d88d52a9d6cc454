//! The controller trait, which `#[resource]` implements.

use crate::route::Route;

/// A type whose methods answer for a resource.
///
/// Beside these rows, `#[resource]` gives the type an `async fn _dispatch`, which calls the action with a number. That is no part of
/// the trait, because the future of a trait's method costs the compiler as much again in each controller.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a resource's controller",
    label = "no `#[resource]` for this type",
    note = "put `#[starmap::resource(\"…\")]` above `impl {Self}` in the module that defines the type"
)]
pub trait Controller: Send + Sync + 'static {
    /// A row for each `#[action]`, in source order.
    const ROUTES: &'static [Route];
}
