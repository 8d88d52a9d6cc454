//! `router!`: the controllers of an API merged into one table and one dispatch.
//!
//! The table itself is built by the runtime's `const fn`s from the controllers' rows, so that it is right across crates and
//! under `#[cfg]`; this macro only writes the struct, the constants and the match.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Attribute, Ident, LitBool, LitStr, Path, Token, Visibility};

use crate::args::{default_krate, skip_value};
use crate::callback::{Api, expand_chain};
use crate::check::check_range;
use crate::diagnostics::Diagnostics;
use crate::expand::expand_range;
use crate::spelling::nearest;

struct RouterInput {
    attributes: Vec<Attribute>,
    visibility: Visibility,
    name: Ident,
    options: Options,
    controllers: Punctuated<Path, Token![,]>,
}

#[derive(Default)]
struct Options {
    versions: Option<(LitStr, LitStr)>,
    service: Option<LitStr>,
    legacy_header: Option<LitStr>,
    project_prefix: Option<LitBool>,
    unmatched: Option<Ident>,
    policy: Option<Ident>,
    policies: Option<Path>,
    krate: Option<Path>,
    /// Those whose value could not be read, so that they are not called missing.
    unread: Vec<Ident>,
}

const OPTION_NAMES: [&str; 8] =
    ["versions", "service", "legacy_header", "project_prefix", "unmatched", "policy", "policies", "crate"];

const OPTIONS: &str =
    "one of `versions`, `service`, `legacy_header`, `project_prefix`, `unmatched`, `policy`, `policies` and `crate`";

const FORM: &str = "write `router! { pub struct Api { versions: \"2.1\"..=\"2.100\" } [ServersController] }`";

impl RouterInput {
    /// Reads all there is; an error where not even a name is known.
    fn parse(input: ParseStream<'_>, diagnostics: &mut Diagnostics) -> syn::Result<Self> {
        let form = |error: syn::Error| syn::Error::new(error.span(), format!("{error}\nnote: {FORM}"));
        let attributes = input.call(Attribute::parse_outer)?;
        let visibility = input.parse()?;
        input.parse::<Token![struct]>().map_err(form)?;
        let name = input.parse().map_err(|error: syn::Error| {
            syn::Error::new(error.span(), format!("expected the name of the API\nnote: {FORM}"))
        })?;
        let mut router =
            Self { attributes, visibility, name, options: Options::default(), controllers: Punctuated::new() };
        // From here on there is a struct to emit, so that whoever names it is not told that it is missing.
        if let Err(error) = router.parse_parts(input, diagnostics) {
            diagnostics.absorb(form(error));
        }
        Ok(router)
    }

    fn parse_parts(&mut self, input: ParseStream<'_>, diagnostics: &mut Diagnostics) -> syn::Result<()> {
        if !input.peek(syn::token::Brace) {
            return skip(input, input.error("expected the options in braces, or `{}`"));
        }
        let inner;
        syn::braced!(inner in input);
        self.options = Options::parse(&inner, diagnostics)?;
        if !input.peek(syn::token::Bracket) {
            return skip(input, input.error("expected the list of controllers in brackets"));
        }
        let list;
        syn::bracketed!(list in input);
        self.parse_controllers(&list, diagnostics)?;
        if input.is_empty() {
            Ok(())
        } else {
            skip(input, input.error("expected nothing behind the list of controllers"))
        }
    }

    fn parse_controllers(&mut self, list: ParseStream<'_>, diagnostics: &mut Diagnostics) -> syn::Result<()> {
        if list.is_empty() {
            diagnostics.push(self.name.span(), "a router needs at least one controller\nnote: list the types that carry `#[resource]`: `[ServersController]`");
        }
        while !list.is_empty() {
            match list.call(Path::parse_mod_style) {
                Ok(path) => self.controllers.push(path),
                Err(error) => {
                    let message = "expected the path of a controller's type, such as `servers::ServersController`";
                    diagnostics.push(error.span(), message);
                    skip_value(list)?;
                }
            }
            if list.peek(Token![<]) {
                diagnostics.absorb(list.error(
                    "a controller has no generic arguments\nnote: list the plain type that carries `#[resource]`",
                ));
                skip_value(list)?;
            }
            if !list.is_empty() && !list.peek(Token![,]) {
                diagnostics.absorb(list.error("expected `,` between two controllers"));
                continue;
            }
            list.parse::<Option<Token![,]>>()?;
        }
        Ok(())
    }
}

/// Fails, with nothing left over that the parser would complain of in its own words.
fn skip(input: ParseStream<'_>, error: syn::Error) -> syn::Result<()> {
    while !input.is_empty() {
        input.parse::<proc_macro2::TokenTree>()?;
    }
    Err(error)
}

impl Options {
    fn parse(input: ParseStream<'_>, diagnostics: &mut Diagnostics) -> syn::Result<Self> {
        let mut options = Self::default();
        let mut seen: Vec<Ident> = Vec::new();
        while !input.is_empty() {
            if let Err(error) = options.parse_one(&mut seen, input, diagnostics) {
                diagnostics.absorb(error);
                skip_value(input)?;
            }
            if !input.is_empty() && !input.peek(Token![,]) {
                diagnostics.absorb(input.error("expected `,` between two options"));
                continue;
            }
            input.parse::<Option<Token![,]>>()?;
        }
        for key in seen.iter().filter(|key| *key == "service" || *key == "legacy_header") {
            if !seen.iter().any(|key| key == "versions") {
                diagnostics.push(
                    key.span(),
                    format!("`{key}` names a microversion header, and this API has no microversions\nnote: add `versions: \"2.1\"..=\"2.100\"`, or leave it out"),
                );
            }
        }
        Ok(options)
    }

    /// Reads `key: value`.
    fn parse_one(
        &mut self,
        seen: &mut Vec<Ident>,
        input: ParseStream<'_>,
        diagnostics: &mut Diagnostics,
    ) -> syn::Result<()> {
        let key = input
            .call(Ident::parse_any)
            .map_err(|error| syn::Error::new(error.span(), format!("expected an option\nnote: expected {OPTIONS}")))?;
        if seen.contains(&key) {
            diagnostics.push(key.span(), format!("`{key}` is given twice\nnote: keep one"));
        }
        seen.push(key.clone());
        if !input.peek(Token![:]) || input.peek(Token![::]) {
            return Err(syn::Error::new(key.span(), format!("expected `:` after `{key}`, and its value")));
        }
        input.parse::<Token![:]>()?;
        self.parse_value(&key, input, diagnostics).inspect_err(|_| self.unread.push(key))
    }

    fn parse_value(&mut self, key: &Ident, input: ParseStream<'_>, diagnostics: &mut Diagnostics) -> syn::Result<()> {
        match key.to_string().as_str() {
            "versions" => {
                let min = parse_text(input, VERSIONS)?;
                if !input.peek(Token![..=]) {
                    return Err(input.error(format!("expected `..=` and the newest microversion\nnote: {VERSIONS}")));
                }
                input.parse::<Token![..=]>()?;
                self.versions = Some((min, parse_text(input, VERSIONS)?));
            }
            "service" => self.service = Some(parse_text(input, "write `service: \"compute\"`")?),
            "legacy_header" => {
                self.legacy_header =
                    Some(parse_text(input, "write `legacy_header: \"X-OpenStack-Nova-API-Version\"`")?);
            }
            "project_prefix" => {
                self.project_prefix = Some(input.parse().map_err(|error: syn::Error| {
                    syn::Error::new(error.span(), "expected `true` or `false`\nnote: write `project_prefix: true`")
                })?);
            }
            "unmatched" => self.unmatched = Some(parse_word(input, "`method_not_allowed` or `not_found`")?),
            "policy" => self.policy = Some(parse_word(input, "`required` or `optional`")?),
            "policies" => {
                self.policies = Some(input.call(Path::parse_mod_style).map_err(|error| {
                    syn::Error::new(error.span(), "expected the path of a constant `&[RuleDefault]`\nnote: write `policies: crate::policies::RULES`")
                })?);
            }
            "crate" => {
                self.krate = Some(input.call(Path::parse_mod_style).map_err(|error| {
                    syn::Error::new(error.span(), "expected the path of the runtime\nnote: write `crate: ::starmap`")
                })?);
            }
            other => {
                let note = match nearest(other, OPTION_NAMES) {
                    Some(known) => format!("did you mean `{known}`?"),
                    None => format!("expected {OPTIONS}"),
                };
                diagnostics.push(key.span(), format!("unknown option `{other}`\nnote: {note}"));
                skip_value(input)?;
            }
        }
        Ok(())
    }
}

const VERSIONS: &str = "write `versions: \"2.1\"..=\"2.100\"`";

fn parse_text(input: ParseStream<'_>, form: &str) -> syn::Result<LitStr> {
    input
        .parse()
        .map_err(|error: syn::Error| syn::Error::new(error.span(), format!("expected text in quotes\nnote: {form}")))
}

fn parse_word(input: ParseStream<'_>, words: &str) -> syn::Result<Ident> {
    input.call(Ident::parse_any).map_err(|error| syn::Error::new(error.span(), format!("expected {words}")))
}

/// Expands `router! { pub struct Api { options } [controllers] }`.
pub(crate) fn router(input: TokenStream) -> TokenStream {
    let mut diagnostics = Diagnostics::new();
    let parser = |input: ParseStream<'_>| RouterInput::parse(input, &mut diagnostics);
    let parsed = syn::parse::Parser::parse2(parser, input);
    let Some(input) = diagnostics.ok(parsed) else {
        return diagnostics.finish().unwrap_or_default();
    };
    check_listed_once(&input.controllers, &mut diagnostics);
    let options = expand_options(&input.options, &mut diagnostics);
    let required = policy_is_required(&input.options, &mut diagnostics);
    match diagnostics.finish() {
        // The struct goes out whatever is wrong, without rows, so that only what is written here is shown.
        Some(errors) => {
            let router = expand_router(&input, &options, None, false);
            quote!(#router #errors)
        }
        None => {
            let gathered = expand_gathered(&input);
            expand_router(&input, &options, Some(&gathered), required)
        }
    }
}

/// What the rows' tokens tell, after their errors, which the tables would show again.
fn expand_gathered(input: &RouterInput) -> TokenStream {
    let krate = krate(&input.options);
    let controllers: Vec<_> = input.controllers.iter().collect();
    let Options { versions, policies, .. } = &input.options;
    let api = Api { versions: versions.clone(), policies: policies.clone() };
    expand_chain(&input.name, &controllers, &api, &krate)
}

/// A controller that stands twice in the list would clash with itself on every row.
fn check_listed_once(controllers: &Punctuated<Path, Token![,]>, diagnostics: &mut Diagnostics) {
    let mut seen = Vec::new();
    for path in controllers {
        let text = path.to_token_stream().to_string();
        if seen.contains(&text) {
            diagnostics.push_at(path, format!("`{}` is listed twice\nnote: keep one", text.replace(' ', "")));
        }
        seen.push(text);
    }
}

fn krate(options: &Options) -> Path {
    options.krate.clone().unwrap_or_else(default_krate)
}

fn expand_options(options: &Options, diagnostics: &mut Diagnostics) -> TokenStream {
    let krate = krate(options);
    let versioning = match &options.versions {
        None => quote!(::core::option::Option::None),
        Some((min, max)) => {
            let range = expand_range(check_range(Some(min), Some(max), diagnostics), &krate);
            let service = options.service.as_ref().map(LitStr::value).unwrap_or_default();
            if service.is_empty() && !options.unread.iter().any(|key| key == "service") {
                diagnostics.push(
                    options.service.as_ref().map_or(min.span(), LitStr::span),
                    "microversions need the service type that the header names\nnote: add `service: \"compute\"`",
                );
            }
            let legacy = match &options.legacy_header {
                Some(header) => {
                    check_header_name(header, diagnostics);
                    let header = header.value().to_lowercase();
                    quote!(::core::option::Option::Some(#header))
                }
                None => quote!(::core::option::Option::None),
            };
            quote!(::core::option::Option::Some(#krate::microversion::Versioning {
                service: #service,
                legacy_header: #legacy,
                min: #range.since,
                max: #range.until,
            }))
        }
    };
    let unmatched = match &options.unmatched {
        None => quote!(MethodNotAllowed),
        Some(word) if word == "method_not_allowed" => quote!(MethodNotAllowed),
        Some(word) if word == "not_found" => quote!(NotFound),
        Some(word) => {
            diagnostics.push(
                word.span(),
                format!("unknown answer `{word}`\nnote: expected `method_not_allowed` or `not_found`"),
            );
            quote!(NotFound)
        }
    };
    let project_prefix = options.project_prefix.as_ref().is_some_and(LitBool::value);
    quote! {
        #krate::router::RouterOptions {
            versioning: #versioning,
            unmatched: #krate::router::Unmatched::#unmatched,
            project_prefix: #project_prefix,
        }
    }
}

/// A field name of RFC 9110: one or more token characters.
fn check_header_name(name: &LitStr, diagnostics: &mut Diagnostics) {
    let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    let text = name.value();
    if text.is_empty() || !text.bytes().all(token) {
        diagnostics.push(
            name.span(),
            format!("`{text}` is not a header's name\nnote: use ASCII letters, digits and `-`, as in `\"X-OpenStack-Nova-API-Version\"`"),
        );
    }
}

fn policy_is_required(options: &Options, diagnostics: &mut Diagnostics) -> bool {
    match &options.policy {
        Some(word) if word == "required" => true,
        Some(word) if word != "optional" => {
            diagnostics.push(word.span(), format!("unknown word `{word}`\nnote: expected `required` or `optional`"));
            false
        }
        _ => false,
    }
}

/// The most arguments of a function that Clippy lets pass.
const ARGUMENTS_MAX: usize = 7;

/// Without `gathered` there are no rows, and nothing is called either.
fn expand_router(
    input: &RouterInput,
    options: &TokenStream,
    gathered: Option<&TokenStream>,
    required: bool,
) -> TokenStream {
    let RouterInput { attributes, visibility, name, controllers, .. } = input;
    let krate = krate(&input.options);
    let fields: Vec<_> = (0..controllers.len()).map(|index| format_ident!("controller_{index}")).collect();
    let indices = 0..u16::try_from(controllers.len()).unwrap_or(u16::MAX);
    let types: Vec<_> = controllers.iter().collect();
    // Of the controllers' own tables, since a clash leaves the merged one empty.
    let guarded = required.then(|| {
        let tables = types.iter().map(|ty| quote_spanned!(ty.span()=> <#ty as #krate::Controller>::ROWS));
        quote!(const _: () = #krate::mapper::refuse_unguarded(&[#(#tables),*]);)
    });
    let called = if gathered.is_some() { types.as_slice() } else { &[] };
    let tables: Vec<_> =
        called.iter().map(|ty| quote_spanned!(ty.span()=> <#ty as #krate::Controller<__When>>::ROWS)).collect();
    let arms = called.iter().zip(&fields).zip(indices).map(|((ty, field), index)| {
        let dispatch = quote_spanned!(ty.span()=> <#ty>::_dispatch);
        quote!(#index => #dispatch(&self.#field, action, call),)
    });
    let many = (types.len() > ARGUMENTS_MAX).then(|| quote!(#[allow(clippy::too_many_arguments)]));
    let size = gathered.cloned().unwrap_or_else(|| quote!(#krate::mapper::Size::NONE));
    quote! {
        #(#attributes)*
        #visibility struct #name { #(#fields: #types),* }

        #[allow(dead_code)]
        impl #name {
            // What the rows' tokens have told.
            const __SIZE: #krate::mapper::Size = #size;

            /// Takes a value of each controller, in the order of the list.
            #many
            #visibility fn new(#(#fields: #types),*) -> Self {
                Self { #(#fields),* }
            }

            /// Makes each controller from what they all share.
            #visibility fn from_state<'state, __State>(state: &'state __State) -> Self
            where
                #(#types: ::core::convert::From<&'state __State>,)*
            {
                Self { #(#fields: ::core::convert::From::from(state)),* }
            }
        }

        #guarded

        impl<__When> #krate::router::Merged<__When> for #name {
            const ROWS: &'static [#krate::route::WrittenRows] = &[#(#tables),*];
        }

        impl #krate::router::Dispatch for #name {
            const OPTIONS: #krate::router::RouterOptions = #options;
            type Table = #krate::mapper::Laid<
                #name,
                { #name::__SIZE.rows },
                { #name::__SIZE.nodes },
            >;

            fn dispatch<'c>(
                &'c self,
                controller: u16,
                action: u16,
                call: &'c mut #krate::Call<'_>,
            ) -> #krate::__private::Pending<'c> {
                #[allow(unused_imports)]
                use #krate::__private::NoDispatch as _;
                match controller {
                    #(#arms)*
                    _ => #krate::__private::no_such_action(action),
                }
            }
        }
    }
}
