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

/// Methods that were handed to a macro keep the scope in which they were written.
macro_rules! controller {
    ($path:literal, $($methods:tt)*) => {
        pub(crate) struct Controller;

        #[::starmap::resource($path)]
        impl Controller {
            $($methods)*
        }
    };
}

mod images {
    controller! {
        "images",
        #[action(GET, "{id}")]
        async fn show(&self, id: &str, version: ::starmap::microversion::Microversion) -> impl ::starmap::response::Reply + use<> {
            let _ = (id, version);
        }
    }
}

/// The derives, where no name of theirs means what it usually does.
mod schemas {
    #![allow(dead_code)]
    #[allow(unused_imports)]
    use super::decoys::*;

    #[derive(::starmap::Body)]
    pub(crate) struct Create {
        #[schema(min_length = 1, pattern = "^[a-z]+$")]
        name: ::std::string::String,
        #[schema(since = "2.2", default = 3, minimum = 1)]
        count: u32,
        #[schema(required(since = "2.3"), items(max_length = 60))]
        tags: ::std::option::Option<::std::vec::Vec<::std::string::String>>,
        kind: ::std::option::Option<Kind>,
        block: ::std::option::Option<Block>,
        #[schema(rest)]
        rest: ::starmap::schema::Map<::std::string::String>,
    }

    #[derive(::starmap::Body)]
    pub(crate) enum Kind {
        #[schema(name = "small", until = "2.4")]
        Small,
        Large,
    }

    #[derive(::starmap::Body)]
    #[schema(untagged)]
    pub(crate) enum Block {
        #[schema(name = "none")]
        Nothing,
        Size(u64),
    }

    #[derive(::starmap::Query)]
    #[schema(additional(allow, until = "2.4"), additional(refuse, since = "2.5"))]
    pub(crate) struct List {
        limit: ::std::option::Option<u32>,
        sort_key: ::std::vec::Vec<::std::string::String>,
    }

    #[derive(::starmap::View)]
    pub(crate) struct Shown<'a> {
        id: &'a str,
        #[view(since = "2.3", skip_none)]
        count: ::std::option::Option<u32>,
        choice: Choice,
    }

    #[derive(::starmap::View)]
    pub(crate) enum Choice {
        #[view(name = "none")]
        Nothing,
        Size(u64),
    }

    pub(crate) fn shown() -> Shown<'static> {
        Shown { id: "1", count: ::std::option::Option::None, choice: Choice::Size(1) }
    }
}

mod api {
    #[allow(unused_imports)]
    use super::decoys::*;
    use super::{flavors, images};

    ::starmap::router! {
        pub(crate) struct Api { versions: "2.1"..="2.9", service: "compute", policy: optional }
        [super::servers::Controller, flavors::Controller, images::Controller]
    }
}

fn templates<D: ::starmap::router::Dispatch>() -> ::std::vec::Vec<&'static str> {
    ::std::iter::Iterator::collect(::std::iter::Iterator::map(D::mapper().rows().iter(), |row| row.route.template))
}

#[test]
fn a_hostile_scope_changes_nothing() {
    assert_eq!(templates::<api::Api>(), ["/servers/{id}", "/servers/{id}/action", "/flavors", "/images/{id}"]);
}

#[test]
fn derived_schemas_hold_what_was_written() {
    use ::starmap::microversion::Microversion;
    use ::starmap::schema::Schematic;

    let keywords = ::std::format!("{:?}", schemas::Create::SCHEMA);
    for part in ["\"count\"", "Pattern(\"^[a-z]+$\")", "\"small\"", "\"none\""] {
        ::std::assert!(keywords.contains(part), "{part} in {keywords}");
    }
    ::std::assert!(::std::format!("{:?}", schemas::List::SCHEMA).contains("\"sort_key\""));
    let written = ::starmap::view::to_json(&schemas::shown(), Microversion::new(2, 3));
    assert_eq!(::std::string::String::from_utf8_lossy(&written), "{\"id\": \"1\", \"choice\": 1}");
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
