//! The arguments of `#[resource(…)]` and `#[action(…)]`: syntax only, spans kept.
//!
//! Parsing goes on after a mistake, so that a wrong key does not hide a wrong value beside it.

use proc_macro2::{Span, TokenStream};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Ident, LitInt, LitStr, Path, Token};

use crate::diagnostics::Diagnostics;
use crate::spelling::nearest;

/// `#[resource("servers/{server_id}/tags", crate = path)]`
pub(crate) struct ResourceArgs {
    /// The template that every action of the resource starts with; `None` after a diagnostic.
    pub(crate) path: Option<LitStr>,
    /// Where the runtime is, where that is said.
    krate: Option<Path>,
}

impl ResourceArgs {
    /// Reads the arguments of a `#[resource]`.
    pub(crate) fn parse(tokens: TokenStream, diagnostics: &mut Diagnostics) -> Self {
        let mut args = Self { path: None, krate: None };
        let parsed = (|input: ParseStream<'_>| args.parse_all(input, diagnostics)).parse2(tokens);
        diagnostics.ok(parsed);
        args
    }

    fn parse_all(&mut self, input: ParseStream<'_>, diagnostics: &mut Diagnostics) -> syn::Result<()> {
        const FORM: &str = "note: write `#[resource(\"servers\")]`, or `#[resource(\"\")]` for the root";
        if input.peek(LitStr) {
            self.path = Some(input.parse()?);
        } else {
            let span = if input.is_empty() { Span::call_site() } else { input.span() };
            diagnostics.push(span, format!("`#[resource]` needs a path template in quotes\n{FORM}"));
            if is_key(input) {
                self.parse_one(input, diagnostics)?;
            } else {
                skip_value(input)?;
            }
        }
        parse_list(input, diagnostics, |input, diagnostics| self.parse_one(input, diagnostics))
    }

    fn parse_one(&mut self, input: ParseStream<'_>, diagnostics: &mut Diagnostics) -> syn::Result<()> {
        const FORM: &str = "crate = path::to::starmap";
        let key = argument_key(input, &format!("`{FORM}`"))?;
        if key != "crate" {
            diagnostics.push(key.span(), format!("unknown argument `{key}`\nnote: expected `{FORM}`"));
            return skip_value(input);
        }
        assigned(input, &key, FORM)?;
        let path = input
            .call(Path::parse_mod_style)
            .map_err(|error| syn::Error::new(error.span(), format!("expected a path\nnote: write `{FORM}`")))?;
        set_once(&mut self.krate, key.span(), path, "`crate`", diagnostics);
        Ok(())
    }

    /// Where the runtime is.
    pub(crate) fn krate(&self) -> Path {
        self.krate.clone().unwrap_or_else(default_krate)
    }
}

/// Where the runtime is if nobody says it: `::starmap`, put together by hand, since a parser is dear in a debug build.
pub(crate) fn default_krate() -> Path {
    let mut path = Path::from(Ident::new("starmap", Span::call_site()));
    path.leading_colon = Some(Token![::](Span::call_site()));
    path
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

const KEYS: [&str; 7] = ["since", "until", "body", "status", "also", "policy", "gap"];

const EXPECTED: &str = "one of `since`, `until`, `body`, `status`, `also`, `policy` and `gap`";

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
            let note = match nearest(&method.to_string(), METHODS) {
                Some(known) => format!("write `{known}`"),
                None => format!("expected one of {}", METHODS.join(", ")),
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
        parse_list(input, diagnostics, |input, diagnostics| args.parse_one(input, diagnostics))?;
        Ok(args)
    }

    fn parse_one(&mut self, input: ParseStream<'_>, diagnostics: &mut Diagnostics) -> syn::Result<()> {
        if input.peek(LitStr) {
            let path: LitStr = input.parse()?;
            set_once(&mut self.path, path.span(), path, "the path template", diagnostics);
            return Ok(());
        }
        let key = argument_key(input, &format!("the path template in quotes, or {EXPECTED}"))?;
        match key.to_string().as_str() {
            "since" => set_once(&mut self.since, key.span(), text(input, &key)?, "`since`", diagnostics),
            "until" => set_once(&mut self.until, key.span(), text(input, &key)?, "`until`", diagnostics),
            "body" => set_once(&mut self.body, key.span(), text(input, &key)?, "`body`", diagnostics),
            "policy" => set_once(&mut self.policy, key.span(), text(input, &key)?, "`policy`", diagnostics),
            "status" => self.success.push(success(input, &key, diagnostics)?),
            "also" => self.also.extend(also(input)?),
            "gap" => set_once(&mut self.gap, key.span(), gap(input, &key)?, "`gap`", diagnostics),
            other => {
                let note = match nearest(other, KEYS) {
                    Some(known) => format!("did you mean `{known}`?"),
                    None => format!("expected {EXPECTED}"),
                };
                diagnostics.push(key.span(), format!("unknown argument `{key}`\nnote: {note}"));
                skip_value(input)?;
            }
        }
        Ok(())
    }
}

/// Reads what follows the first argument. A mistake in one hides none in the next.
pub(crate) fn parse_list(
    input: ParseStream<'_>,
    diagnostics: &mut Diagnostics,
    mut parse_one: impl FnMut(ParseStream<'_>, &mut Diagnostics) -> syn::Result<()>,
) -> syn::Result<()> {
    while !input.is_empty() {
        if !input.peek(Token![,]) {
            diagnostics.absorb(input.error("expected `,` between two arguments"));
            skip_value(input)?;
            continue;
        }
        input.parse::<Token![,]>()?;
        if input.is_empty() {
            break;
        }
        if let Err(error) = parse_one(input, diagnostics) {
            diagnostics.absorb(error);
            skip_value(input)?;
        }
    }
    Ok(())
}

fn is_key(input: ParseStream<'_>) -> bool {
    let fork = input.fork();
    fork.call(Ident::parse_any).is_ok() && fork.peek(Token![=])
}

fn argument_key(input: ParseStream<'_>, expected: &str) -> syn::Result<Ident> {
    input
        .call(Ident::parse_any)
        .map_err(|error| syn::Error::new(error.span(), format!("expected an argument\nnote: expected {expected}")))
}

fn set_once<T>(slot: &mut Option<T>, span: Span, value: T, what: &str, diagnostics: &mut Diagnostics) {
    if slot.is_some() {
        diagnostics.push(span, format!("{what} is given twice\nnote: keep one"));
    }
    *slot = Some(value);
}

/// The `=` after a key.
fn assigned(input: ParseStream<'_>, key: &Ident, form: &str) -> syn::Result<()> {
    match input.parse::<Option<Token![=]>>()? {
        Some(_) => Ok(()),
        None => Err(syn::Error::new(key.span(), format!("`{key}` needs a value\nnote: write `{form}`"))),
    }
}

fn text(input: ParseStream<'_>, key: &Ident) -> syn::Result<LitStr> {
    let form = format!("{key} = \"…\"");
    assigned(input, key, &form)?;
    input.parse().map_err(|error: syn::Error| {
        syn::Error::new(error.span(), format!("expected text in quotes\nnote: write `{form}`"))
    })
}

fn gap(input: ParseStream<'_>, key: &Ident) -> syn::Result<Ident> {
    assigned(input, key, "gap = allowed")?;
    match input.call(Ident::parse_any) {
        Ok(word) if word == "allowed" => Ok(word),
        Ok(word) => Err(syn::Error::new(word.span(), format!("unknown word `{word}`\nnote: write `gap = allowed`"))),
        Err(error) => Err(syn::Error::new(error.span(), "expected a word\nnote: write `gap = allowed`")),
    }
}

fn success(input: ParseStream<'_>, key: &Ident, diagnostics: &mut Diagnostics) -> syn::Result<RawSuccess> {
    const FORM: &str = "status = 202";
    let number = |input: ParseStream<'_>| {
        input.parse::<LitInt>().map_err(|error| {
            syn::Error::new(
                error.span(),
                "expected a status code\nnote: write `status = 202`, or `status(201, since = \"2.2\")`",
            )
        })
    };
    if !input.peek(syn::token::Paren) {
        if input.peek(LitInt) {
            let message = format!("expected `=` before the status code\nnote: write `{FORM}`");
            return Err(syn::Error::new(input.span(), message));
        }
        assigned(input, key, FORM)?;
        return Ok(RawSuccess { status: number(input)?, since: None, until: None });
    }
    let inner;
    syn::parenthesized!(inner in input);
    let mut success = RawSuccess { status: number(&inner)?, since: None, until: None };
    parse_list(&inner, diagnostics, |input, diagnostics| {
        let key = argument_key(input, "`since` or `until`")?;
        match key.to_string().as_str() {
            "since" => set_once(&mut success.since, key.span(), text(input, &key)?, "`since`", diagnostics),
            "until" => set_once(&mut success.until, key.span(), text(input, &key)?, "`until`", diagnostics),
            other => {
                let message = format!("unknown argument `{other}` of `status`\nnote: expected `since` or `until`");
                diagnostics.push(key.span(), message);
                skip_value(input)?;
            }
        }
        Ok(())
    })?;
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

/// Passes over what is left of an argument.
pub(crate) fn skip_value(input: ParseStream<'_>) -> syn::Result<()> {
    while !input.is_empty() && !input.peek(Token![,]) {
        input.parse::<proc_macro2::TokenTree>()?;
    }
    Ok(())
}
