//! The checked model to tokens: the table of routes and the dispatch.
//!
//! Emitted code is written to be read: source order, one arm an action, work done in the runtime's functions. It is also written
//! to be compiled, by its user, at every change: a row is a line of a text, an arm one call, because rustc pays for each word of it.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::ext::IdentExt;

use crate::callback::expand_callback;
use crate::model::{Action, Argument, Range, Resource, Role};
use crate::place::Place;
use crate::rows::{expand_rows, new_nodes};
use crate::types::ends;
use crate::url::expand_urls;

/// Expands the controller of a resource.
pub(crate) fn expand(resource: &Resource, item: &syn::ItemImpl) -> TokenStream {
    expand_controller(resource, item, &resource.actions)
}

/// Expands the controller of a resource with mistakes: no rows, so that nothing is said of them again, and what is right
/// is called, so that mistakes in its types are shown in the same build.
pub(crate) fn expand_unrouted(resource: &Resource, item: &syn::ItemImpl) -> TokenStream {
    expand_controller(resource, item, &[])
}

fn expand_controller(resource: &Resource, item: &syn::ItemImpl, routed: &[Action]) -> TokenStream {
    let Resource { controller, krate, actions } = resource;
    let sound = actions.iter().enumerate().filter(|(_, action)| action.sound);
    let arms = sound.map(|(id, action)| expand_arm(id, action));
    let urls = expand_urls(resource, item);
    let name = controller.unraw().to_string();
    let file = Place::of(controller.span()).file;
    let nodes = new_nodes(routed);
    let rows = expand_rows(routed, &nodes);
    let callback = expand_callback(controller, routed, &nodes, krate);
    quote! {
        #callback

        #[allow(dead_code, non_local_definitions, unreachable_pub)]
        const _: () = {
            use #krate::__private::names::*;

            impl<__When> __Controller<__When> for #controller {
                const ROWS: __Table = __Table(#name, #file, &[#(#rows),*]);
            }

            impl #controller {
                #[doc(hidden)]
                pub fn _dispatch<'c>(&'c self, __action: u16, __call: &'c mut __Call<'_>) -> __Pending<'c> {
                    let __at = __At(self, __call);
                    match __action {
                        #(#arms)*
                        _ => __no_such_action(__action),
                    }
                }

                #urls
            }
        };
    }
}

/// Expands the impl that stands in where no controller is known, so that callers still resolve; the dispatch that is missing is in
/// `router!`.
pub(crate) fn expand_fallback(controller: &syn::Type, krate: &syn::Path) -> TokenStream {
    quote! {
        #[allow(non_local_definitions)]
        const _: () = {
            use #krate::__private::names::*;

            impl<__When> __Controller<__When> for #controller {
                const ROWS: __Table = __Table("", "", &[]);
            }
        };
    }
}

fn expand_arm(id: usize, action: &Action) -> TokenStream {
    let Action { cfgs, name, arguments, returns, .. } = action;
    let id = u16::try_from(id).unwrap_or(u16::MAX);
    let act = if action.ready.is_some() { "now" } else { "act" };
    let act = quote::format_ident!("__{act}{}", arguments.len());
    // Shown where the type stands if it is no answer.
    let (first, last) = ends(returns);
    let mut called = name.clone();
    called.set_span(last);
    let controller = Ident::new("Self", first);
    let binds = arguments.iter().map(expand_bind);
    quote! {
        #(#cfgs)*
        #id => #act(__at, #controller::#called #(, #binds)*),
    }
}

/// How an argument is bound: shown where its type stands if it cannot be.
fn expand_bind(Argument { ty, role, .. }: &Argument) -> TokenStream {
    let (first, last) = ends(ty);
    let by = Ident::new("__by", first);
    let by_what = match role {
        Role::Parameter(place) => Ident::new(&format!("Path{place}"), last),
        Role::Described | Role::Extracted => Ident::new("Given", last),
    };
    quote!(#by::#by_what)
}

/// A range as the runtime's type.
pub(crate) fn expand_range(range: Range, krate: &syn::Path) -> TokenStream {
    let end = |end: Option<(u16, u16)>, open: TokenStream| match end {
        Some((major, minor)) => quote!(#krate::microversion::Microversion::new(#major, #minor)),
        None => quote!(#krate::microversion::Microversion::#open),
    };
    if range == Range::default() {
        return quote!(#krate::microversion::VersionRange::ALL);
    }
    let since = end(range.since, quote!(LOWEST));
    let until = end(range.until, quote!(HIGHEST));
    quote!(#krate::microversion::VersionRange::new(#since, #until))
}
