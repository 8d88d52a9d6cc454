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

/// Makes functions of the actions that wait for nothing. Of some of them a lint would speak that had nothing to say of what was written.
fn make_actions_ready(resource: &Resource, imp: &mut ItemImpl) {
    let make = |item: &mut ImplItem| {
        if let ImplItem::Fn(method) = item
            && let Some(action) = resource.actions.iter().find(|action| action.name == method.sig.ident)
            && let Some(ready) = action.ready
        {
            return ready.make(method, &action.returns, &resource.krate);
        }
        false
    };
    let whom: Vec<bool> = imp.items.iter_mut().map(make).collect();
    allow(&quote!(unreachable_code, unused_braces), &whom, imp);
}

/// Takes our attributes off. What an action has to be, whether its body makes use of it or not, no lint of Clippy's is to say something
/// of.
fn strip_actions(imp: &mut ItemImpl) {
    let strip = |item: &mut ImplItem| {
        let Some(attributes) = attributes(item) else { return false };
        let before = attributes.len();
        attributes.retain(|attribute| !is_action(attribute) && !hides_action(attribute));
        attributes.len() < before
    };
    let whom: Vec<bool> = imp.items.iter_mut().map(strip).collect();
    allow(&quote!(clippy::needless_pass_by_value, clippy::unused_async, clippy::unused_self), &whom, imp);
}

fn attributes(item: &mut ImplItem) -> Option<&mut Vec<Attribute>> {
    match item {
        ImplItem::Fn(method) => Some(&mut method.attrs),
        ImplItem::Const(item) => Some(&mut item.attrs),
        ImplItem::Type(item) => Some(&mut item.attrs),
        ImplItem::Macro(item) => Some(&mut item.attrs),
        _ => None,
    }
}

/// Puts `#[allow(lints)]` on some items, or where it is all of them on the impl: the compiler pays for each attribute, and looks a name
/// of another tool's lint up in all of its own.
fn allow(lints: &TokenStream, whom: &[bool], imp: &mut ItemImpl) {
    if whom.iter().all(|told| *told) {
        imp.attrs.push(allowing(lints.clone()));
        return;
    }
    for (item, _) in imp.items.iter_mut().zip(whom).filter(|(_, told)| **told) {
        if let Some(attributes) = attributes(item) {
            attributes.push(allowing(lints.clone()));
        }
    }
}

/// `#[allow(lints)]`, put together by hand: parsed, it would cost a debug build more than the method does.
fn allowing(lints: TokenStream) -> Attribute {
    let span = Span::call_site();
    let path = Path::from(Ident::new("allow", span));
    Attribute {
        pound_token: Token![#](span),
        style: AttrStyle::Outer,
        bracket_token: Bracket::default(),
        meta: Meta::List(MetaList { path, delimiter: MacroDelimiter::Paren(Paren::default()), tokens: lints }),
    }
}
