//! The macros lean on nothing of the user's scope: no prelude, own types of well-known names, items within a function.
#![no_implicit_prelude]

use ::std::assert_eq;

/// Names that generated code must not pick up.
mod decoys {
    #![allow(dead_code)]
    pub(crate) struct Option;
    pub(crate) struct Result;
    pub(crate) struct String;
    pub(crate) struct Some;
    pub(crate) mod core {}
    pub(crate) mod std {}
    pub(crate) mod starmap {}
}

mod servers {
    #[allow(unused_imports)]
    use super::decoys::*;

    /// Its type and another module's share a name, which exported macros must not.
    pub(crate) struct Controller;

    #[::starmap::resource("servers")]
    impl Controller {
        #[action(GET, "{id}", status = 202, policy = "servers:show")]
        async fn show(&self, version: ::starmap::microversion::Microversion, id: &str) {
            let _ = (version, id);
        }

        #[action(POST, "{id}/action", body = "reboot", since = "2.5")]
        async fn reboot(&self, id: u64) -> ::std::result::Result<(), ::starmap::fault::Fault> {
            let _ = id;
            ::std::result::Result::Ok(())
        }
    }
}

mod flavors {
    pub(crate) struct Controller;

    #[::starmap::resource("flavors")]
    impl Controller {
        #[action(GET)]
        async fn index(&self) {}
    }
}

mod api {
    #[allow(unused_imports)]
    use super::decoys::*;
    use super::flavors;

    ::starmap::router! {
        pub(crate) struct Api { versions: "2.1"..="2.9", service: "compute", policy: optional }
        [super::servers::Controller, flavors::Controller]
    }
}

fn templates<D: ::starmap::router::Dispatch>() -> ::std::vec::Vec<&'static str> {
    ::std::iter::Iterator::collect(::std::iter::Iterator::map(D::mapper().rows().iter(), |row| row.route.template))
}

#[test]
fn a_hostile_scope_changes_nothing() {
    assert_eq!(templates::<api::Api>(), ["/servers/{id}", "/servers/{id}/action", "/flavors"]);
}

#[test]
fn a_function_holds_a_whole_api() {
    struct Local;

    #[::starmap::resource("local")]
    impl Local {
        #[action(GET)]
        async fn index(&self) {}
    }

    ::starmap::router! { struct Api {} [Local, flavors::Controller] }

    assert_eq!(templates::<Api>(), ["/local", "/flavors"]);
    let _ = Api::new(Local, flavors::Controller);
}
