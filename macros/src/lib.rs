//! The attribute and derive macros of Starmap.
//!
//! Entry points only. They are documented where they are re-exported, in the `starmap` crate, whose types the examples need.

mod args;
mod callback;
mod check;
mod derive;
mod diagnostics;
mod expand;
mod hash;
mod model;
mod path;
mod place;
mod ready;
mod resource;
mod router;
mod rows;
mod siblings;
#[cfg(test)]
mod snapshots;
mod spelling;
mod types;
mod url;
mod written;

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

/// Ends a chain of controllers' macros.
#[doc(hidden)]
#[proc_macro]
pub fn __gather(input: TokenStream) -> TokenStream {
    callback::gather(input.into()).into()
}

/// Ends the chain of an API's macros.
#[doc(hidden)]
#[proc_macro]
pub fn __report(input: TokenStream) -> TokenStream {
    callback::report(input.into()).into()
}

/// Reads a request body.
#[proc_macro_derive(Body, attributes(schema))]
pub fn body(input: TokenStream) -> TokenStream {
    derive::body(&syn::parse_macro_input!(input)).into()
}

/// Reads a query string.
#[proc_macro_derive(Query, attributes(schema))]
pub fn query(input: TokenStream) -> TokenStream {
    derive::query(&syn::parse_macro_input!(input)).into()
}

/// Writes a response body.
#[proc_macro_derive(View, attributes(view))]
pub fn view(input: TokenStream) -> TokenStream {
    derive::view(&syn::parse_macro_input!(input)).into()
}
