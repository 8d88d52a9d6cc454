//! The derives of bodies, queries and views: one struct for every microversion.
//!
//! Flow: `attributes` (syntax) -> `parse` (syntax to `model`) -> `check` (rules) -> one expander an emitted thing.
//! A struct that fails still gets empty impls, so that the only errors shown are about its attributes.

mod attributes;
mod body;
mod check;
mod fallback;
mod model;
mod parse;
mod pattern;
mod query;
mod schema;
mod shape;
mod view;

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

use crate::diagnostics::Diagnostics;
use model::{Container, Purpose};

/// Expands `#[derive(Body)]`.
pub(crate) fn body(input: &DeriveInput) -> TokenStream {
    expand(input, Purpose::Body, |container| {
        let schematic = schema::expand_schematic(container);
        let from_value = body::expand_from_value(container);
        quote!(#schematic #from_value)
    })
}

/// Expands `#[derive(Query)]`.
pub(crate) fn query(input: &DeriveInput) -> TokenStream {
    expand(input, Purpose::Query, |container| {
        let schematic = schema::expand_schematic(container);
        let from_query = query::expand_from_query(container);
        quote!(#schematic #from_query)
    })
}

/// Expands `#[derive(View)]`.
pub(crate) fn view(input: &DeriveInput) -> TokenStream {
    expand(input, Purpose::View, view::expand_view)
}

fn expand(input: &DeriveInput, purpose: Purpose, expand: fn(&Container) -> TokenStream) -> TokenStream {
    let mut diagnostics = Diagnostics::new();
    let container = parse::container(input, purpose, &mut diagnostics);
    if let Some(container) = &container {
        check::check(container, &mut diagnostics);
    }
    let expansion = match &container {
        Some(container) if diagnostics.is_empty() => expand(container),
        _ => fallback::expand_fallback(input, purpose),
    };
    let errors = diagnostics.finish();
    quote!(#errors #expansion)
}
