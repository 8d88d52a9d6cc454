//! Typed URLs: a function `ACTION_url` for each path, from the same template as its rows.
//!
//! It takes the parameters in the template's order and returns the path below the mount, so a template that changes breaks its
//! callers' build. It is public where its controller is, since views link to what only the router calls. A path has one function, not one
//! a method: that of its first `GET`, which is what a link leads to, or else of its first action; an action under `#[cfg]` has
//! its own, since the others may outlive it. A server action has none: its URL is its member's.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::ext::IdentExt;
use syn::{Ident, ImplItem, ItemImpl};

use crate::model::{Action, Resource};
use crate::path::parameter_ident;

/// Expands the functions, but for names that the impl already has.
pub(crate) fn expand_urls(resource: &Resource, item: &ItemImpl) -> TokenStream {
    let methods = item.items.iter().filter_map(|item| match item {
        ImplItem::Fn(method) => Some(method.sig.ident.unraw()),
        _ => None,
    });
    let mut taken: Vec<Ident> = methods.collect();
    let mut functions = TokenStream::new();
    for action in resource.actions.iter().filter(|action| has_url(action, &resource.actions)) {
        let name = format_ident!("{}_url", action.name);
        if !taken.contains(&name) {
            functions.extend(expand_url(&name, action));
            taken.push(name);
        }
    }
    functions
}

/// Whether the function of a path is named after this of its actions.
fn has_url(action: &Action, actions: &[Action]) -> bool {
    if action.body.is_some() || action.template.repeated().next().is_some() {
        return false;
    }
    let same_path = |other: &&Action| {
        other.body.is_none() && other.cfgs.is_empty() && other.template.has_shape_of(&action.template)
    };
    let mut candidates = actions.iter().filter(same_path);
    let chosen = candidates.clone().find(|other| other.method == "GET").or_else(|| candidates.next());
    !action.cfgs.is_empty() || chosen.is_some_and(|chosen| std::ptr::eq(chosen, action))
}

fn expand_url(name: &Ident, action: &Action) -> TokenStream {
    let cfgs = &action.cfgs;
    let parameters: Vec<_> = action.template.parameters().map(parameter_ident).collect();
    let template = action.template.text();
    let doc = format!("The path `{template}` below the mount.");
    let url = match &*parameters {
        [] => quote!(__url0(#template)),
        [one] => quote!(__url1(#template, #one)),
        [one, other] => quote!(__url2(#template, #one, #other)),
        _ => quote!(__url(#template, &[#(&#parameters),*])),
    };
    quote! {
        #(#cfgs)*
        #[doc = #doc]
        #[must_use]
        pub fn #name(#(#parameters: impl ::core::fmt::Display),*) -> ::std::string::String {
            #url
        }
    }
}
