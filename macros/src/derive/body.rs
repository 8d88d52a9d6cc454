//! The model into `impl FromValue`: one pass over the object, one arm a key.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Ident, Path};

use super::model::{Container, Data, Field, Presence, Variant};
use super::schema::{expand_guard, expand_range, payload_schema};
use super::shape::Shape;

/// The impl.
pub(super) fn expand_from_value(container: &Container) -> TokenStream {
    let (krate, ident) = (&container.krate, &container.ident);
    let body = match &container.data {
        Data::Struct(fields) => read_struct(krate, fields),
        Data::Names(variants) => read_names(krate, variants),
        Data::Untagged(variants) => read_untagged(krate, variants),
    };
    quote! {
        #[automatically_derived]
        impl #krate::schema::FromValue for #ident {
            fn from_value(
                value: #krate::json::Value,
                version: #krate::microversion::Microversion,
            ) -> ::core::result::Result<Self, #krate::schema::Mismatch> {
                #body
            }
        }
    }
}

fn read_struct(krate: &Path, fields: &[Field]) -> TokenStream {
    let slots = fields.iter().map(|field| expand_slot(krate, field));
    let arms = fields.iter().filter(|field| field.rest.is_none()).map(|field| {
        let (name, slot, ty) = (&field.wire, slot(field), &field.ty);
        let guard = expand_guard(krate, &field.range).map(|guard| quote!(if #guard));
        quote!(#name #guard => #slot = ::core::option::Option::Some(#krate::schema::derived::read::<#ty>(&key, value, version)?),)
    });
    let rest = fields.iter().find(|field| field.rest.is_some()).map(|field| {
        let slot = slot(field);
        quote! {{
            let value = #krate::schema::derived::read(&key, value, version)?;
            #slot.push_new(key, value);
        }}
    });
    let rest = rest.unwrap_or_else(|| quote!({}));
    let values = fields.iter().map(|field| expand_value(krate, field));
    quote! {
        let _ = version;
        #(#slots)*
        for (key, value) in #krate::schema::derived::object(value)? {
            match key.as_str() {
                #(#arms)*
                _ => #rest
            }
        }
        ::core::result::Result::Ok(Self { #(#values),* })
    }
}

/// The local that holds what was read.
pub(super) fn slot(field: &Field) -> Ident {
    format_ident!("__{}", syn::ext::IdentExt::unraw(&field.ident))
}

fn expand_slot(krate: &Path, field: &Field) -> TokenStream {
    let (slot, ty) = (slot(field), &field.ty);
    match &field.shape {
        Shape::Map(value) if field.rest.is_some() => quote!(let mut #slot = #krate::schema::Map::<#value>::new();),
        _ => quote!(let mut #slot: ::core::option::Option<#ty> = ::core::option::Option::None;),
    }
}

/// `field: value`, from its slot.
pub(super) fn expand_value(krate: &Path, field: &Field) -> TokenStream {
    let (ident, name, slot) = (&field.ident, &field.wire, slot(field));
    let derived = quote!(#krate::schema::derived);
    let value = match &field.presence {
        _ if field.rest.is_some() => quote!(#slot),
        Presence::Required => quote!(#derived::required(#name, #slot)?),
        Presence::Optional(_) => quote!(#derived::or_default(#slot)),
        Presence::Default(_, None) => quote!(#derived::or_default(#slot)),
        Presence::Default(_, Some(value)) => quote! {
            match #slot {
                ::core::option::Option::Some(given) => given,
                ::core::option::Option::None => #value,
            }
        },
    };
    quote!(#ident: #value)
}

fn read_names(krate: &Path, variants: &[Variant]) -> TokenStream {
    let arms = variants.iter().map(|variant| name_arm(krate, variant));
    quote! {
        let _ = version;
        match #krate::schema::derived::text(&value)? {
            #(#arms)*
            _ => ::core::result::Result::Err(#krate::schema::Mismatch::new("one of the names of the enumeration")),
        }
    }
}

fn name_arm(krate: &Path, variant: &Variant) -> TokenStream {
    let (ident, name) = (&variant.ident, &variant.wire);
    let guard = expand_guard(krate, &variant.range).map(|guard| quote!(if #guard));
    quote!(#name #guard => ::core::result::Result::Ok(Self::#ident),)
}

/// The first variant whose schema the value matches, else the first that it can be read into.
fn read_untagged(krate: &Path, variants: &[Variant]) -> TokenStream {
    let names: Vec<_> = variants.iter().filter(|variant| variant.payload.is_none()).collect();
    let names = (!names.is_empty()).then(|| {
        let arms = names.iter().map(|variant| name_arm(krate, variant));
        quote! {
            if let ::core::option::Option::Some(name) = value.as_str() {
                let named = match name {
                    #(#arms)*
                    _ => ::core::result::Result::Err(()),
                };
                if let ::core::result::Result::Ok(named) = named {
                    return ::core::result::Result::Ok(named);
                }
            }
        }
    });
    let alternatives: Vec<_> = variants.iter().filter(|variant| variant.payload.is_some()).collect();
    let valid = alternatives.iter().map(|variant| {
        let (ident, schema, range) =
            (&variant.ident, payload_schema(krate, variant), expand_range(krate, &variant.range));
        quote! {
            if #range.contains(version) && #krate::schema::derived::matches(#schema, &mut value, version) {
                return #krate::schema::FromValue::from_value(value, version).map(Self::#ident);
            }
        }
    });
    // Nova's lenient mode lets values in that no alternative takes strictly.
    let lenient = alternatives.iter().map(|variant| {
        let (ident, range) = (&variant.ident, expand_range(krate, &variant.range));
        quote! {
            if #range.contains(version) {
                let read = #krate::schema::FromValue::from_value(::core::clone::Clone::clone(&value), version);
                if let ::core::result::Result::Ok(read) = read {
                    return ::core::result::Result::Ok(Self::#ident(read));
                }
            }
        }
    });
    let value = (!alternatives.is_empty()).then(|| quote!(let mut value = value;));
    quote! {
        #names
        #value
        #(#valid)*
        #(#lenient)*
        ::core::result::Result::Err(#krate::schema::Mismatch::new("one of several forms"))
    }
}
