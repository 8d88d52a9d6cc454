"""The crates whose building is measured: the same routes and actions, in each contestant's own words.

A controller has `GET`, `POST` on its collection and `GET`, `PUT`, `DELETE` on its members, and then more collections below its
members until it has its share of the routes. Bodies are one struct of serde's, as a service of that size would have many.
"""

import re

TOKIO = 'tokio = { version = "1", features = ["macros", "net", "rt"] }\n'
SERDE = 'serde = { version = "1", features = ["derive"] }\n'

ITEM = """
pub struct Item {
    pub id: String,
    pub name: String,
    pub size: u64,
}
"""

# What an action does: its method, whether it is a member's, and whether it takes a body.
ACTIONS = [("index", "get", False), ("create", "post", False), ("show", "get", True), ("update", "put", True), ("delete", "delete", True)]


def shares(routes, controllers):
    """How many routes each controller has."""
    return [routes // controllers + (number < routes % controllers) for number in range(controllers)]


def actions(share):
    """The actions of a controller: name, kind, method, whether of a member, and the segment below its members, if any."""
    for at in range(share):
        kind, method, member = ACTIONS[at % len(ACTIONS)]
        part = at // len(ACTIONS)
        yield (f"{kind}_{part}" if part else kind), kind, method, member, (f"parts{part}" if part else None)


def path_of(member, part):
    """The path below a controller's."""
    return "/".join(segment for segment in ["{id}" if member or part else "", part, "{part}" if member and part else ""] if segment)


def waits(contestant):
    """The contestant's crate with an `.await` in each action, before whatever else it does."""

    def source(routes, controllers):
        manifest, main = contestant(routes, controllers)
        action = re.compile(r"^( +async fn \w+\([^\n]*?\)(?: -> [^{\n]*)? \{)", re.M)
        return manifest, action.sub(r"\1 tokio::task::yield_now().await;", main)

    return source


def starmap(routes, controllers):
    manifest = f'starmap = {{ path = "../../../../runtime" }}\n{SERDE}{TOKIO}'
    modules, listed = [], []
    for number, share in enumerate(shares(routes, controllers)):
        methods = []
        for name, kind, method, member, part in actions(share):
            path = path_of(member, part)
            ids = [id for id, there in (("id", member or part), ("part", member and part)) if there]
            arguments = "".join(f", {id}: &str" for id in ids)
            drop = "".join(f"let _ = {id}; " for id in ids)
            status = {"create": ", status = 201", "delete": ", status = 204"}.get(kind, "")
            template = f', "{path}"' if path else ""
            head = f"    #[action({method.upper()}{template}{status})]\n    async fn {name}(&self{arguments}"
            methods.append({
                "index": f'{head}) -> Json<Vec<Item>> {{ {drop}Json(vec![Item::new("")]) }}',
                "create": f"{head}, item: Json<Item>) -> Json<Item> {{ {drop}item }}",
                "show": f"{head}) -> Json<Item> {{ {drop}Json(Item::new(id)) }}",
                "update": f"{head}, item: Json<Item>) -> Json<Item> {{ {drop}item }}",
                "delete": f"{head}) {{ {drop}}}",
            }[kind])
        modules.append(
            f"mod r{number} {{\n    use starmap::extract::Json;\n    use crate::Item;\n    pub struct R{number};\n"
            f'    #[starmap::resource("r{number}")]\n    impl R{number} {{\n' + "\n".join(methods) + "\n    }\n}"
        )
        listed.append(f"r{number}::R{number}")
    main = f"""
use std::sync::Arc;
use starmap::router::{{Router, RouterSettings}};
use starmap::server::{{Limits, Server}};
use starmap::service::Service;

#[derive(serde::Serialize, serde::Deserialize)]{ITEM}
impl Item {{
    pub fn new(id: &str) -> Self {{ Item {{ id: id.to_owned(), name: String::new(), size: 0 }} }}
}}

starmap::router! {{ struct Api {{}} [{", ".join(listed)}] }}

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::io::Result<()> {{
    let api = Api::new({", ".join(listed)});
    let service = Service::of(Router::new(api, RouterSettings::default()));
    Server::bind(([127, 0, 0, 1], 0).into(), Arc::new(service), Limits::default()).await?.serve(std::future::pending()).await;
    Ok(())
}}
"""
    return manifest, main + "\n".join(modules)


def axum(routes, controllers):
    manifest = f'axum = {{ version = "0.8", default-features = false, features = ["http1", "json", "tokio"] }}\n{SERDE}{TOKIO}'
    modules, merged = [], []
    for number, share in enumerate(shares(routes, controllers)):
        functions, paths = [], {}
        for name, kind, method, member, part in actions(share):
            paths.setdefault(f"/r{number}/{path_of(member, part)}".rstrip("/"), []).append(f"{method}({name})")
            ids = [id for id, there in (("id", member or part), ("part", member and part)) if there]
            names, types = ", ".join(ids), ", ".join("String" for _ in ids)
            path = {0: "", 1: f"Path({names}): Path<{types}>, ", 2: f"Path(({names})): Path<({types})>, "}[len(ids)]
            drop = "".join(f"let _ = {id}; " for id in ids if (kind, id) != ("show", "id"))
            functions.append({
                "index": f'    async fn {name}({path}) -> Json<Vec<Item>> {{ {drop}Json(vec![Item::new("")]) }}',
                "create": f"    async fn {name}({path}item: Json<Item>) -> (StatusCode, Json<Item>) {{ {drop}(StatusCode::CREATED, item) }}",
                "show": f"    async fn {name}({path}) -> Json<Item> {{ {drop}Json(Item::new(&id)) }}",
                "update": f"    async fn {name}({path}item: Json<Item>) -> Json<Item> {{ {drop}item }}",
                "delete": f"    async fn {name}({path}) -> StatusCode {{ {drop}StatusCode::NO_CONTENT }}",
            }[kind].replace(", )", ")"))
        routed = "".join(f'.route("{path}", {".".join(methods)})' for path, methods in paths.items())
        modules.append(
            f"mod r{number} {{\n    use axum::{{Json, Router, extract::Path, http::StatusCode, routing::*}};\n    use crate::Item;\n"
            f"    pub fn router() -> Router {{ Router::new(){routed} }}\n" + "\n".join(functions) + "\n}"
        )
        merged.append(f".merge(r{number}::router())")
    main = f"""#![allow(unused_imports)]
#[derive(serde::Serialize, serde::Deserialize)]{ITEM}
impl Item {{
    pub fn new(id: &str) -> Self {{ Item {{ id: id.to_owned(), name: String::new(), size: 0 }} }}
}}

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::io::Result<()> {{
    let router = axum::Router::new(){"".join(merged)};
    axum::serve(tokio::net::TcpListener::bind(("127.0.0.1", 0)).await?, router).await
}}
"""
    return manifest, main + "\n".join(modules)


def dropshot(routes, controllers):
    manifest = f'dropshot = "0.18"\nschemars = "0.8"\n{SERDE}{TOKIO}'
    modules, registered = [], []
    for number, share in enumerate(shares(routes, controllers)):
        functions, names = [], []
        for name, kind, method, member, part in actions(share):
            path = f"/r{number}/{path_of(member, part)}".rstrip("/")
            ty = "ByBoth" if member and part else "ById" if member or part else None
            taken = f", path: Path<{ty}>" if ty else ""
            drop = "let _ = path; " if ty else ""
            head = f'    #[endpoint {{ method = {method.upper()}, path = "{path}" }}]\n    async fn {name}(_: RequestContext<()>{taken}'
            functions.append({
                "index": f"{head}) -> Result<HttpResponseOk<Vec<Item>>, HttpError> {{ {drop}Ok(HttpResponseOk(vec![Item::new(\"\")])) }}",
                "create": f"{head}, item: TypedBody<Item>) -> Result<HttpResponseCreated<Item>, HttpError> {{ {drop}Ok(HttpResponseCreated(item.into_inner())) }}",
                "show": f"{head}) -> Result<HttpResponseOk<Item>, HttpError> {{ Ok(HttpResponseOk(Item::new(&path.into_inner().id))) }}",
                "update": f"{head}, item: TypedBody<Item>) -> Result<HttpResponseOk<Item>, HttpError> {{ {drop}Ok(HttpResponseOk(item.into_inner())) }}",
                "delete": f"{head}) -> Result<HttpResponseDeleted, HttpError> {{ {drop}Ok(HttpResponseDeleted()) }}",
            }[kind])
            names.append(name)
        registers = "".join(f"api.register({name}).unwrap();" for name in names)
        modules.append(
            f"mod r{number} {{\n    use dropshot::*;\n    use crate::{{ByBoth, ById, Item}};\n"
            f"    pub fn register(api: &mut ApiDescription<()>) {{ {registers} }}\n" + "\n".join(functions) + "\n}"
        )
        registered.append(f"    r{number}::register(&mut api);")
    main = f"""#![allow(unused_imports, dead_code)]
#[derive(serde::Serialize, serde::Deserialize, schemars::JsonSchema)]{ITEM}
impl Item {{
    pub fn new(id: &str) -> Self {{ Item {{ id: id.to_owned(), name: String::new(), size: 0 }} }}
}}

#[derive(serde::Deserialize, schemars::JsonSchema)]
pub struct ById {{ pub id: String }}
#[derive(serde::Deserialize, schemars::JsonSchema)]
pub struct ByBoth {{ pub id: String, pub part: String }}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), String> {{
    let mut api = dropshot::ApiDescription::new();
{chr(10).join(registered)}
    let log = dropshot::ConfigLogging::StderrTerminal {{ level: dropshot::ConfigLoggingLevel::Critical }};
    let log = log.to_logger("bench").map_err(|error| error.to_string())?;
    dropshot::ServerBuilder::new(api, (), log).start().map_err(|error| error.to_string())?.await
}}
"""
    return manifest, main + "\n".join(modules)


CONTESTANTS = {
    "starmap": starmap,
    "axum": axum,
    "dropshot": dropshot,
    "starmap-waits": waits(starmap),
    "axum-waits": waits(axum),
    "dropshot-waits": waits(dropshot),
}
