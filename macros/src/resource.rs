//! `#[resource]` and `#[action]`: from the attribute and the impl to tokens.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{ImplItem, ItemImpl};

use crate::args::ResourceArgs;
use crate::check::{check, is_action};
use crate::diagnostics::Diagnostics;
use crate::expand::{expand, expand_fallback};

/// Expands `#[resource(args)] item`.
///
/// The impl goes out first and untouched but for `#[action]`, so that an editor keeps completing in it whatever is wrong.
pub(crate) fn resource(args: TokenStream, item: &TokenStream) -> TokenStream {
    let mut imp: ItemImpl = match syn::parse2(item.clone()) {
        Ok(imp) => imp,
        Err(error) => {
            let error = not_an_impl(item, error).to_compile_error();
            return quote!(#item #error);
        }
    };
    let mut diagnostics = Diagnostics::new();
    let args = diagnostics.ok(syn::parse2::<ResourceArgs>(args));
    let checked = args.as_ref().and_then(|args| check(args, &imp, &mut diagnostics));
    strip_actions(&mut imp);
    let controller = match &checked {
        Some(resource) => expand(resource),
        None => {
            let krate = args.map_or_else(|| syn::parse_quote!(::starmap), |args| args.krate);
            expand_fallback(&imp.self_ty, &krate)
        }
    };
    let errors = diagnostics.finish();
    quote!(#imp #controller #errors)
}

/// Expands `#[action]` outside a resource: the item as it is, and what to do about it.
pub(crate) fn action(item: &TokenStream) -> TokenStream {
    let error = syn::Error::new(
        proc_macro2::Span::call_site(),
        "`#[action]` stands outside a `#[resource]`\nnote: put `#[resource(\"…\")]` above the impl that holds this method",
    )
    .to_compile_error();
    // Inside an impl only an item of an impl may follow; a constant holds the error there as well as in a module.
    quote!(#item const _: () = { #error };)
}

fn not_an_impl(item: &TokenStream, error: syn::Error) -> syn::Error {
    if syn::parse2::<syn::Item>(item.clone()).is_ok() {
        return syn::Error::new_spanned(
            item.to_token_stream(),
            "`#[resource]` stands on an impl\nnote: write it above `impl ServersController { … }`, not above the type",
        );
    }
    error
}

fn strip_actions(imp: &mut ItemImpl) {
    for item in &mut imp.items {
        if let ImplItem::Fn(method) = item {
            method.attrs.retain(|attribute| !is_action(attribute));
        }
    }
}
