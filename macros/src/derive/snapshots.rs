//! What the derives emit, pretty-printed, beside what was last read and approved in `src/snapshots/`.
//!
//! `STARMAP_BLESS=1 cargo test -p starmap-macros snapshots` writes the files anew: read the difference.

use std::path::Path;

use proc_macro2::TokenStream;
use quote::quote;

#[test]
fn body() {
    let input = quote! {
        struct Keypair {
            name: String,
            #[schema(name = "type", one_of("ssh", "x509"), since = "2.2")]
            kind: Option<String>,
        }
    };
    check("derive_body", &super::body(&syn::parse2(input).expect("a struct")));
}

#[test]
fn query() {
    let input = quote! {
        #[schema(additional(allow, until = "2.74"), additional(refuse, since = "2.75"))]
        struct ListServers {
            limit: Option<u32>,
            #[schema(since = "2.5")]
            sort_key: Vec<String>,
        }
    };
    check("derive_query", &super::query(&syn::parse2(input).expect("a struct")));
}

#[test]
fn view() {
    let input = quote! {
        struct ServerView<'a> {
            id: &'a str,
            #[view(name = "OS-EXT-STS:vm_state", since = "2.3", skip_none)]
            vm_state: Option<&'a str>,
        }
    };
    check("derive_view", &super::view(&syn::parse2(input).expect("a struct")));
}

fn check(name: &str, expansion: &TokenStream) {
    let file = syn::parse2(expansion.clone()).expect("an expansion is items");
    let shown = prettyplease::unparse(&file);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("src/snapshots/{name}.rs"));
    if std::env::var_os("STARMAP_BLESS").is_some() {
        std::fs::write(&path, &shown).expect("the snapshot can be written");
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(shown, expected, "the expansion changed; if that is meant, run the test with STARMAP_BLESS=1");
}
