//! Actions that wait for nothing: a body without `.await` needs no coroutine.
//!
//! A coroutine costs the compiler more than everything else that an action is made of, and a request a place to keep it. So such a
//! method goes out as a function whose future is ready. What it is called with, what it says and where its mistakes are shown stay
//! the same; what differs is that its body runs when it is called, and an action is awaited where it is called.
//! In doubt the method stays as it is: other attributes, and macros that may hide an `.await`, are not looked into.

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};
use syn::{Attribute, Expr, ImplItemFn, Path, ReturnType, Stmt, Token, Type};

use crate::check::is_action;
use crate::types::{ends, mentions_impl};

/// The attributes that say nothing of what a function is.
const ATTRIBUTES: [&str; 8] = ["allow", "cfg", "cold", "deny", "deprecated", "doc", "inline", "warn"];

/// The macros of the standard library, whose arguments stand in the body as they are.
const MACROS: [&str; 28] = [
    "assert",
    "assert_eq",
    "assert_ne",
    "cfg",
    "column",
    "concat",
    "dbg",
    "debug_assert",
    "debug_assert_eq",
    "debug_assert_ne",
    "env",
    "eprint",
    "eprintln",
    "file",
    "format",
    "format_args",
    "include_str",
    "line",
    "matches",
    "module_path",
    "panic",
    "print",
    "println",
    "stringify",
    "todo",
    "unimplemented",
    "unreachable",
    "vec",
];

/// A method whose future is ready.
#[derive(Clone, Copy)]
pub(crate) struct Ready {
    /// Whether something ends it before its last expression, or keeps it from an end.
    ends_early: bool,
}

impl Ready {
    /// Looks at a method with what it returns; `None` where it may wait.
    pub(crate) fn of(method: &ImplItemFn, returns: &Type) -> Option<Self> {
        let signature = &method.sig;
        let plain = signature.asyncness.is_some()
            && signature.generics.params.is_empty()
            && signature.constness.is_none()
            && signature.abi.is_none()
            && method.attrs.iter().all(says_nothing)
            && !mentions_impl(returns);
        if plain { look(body(method)?.clone()) } else { None }
    }

    /// Makes a function of the method that returns its future. Whether lints would say of it that braces are unused, or after a call
    /// that never returns the future out of reach.
    pub(crate) fn make(self, method: &mut ImplItemFn, returns: &Type, krate: &Path) -> bool {
        let Some(tokens) = body(method).cloned() else { return false };
        // With the braces where they are written: what a body lacks is shown there, and a lint against braces would be.
        let mut block = Group::new(Delimiter::Brace, tokens);
        block.set_span(method.block.brace_token.span.join());
        let ready = if self.ends_early {
            quote!(#krate::__private::now(move || -> #returns #block))
        } else {
            quote!(::core::future::ready(#block))
        };
        method.sig.asyncness = None;
        let returns = Type::Verbatim(quote_spanned!(ends(returns).0=> ::core::future::Ready<#returns>));
        method.sig.output = ReturnType::Type(Token![->](Span::call_site()), Box::new(returns));
        method.block.stmts = vec![Stmt::Expr(Expr::Verbatim(ready), None)];
        !self.ends_early
    }
}

fn says_nothing(attribute: &Attribute) -> bool {
    is_action(attribute) || attribute.path().get_ident().is_some_and(|name| ATTRIBUTES.contains(&&*name.to_string()))
}

/// The body as the tokens that it came as.
fn body(method: &ImplItemFn) -> Option<&TokenStream> {
    match &*method.block.stmts {
        [Stmt::Expr(Expr::Verbatim(tokens), None)] => Some(tokens),
        _ => None,
    }
}

/// Looks through a body; `None` where it may wait.
fn look(tokens: TokenStream) -> Option<Ready> {
    let mut found = Ready { ends_early: false };
    let mut tokens = tokens.into_iter().peekable();
    let mut word = None;
    let mut first = true;
    while let Some(token) = tokens.next() {
        let before = word.take();
        match token {
            TokenTree::Ident(ident) => {
                let ident = ident.to_string();
                match ident.as_str() {
                    "async" | "await" => return None,
                    "return" | "loop" | "panic" | "todo" | "unimplemented" | "unreachable" => found.ends_early = true,
                    _ => {}
                }
                word = Some(ident);
            }
            TokenTree::Punct(sign) => match sign.as_char() {
                '?' => found.ends_early = true,
                // Attributes within, of the whole body for one, are the function's to have.
                '#' if first => return None,
                '!' => {
                    let called = matches!(tokens.peek(), Some(TokenTree::Group(_)));
                    if called && before.is_some_and(|name| !MACROS.contains(&name.as_str())) {
                        return None;
                    }
                }
                _ => {}
            },
            TokenTree::Group(group) => found.ends_early |= look(group.stream())?.ends_early,
            TokenTree::Literal(_) => {}
        }
        first = false;
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use quote::ToTokens;

    use super::*;
    use crate::check::returned;
    use crate::written::parse_impl;

    fn written(method: &TokenStream) -> String {
        let imp = parse_impl(&quote!(impl A { #method })).expect("an impl");
        let syn::ImplItem::Fn(mut method) = imp.items.into_iter().next().expect("an item") else {
            return String::new();
        };
        let returns = returned(&method.sig);
        let Some(ready) = Ready::of(&method, &returns) else { return "async".to_owned() };
        ready.make(&mut method, &returns, &syn::parse_quote!(::starmap));
        method.block.to_token_stream().to_string()
    }

    #[test]
    fn what_waits_or_may_wait_stays_as_it_is() {
        for body in [
            quote!({ self.list().await }),
            quote!({
                if a {
                    (b, [c.await])
                }
            }),
            quote!({ async { 1 } }),
            quote!({ join!(a, b) }),
            quote!({
                a::select! { _ => () }
            }),
            quote!(
                {
                    #![allow(unused)]
                    1
                }
            ),
        ] {
            assert_eq!(written(&quote!(async fn a(&self) -> u8 #body)), "async", "{body}");
        }
        for method in [
            quote!(
                #[traced]
                async fn a(&self) {}
            ),
            quote!(
                async fn a(&self) -> impl Reply {}
            ),
            quote!(
                async fn a<T>(&self) {}
            ),
            quote!(
                fn a(&self) {}
            ),
        ] {
            assert_eq!(written(&method), "async", "{method}");
        }
    }

    #[test]
    fn what_waits_for_nothing_is_ready() {
        let now = |body: &str| format!("{{ :: starmap :: __private :: now (move || -> u8 {{ {body} }}) }}");
        for (body, ready) in [
            (quote!({ 1 }), "{ :: core :: future :: ready ({ 1 }) }".to_owned()),
            (
                quote!({
                    if a != b {
                        !(c)
                    }
                }),
                "{ :: core :: future :: ready ({ if a != b { ! (c) } }) }".to_owned(),
            ),
            (quote!({ vec![1] }), "{ :: core :: future :: ready ({ vec ! [1] }) }".to_owned()),
            (quote!({ return 1 }), now("return 1")),
            (quote!({ panic!() }), now("panic ! ()")),
            (quote!({ (a?) }), now("(a ?)")),
        ] {
            assert_eq!(written(&quote!(async fn a(&self) -> u8 #body)), ready);
        }
        let documented = quote!(
            /// Documented.
            #[starmap::action(GET)]
            async fn a(&self) {}
        );
        assert_eq!(written(&documented), "{ :: core :: future :: ready ({ }) }");
    }
}
