//! The kinds of action: from a request below the mount to the action's answer, without filters and without a socket.
//!
//! The actions do nothing, so that what is counted is the lookup, the microversion, the body key, the extraction, the call and
//! an answer with a content type.

use std::sync::Arc;

use http::Method;
use serde::Deserialize;
use starmap::application::Application;
use starmap::authorize::Policy;
use starmap::extract::{Body, Json, Query};
use starmap::fault::Fault;
use starmap::metrics::Metrics;
use starmap::policy::{Enforcer, PolicySources, RuleDefault, Scopes};
use starmap::response::Viewed;
use starmap::router::{Dispatch, Router, RouterSettings};

use crate::ask::{Ask, Case, ready};

/// Every kind of action, in the order of the table.
pub(crate) fn cases() -> Vec<Case> {
    let show = || get("/servers/83e2a10f-d02e-4300-8f85-9bbed3dff1dd", 200);
    let below_project = "/70a599e031e749b7b260868f441e862b/servers/83e2a10f-d02e-4300-8f85-9bbed3dff1dd";
    vec![
        plain("GET a collection", get("/servers", 200)),
        plain("GET a member by text", show()),
        plain("GET a member by number", get("/aggregates/4711", 200)),
        plain("GET by two texts", get("/servers/83e2a10f-d02e-4300-8f85-9bbed3dff1dd/tags/prod", 200)),
        plain("GET with a query by schema", get("/servers/detail?limit=20&name=web&sort_key=created_at", 200)),
        plain("GET a view", get("/servers/83e2a10f-d02e-4300-8f85-9bbed3dff1dd/view", 200)),
        plain("GET after asking the policy", get("/guarded", 200).by("p")),
        plain("POST a body by serde", post("/servers/by-serde", 202, NEW_SERVER)),
        plain("POST a body by schema", post("/servers", 202, NEW_SERVER)),
        plain("POST a server action", post(ACTION, 202, r#"{"reboot": {"type": "HARD"}}"#)),
        plain("POST a server action without content", post(ACTION, 202, r#"{"os-stop": null}"#)),
        plain("a fault", get("/servers/83e2a10f-d02e-4300-8f85-9bbed3dff1dd/fault", 409)),
        plain("an unknown path", get("/nothing/here", 404)),
        plain("a method that a path does not have", Ask::new(Method::PUT, "/servers", 405)),
        counted("GET a member by text, counted in metrics", show()),
        versioned("GET a member by text, of an API with microversions", show()),
        versioned("the same, below the project's id", get(below_project, 200).by("70a599e031e749b7b260868f441e862b")),
        versioned("the same, asking for 2.96", show().header("openstack-api-version", "compute 2.96")),
        versioned("an unknown path of an API with microversions", get("/nothing/here", 404)),
    ]
}

const ACTION: &str = "/servers/83e2a10f-d02e-4300-8f85-9bbed3dff1dd/action";

/// 300 bytes, as clients send them.
const NEW_SERVER: &str = concat!(
    r#"{"server": {"name": "web-1", "imageRef": "70a599e0-31e7-49b7-b260-868f441e862b", "flavorRef": "1", "#,
    r#""networks": [{"uuid": "ff608d40-75e9-48cb-b745-77bb55b5eaf2"}, {"uuid": "d7f65a6e-8a8e-4a3f-9d5e-6f4ad6b1a6a4"}], "#,
    r#""metadata": {"role": "frontend of the shops o", "owner": "team-payments@example.org"}}}"#
);

fn get(target: &'static str, expected: u16) -> Ask {
    Ask::new(Method::GET, target, expected)
}

fn post(target: &'static str, expected: u16, body: &'static str) -> Ask {
    Ask::new(Method::POST, target, expected).json(body)
}

fn plain(name: &'static str, ask: Ask) -> Case {
    let settings = RouterSettings { policy: Some(policy()), ..RouterSettings::default() };
    case(name, ask, Router::new(Plain::new(Servers, Actions, Aggregates, Guarded), settings))
}

fn counted(name: &'static str, ask: Ask) -> Case {
    let metrics = Arc::new(Metrics::new(Plain::mapper()));
    let settings = RouterSettings { metrics: Some(metrics), ..RouterSettings::default() };
    case(name, ask, Router::new(Plain::new(Servers, Actions, Aggregates, Guarded), settings))
}

fn versioned(name: &'static str, ask: Ask) -> Case {
    let settings = RouterSettings::default();
    case(name, ask, Router::new(Versioned::new(Servers, Actions, Aggregates, Guarded), settings))
}

fn case(name: &'static str, ask: Ask, router: Router) -> Case {
    let asked = ask.clone();
    let answer = move |times| {
        asked.run(times, |request| ready(router.call(request)).unwrap_or_else(|error| panic!("{}", error.detail)));
    };
    Case { name, ask, run: Box::new(answer) }
}

fn policy() -> Arc<Enforcer> {
    const RULES: &[RuleDefault] = &[RuleDefault {
        name: "guarded:show",
        check: "role:admin or project_id:%(project_id)s",
        scopes: Scopes::Project,
        operations: &[("GET", "/guarded")],
        deprecated: None,
        description: "",
    }];
    let sources = PolicySources {
        defaults: RULES,
        file: None,
        directories: Vec::new(),
        enforce_new_defaults: true,
        default_rule: "default".to_owned(),
    };
    let (enforcer, _) = Enforcer::new(sources).unwrap_or_else(|problems| panic!("{problems}"));
    Arc::new(enforcer)
}

struct Servers;
struct Actions;
struct Aggregates;
struct Guarded;

#[starmap::resource("servers")]
impl Servers {
    #[action(GET)]
    async fn index(&self) {}

    #[action(GET, "detail")]
    async fn detail(&self, query: Query<ListServers>) {
        std::hint::black_box(query.0);
    }

    #[action(GET, "{id}")]
    async fn show(&self, id: &str) {
        std::hint::black_box(id);
    }

    #[action(GET, "{id}/view")]
    async fn view(&self, id: &str) -> Viewed<ServerBody> {
        let server = ServerView { id: id.to_owned(), name: "web-1", status: "ACTIVE", vcpus: 2 };
        Viewed(ServerBody { server })
    }

    #[action(GET, "{id}/fault")]
    async fn fault(&self, id: &str) -> Result<(), Fault> {
        Err(Fault::conflict(format!("Instance {id} is locked")))
    }

    #[action(GET, "{server_id}/tags/{id}")]
    async fn tag(&self, server_id: &str, id: &str) {
        std::hint::black_box((server_id, id));
    }

    #[action(POST, status = 202)]
    async fn create(&self, body: Body<CreateServer>) {
        std::hint::black_box(body.0);
    }

    #[action(POST, "by-serde", status = 202)]
    async fn create_by_serde(&self, body: Json<CreateServer>) {
        std::hint::black_box(body.0);
    }
}

#[starmap::resource("servers/{id}/action")]
impl Actions {
    #[action(POST, body = "reboot", status = 202)]
    async fn reboot(&self, id: &str, body: Body<RebootBody>) {
        std::hint::black_box((id, body.0));
    }

    #[action(POST, body = "os-start", status = 202)]
    async fn start(&self, id: &str) {
        std::hint::black_box(id);
    }

    #[action(POST, body = "os-stop", status = 202)]
    async fn stop(&self, id: &str) {
        std::hint::black_box(id);
    }

    #[action(POST, body = "pause", status = 202)]
    async fn pause(&self, id: &str) {
        std::hint::black_box(id);
    }

    #[action(POST, body = "unpause", status = 202)]
    async fn unpause(&self, id: &str) {
        std::hint::black_box(id);
    }

    #[action(POST, body = "lock", status = 202)]
    async fn lock(&self, id: &str) {
        std::hint::black_box(id);
    }

    #[action(POST, body = "unlock", status = 202)]
    async fn unlock(&self, id: &str) {
        std::hint::black_box(id);
    }

    #[action(POST, body = "shelve", status = 202)]
    async fn shelve(&self, id: &str) {
        std::hint::black_box(id);
    }
}

#[starmap::resource("aggregates")]
impl Aggregates {
    #[action(GET, "{id}")]
    async fn show(&self, id: u64) {
        std::hint::black_box(id);
    }
}

#[starmap::resource("guarded")]
impl Guarded {
    #[action(GET, policy = "guarded:show")]
    async fn show(&self, policy: Policy<'_>) -> Result<(), Fault> {
        policy.authorize()
    }
}

starmap::router! {
    struct Plain {}
    [Servers, Actions, Aggregates, Guarded]
}

starmap::router! {
    struct Versioned {
        versions: "2.1"..="2.104",
        service: "compute",
        legacy_header: "X-OpenStack-Nova-API-Version",
        project_prefix: true,
        unmatched: not_found,
    }
    [Servers, Actions, Aggregates, Guarded]
}

#[derive(starmap::View)]
struct ServerBody {
    server: ServerView,
}

#[derive(starmap::View)]
struct ServerView {
    id: String,
    name: &'static str,
    status: &'static str,
    vcpus: i64,
}

#[derive(starmap::Query)]
#[expect(dead_code, reason = "what a field costs is read, not used")]
struct ListServers {
    limit: Option<u32>,
    name: Option<String>,
    sort_key: Vec<String>,
}

#[derive(Deserialize, starmap::Body)]
#[expect(dead_code, reason = "what a field costs is read, not used")]
struct CreateServer {
    server: NewServer,
}

#[derive(Deserialize, starmap::Body)]
#[expect(dead_code, reason = "what a field costs is read, not used")]
struct NewServer {
    #[schema(name_format)]
    name: String,
    #[serde(rename = "imageRef")]
    #[schema(name = "imageRef", format = "uuid")]
    image: String,
    #[serde(rename = "flavorRef")]
    #[schema(name = "flavorRef", min_length = 1)]
    flavor: String,
    networks: Vec<Network>,
    metadata: Metadata,
}

#[derive(Deserialize, starmap::Body)]
#[expect(dead_code, reason = "what a field costs is read, not used")]
struct Network {
    #[schema(format = "uuid")]
    uuid: String,
}

#[derive(Deserialize, starmap::Body)]
#[expect(dead_code, reason = "what a field costs is read, not used")]
struct Metadata {
    #[schema(max_length = 255)]
    role: String,
    #[schema(max_length = 255)]
    owner: String,
}

#[derive(starmap::Body)]
#[expect(dead_code, reason = "what a field costs is read, not used")]
struct RebootBody {
    reboot: Reboot,
}

#[derive(starmap::Body)]
#[expect(dead_code, reason = "what a field costs is read, not used")]
struct Reboot {
    #[schema(name = "type", one_of("HARD", "SOFT"))]
    kind: String,
}
