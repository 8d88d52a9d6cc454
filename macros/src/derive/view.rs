//! The model into `impl View`: the members in the order of the fields, each within its microversions.

use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{LitStr, Path, Type};

use super::model::{Container, Data, Field, Variant};
use super::schema::{expand_guard, expand_range};
use super::shape::Shape;

/// The impls.
pub(super) fn expand_view(container: &Container) -> TokenStream {
    match &container.data {
        Data::Struct(fields) => expand_struct(container, fields),
        Data::Names(variants) | Data::Untagged(variants) => expand_enum(container, variants),
    }
}

fn expand_struct(container: &Container, fields: &[Field]) -> TokenStream {
    let (krate, ident) = (&container.krate, &container.ident);
    let (generics, arguments, bounds) = container.generics.split_for_impl();
    let members = fields.iter().map(|field| expand_member(krate, field));
    let schema = expand_schema(krate, fields);
    quote! {
        #[automatically_derived]
        impl #generics #krate::view::View for #ident #arguments #bounds {
            const SCHEMA: &'static #krate::schema::Schema = #schema;

            fn write(&self, out: &mut #krate::json::Writer, version: #krate::microversion::Microversion) {
                out.begin_object();
                #krate::view::Members::write_members(self, out, version);
                out.end_object();
            }
        }

        #[automatically_derived]
        impl #generics #krate::view::Members for #ident #arguments #bounds {
            fn write_members(&self, out: &mut #krate::json::Writer, version: #krate::microversion::Microversion) {
                let _ = (&out, version);
                #(#members)*
            }
        }
    }
}

fn expand_member(krate: &Path, field: &Field) -> TokenStream {
    let (ident, name, ty) = (&field.ident, between_members(&field.wire), &field.ty);
    // The type stands in the call so that a type that cannot be written is marked itself.
    let write = |ty: &Type, value: TokenStream| match &field.writer {
        Some(writer) => quote!(#writer(#value, out, version);),
        None => quote!(<#ty as #krate::view::View>::write(#value, out, version);),
    };
    let member = if field.flatten.is_some() {
        quote!(<#ty as #krate::view::Members>::write_members(&self.#ident, out, version);)
    } else if let (Some(_), Shape::Option(inner)) = (field.skip_none, &field.shape) {
        let write = write(inner, quote!(value));
        quote! {
            if let ::core::option::Option::Some(value) = &self.#ident {
                out.member(#name);
                #write
            }
        }
    } else {
        let write = write(ty, quote!(&self.#ident));
        quote!(out.member(#name); #write)
    };
    match expand_guard(krate, &field.range) {
        Some(guard) => quote!(if #guard { #member }),
        None => member,
    }
}

/// A key as it stands between two members of an object.
fn between_members(key: &LitStr) -> LitStr {
    let mut text = String::from(", \"");
    for letter in key.value().chars() {
        match letter {
            '"' | '\\' => text.extend(['\\', letter]),
            ' '..='\u{7f}' => text.push(letter),
            _ => letter.encode_utf16(&mut [0; 2]).iter().for_each(|unit| text.push_str(&format!("\\u{unit:04x}"))),
        }
    }
    text.push_str("\": ");
    LitStr::new(&text, key.span())
}

/// Members that are always there are required; those of a flattened view stand among the others.
fn expand_schema(krate: &Path, fields: &[Field]) -> TokenStream {
    let keyword = quote!(#krate::schema::Keyword);
    let required = fields.iter().filter(|field| field.skip_none.is_none() && field.flatten.is_none());
    let required = required.map(|field| {
        let (name, range) = (&field.wire, expand_range(krate, &field.range));
        quote!(#krate::schema::Required { name: #name, range: #range })
    });
    let required: Vec<_> = required.collect();
    let required = (!required.is_empty()).then(|| quote!(#keyword::Required(&[#(#required),*]),));
    let properties = expand_properties(krate, fields);
    quote! {
        &#krate::schema::Schema {
            keywords: &[
                #keyword::Type(&[#krate::schema::Type::Object]),
                #keyword::Properties(#properties),
                #required
                #keyword::AdditionalProperties(#krate::schema::Additional::Refuse),
            ],
        }
    }
}

fn expand_properties(krate: &Path, fields: &[Field]) -> TokenStream {
    if fields.iter().all(|field| field.flatten.is_none()) {
        let properties = fields.iter().map(|field| expand_property(krate, field));
        return quote!(&[#(#properties),*]);
    }
    let derived = quote!(#krate::schema::derived);
    let parts = fields.iter().map(|field| {
        let range = expand_range(krate, &field.range);
        if field.flatten.is_some() {
            let ty = static_lifetimes(field.ty.to_token_stream());
            return quote!((<#ty as #krate::view::View>::SCHEMA, #range));
        }
        let property = expand_property(krate, field);
        quote! {(
            &#krate::schema::Schema { keywords: &[#krate::schema::Keyword::Properties(&[#property])] },
            #krate::microversion::VersionRange::ALL,
        )}
    });
    quote! {{
        const __PARTS: &[(&#krate::schema::Schema, #krate::microversion::VersionRange)] = &[#(#parts),*];
        const __LEN: usize = #derived::joined_len(__PARTS);
        const __JOINED: &[#krate::schema::Property] = &#derived::join_properties::<__LEN>(__PARTS);
        __JOINED
    }}
}

fn expand_property(krate: &Path, field: &Field) -> TokenStream {
    let (name, range) = (&field.wire, expand_range(krate, &field.range));
    let schema = if field.writer.is_some() {
        // A function may write anything.
        quote!(&#krate::schema::Schema::ANY)
    } else {
        let ty = static_lifetimes(field.ty.to_token_stream());
        quote!(<#ty as #krate::view::View>::SCHEMA)
    };
    quote!(#krate::schema::Property { name: #name, schema: #schema, range: #range })
}

/// A constant inside an impl cannot name the impl's lifetimes, and none of them changes a schema.
fn static_lifetimes(tokens: TokenStream) -> TokenStream {
    let mut after_quote = false;
    let replaced = tokens.into_iter().map(|token| {
        let is_name = std::mem::replace(&mut after_quote, false);
        match token {
            TokenTree::Punct(punct) if punct.as_char() == '\'' => {
                after_quote = true;
                TokenTree::Punct(punct)
            }
            TokenTree::Ident(ident) if is_name => TokenTree::Ident(Ident::new("static", ident.span())),
            TokenTree::Group(group) => {
                let inner = static_lifetimes(group.stream());
                TokenTree::Group(Group::new(group.delimiter(), inner))
            }
            other => other,
        }
    });
    replaced.collect()
}

fn expand_enum(container: &Container, variants: &[Variant]) -> TokenStream {
    let (krate, ident) = (&container.krate, &container.ident);
    let (generics, arguments, bounds) = container.generics.split_for_impl();
    let arms = variants.iter().map(|variant| {
        let (ident, name) = (&variant.ident, &variant.wire);
        match variant.payload {
            Some(_) => quote!(Self::#ident(value) => #krate::view::View::write(value, out, version),),
            None => quote!(Self::#ident => out.string(#name),),
        }
    });
    let keyword = quote!(#krate::schema::Keyword);
    let names = variants.iter().filter(|variant| variant.payload.is_none()).map(|variant| &variant.wire);
    let names: Vec<_> = names.collect();
    let names = quote! {
        #keyword::Type(&[#krate::schema::Type::String]),
        #keyword::Enum(&[#(#krate::schema::Literal::Str(#names)),*])
    };
    let payloads = variants.iter().filter_map(|variant| {
        let ty = static_lifetimes(variant.payload.as_ref()?.0.to_token_stream());
        Some(quote!(<#ty as #krate::view::View>::SCHEMA))
    });
    let payloads: Vec<_> = payloads.collect();
    let has_names = payloads.len() < variants.len();
    let keywords = match (payloads.is_empty(), has_names) {
        (true, _) => names,
        (false, true) => {
            quote!(#keyword::AnyOf(&[#(#payloads,)* &#krate::schema::Schema { keywords: &[#names] }]))
        }
        (false, false) => quote!(#keyword::AnyOf(&[#(#payloads),*])),
    };
    quote! {
        #[automatically_derived]
        impl #generics #krate::view::View for #ident #arguments #bounds {
            const SCHEMA: &'static #krate::schema::Schema = &#krate::schema::Schema { keywords: &[#keywords] };

            fn write(&self, out: &mut #krate::json::Writer, version: #krate::microversion::Microversion) {
                let _ = (&out, version);
                match self {
                    #(#arms)*
                }
            }
        }
    }
}
