//! The checked model to tokens: the table of routes and the dispatch.
//!
//! Emitted code is written to be read: source order, one arm an action, work done in the runtime's functions. It is also written
//! to be compiled, by its user, at every change: one call a row, nothing said that a row does not have, and no `?` in an arm,
//! because rustc pays for each word of it.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use crate::callback::expand_callback;
use crate::check::mentions_impl;
use crate::model::{Action, Argument, Range, Resource, Role};
use crate::path::Segment;
use crate::place::Place;
use crate::url::expand_urls;

/// Expands the controller of a resource.
pub(crate) fn expand(resource: &Resource, item: &syn::ItemImpl) -> TokenStream {
    let actions = resource.actions.iter().enumerate();
    expand_controller(
        resource,
        item,
        &resource.actions,
        actions.map(|(id, action)| expand_row(id, action, &resource.krate)),
    )
}

/// Expands the controller of a resource with mistakes: no rows, so that nothing is said of them again, and what is right
/// is called, so that mistakes in its types are shown in the same build.
pub(crate) fn expand_unrouted(resource: &Resource, item: &syn::ItemImpl) -> TokenStream {
    expand_controller(resource, item, &[], std::iter::empty())
}

fn expand_controller(
    resource: &Resource,
    item: &syn::ItemImpl,
    routed: &[Action],
    rows: impl Iterator<Item = TokenStream>,
) -> TokenStream {
    let Resource { controller, krate, actions } = resource;
    let sound = actions.iter().enumerate().filter(|(_, action)| action.sound);
    let arms = sound.map(|(id, action)| expand_arm(id, action));
    let urls = expand_urls(resource, item);
    let name = controller.unraw().to_string();
    let file = Place::of(controller.span()).file;
    let callback = expand_callback(controller, routed);
    quote! {
        #callback

        #[allow(dead_code, non_local_definitions, unreachable_pub, clippy::all, clippy::pedantic, clippy::nursery)]
        const _: () = {
            use #krate::__private::names::*;

            #[automatically_derived]
            impl __Controller for #controller {
                const ROUTES: &'static [__Route] = &__rows(#name, #file, [#(#rows),*]);
            }

            #[automatically_derived]
            impl #controller {
                #[doc(hidden)]
                pub async fn _dispatch(&self, __action: u16, __call: &mut __Call<'_>) -> __Answer {
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

            #[automatically_derived]
            impl __Controller for #controller {
                const ROUTES: &'static [__Route] = &[];
            }

        };
    }
}

fn expand_row(id: usize, action: &Action, krate: &syn::Path) -> TokenStream {
    let Action { cfgs, name, .. } = action;
    let id = u16::try_from(id).unwrap_or(u16::MAX);
    let method = quote::format_ident!("__{}", action.method);
    let template = action.template.text();
    let segments = action.template.segments.iter().map(|segment| match segment {
        Segment::Literal(text) => quote!(__Literal(#text)),
        Segment::Parameter(name) => quote!(__Parameter(#name)),
    });
    let name = name.unraw().to_string();
    let arguments = action.arguments.iter().map(expand_description);
    let answer = expand_answer(&action.returns);
    let line = Place::of(action.span).line;
    let parts = expand_parts(action, krate);
    quote! {
        #(#cfgs)*
        __row(#id, #method, #template, &[#(#segments),*], #name, &[#(#arguments),*], #answer, #line) #parts
    }
}

/// What not every row has.
fn expand_parts(action: &Action, krate: &syn::Path) -> TokenStream {
    let Action { range, body, policy, success, also, summary, .. } = action;
    let since = range.since.map(|(major, minor)| quote!(.since(#major, #minor)));
    let until = range.until.map(|(major, minor)| quote!(.until(#major, #minor)));
    let body = body.as_ref().map(|key| quote!(.body(#key)));
    let policy = policy.as_ref().map(|rule| quote!(.policy(#rule)));
    let success = (!success.is_empty()).then(|| {
        let success = success.iter().map(|(status, range)| {
            let range = expand_range(*range, krate);
            quote!(__success(#status, #range))
        });
        quote!(.success(&[#(#success),*]))
    });
    let also = (!also.is_empty()).then(|| quote!(.also(&[#(#also),*])));
    let summary = (!summary.is_empty()).then(|| quote!(.summary(#summary)));
    quote!(#since #until #body #policy #success #also #summary)
}

/// What a success holds, which the returned type says; `impl Trait` cannot be named. A type that is no answer is reported
/// where the answer is made, and must not be a second time here.
fn expand_answer(returns: &syn::Type) -> TokenStream {
    if mentions_impl(quote!(#returns)) { quote!(__Holds::Any) } else { quote!(__AnswerOf::<#returns>::ANSWER) }
}

fn expand_description(argument: &Argument) -> TokenStream {
    let Argument { name, ty, role } = argument;
    let text = type_text(ty);
    match role {
        Role::Parameter(..) => quote!(__parameter(#name, #text)),
        Role::Described => quote!(__argument(#name, #text, __SourceOf::<#ty>::SOURCE)),
        Role::Extracted => quote!(__other(#name, #text)),
    }
}

/// A type as one writes it; tokens print with a space between any two.
fn type_text(ty: &syn::Type) -> String {
    let mut text = quote!(#ty).to_string();
    for (spaced, tight) in [(" :: ", "::"), (" < ", "<"), (" >", ">"), ("& ", "&"), (" ,", ",")] {
        text = text.replace(spaced, tight);
    }
    text
}

fn expand_arm(id: usize, action: &Action) -> TokenStream {
    let Action { cfgs, name, .. } = action;
    let id = u16::try_from(id).unwrap_or(u16::MAX);
    let values: Vec<_> = (0..action.arguments.len()).map(|index| quote::format_ident!("__{index}")).collect();
    let extracts = action.arguments.iter().zip(&values).map(|(argument, value)| {
        let extract = expand_argument(argument);
        quote!(let __Some(#value) = #extract else { return __refused(__call) };)
    });
    let returns = &action.returns;
    // Shown where the type stands if it is no answer: under its name, or, since `impl Trait` cannot be named, by the value's place.
    let answer = if mentions_impl(quote!(#returns)) {
        let answer = syn::Ident::new("__answer", returns.span());
        quote! {
            let #answer = self.#name(#(#values),*).await;
            __reply(#answer, __call)
        }
    } else {
        let reply = quote_spanned!(returns.span()=> __reply::<#returns>);
        quote!(#reply(self.#name(#(#values),*).await, __call))
    };
    quote! {
        #(#cfgs)*
        #id => {
            #(#extracts)*
            #answer
        }
    }
}

fn expand_argument(argument: &Argument) -> TokenStream {
    let ty = &argument.ty;
    // A local of this expansion, even where the type comes out of a macro that wrote the method.
    let call = syn::Ident::new("__call", Span::call_site());
    match &argument.role {
        Role::Parameter(place) => quote_spanned!(ty.span()=> __from_path::<#ty>(#call, #place)),
        Role::Described | Role::Extracted => quote_spanned!(ty.span()=> __from_request::<#ty>(#call)),
    }
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
