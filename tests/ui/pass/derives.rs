//! The derives lean on nothing of the user's scope and warn about nothing in it.
#![no_implicit_prelude]
#![deny(warnings, missing_docs, unreachable_pub, unused_qualifications, clippy::pedantic, clippy::nursery)]

extern crate starmap as runtime;

use ::std::{option::Option, string::String, vec::Vec};

#[derive(::runtime::Body)]
#[schema(crate = ::runtime, additional = allow)]
struct Everything {
    #[schema(name_format)]
    name: String,
    #[schema(name = "type", since = "2.2", one_of("ssh", "x509"))]
    r#type: Option<String>,
    #[schema(keys = "^[a-z]+$", values(max_length = 255))]
    metadata: Option<::runtime::schema::Map<String>>,
    #[schema(default)]
    tags: Vec<String>,
    state: Option<State>,
    form: Option<Form>,
    #[schema(rest)]
    rest: ::runtime::schema::Map<::runtime::json::Value>,
}

#[derive(::runtime::Body)]
#[schema(crate = ::runtime)]
struct Empty {}

#[derive(::runtime::Body, ::runtime::View)]
#[schema(crate = ::runtime)]
#[view(crate = ::runtime)]
enum State {
    #[schema(name = "up", until = "2.5")]
    Up,
    Down,
}

#[derive(::runtime::Body)]
#[schema(crate = ::runtime, untagged)]
enum Form {
    Text(String),
    List(Vec<String>),
    Off,
}

#[derive(::runtime::Query)]
#[schema(crate = ::runtime)]
struct Filters {
    limit: Option<u32>,
    #[schema(since = "2.5")]
    sort_key: Vec<String>,
}

#[derive(::runtime::View)]
#[view(crate = ::runtime)]
struct ServerView<'a, 'b: 'a> {
    name: &'a str,
    #[view(since = "2.3", skip_none)]
    state: Option<&'b State>,
    #[view(flatten)]
    links: LinksView<'b>,
}

#[derive(::runtime::View)]
#[view(crate = ::runtime)]
struct LinksView<'a> {
    links: &'a [&'a str],
}

fn main() {
    let version = ::runtime::microversion::Microversion::new(2, 1);
    let view = ServerView { name: "a", state: Option::None, links: LinksView { links: &["b"] } };
    ::std::assert_eq!(::runtime::view::to_json(&view, version), br#"{"name": "a", "links": ["b"]}"#);
    let read = <Everything as ::runtime::schema::FromValue>::from_value(::runtime::json::Value::Null, version);
    if let ::std::result::Result::Ok(read) = read {
        let _ = (read.name, read.r#type, read.metadata, read.tags, read.state, read.form, read.rest);
    }
    let _ = <Empty as ::runtime::schema::FromValue>::from_value(::runtime::json::Value::Null, version);
    let query = ::runtime::schema::QueryParams::parse("limit=1").unwrap();
    let filters = <Filters as ::runtime::schema::FromQuery>::from_query(&query, version).unwrap();
    ::std::assert_eq!((filters.limit, filters.sort_key.len()), (Option::Some(1), 0));
}
