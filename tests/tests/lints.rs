//! Code that denies every lint it can still uses the macros; `elsewhere` in this package's library is the public half.
#![deny(warnings, missing_docs, unreachable_pub, single_use_lifetimes, unused_results)]
#![deny(clippy::all, clippy::pedantic, clippy::allow_attributes_without_reason)]

mod servers {
    pub(crate) struct Servers;

    #[starmap::resource("servers")]
    impl Servers {
        /// Shows a server.
        #[action(GET, "{id}")]
        async fn show(&self, id: u64) {
            let _ = id;
        }
    }
}

starmap::router! {
    struct Api { versions: "2.1"..="2.9", service: "compute" }
    [servers::Servers, starmap_tests::elsewhere::KeypairsController]
}

#[test]
fn rows_of_both_crates_are_in_the_table() {
    use starmap::router::Dispatch;
    assert_eq!(Api::mapper().rows().len(), 3);
    let _ = Api::new(servers::Servers, starmap_tests::elsewhere::KeypairsController);
}

#[test]
fn urls_are_made_from_the_templates() {
    use starmap_tests::elsewhere::KeypairsController;
    assert_eq!(servers::Servers::show_url(7), "/servers/7");
    assert_eq!(KeypairsController::index_url(), "/os-keypairs");
    assert_eq!(KeypairsController::show_url("a b/ü%"), "/os-keypairs/a%20b%2F%C3%BC%25");
}

/// As every doctest does.
#[test]
fn a_function_holds_a_whole_api_without_a_warning() {
    struct Local;

    #[starmap::resource("local")]
    impl Local {
        #[action(GET, "{id}", since = "2.2", policy = "local:show")]
        async fn show(&self, id: &str) {
            let _ = id;
        }
    }

    const RULES: &[starmap::policy::RuleDefault] = &[starmap::policy::RuleDefault {
        name: "local:show",
        check: "",
        scopes: starmap::policy::Scopes::Any,
        operations: &[],
        deprecated: None,
        description: "",
    }];

    starmap::router! {
        struct Here { versions: "2.1"..="2.9", service: "compute", policies: RULES }
        [Local]
    }

    use starmap::router::Dispatch;
    assert_eq!(Here::mapper().rows().len(), 1);
    let _ = Here::new(Local);
}
