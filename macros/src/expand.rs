//! The checked model to tokens: the table of routes and the dispatch.
//!
//! Emitted code is written to be read: source order, one arm an action, absolute paths, work done in the runtime's functions.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use crate::callback::expand_callback;
use crate::check::mentions_impl;
use crate::model::{Action, Argument, Range, Resource, Role};

/// Expands the `Controller` impl of a resource.
pub(crate) fn expand(resource: &Resource) -> TokenStream {
    let actions = resource.actions.iter().enumerate();
    expand_controller(resource, &resource.actions, actions.map(|(id, action)| expand_row(id, action, resource)))
}

/// Expands the `Controller` impl of a resource with mistakes: no rows, so that nothing is said of them again, and what is right
/// is called, so that mistakes in its types are shown in the same build.
pub(crate) fn expand_unrouted(resource: &Resource) -> TokenStream {
    expand_controller(resource, &[], std::iter::empty())
}

fn expand_controller(resource: &Resource, routed: &[Action], rows: impl Iterator<Item = TokenStream>) -> TokenStream {
    let Resource { controller, krate, actions } = resource;
    let sound = actions.iter().enumerate().filter(|(_, action)| action.sound);
    let arms = sound.map(|(id, action)| expand_arm(id, action, krate));
    let callback = expand_callback(controller, routed);
    quote! {
        #callback

        #[automatically_derived]
        #[allow(non_local_definitions, clippy::all, clippy::pedantic)]
        impl #krate::Controller for #controller {
            const ROUTES: &'static [#krate::route::Route] = &[#(#rows),*];

            async fn _dispatch(
                &self,
                __action: u16,
                mut __call: #krate::Call<'_>,
            ) -> #krate::__private::Answer {
                match __action {
                    #(#arms)*
                    _ => #krate::__private::no_such_action(__action),
                }
            }
        }
    }
}

/// Expands the impl that stands in where no controller is known, so that callers still resolve.
pub(crate) fn expand_fallback(controller: &syn::Type, krate: &syn::Path) -> TokenStream {
    quote! {
        #[automatically_derived]
        #[allow(non_local_definitions)]
        impl #krate::Controller for #controller {
            const ROUTES: &'static [#krate::route::Route] = &[];

            async fn _dispatch(&self, __action: u16, _: #krate::Call<'_>) -> #krate::__private::Answer {
                #krate::__private::no_such_action(__action)
            }
        }
    }
}

fn expand_row(id: usize, action: &Action, resource: &Resource) -> TokenStream {
    let krate = &resource.krate;
    let Action { cfgs, name, summary, .. } = action;
    let id = u16::try_from(id).unwrap_or(u16::MAX);
    let method = syn::Ident::new(&pascal(&action.method), action.span);
    let template = action.template.text();
    let segments = action.template.expand(krate);
    let range = expand_range(action.range, krate);
    let body = expand_option(action.body.as_deref());
    let policy = expand_option(action.policy.as_deref());
    let controller = resource.controller.unraw().to_string();
    let name = name.unraw().to_string();
    let success = action.success.iter().map(|(status, range)| {
        let range = expand_range(*range, krate);
        quote!(#krate::route::Success { status: #status, range: #range })
    });
    let also = &action.also;
    let arguments = action.arguments.iter().map(|argument| expand_description(argument, krate));
    let answer = expand_answer(&action.returns, krate);
    // `line!()` and `file!()` name the place of the span they carry.
    let line = quote_spanned!(action.span=> ::core::line!());
    let file = quote_spanned!(action.span=> ::core::file!());
    quote! {
        #(#cfgs)*
        #krate::route::Route {
            id: #id,
            method: #krate::route::Method::#method,
            template: #template,
            segments: #segments,
            range: #range,
            body: #body,
            controller: #controller,
            action: #name,
            policy: #policy,
            success: &[#(#success),*],
            also: &[#(#also),*],
            answer: #answer,
            arguments: &[#(#arguments),*],
            summary: #summary,
            file: #file,
            line: #line,
        }
    }
}

/// What a success holds, which the returned type says; `impl Trait` cannot be named. A type that is no answer is reported
/// where the answer is made, and must not be a second time here.
fn expand_answer(returns: &syn::Type, krate: &syn::Path) -> TokenStream {
    if mentions_impl(quote!(#returns)) {
        return quote!(#krate::route::Answer::Any);
    }
    quote! {{
        use #krate::__private::NoReply as _;
        #krate::__private::AnswerOf::<#returns>::ANSWER
    }}
}

fn expand_description(argument: &Argument, krate: &syn::Path) -> TokenStream {
    let Argument { name, ty, role } = argument;
    let source = match role {
        Role::Parameter(..) => quote!(#krate::route::Source::Parameter),
        Role::Described => quote! {{
            use #krate::__private::NoSource as _;
            #krate::__private::SourceOf::<#ty>::SOURCE
        }},
        Role::Extracted => quote!(#krate::route::Source::Other),
    };
    let ty = type_text(ty);
    quote!(#krate::route::Argument { name: #name, ty: #ty, source: #source })
}

/// A type as one writes it; tokens print with a space between any two.
fn type_text(ty: &syn::Type) -> String {
    let mut text = quote!(#ty).to_string();
    for (spaced, tight) in [(" :: ", "::"), (" < ", "<"), (" >", ">"), ("& ", "&"), (" ,", ",")] {
        text = text.replace(spaced, tight);
    }
    text
}

fn expand_arm(id: usize, action: &Action, krate: &syn::Path) -> TokenStream {
    let Action { cfgs, name, .. } = action;
    let id = u16::try_from(id).unwrap_or(u16::MAX);
    let values: Vec<_> = (0..action.arguments.len()).map(|index| quote::format_ident!("__argument_{index}")).collect();
    let extracts = action.arguments.iter().zip(&values).map(|(argument, value)| {
        let extract = expand_argument(argument, krate);
        quote!(let #value = #extract?;)
    });
    let returns = &action.returns;
    // Shown where the type stands if it is no answer: under its name, or, since `impl Trait` cannot be named, by the value's place.
    let answer = if mentions_impl(quote!(#returns)) {
        let answer = syn::Ident::new("__answer", returns.span());
        quote! {
            let #answer = self.#name(#(#values),*).await;
            #krate::__private::reply(#answer, &__call)
        }
    } else {
        let reply = quote_spanned!(returns.span()=> #krate::__private::reply::<#returns>);
        quote!(#reply(self.#name(#(#values),*).await, &__call))
    };
    quote! {
        #(#cfgs)*
        #id => {
            #(#extracts)*
            #answer
        }
    }
}

fn expand_argument(argument: &Argument, krate: &syn::Path) -> TokenStream {
    let ty = &argument.ty;
    // A local of this expansion, even where the type comes out of a macro that wrote the method.
    let call = syn::Ident::new("__call", Span::call_site());
    match &argument.role {
        Role::Parameter(name, place) => {
            quote_spanned!(ty.span()=> #krate::__private::parameter::<#ty>(&#call, #place, #name))
        }
        Role::Described | Role::Extracted => quote_spanned!(ty.span()=> #krate::__private::extract::<#ty>(&mut #call)),
    }
}

/// A range as the runtime's type.
pub(crate) fn expand_range(range: Range, krate: &syn::Path) -> TokenStream {
    let end = |end: Option<(u16, u16)>, open: TokenStream| match end {
        Some((major, minor)) => quote!(#krate::microversion::Microversion::new(#major, #minor)),
        None => quote!(#krate::microversion::Microversion::#open),
    };
    let since = end(range.since, quote!(LOWEST));
    let until = end(range.until, quote!(HIGHEST));
    quote!(#krate::microversion::VersionRange::new(#since, #until))
}

fn expand_option(text: Option<&str>) -> TokenStream {
    match text {
        Some(text) => quote!(::core::option::Option::Some(#text)),
        None => quote!(::core::option::Option::None),
    }
}

fn pascal(method: &str) -> String {
    let (first, rest) = method.split_at(1);
    format!("{first}{}", rest.to_lowercase())
}
