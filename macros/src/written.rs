//! The impl as written, read without its methods' bodies.
//!
//! A body means nothing to `#[resource]`. It is handed on as the tokens that it came as, which costs nothing, and a mistake in one is
//! the compiler's to show.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use syn::parse::discouraged::Speculative;
use syn::parse::{Parse, ParseStream};
use syn::{
    Attribute, Block, Expr, FnModifiers, ImplItem, ImplItemFn, ItemImpl, Signature, Stmt, Token, Visibility, token,
};

/// Reads an impl.
pub(crate) fn parse_impl(item: &TokenStream) -> syn::Result<ItemImpl> {
    let mut tokens: Vec<TokenTree> = item.clone().into_iter().collect();
    let body = match tokens.last_mut() {
        Some(TokenTree::Group(body)) if body.delimiter() == Delimiter::Brace => {
            let mut empty = Group::new(Delimiter::Brace, TokenStream::new());
            empty.set_span(body.span());
            std::mem::replace(body, empty)
        }
        _ => return syn::parse2(item.clone()),
    };
    let mut imp: ItemImpl = syn::parse2(tokens.into_iter().collect())?;
    let inside: Inside = syn::parse2(body.stream())?;
    imp.attrs.extend(inside.attributes);
    imp.items = inside.items;
    Ok(imp)
}

/// What stands between the braces of an impl.
struct Inside {
    attributes: Vec<Attribute>,
    items: Vec<ImplItem>,
}

impl Parse for Inside {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attributes = input.call(Attribute::parse_inner)?;
        let mut items = Vec::new();
        while !input.is_empty() {
            items.push(parse_item(input)?);
        }
        Ok(Self { attributes, items })
    }
}

/// A method with its body as tokens; anything else as `syn` reads it.
fn parse_item(input: ParseStream<'_>) -> syn::Result<ImplItem> {
    let method = input.fork();
    let attrs = method.call(Attribute::parse_outer)?;
    let vis = method.parse::<Visibility>()?;
    if !is_method(&method) {
        return input.parse();
    }
    let sig = method.parse::<Signature>()?;
    if !method.peek(token::Brace) {
        return input.parse();
    }
    let body: Group = method.parse()?;
    input.advance_to(&method);
    let stmts = vec![Stmt::Expr(Expr::Verbatim(body.stream()), None)];
    let block = Block { brace_token: token::Brace { span: body.delim_span() }, stmts };
    Ok(ImplItem::Fn(ImplItemFn { attrs, vis, modifiers: FnModifiers::default(), sig, block }))
}

fn is_method(input: ParseStream<'_>) -> bool {
    input.peek(Token![fn])
        || input.peek(Token![async])
        || input.peek(Token![unsafe])
        || (input.peek(Token![const]) && (input.peek2(Token![fn]) || input.peek2(Token![async])))
}

#[cfg(test)]
mod tests {
    use quote::{ToTokens, quote};

    use super::*;

    #[test]
    fn nothing_is_lost_whatever_a_body_holds() {
        let item = quote! {
            #[attribute]
            impl Controller {
                #![allow(dead_code)]
                const LIMIT: [u8; { 1 + 1 }] = { [0; 2] };
                /// Documented.
                #[action(GET)]
                pub(crate) async fn index(&self, page: Page<{ 7 }>) -> Json<[u8; { 3 }]> where Self: Sized { #![allow(unused)] 1 + }
                const fn limit() {}
                unsafe fn raw() { let }
                fn declared();
                generated! { fn inner() {} }
                type Item = u8;
            }
        };
        let imp = parse_impl(&item).expect("an impl");
        assert_eq!(imp.items.len(), 7);
        assert_eq!(imp.to_token_stream().to_string(), item.to_string());
    }

    #[test]
    fn a_mistake_outside_a_body_is_an_error() {
        for item in [
            quote!(impl Controller { async fn (&self) {} }),
            quote!(impl { }),
            quote!(
                struct Controller;
            ),
        ] {
            assert!(parse_impl(&item).is_err(), "{item}");
        }
    }
}
