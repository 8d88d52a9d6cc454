//! Typed URLs: a function `ACTION_url` for each action, from the same template as its row.
//!
//! It takes the parameters in the template's order and returns the path below the mount, so a template that changes breaks its
//! callers' build. It is public where its controller is, since views link to what only the router calls. A server action has none of its own: its URL is its member's.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::ext::IdentExt;
use syn::{Ident, ImplItem, ItemImpl};

use crate::model::{Action, Resource};
use crate::path::{Segment, parameter_ident};

/// Expands the functions, but for names that the impl already has.
pub(crate) fn expand_urls(resource: &Resource, item: &ItemImpl) -> TokenStream {
    let mut taken: Vec<Ident> = item
        .items
        .iter()
        .filter_map(|item| match item {
            ImplItem::Fn(method) => Some(method.sig.ident.unraw()),
            _ => None,
        })
        .collect();
    let mut functions = Vec::new();
    let has_url = |action: &&Action| action.body.is_none() && action.template.repeated().next().is_none();
    for action in resource.actions.iter().filter(has_url) {
        let name = format_ident!("{}_url", action.name);
        if !taken.contains(&name) {
            functions.push(expand_url(&name, action, resource));
            taken.push(name);
        }
    }
    let Resource { controller, .. } = resource;
    if functions.is_empty() {
        return TokenStream::new();
    }
    quote! {
        #[automatically_derived]
        #[allow(dead_code, unreachable_pub, clippy::all, clippy::pedantic, clippy::nursery)]
        impl #controller {
            #(#functions)*
        }
    }
}

fn expand_url(name: &Ident, action: &Action, resource: &Resource) -> TokenStream {
    let krate = &resource.krate;
    let cfgs = &action.cfgs;
    let parameters: Vec<_> = action.template.parameters().map(parameter_ident).collect();
    let mut values = parameters.iter();
    let pieces = action.template.segments.iter().map(|segment| match segment {
        Segment::Literal(text) => quote!(&#text),
        Segment::Parameter(_) => {
            let value = values.next().expect("a parameter segment has a name");
            quote!(&#krate::__private::Escaped(#value))
        }
    });
    let doc = format!("The path of `{}`, `{}`, below the mount.", action.name.unraw(), action.template.text());
    quote! {
        #(#cfgs)*
        #[doc = #doc]
        #[must_use]
        pub fn #name(#(#parameters: impl ::core::fmt::Display),*) -> ::std::string::String {
            #krate::__private::url(&[#(#pieces),*])
        }
    }
}
