//! The arguments of `#[resource(…)]` and `#[action(…)]`: syntax only, spans kept.
//!
//! Parsing goes on after a mistake, so that a wrong key does not hide a wrong value beside it.

use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Ident, LitInt, LitStr, Path, Token};

use crate::diagnostics::Diagnostics;

/// `#[resource("servers/{server_id}/tags", crate = path)]`
pub(crate) struct ResourceArgs {
    /// The template that every action of the resource starts with.
    pub(crate) path: LitStr,
    /// Where the runtime is, `::starmap` unless said otherwise.
    pub(crate) krate: Path,
}

impl Parse for ResourceArgs {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if !input.peek(LitStr) {
            return Err(input.error(
                "expected the resource's path template\nnote: write `#[resource(\"servers\")]`, or `#[resource(\"\")]` for the root",
            ));
        }
        let path = input.parse()?;
        let mut krate = None;
        while input.parse::<Option<Token![,]>>()?.is_some() && !input.is_empty() {
            let key = input.call(Ident::parse_any)?;
            if key != "crate" {
                let message = format!("unknown argument `{key}`\nnote: expected `crate = path::to::starmap`");
                return Err(syn::Error::new(key.span(), message));
            }
            if krate.is_some() {
                return Err(syn::Error::new(key.span(), "`crate` is given twice\nnote: keep one"));
            }
            input.parse::<Token![=]>()?;
            krate = Some(input.call(Path::parse_mod_style)?);
        }
        if !input.is_empty() {
            return Err(input.error("expected `,` between two arguments"));
        }
        Ok(Self { path, krate: krate.unwrap_or_else(|| syn::parse_quote!(::starmap)) })
    }
}

/// A success status with the microversions it is for.
pub(crate) struct RawSuccess {
    /// The number.
    pub(crate) status: LitInt,
    /// The first microversion.
    pub(crate) since: Option<LitStr>,
    /// The last microversion.
    pub(crate) until: Option<LitStr>,
}

/// `#[action(POST, "{id}/action", body = "reboot", since = "2.1", until = "2.9", status = 202, also(409), policy = "…")]`
pub(crate) struct ActionArgs {
    /// The request method.
    pub(crate) method: Ident,
    /// The template below the resource's.
    pub(crate) path: Option<LitStr>,
    /// The body key of a server action.
    pub(crate) body: Option<LitStr>,
    /// The first microversion.
    pub(crate) since: Option<LitStr>,
    /// The last microversion.
    pub(crate) until: Option<LitStr>,
    /// The policy rule.
    pub(crate) policy: Option<LitStr>,
    /// The success statuses.
    pub(crate) success: Vec<RawSuccess>,
    /// The other statuses that the action itself answers with.
    pub(crate) also: Vec<LitInt>,
    /// The word after `gap`: whether microversions between the row before and this one may be without an action.
    pub(crate) gap: Option<Ident>,
}

/// The request methods a row can have.
pub(crate) const METHODS: [&str; 5] = ["GET", "POST", "PUT", "DELETE", "PATCH"];

const KEYS: &str = "one of `since`, `until`, `body`, `status`, `also`, `policy` and `gap`";

impl ActionArgs {
    /// Reads the arguments of one `#[action]`.
    pub(crate) fn from_attribute(attribute: &syn::Attribute, diagnostics: &mut Diagnostics) -> Option<Self> {
        let parsed = match &attribute.meta {
            syn::Meta::List(list) => list.parse_args_with(|input: ParseStream<'_>| Self::parse(input, diagnostics)),
            other => Err(syn::Error::new_spanned(
                other,
                "`#[action]` needs a request method\nnote: write `#[action(GET)]`, `#[action(GET, \"{id}\")]` or `#[action(POST)]`",
            )),
        };
        diagnostics.ok(parsed)
    }

    fn parse(input: ParseStream<'_>, diagnostics: &mut Diagnostics) -> syn::Result<Self> {
        let method: Ident = input.call(Ident::parse_any).map_err(|error| {
            syn::Error::new(error.span(), format!("expected a request method first, one of {}", METHODS.join(", ")))
        })?;
        if !METHODS.contains(&method.to_string().as_str()) {
            let upper = method.to_string().to_uppercase();
            let note = if METHODS.contains(&upper.as_str()) {
                format!("write `{upper}`")
            } else {
                format!("expected one of {}", METHODS.join(", "))
            };
            diagnostics.push(method.span(), format!("unknown request method `{method}`\nnote: {note}"));
        }
        let mut args = Self {
            method,
            path: None,
            body: None,
            since: None,
            until: None,
            policy: None,
            success: Vec::new(),
            also: Vec::new(),
            gap: None,
        };
        while input.parse::<Option<Token![,]>>()?.is_some() && !input.is_empty() {
            args.parse_one(input, diagnostics)?;
        }
        if !input.is_empty() {
            return Err(input.error("expected `,` between two arguments"));
        }
        Ok(args)
    }

    fn parse_one(&mut self, input: ParseStream<'_>, diagnostics: &mut Diagnostics) -> syn::Result<()> {
        if input.peek(LitStr) {
            let path: LitStr = input.parse()?;
            set_once(&mut self.path, path.span(), path, "the path template", diagnostics);
            return Ok(());
        }
        let key = input.call(Ident::parse_any)?;
        let name = key.to_string();
        match name.as_str() {
            "since" => set_once(&mut self.since, key.span(), text(input, &name)?, "`since`", diagnostics),
            "until" => set_once(&mut self.until, key.span(), text(input, &name)?, "`until`", diagnostics),
            "body" => set_once(&mut self.body, key.span(), text(input, &name)?, "`body`", diagnostics),
            "policy" => set_once(&mut self.policy, key.span(), text(input, &name)?, "`policy`", diagnostics),
            "status" => self.success.push(success(input)?),
            "also" => self.also.extend(also(input)?),
            "gap" => set_once(&mut self.gap, key.span(), gap(input)?, "`gap`", diagnostics),
            _ => {
                diagnostics.push(key.span(), format!("unknown argument `{key}`\nnote: expected {KEYS}"));
                skip_value(input)?;
            }
        }
        Ok(())
    }
}

fn set_once<T>(slot: &mut Option<T>, span: Span, value: T, what: &str, diagnostics: &mut Diagnostics) {
    if slot.is_some() {
        diagnostics.push(span, format!("{what} is given twice\nnote: keep one"));
    }
    *slot = Some(value);
}

fn text(input: ParseStream<'_>, key: &str) -> syn::Result<LitStr> {
    input.parse::<Token![=]>()?;
    input.parse().map_err(|error: syn::Error| {
        syn::Error::new(error.span(), format!("expected text in quotes\nnote: write `{key} = \"…\"`"))
    })
}

fn gap(input: ParseStream<'_>) -> syn::Result<Ident> {
    input.parse::<Token![=]>()?;
    match input.call(Ident::parse_any) {
        Ok(word) if word == "allowed" => Ok(word),
        Ok(word) => Err(syn::Error::new(word.span(), format!("unknown word `{word}`\nnote: write `gap = allowed`"))),
        Err(error) => Err(syn::Error::new(error.span(), "expected a word\nnote: write `gap = allowed`")),
    }
}

fn success(input: ParseStream<'_>) -> syn::Result<RawSuccess> {
    let number = |input: ParseStream<'_>| {
        input.parse::<LitInt>().map_err(|error| {
            syn::Error::new(
                error.span(),
                "expected a status code\nnote: write `status = 202`, or `status(201, since = \"2.2\")`",
            )
        })
    };
    if input.parse::<Option<Token![=]>>()?.is_some() {
        return Ok(RawSuccess { status: number(input)?, since: None, until: None });
    }
    if !input.peek(syn::token::Paren) {
        return number(input).and_then(|number| {
            Err(syn::Error::new(number.span(), "expected `=` before the status code\nnote: write `status = 202`"))
        });
    }
    let inner;
    syn::parenthesized!(inner in input);
    let mut success = RawSuccess { status: number(&inner)?, since: None, until: None };
    while inner.parse::<Option<Token![,]>>()?.is_some() && !inner.is_empty() {
        let key = inner.call(Ident::parse_any)?;
        match key.to_string().as_str() {
            "since" => success.since = Some(text(&inner, "since")?),
            "until" => success.until = Some(text(&inner, "until")?),
            other => {
                let message = format!("unknown argument `{other}` of `status`\nnote: expected `since` or `until`");
                return Err(syn::Error::new(key.span(), message));
            }
        }
    }
    Ok(success)
}

/// `(404, 409)`
fn also(input: ParseStream<'_>) -> syn::Result<Vec<LitInt>> {
    const FORM: &str = "note: write `also(404, 409)`";
    if !input.peek(syn::token::Paren) {
        return Err(input.error(format!("expected status codes in parentheses\n{FORM}")));
    }
    let inner;
    syn::parenthesized!(inner in input);
    let statuses = Punctuated::<LitInt, Token![,]>::parse_terminated(&inner);
    let statuses =
        statuses.map_err(|error| syn::Error::new(error.span(), format!("expected a status code\n{FORM}")))?;
    Ok(statuses.into_iter().collect())
}

/// Passes over `= value` or `(…)` of an unknown key.
fn skip_value(input: ParseStream<'_>) -> syn::Result<()> {
    while !input.is_empty() && !input.peek(Token![,]) {
        input.parse::<proc_macro2::TokenTree>()?;
    }
    Ok(())
}
