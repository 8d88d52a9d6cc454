//! The controller trait, which `#[resource]` implements.

use std::future::Future;

use crate::__private::Answer;
use crate::extract::Call;
use crate::route::Route;

/// A type whose methods answer for a resource.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a resource's controller",
    label = "no `#[resource]` for this type",
    note = "put `#[starmap::resource(\"…\")]` above `impl {Self}` in the module that defines the type"
)]
pub trait Controller: Send + Sync + 'static {
    /// A row for each `#[action]`, in source order.
    const ROUTES: &'static [Route];

    /// Calls the action with this number.
    fn _dispatch(&self, action: u16, call: Call<'_>) -> impl Future<Output = Answer> + Send;
}
