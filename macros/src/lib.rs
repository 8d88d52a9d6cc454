//! The attribute and derive macros of Starmap.
//!
//! Entry points only. They are documented where they are re-exported, in the `starmap` crate, whose types the examples need.

mod args;
mod check;
mod diagnostics;
mod expand;
mod model;
mod path;
mod resource;
mod router;

use proc_macro::TokenStream;

/// Makes the controller of a resource from an impl.
#[proc_macro_attribute]
pub fn resource(args: TokenStream, item: TokenStream) -> TokenStream {
    resource::resource(args.into(), &item.into()).into()
}

/// Routes requests to a method of a `#[resource]` impl.
#[proc_macro_attribute]
pub fn action(_: TokenStream, item: TokenStream) -> TokenStream {
    resource::action(&item.into()).into()
}

/// Merges controllers into one API.
#[proc_macro]
pub fn router(input: TokenStream) -> TokenStream {
    router::router(input.into()).into()
}
