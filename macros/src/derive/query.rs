//! The model into `impl FromQuery`: one call a parameter.

use proc_macro2::TokenStream;
use quote::quote;

use super::body::{expand_value, slot};
use super::model::{Container, Data, Field};
use super::schema::expand_guard;
use super::shape::Shape;
use syn::Path;

/// The impl.
pub(super) fn expand_from_query(container: &Container) -> TokenStream {
    let (krate, ident) = (&container.krate, &container.ident);
    // `parse` lets no enum through.
    let fields = match &container.data {
        Data::Struct(fields) => fields.as_slice(),
        Data::Names(_) | Data::Untagged(_) => &[],
    };
    let slots = fields.iter().map(|field| expand_read(krate, field));
    let values = fields.iter().map(|field| expand_value(krate, field));
    quote! {
        #[automatically_derived]
        impl #krate::schema::FromQuery for #ident {
            fn from_query(
                query: &#krate::schema::QueryParams,
                version: #krate::microversion::Microversion,
            ) -> ::core::result::Result<Self, #krate::schema::Mismatch> {
                let _ = (query, version);
                #(#slots)*
                ::core::result::Result::Ok(Self { #(#values),* })
            }
        }
    }
}

/// The last value wins; a `Vec` takes all of them.
fn expand_read(krate: &Path, field: &Field) -> TokenStream {
    let (slot, name, ty) = (slot(field), &field.wire, &field.ty);
    let derived = quote!(#krate::schema::derived);
    // The type stands in the call so that a type that cannot be read is marked itself.
    let read = match (&field.shape, field.shape.value()) {
        (Shape::Vec(inner), _) => quote!(#derived::all::<#inner>(query, #name)?),
        (_, Shape::Vec(inner)) => quote!(#derived::all::<#inner>(query, #name)?.map(::core::option::Option::Some)),
        _ => quote!(#derived::last::<#ty>(query, #name)?),
    };
    let read = match expand_guard(krate, &field.range) {
        Some(guard) => quote!(if #guard { #read } else { ::core::option::Option::None }),
        None => read,
    };
    quote!(let #slot: ::core::option::Option<#ty> = #read;)
}
