//! `#[resource]` and `#[action]`: from the attribute and the impl to tokens.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::token::{Bracket, Paren};
use syn::{AttrStyle, Attribute, Ident, ImplItem, ItemImpl, MacroDelimiter, Meta, MetaList, Path, Token};

use crate::args::ResourceArgs;
use crate::check::{check, hides_action, is_action};
use crate::diagnostics::Diagnostics;
use crate::expand::{expand, expand_fallback, expand_unrouted};
use crate::model::Resource;
use crate::siblings::earlier_resource;
use crate::written::parse_impl;

/// Expands `#[resource(args)] item`.
///
/// The impl goes out first and untouched but for `#[action]` and for what [`crate::ready`] says, so that an editor keeps completing
/// in it whatever is wrong.
pub(crate) fn resource(args: TokenStream, item: &TokenStream) -> TokenStream {
    let mut imp = match parse_impl(item) {
        Ok(imp) => imp,
        Err(error) => {
            let error = not_an_impl(item, error).to_compile_error();
            return quote!(#item #error);
        }
    };
    let mut diagnostics = Diagnostics::new();
    let args = ResourceArgs::parse(args, &mut diagnostics);
    let checked = check(&args, &imp, &mut diagnostics);
    if let Some(resource) = &checked
        && let Some(earlier) = earlier_resource(&resource.controller, &imp)
    {
        let name = &resource.controller;
        diagnostics.push(
            name.span(),
            format!("`{name}` has a `#[resource]` already, the one with `{earlier}`\nnote: a type has one resource: move these actions into that impl, or give them a controller of their own"),
        );
        strip_actions(&mut imp);
        let errors = diagnostics.finish();
        // The other is the type's controller; a second one would only be refused again.
        return quote!(#imp #errors);
    }
    if let Some(resource) = &checked {
        make_actions_ready(resource, &mut imp);
    }
    strip_actions(&mut imp);
    let controller = match &checked {
        Some(resource) => {
            let expand = if diagnostics.is_empty() { expand } else { expand_unrouted };
            expand(resource, &imp)
        }
        // Of a generic type or another than a path it would have mistakes of its own.
        None if imp.generics.params.is_empty() && matches!(&*imp.self_ty, syn::Type::Path(_)) => {
            expand_fallback(&imp.self_ty, &args.krate())
        }
        None => TokenStream::new(),
    };
    let errors = diagnostics.finish();
    quote!(#imp #controller #errors)
}

/// Expands `#[action]` outside a resource: the item as it is, and what to do about it.
pub(crate) fn action(item: &TokenStream) -> TokenStream {
    let error = syn::Error::new(
        Span::call_site(),
        "`#[action]` stands outside a `#[resource]`\nnote: put `#[resource(\"…\")]` above the impl that holds this method; a method that a macro writes there is not seen, so let the macro write the whole impl",
    )
    .to_compile_error();
    match syn::parse2::<syn::ImplItemFn>(item.clone()) {
        // The body is the one place that is there in an impl and in a module alike.
        Ok(mut method) => {
            method.block.stmts.insert(0, syn::Stmt::Item(syn::Item::Verbatim(error)));
            method.into_token_stream()
        }
        Err(_) => quote!(#item #error),
    }
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

fn make_actions_ready(resource: &Resource, imp: &mut ItemImpl) {
    for item in &mut imp.items {
        if let ImplItem::Fn(method) = item
            && let Some(action) = resource.actions.iter().find(|action| action.name == method.sig.ident)
            && let Some(ready) = action.ready
        {
            ready.make(method, &action.returns, &resource.krate);
        }
    }
}

/// Takes our attributes off. What an action has to be, whether its body makes use of it or not, no lint of Clippy's is to say something
/// of. Where there are only actions, the impl is told so once: the compiler looks a name of another tool's lint up in all of its own.
fn strip_actions(imp: &mut ItemImpl) {
    let mut others = false;
    let mut actions = Vec::new();
    for item in &mut imp.items {
        let attributes = match item {
            ImplItem::Fn(method) => &mut method.attrs,
            ImplItem::Const(item) => &mut item.attrs,
            ImplItem::Type(item) => &mut item.attrs,
            ImplItem::Macro(item) => &mut item.attrs,
            _ => continue,
        };
        let before = attributes.len();
        attributes.retain(|attribute| !is_action(attribute) && !hides_action(attribute));
        if attributes.len() < before { actions.push(attributes) } else { others = true }
    }
    let told = if others { actions } else { vec![&mut imp.attrs] };
    for attributes in told {
        attributes.push(allow(quote!(clippy::needless_pass_by_value, clippy::unused_async, clippy::unused_self)));
    }
}

/// `#[allow(lints)]`, put together by hand: parsed, it would cost a debug build more than the method does.
pub(crate) fn allow(lints: TokenStream) -> Attribute {
    let span = Span::call_site();
    let path = Path::from(Ident::new("allow", span));
    Attribute {
        pound_token: Token![#](span),
        style: AttrStyle::Outer,
        bracket_token: Bracket::default(),
        meta: Meta::List(MetaList { path, delimiter: MacroDelimiter::Paren(Paren::default()), tokens: lints }),
    }
}
