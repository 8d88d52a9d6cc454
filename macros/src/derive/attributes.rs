//! The syntax of `#[schema(...)]` and `#[view(...)]`: a list of `key`, `key = value` and `key(list)`.
//!
//! Knows how a value is written and no key's meaning. Keys that nobody took are reported by [`Arguments::finish`].

use proc_macro2::{Span, TokenStream};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, ExprLit, ExprUnary, Ident, Lit, LitStr, Meta, Token, UnOp};

use super::model::{Literal, Range, Version};
use crate::args::skip_value;
use crate::diagnostics::Diagnostics;
use crate::spelling::nearest;

/// One of the list.
pub(super) struct Argument {
    pub key: Ident,
    pub value: ArgumentValue,
}

pub(super) enum ArgumentValue {
    Flag,
    Assigned(Expr),
    Listed(TokenStream),
}

impl Argument {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let key = input.call(Ident::parse_any).map_err(|error| {
            syn::Error::new(error.span(), "expected a key, such as `name = \"text\"`; remove what is none")
        })?;
        let value = if input.peek(Token![=]) {
            input.parse::<Token![=]>()?;
            let missing = |_| syn::Error::new(key.span(), format!("`{key}` has no value; expected one behind the `=`"));
            ArgumentValue::Assigned(input.parse().map_err(missing)?)
        } else if input.peek(syn::token::Paren) {
            let content;
            syn::parenthesized!(content in input);
            ArgumentValue::Listed(content.parse()?)
        } else {
            ArgumentValue::Flag
        };
        Ok(Self { key, value })
    }
}

/// Reads `key, key = value, key(list)`; a mistake in one hides none in the next.
fn list(input: ParseStream<'_>, diagnostics: &mut Diagnostics) -> syn::Result<Vec<Argument>> {
    let mut all = Vec::new();
    while !input.is_empty() {
        match Argument::parse(input) {
            Ok(argument) => all.push(argument),
            Err(error) => {
                diagnostics.absorb(error);
                skip_value(input)?;
            }
        }
        if !input.is_empty() && !input.peek(Token![,]) {
            diagnostics.absorb(input.error("expected `,` between two keys"));
            continue;
        }
        input.parse::<Option<Token![,]>>()?;
    }
    Ok(all)
}

/// Reads all attributes of this name on one item.
pub(super) fn arguments(attributes: &[Attribute], name: &str, diagnostics: &mut Diagnostics) -> Vec<Argument> {
    let mut all = Vec::new();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident(name)) {
        let Meta::List(tokens) = &attribute.meta else {
            diagnostics.push_at(
                &attribute.meta,
                format!("`#[{name}]` says nothing; expected keys in parentheses: `#[{name}(name = \"text\")]`"),
            );
            continue;
        };
        all.extend(listed(tokens.tokens.clone(), diagnostics));
    }
    all
}

/// Reads a list inside the parentheses of an argument.
pub(super) fn listed(tokens: TokenStream, diagnostics: &mut Diagnostics) -> Vec<Argument> {
    let read = (|input: ParseStream<'_>| list(input, diagnostics)).parse2(tokens);
    diagnostics.ok(read).unwrap_or_default()
}

/// Says that a key is unknown, and which one was meant or which ones there are.
pub(super) fn unknown(key: &Ident, expected: &[&str], diagnostics: &mut Diagnostics) {
    unknown_word("key", &key.to_string(), key.span(), expected, diagnostics);
}

/// Says that a word, which is a `what`, is unknown, and which one was meant or which ones there are.
pub(super) fn unknown_word(what: &str, word: &str, span: Span, expected: &[&str], diagnostics: &mut Diagnostics) {
    let help = match nearest(word, expected.iter().copied()) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => {
            let names: Vec<_> = expected.iter().map(|name| format!("`{name}`")).collect();
            format!("expected one of {}", names.join(", "))
        }
    };
    diagnostics.push(span, format!("unknown {what} `{word}`; {help}"));
}

/// Says so when the key was there before.
pub(super) fn unique(seen: &mut Vec<String>, key: &Ident, diagnostics: &mut Diagnostics) {
    let name = key.to_string();
    if seen.contains(&name) {
        diagnostics.push(key.span(), format!("duplicate key `{key}`; expected it once, so remove one of the two"));
    }
    seen.push(name);
}

/// A number that an attribute may state.
pub(super) trait Number: TryFrom<i128> {
    const BOUNDS: &str;
}

impl Number for u32 {
    const BOUNDS: &str = "0 to 4294967295";
}

impl Number for i64 {
    const BOUNDS: &str = "-9223372036854775808 to 9223372036854775807";
}

impl Argument {
    /// The value of a key that stands alone.
    pub(super) fn flag(&self, diagnostics: &mut Diagnostics) -> Option<Span> {
        match &self.value {
            ArgumentValue::Flag => Some(self.key.span()),
            _ => self.expected("no value", &self.key.to_string(), diagnostics),
        }
    }

    /// The value of `key = "text"`.
    pub(super) fn text(&self, example: &str, diagnostics: &mut Diagnostics) -> Option<LitStr> {
        match &self.value {
            ArgumentValue::Assigned(Expr::Lit(ExprLit { lit: Lit::Str(text), .. })) => Some(text.clone()),
            _ => self.expected("a string", &format!("{} = \"{example}\"", self.key), diagnostics),
        }
    }

    /// The value of `key = 12`.
    pub(super) fn number<N: Number>(&self, diagnostics: &mut Diagnostics) -> Option<N> {
        let ArgumentValue::Assigned(expression) = &self.value else {
            return self.expected("a number", &format!("{} = 1", self.key), diagnostics);
        };
        match integer(expression).map(N::try_from) {
            Some(Ok(number)) => Some(number),
            Some(Err(_)) => {
                let message = format!("`{}` is out of bounds; expected a number from {}", self.key, N::BOUNDS);
                diagnostics.push_at(expression, message);
                None
            }
            None => self.expected("a number", &format!("{} = 1", self.key), diagnostics),
        }
    }

    /// The value of `key = anything`.
    pub(super) fn expression(&self, example: &str, diagnostics: &mut Diagnostics) -> Option<Expr> {
        match &self.value {
            ArgumentValue::Assigned(expression) => Some(expression.clone()),
            _ => self.expected("a value", &format!("{} = {example}", self.key), diagnostics),
        }
    }

    /// What stands in the parentheses of `key(...)`.
    pub(super) fn list(&self, example: &str, diagnostics: &mut Diagnostics) -> Option<TokenStream> {
        match &self.value {
            ArgumentValue::Listed(tokens) => Some(tokens.clone()),
            _ => self.expected("a list", &format!("{}({example})", self.key), diagnostics),
        }
    }

    /// The value of `key = "2.37"`.
    pub(super) fn version(&self, diagnostics: &mut Diagnostics) -> Option<Version> {
        let text = self.text("2.37", diagnostics)?;
        let version = microversion(&text);
        if version.is_none() {
            diagnostics.push(
                text.span(),
                format!("`{}` is no microversion; expected `major.minor`, such as `2.37`", text.value()),
            );
        }
        version
    }

    /// The values of `key("a", 1, true)`.
    pub(super) fn literals(&self, diagnostics: &mut Diagnostics) -> Option<Vec<Literal>> {
        let tokens = self.list("\"first\", \"second\"", diagnostics)?;
        let list = Punctuated::<Expr, Token![,]>::parse_terminated;
        let expressions = diagnostics.ok(list.parse2(tokens))?;
        if expressions.is_empty() {
            return self.expected("at least one value", &format!("{}(\"first\")", self.key), diagnostics);
        }
        Some(expressions.iter().filter_map(|expression| literal(expression, diagnostics)).collect())
    }

    fn expected<T>(&self, what: &str, example: &str, diagnostics: &mut Diagnostics) -> Option<T> {
        diagnostics
            .push(self.key.span(), format!("`{}` is not written like this; expected {what}: `{example}`", self.key));
        None
    }
}

/// Takes `since` and `until` into the range; `false` for any other key.
pub(super) fn take_bound(argument: &Argument, range: &mut Range, diagnostics: &mut Diagnostics) -> bool {
    if argument.key == "since" {
        range.since = argument.version(diagnostics).or(range.since);
    } else if argument.key == "until" {
        range.until = argument.version(diagnostics).or(range.until);
    } else {
        return false;
    }
    true
}

/// Reads `since = "..", until = ".."` and nothing else.
pub(super) fn range(arguments: &[Argument], diagnostics: &mut Diagnostics) -> Range {
    let mut range = Range::default();
    let mut seen = Vec::new();
    for argument in arguments {
        unique(&mut seen, &argument.key, diagnostics);
        if !take_bound(argument, &mut range, diagnostics) {
            unknown(&argument.key, &["since", "until"], diagnostics);
        }
    }
    range
}

/// A first value and the range behind it: `key(value, since = "..", until = "..")`.
pub(super) fn valued_range<T: Parse>(
    argument: &Argument,
    tokens: TokenStream,
    example: &str,
    diagnostics: &mut Diagnostics,
) -> Option<(T, Range)> {
    let parser = |input: ParseStream<'_>| {
        let value: T = input.parse()?;
        if !input.is_empty() {
            input.parse::<Token![,]>()?;
        }
        Ok((value, input.parse::<TokenStream>()?))
    };
    let Ok((value, rest)) = parser.parse2(tokens) else {
        return argument.expected(
            "a value first",
            &format!("{}({example}, since = \"2.37\")", argument.key),
            diagnostics,
        );
    };
    let rest = listed(rest, diagnostics);
    Some((value, range(&rest, diagnostics)))
}

fn literal(expression: &Expr, diagnostics: &mut Diagnostics) -> Option<Literal> {
    let found = match expression {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(Literal::Str(text.clone())),
        Expr::Lit(ExprLit { lit: Lit::Bool(truth), .. }) => Some(Literal::Bool(truth.value)),
        other => integer(other).and_then(|number| i64::try_from(number).ok()).map(Literal::Int),
    };
    if found.is_none() {
        diagnostics.push_at(
            expression,
            "expected a string, a whole number of 64 bits, `true` or `false`, as in `one_of(\"a\", 1)`",
        );
    }
    found
}

fn integer(expression: &Expr) -> Option<i128> {
    match expression {
        Expr::Lit(ExprLit { lit: Lit::Int(number), .. }) => number.base10_parse().ok(),
        Expr::Unary(ExprUnary { op: UnOp::Neg(_), expr, .. }) => integer(expr)?.checked_neg(),
        _ => None,
    }
}

fn microversion(text: &LitStr) -> Option<Version> {
    let value = text.value();
    let (major, minor) = value.split_once('.')?;
    let number = |digits: &str| {
        let plain = digits.bytes().all(|byte| byte.is_ascii_digit()) && (digits == "0" || !digits.starts_with('0'));
        if plain { digits.parse::<u16>().ok() } else { None }
    };
    let (major, minor) = (number(major)?, number(minor)?);
    (major > 0).then_some(Version { major, minor, span: text.span() })
}
