//! From a request to the method that answers it: templates, methods, microversions and body keys, asked in process.

use std::sync::Arc;

use http::{HeaderMap, Method};
use starmap::application::Application;
use starmap::extract::{Json, RawBody};
use starmap::fault::Fault;
use starmap::microversion::Microversion;
use starmap::router::{Router, RouterSettings};
use starmap::service::Service;
use starmap::testing::{Answer, Client};

type Reply = Result<Json<String>, Fault>;

fn said(text: impl Into<String>) -> Reply {
    Ok(Json(text.into()))
}

struct Servers;

#[starmap::resource("servers")]
impl Servers {
    #[action(GET)]
    async fn index(&self) -> Reply {
        said("index")
    }

    #[action(POST, status(201, since = "2.3"), status(202, until = "2.2"))]
    async fn create(&self, body: Json<serde_json::Value>) -> Reply {
        said(format!("create {}", body.0))
    }

    #[action(GET, "{id}")]
    async fn show(&self, id: &str) -> Reply {
        said(format!("show {id}"))
    }

    /// Declared after what it shadows, which makes no difference.
    #[action(GET, "detail")]
    async fn detail(&self) -> Reply {
        said("detail")
    }

    #[action(PUT, "{id}", since = "2.2", until = "2.4")]
    #[action(PATCH, "{id}", since = "2.5")]
    async fn update(&self, headers: &HeaderMap, id: u32, version: Microversion, raw: RawBody) -> Reply {
        said(format!("update {id} {version} {} {}", raw.0.len(), headers.contains_key("x-extra")))
    }

    #[action(DELETE, "{id}", status = 204)]
    async fn delete(&self, id: &str) {
        assert_ne!(id, "cursed", "this one ends in a panic");
    }
}

struct Tags;

#[starmap::resource("servers/{server_id}/tags")]
impl Tags {
    #[action(GET, until = "2.2")]
    async fn index(&self, server_id: &str) -> Reply {
        said(format!("old tags of {server_id}"))
    }

    #[action(GET, since = "2.5", gap = allowed)]
    async fn index_sorted(&self, server_id: &str) -> Reply {
        said(format!("sorted tags of {server_id}"))
    }

    #[action(GET, "{tag}")]
    async fn show(&self, tag: &str, server_id: &str) -> Reply {
        said(format!("{tag} of {server_id}"))
    }
}

struct Actions;

#[starmap::resource("servers/{id}/action")]
impl Actions {
    #[action(POST, body = "reboot", status = 202)]
    async fn reboot(&self, id: &str, body: Json<serde_json::Value>) -> Reply {
        said(format!("reboot {id} {}", body.0))
    }

    #[action(POST, body = "lock", until = "2.2", status = 202)]
    async fn lock(&self, id: &str) -> Reply {
        said(format!("lock {id}"))
    }

    #[action(POST, body = "lock", since = "2.3", status = 202)]
    async fn lock_with_reason(&self, id: &str) -> Reply {
        said(format!("lock with a reason {id}"))
    }
}

struct Exports;

#[starmap::resource("exports")]
impl Exports {
    #[action(POST, body = "start", until = "2.2")]
    async fn start(&self) -> Reply {
        said("start")
    }

    /// Later the body says it all.
    #[action(POST, since = "2.3", until = "2.5")]
    async fn create(&self) -> Reply {
        said("create")
    }

    #[action(POST, body = "begin", since = "2.6")]
    async fn begin(&self) -> Reply {
        said("begin")
    }
}

starmap::router! {
    struct Api { versions: "2.1"..="2.9", service: "compute" }
    [Actions, Servers, Tags, Exports]
}

starmap::router! {
    struct NovaApi { versions: "2.1"..="2.9", service: "compute", unmatched: not_found, project_prefix: true }
    [Servers, Tags]
}

fn client() -> Client<impl Application> {
    Client::new(Arc::new(Service::of(Router::new(
        Api::new(Actions, Servers, Tags, Exports),
        RouterSettings::default(),
    ))))
}

fn nova_client() -> Client<impl Application> {
    Client::new(Arc::new(Service::of(Router::new(NovaApi::new(Servers, Tags), RouterSettings::default()))))
}

#[track_caller]
fn assert_says(answer: &Answer, text: &str) {
    assert_eq!(answer.text(), format!("{text:?}"), "{}", answer.status());
}

#[tokio::test]
async fn a_literal_beats_a_parameter() {
    let app = client();
    assert_says(&app.get("/servers").send().await, "index");
    assert_says(&app.get("/servers/detail").send().await, "detail");
    assert_says(&app.get("/servers/details").send().await, "show details");
    // There is no DELETE of the literal, so the parameter takes it.
    assert_eq!(app.delete("/servers/detail").send().await.status(), 204);
}

#[tokio::test]
async fn arguments_are_bound_by_name_and_type_in_any_order() {
    let app = client();
    assert_says(&app.get("/servers/7/tags/blue").send().await, "blue of 7");
    let put = app.ask(Method::PUT, "/servers/7").microversion("2.4").header("x-extra", "1").json("[1]").send().await;
    assert_says(&put, "update 7 2.4 3 true");
    assert_eq!(app.put("/servers/seven").microversion("2.4").json("[1]").send().await.status(), 404, "no number");
}

#[tokio::test]
async fn a_path_that_nothing_has_is_404() {
    let app = client();
    for path in ["/", "/server", "/servers/", "/servers/1/", "/servers/1/tags/2/3"] {
        assert_eq!(app.get(path).send().await.status(), 404, "{path}");
    }
}

#[tokio::test]
async fn another_method_is_405_with_those_of_the_microversion() {
    let app = client();
    for (version, allow) in [
        ("2.1", "GET, HEAD, DELETE, OPTIONS"),
        ("2.4", "GET, HEAD, PUT, DELETE, OPTIONS"),
        ("2.5", "GET, HEAD, DELETE, PATCH, OPTIONS"),
    ] {
        let refused = app.post("/servers/1").microversion(version).json("{}").send().await;
        assert_eq!((refused.status().as_u16(), refused.header("allow")), (405, allow), "{version}");
        let options = app.ask(Method::OPTIONS, "/servers/1").microversion(version).send().await;
        assert_eq!((options.status().as_u16(), options.header("allow")), (204, allow), "{version}");
    }
}

#[tokio::test]
async fn a_head_is_answered_from_the_get() {
    let head = client().ask(Method::HEAD, "/servers/1").send().await;
    assert_eq!(head.status(), 200);
    assert_eq!(head.header("content-type"), "application/json");
}

#[tokio::test]
async fn as_nova_no_other_method_is_known() {
    let app = nova_client();
    for method in [Method::POST, Method::OPTIONS, Method::HEAD] {
        let answer = app.ask(method.clone(), "/servers/1").send().await;
        assert_eq!((answer.status().as_u16(), answer.header("allow")), (404, ""), "{method}");
    }
}

#[tokio::test]
async fn the_project_may_stand_before_the_path() {
    let app = nova_client();
    assert_says(&app.get("/0af3/servers/7").send().await, "show 7");
    assert_says(&app.get("/servers/7").send().await, "show 7");
    assert_eq!(app.get("/no-project/servers/7").send().await.status(), 404);
    assert_eq!(client().get("/0af3/servers/7").send().await.status(), 404, "only where the router says so");
}

#[tokio::test]
async fn the_microversion_picks_the_method() {
    let app = client();
    for (version, text) in [("2.1", "old tags of 7"), ("2.2", "old tags of 7"), ("2.5", "sorted tags of 7")] {
        assert_says(&app.get("/servers/7/tags").microversion(version).send().await, text);
    }
    assert_says(&app.get("/servers/7/tags").microversion("latest").send().await, "sorted tags of 7");
    for version in ["2.3", "2.4"] {
        assert_eq!(app.get("/servers/7/tags").microversion(version).send().await.status(), 404, "the declared gap");
    }
    for (version, status) in [("2.10", 406), ("2.0", 406), ("two", 400)] {
        assert_eq!(app.get("/servers/7/tags").microversion(version).send().await.status(), status, "{version}");
    }
}

#[tokio::test]
async fn one_method_answers_each_of_its_rows() {
    let app = client();
    for (method, version, status) in [
        (Method::PUT, "2.1", 404),
        (Method::PUT, "2.2", 200),
        (Method::PUT, "2.5", 404),
        (Method::PATCH, "2.4", 404),
        (Method::PATCH, "2.5", 200),
    ] {
        let answer = app.ask(method.clone(), "/servers/1").microversion(version).json("{}").send().await;
        assert_eq!(answer.status(), status, "{method} {version}");
    }
}

#[tokio::test]
async fn the_status_follows_the_microversion() {
    let app = client();
    for (version, status) in [("2.1", 202), ("2.2", 202), ("2.3", 201), ("2.9", 201)] {
        let answer = app.post("/servers").microversion(version).json(r#"{"a":1}"#).send().await;
        assert_eq!(answer.status(), status, "{version}");
        assert_says(&answer, r#"create {"a":1}"#);
    }
}

#[tokio::test]
async fn the_body_key_picks_the_server_action() {
    let app = client();
    let act = |version: &'static str, body: &'static str| {
        let app = app.clone();
        async move { app.post("/servers/7/action").microversion(version).json(body).send().await }
    };
    let reboot = act("2.1", r#"{"reboot": {"type": "HARD"}}"#).await;
    assert_says(&reboot, r#"reboot 7 {"reboot":{"type":"HARD"}}"#);
    assert_eq!(reboot.status(), 202);
    assert_says(&act("2.2", r#"{"lock": null}"#).await, "lock 7");
    assert_says(&act("2.3", r#"{"lock": null}"#).await, "lock with a reason 7");
    for (body, status) in [
        (r#"{"stop": null}"#, 400),
        (r#"{"reboot": null, "lock": null}"#, 400),
        ("{}", 400),
        ("[]", 400),
        ("7", 404),
        (r#"["reboot"]"#, 404),
        (r#"{"reboot": "#, 400),
    ] {
        assert_eq!(act("2.1", body).await.status(), status, "{body}");
    }
}

#[tokio::test]
async fn a_body_key_counts_only_where_an_action_has_one() {
    let app = client();
    for (version, body, answer) in [
        ("2.2", r#"{"start": null}"#, Ok("start")),
        ("2.2", r#"{"begin": null}"#, Err(404)),
        ("2.2", r#"{"stop": null}"#, Err(400)),
        ("2.3", r#"{"start": null}"#, Ok("create")),
        ("2.4", r#"{"any": 1, "thing": 2}"#, Ok("create")),
        ("2.5", "{}", Ok("create")),
        ("2.6", r#"{"begin": null}"#, Ok("begin")),
        ("2.6", r#"{"start": null}"#, Err(404)),
    ] {
        let said = app.post("/exports").microversion(version).json(body).send().await;
        match answer {
            Ok(text) => assert_says(&said, text),
            Err(status) => assert_eq!(said.status(), status, "{version} {body}"),
        }
    }
}

#[tokio::test]
async fn a_panic_is_the_500_of_its_request() {
    let app = client();
    assert_eq!(app.delete("/servers/cursed").send().await.status(), 500);
    assert_eq!(app.delete("/servers/blessed").send().await.status(), 204);
}

#[tokio::test]
async fn a_url_leads_back_to_its_action() {
    let app = client();
    assert_says(&app.get(&Servers::show_url("a b")).send().await, "show a b");
    assert_says(&app.get(&Tags::show_url(7, "blue")).send().await, "blue of 7");
    assert_says(&app.get(&Servers::detail_url()).send().await, "detail");
}
