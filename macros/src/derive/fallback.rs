//! What a derive emits beside its diagnostics, so that uses of the type bring no errors of their own.

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

use super::model::Purpose;
use super::parse;

/// Impls of the right signatures without content; the compile errors keep them from ever running.
pub(super) fn expand_fallback(input: &DeriveInput, purpose: Purpose) -> TokenStream {
    let krate = parse::krate(input, purpose);
    let ident = &input.ident;
    let (generics, arguments, bounds) = input.generics.split_for_impl();
    let schematic = quote! {
        impl #generics #krate::schema::Schematic for #ident #arguments #bounds {
            const SCHEMA: &'static #krate::schema::Schema = &#krate::schema::Schema::ANY;
        }
    };
    match purpose {
        Purpose::Body => quote! {
            #schematic
            impl #generics #krate::schema::FromValue for #ident #arguments #bounds {
                fn from_value(
                    _: #krate::json::Value,
                    _: #krate::microversion::Microversion,
                ) -> ::core::result::Result<Self, #krate::schema::Mismatch> {
                    ::core::unreachable!()
                }
            }
        },
        Purpose::Query => quote! {
            #schematic
            impl #generics #krate::schema::FromQuery for #ident #arguments #bounds {
                fn from_query(
                    _: &#krate::schema::QueryParams,
                    _: #krate::microversion::Microversion,
                ) -> ::core::result::Result<Self, #krate::schema::Mismatch> {
                    ::core::unreachable!()
                }
            }
        },
        Purpose::View => quote! {
            impl #generics #krate::view::View for #ident #arguments #bounds {
                const SCHEMA: &'static #krate::schema::Schema = &#krate::schema::Schema::ANY;
                fn write(&self, _: &mut #krate::json::Writer, _: #krate::microversion::Microversion) {}
            }
        },
    }
}
