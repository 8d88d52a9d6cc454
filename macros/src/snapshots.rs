//! What the macros emit, pretty-printed, beside what was last read and approved in `src/snapshots/`.
//!
//! Generated code is read by whoever debugs a service, so it has to stay readable. `STARMAP_BLESS=1 cargo test -p
//! starmap-macros snapshots` writes the files anew: read the difference.

use std::path::Path;

use proc_macro2::TokenStream;
use quote::quote;

#[test]
fn resource() {
    check("resource", || {
        let item = quote! {
            impl ServersController {
                /// Lists the servers.
                #[action(GET, policy = "servers:index")]
                async fn index(&self, query: Query<ListServers>) -> Viewed<ServerList> {
                    self.list(query).await
                }

                /// Shows a server.
                #[action(GET, "{server_id}", since = "2.1", until = "2.52")]
                async fn show(&self, server_id: &str, version: Microversion) -> Result<Viewed<Server>, Fault> {
                    self.find(server_id, version).await
                }

                /// Reboots a server.
                #[cfg(feature = "power")]
                #[action(POST, "{server_id}/action", body = "reboot", status(202, since = "2.2"))]
                async fn reboot(&self, server_id: &str, body: Body<Reboot>) {}

                fn list(&self) {}
            }
        };
        crate::resource::resource(quote!("servers"), &item)
    });
}

#[test]
fn resource_that_waits_for_nothing() {
    check("resource_that_waits_for_nothing", || {
        let item = quote! {
            impl Greetings {
                #[action(GET, "{name}")]
                async fn show(&self, name: &str) -> Json<Greeting> {
                    Json(Greeting::to(name))
                }

                #[action(POST, status = 201)]
                async fn create(&self, greeting: Json<Greeting>) -> Result<Json<Greeting>, Fault> {
                    greeting.0.check()?;
                    Ok(greeting)
                }
            }
        };
        crate::resource::resource(quote!("greetings"), &item)
    });
}

#[test]
fn resource_with_mistakes() {
    check("resource_with_mistakes", || {
        let item = quote! {
            impl ServersController {
                #[action(GET, "{id}")]
                fn show(&self) {}
            }
        };
        crate::resource::resource(quote!("servers"), &item)
    });
}

#[test]
fn router() {
    check("router", || {
        crate::router::router(quote! {
            /// The compute API.
            pub struct Api {
                versions: "2.1"..="2.104",
                service: "compute",
                legacy_header: "X-OpenStack-Nova-API-Version",
                project_prefix: true,
                unmatched: not_found,
                policy: required,
            }
            [servers::ServersController, flavors::FlavorsController]
        })
    });
}

#[test]
fn body() {
    check("derive_body", || {
        derived(
            crate::derive::body,
            quote! {
                struct Keypair {
                    name: String,
                    #[schema(name = "type", one_of("ssh", "x509"), since = "2.2")]
                    kind: Option<String>,
                }
            },
        )
    });
}

#[test]
fn query() {
    check("derive_query", || {
        derived(
            crate::derive::query,
            quote! {
                #[schema(additional(allow, until = "2.74"), additional(refuse, since = "2.75"))]
                struct ListServers {
                    limit: Option<u32>,
                    #[schema(since = "2.5")]
                    sort_key: Vec<String>,
                }
            },
        )
    });
}

#[test]
fn view() {
    check("derive_view", || {
        derived(
            crate::derive::view,
            quote! {
                struct ServerView<'a> {
                    id: &'a str,
                    #[view(name = "OS-EXT-STS:vm_state", since = "2.3", skip_none)]
                    vm_state: Option<&'a str>,
                }
            },
        )
    });
}

fn derived(derive: impl Fn(&syn::DeriveInput) -> TokenStream, input: TokenStream) -> TokenStream {
    derive(&syn::parse2(input).expect("a struct"))
}

/// Compares an expansion with its file, and with itself made once more: the same input is the same code in every build.
fn check(name: &str, expand: impl Fn() -> TokenStream) {
    let expansion = expand();
    assert_eq!(expansion.to_string(), expand().to_string(), "two expansions of the same input differ");
    let file = syn::parse2(expansion).expect("an expansion is items");
    let shown = prettyplease::unparse(&file);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("src/snapshots/{name}.rs"));
    if std::env::var_os("STARMAP_BLESS").is_some() {
        std::fs::write(&path, &shown).expect("the snapshot can be written");
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    let differs = shown.lines().zip(expected.lines()).position(|(one, other)| one != other);
    let line = differs.unwrap_or_else(|| shown.lines().count().min(expected.lines().count()));
    assert!(
        shown == expected,
        "{}:{}: the expansion changed, to\n{}\nif that is meant, run the test with STARMAP_BLESS=1",
        path.display(),
        line + 1,
        shown.lines().nth(line).unwrap_or("its end"),
    );
}
