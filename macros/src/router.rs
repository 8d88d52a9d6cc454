//! `router!`: the controllers of an API merged into one table and one dispatch.
//!
//! The table itself is built by the runtime's `const fn`s from the controllers' rows, so that it is right across crates and
//! under `#[cfg]`; this macro only writes the struct, the constants and the match.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Attribute, Ident, LitBool, LitStr, Path, Token, Visibility};

use crate::check::check_range;
use crate::diagnostics::Diagnostics;
use crate::expand::expand_range;

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
    krate: Option<Path>,
}

const OPTIONS: &str = "`versions`, `service`, `legacy_header`, `project_prefix`, `unmatched` or `crate`";

impl Parse for RouterInput {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        let visibility = input.parse()?;
        input.parse::<Token![struct]>()?;
        let name = input.parse()?;
        let inner;
        syn::braced!(inner in input);
        let options = Options::parse(&inner)?;
        let list;
        syn::bracketed!(list in input);
        let controllers = list.parse_terminated(Path::parse_mod_style, Token![,])?;
        Ok(Self { attributes, visibility, name, options, controllers })
    }
}

impl Options {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut options = Self::default();
        while !input.is_empty() {
            let key = input.call(Ident::parse_any)?;
            input.parse::<Token![:]>()?;
            match key.to_string().as_str() {
                "versions" => {
                    let min = input.parse()?;
                    input.parse::<Token![..=]>()?;
                    options.versions = Some((min, input.parse()?));
                }
                "service" => options.service = Some(input.parse()?),
                "legacy_header" => options.legacy_header = Some(input.parse()?),
                "project_prefix" => options.project_prefix = Some(input.parse()?),
                "unmatched" => options.unmatched = Some(input.parse()?),
                "crate" => options.krate = Some(input.call(Path::parse_mod_style)?),
                other => {
                    return Err(syn::Error::new(
                        key.span(),
                        format!("unknown option `{other}`\nnote: expected {OPTIONS}"),
                    ));
                }
            }
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(options)
    }
}

/// Expands `router! { pub struct Api { options } [controllers] }`.
pub(crate) fn router(input: TokenStream) -> TokenStream {
    let input: RouterInput = match syn::parse2(input) {
        Ok(input) => input,
        Err(error) => return error.to_compile_error(),
    };
    let mut diagnostics = Diagnostics::new();
    if input.controllers.is_empty() {
        diagnostics.push(input.name.span(), "a router needs at least one controller\nnote: list the types that carry `#[resource]`: `[ServersController]`");
    }
    check_listed_once(&input.controllers, &mut diagnostics);
    let options = expand_options(&input.options, &mut diagnostics);
    if let Some(errors) = diagnostics.finish() {
        return errors;
    }
    expand_router(&input, &options)
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
    options.krate.clone().unwrap_or_else(|| syn::parse_quote!(::starmap))
}

fn expand_options(options: &Options, diagnostics: &mut Diagnostics) -> TokenStream {
    let krate = krate(options);
    let versioning = match &options.versions {
        None => quote!(::core::option::Option::None),
        Some((min, max)) => {
            let range = expand_range(check_range(Some(min), Some(max), diagnostics), &krate);
            let service = options.service.as_ref().map(LitStr::value).unwrap_or_default();
            if service.is_empty() {
                diagnostics.push(
                    min.span(),
                    "microversions need the service type that the header names\nnote: add `service: \"compute\"`",
                );
            }
            let legacy = match &options.legacy_header {
                Some(header) => {
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

fn expand_router(input: &RouterInput, options: &TokenStream) -> TokenStream {
    let RouterInput { attributes, visibility, name, controllers, .. } = input;
    let krate = krate(&input.options);
    let fields: Vec<_> = (0..controllers.len()).map(|index| format_ident!("controller_{index}")).collect();
    let indices = 0..u16::try_from(controllers.len()).unwrap_or(u16::MAX);
    let types: Vec<_> = controllers.iter().collect();
    quote! {
        #(#attributes)*
        #visibility struct #name { #(#fields: #types),* }

        impl #name {
            /// The controllers' rows, in the order of the list.
            const __TABLES: &'static [&'static [#krate::route::Route]] = &[#(<#types as #krate::Controller>::ROUTES),*];

            /// Takes a value of each controller, in the order of the list.
            #[allow(clippy::too_many_arguments, dead_code)]
            #visibility fn new(#(#fields: #types),*) -> Self {
                Self { #(#fields),* }
            }

            /// Makes each controller from what they all share.
            #[allow(dead_code)]
            #visibility fn from_state<__State>(state: &__State) -> Self
            where
                #(#types: for<'state> ::core::convert::From<&'state __State>,)*
            {
                Self { #(#fields: ::core::convert::From::from(state)),* }
            }
        }

        impl #krate::router::Dispatch for #name {
            const OPTIONS: &'static #krate::router::RouterOptions = &#options;

            fn mapper() -> #krate::mapper::Mapper<'static> {
                #krate::mapper!(
                    #name::__TABLES,
                    #krate::mapper::Options {
                        project: <#name as #krate::router::Dispatch>::OPTIONS.project_prefix,
                        versions: <#name as #krate::router::Dispatch>::OPTIONS.range(),
                    }
                )
            }

            async fn dispatch(
                &self,
                controller: u16,
                action: u16,
                call: #krate::Call<'_>,
            ) -> #krate::__private::Answer {
                match controller {
                    #(#indices => #krate::Controller::_dispatch(&self.#fields, action, call).await,)*
                    _ => #krate::__private::no_such_action(action),
                }
            }
        }
    }
}
