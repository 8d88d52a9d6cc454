//! What is asked of a type as it is written, without making tokens of it where it is of a usual form.
//!
//! Users compile these macros without optimisation, where a type's way to tokens, and of these to text, costs more than the row it is
//! for.

use std::fmt::Write;

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{GenericArgument, PathArguments, Type, TypePath};

/// The spans of its first and its last token. Stable compilers join no spans, but show a path from its first word to its last.
pub(crate) fn ends(ty: &Type) -> (Span, Span) {
    match ty {
        Type::Reference(reference) => (reference.and_token.span, ends(&reference.elem).1),
        Type::Path(path) if path.qself.is_none() && path.path.leading_colon.is_none() => {
            let segments = &path.path.segments;
            let (Some(first), Some(last)) = (segments.first(), segments.last()) else { return (ty.span(), ty.span()) };
            let last = match &last.arguments {
                PathArguments::AngleBracketed(arguments) => arguments.gt_token.span,
                PathArguments::None => last.ident.span(),
                PathArguments::Parenthesized(_) => last_token(ty),
            };
            (first.ident.span(), last)
        }
        other => (other.span(), last_token(other)),
    }
}

fn last_token(ty: &Type) -> Span {
    match ty.to_token_stream().into_iter().last() {
        Some(TokenTree::Group(group)) => group.span_close(),
        Some(token) => token.span(),
        None => ty.span(),
    }
}

/// Whether `impl` stands anywhere in it.
pub(crate) fn mentions_impl(ty: &Type) -> bool {
    match ty {
        Type::Reference(reference) => mentions_impl(&reference.elem),
        Type::Tuple(tuple) => tuple.elems.iter().any(mentions_impl),
        Type::Path(path) if path.qself.is_none() => path.path.segments.iter().any(|segment| match &segment.arguments {
            PathArguments::None => false,
            PathArguments::AngleBracketed(arguments) => arguments.args.iter().any(|argument| match argument {
                GenericArgument::Type(ty) => mentions_impl(ty),
                other => has_impl(other.to_token_stream()),
            }),
            other => has_impl(other.to_token_stream()),
        }),
        other => has_impl(other.to_token_stream()),
    }
}

fn has_impl(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(word) => word == "impl",
        TokenTree::Group(group) => has_impl(group.stream()),
        _ => false,
    })
}

/// The name that a type has without its path, reference and arguments.
pub(crate) fn last_word(ty: &Type) -> Option<String> {
    match ty {
        Type::Path(path) => path.path.segments.last().map(|segment| segment.ident.to_string()),
        Type::Reference(reference) => last_word(&reference.elem),
        _ => None,
    }
}

/// The type as one writes it.
pub(crate) fn written(ty: &Type) -> String {
    let mut text = String::new();
    if write_type(ty, &mut text).is_none() {
        text = tokens_written(ty);
    }
    text
}

/// Writes a type of a usual form; `None` for any other.
fn write_type(ty: &Type, out: &mut String) -> Option<()> {
    match ty {
        Type::Reference(reference) if reference.lifetime.is_none() && reference.mutability.is_none() => {
            out.push('&');
            write_type(&reference.elem, out)
        }
        Type::Path(path) if path.qself.is_none() => write_path(path, out),
        Type::Tuple(tuple) if tuple.elems.is_empty() => {
            out.push_str("()");
            Some(())
        }
        _ => None,
    }
}

fn write_path(path: &TypePath, out: &mut String) -> Option<()> {
    for (at, segment) in path.path.segments.iter().enumerate() {
        if at > 0 || path.path.leading_colon.is_some() {
            out.push_str("::");
        }
        write!(out, "{}", segment.ident).ok()?;
        match &segment.arguments {
            PathArguments::None => {}
            PathArguments::AngleBracketed(arguments) if arguments.colon2_token.is_none() => {
                for (at, argument) in arguments.args.iter().enumerate() {
                    out.push_str(if at == 0 { "<" } else { ", " });
                    match argument {
                        GenericArgument::Type(ty) => write_type(ty, out)?,
                        GenericArgument::Lifetime(lifetime) => write!(out, "{lifetime}").ok()?,
                        _ => return None,
                    }
                }
                out.push('>');
            }
            _ => return None,
        }
    }
    Some(())
}

/// Tokens print with a space between any two, and long types in lines.
fn tokens_written(ty: &Type) -> String {
    let mut text = ty.to_token_stream().to_string().replace('\n', " ");
    for (spaced, tight) in [(" :: ", "::"), (" < ", "<"), (" >", ">"), ("& ", "&"), (" ,", ",")] {
        text = text.replace(spaced, tight);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ty(text: &str) -> Type {
        syn::parse_str(text).expect("a type")
    }

    #[test]
    fn types_are_written_as_their_tokens_are() {
        for text in [
            "()",
            "&str",
            "Json<Vec<Item>>",
            "a::b::C<'_, D>",
            "Result<Viewed<A>, Fault>",
            "&a::B<C>",
            "String",
            "Option<&str>",
        ] {
            assert_eq!(written(&ty(text)), text);
            assert_eq!(tokens_written(&ty(text)), text);
        }
    }

    #[test]
    fn impl_is_found_wherever_it_stands() {
        for (text, found) in [
            ("impl A", true),
            ("&impl A", true),
            ("Result<impl A, B>", true),
            ("(A, impl B)", true),
            ("Box<dyn Fn(impl A)>", true),
            ("[impl A; 2]", true),
            ("Implement", false),
            ("a::B<C, 'd, 3>", false),
            ("()", false),
        ] {
            assert_eq!(mentions_impl(&ty(text)), found, "{text}");
        }
    }
}
