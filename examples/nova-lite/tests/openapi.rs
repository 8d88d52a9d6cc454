//! What the OpenAPI document says of every action: a schema for what a success holds, and each status with its form.

use nova_lite::api::Api;
use nova_lite::inspect;
use starmap::json::{self, Value};
use starmap::microversion::Microversion;
use starmap::route::Answer;
use starmap::router::Dispatch;

fn document(version: &str) -> Value {
    let version = Microversion::parse(version).expect("a microversion");
    json::parse(inspect::openapi(version).as_bytes(), json::DEPTH_MAX).expect("the document is JSON")
}

fn at<'v>(value: &'v Value, path: &[&str]) -> &'v Value {
    path.iter().fold(value, |value, key| match value {
        Value::Object(object) => object.get(key).unwrap_or_else(|| panic!("no `{key}` in {value:?}")),
        other => panic!("no `{key}` in {other:?}"),
    })
}

fn has(value: &Value, key: &str) -> bool {
    matches!(value, Value::Object(object) if object.get(key).is_some())
}

#[test]
fn every_action_says_what_its_success_holds() {
    for row in Api::mapper().rows() {
        let route = &row.route;
        assert!(
            !matches!(route.answer, Answer::Any),
            "{}::{} at {}:{}",
            route.controller,
            route.action,
            route.file,
            route.line
        );
    }
}

#[test]
fn a_schema_is_that_of_the_microversion() {
    let flavor = |version: &str| {
        let document = document(version);
        let responses = ["paths", "/flavors/{id}", "get", "responses", "200", "content", "application/json", "schema"];
        at(at(&document, &responses), &["properties", "flavor", "properties"]).clone()
    };
    assert!(has(&flavor("2.54"), "rxtx_factor") && !has(&flavor("2.54"), "description"));
    assert!(has(&flavor("2.102"), "description") && !has(&flavor("2.102"), "rxtx_factor"));
}

#[test]
fn every_status_is_named() {
    let document = document("2.26");
    let responses = |path: &str, method: &str| at(&document, &["paths", path, method, "responses"]).clone();
    let tag = responses("/servers/{server_id}/tags/{id}", "put");
    for status in ["201", "204", "400", "401", "403", "404", "406", "409", "413", "415", "500", "503"] {
        assert!(has(&tag, status), "{status}");
    }
    let removed = responses("/os-cells", "get");
    assert!(has(&removed, "410") && !has(&removed, "200"), "{removed:?}");
    let code = ["components", "responses", "Fault404", "content", "application/json", "schema", "properties"];
    let code = at(at(&document, &code), &["itemNotFound", "properties", "code", "const"]);
    assert_eq!(code.python_str().to_string(), "404");
}
