//! The filters `authtoken keystonecontext` in front of an application, with tokens of a real Keystone.
//!
//! What a Keystone that fails does to the filter is tested in the filter's own crate, with one that can be made to fail.

#[path = "keystone/identity.rs"]
mod identity;

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use starmap::application::Application;
use starmap::body::Body;
use starmap::config::{Config, Sources, oslo};
use starmap::filter::{Filter, Outcome, Response};
use starmap::filters::{FilterSettings, KeystoneContext};
use starmap::pipeline::Pipeline;
use starmap::request::Request;
use starmap::service::Service;
use starmap::testing::{Answer, Client};
use starmap::urlmap::{Mount, UrlMap};
use starmap_tests::temp::TempDir;

use identity::{Keystone, available};

const BY_PASSWORD: &str = "auth_type = password\nusername = nova\npassword = secret\nproject_name = service\n\
                           user_domain_id = default\nproject_domain_id = default\n";

/// Answers with the context it sees.
struct Echo;

impl Application for Echo {
    async fn call(&self, request: &mut Request) -> Outcome {
        let identity = &request.context.as_ref().expect("keystonecontext lets no request pass without one").identity;
        let token = request.token.as_ref().expect("authtoken leaves the token");
        let types: Value = serde_json::from_str(token.catalog.as_deref().unwrap_or("null")).expect("JSON");
        let seen = json!({
            "user": identity.user_name, "project": identity.project_name, "roles": identity.roles,
            "user_domain": identity.user_domain_name, "project_domain": identity.project_domain_id,
            "admin": identity.is_admin, "service_roles": identity.service_roles, "catalog": types,
        });
        Ok(Response::new(Body::from(seen.to_string())))
    }
}

/// A service that is configured by a nova.conf with these lines in `[keystone_authtoken]`.
fn service(keystone: &Keystone, lines: &str) -> Client<Echo> {
    let folder = TempDir::new("starmap-keystone-test").expect("a folder");
    let file = folder.path().join("nova.conf");
    let uri = "www_authenticate_uri = http://identity.example";
    let text = format!("[keystone_authtoken]\nauth_url = {}\n{uri}\nservice_type = compute\n{lines}", keystone.url);
    std::fs::write(&file, text).expect("the file is written");
    let sources = Sources { registry: vec![oslo::OPTIONS], files: vec![file], ..Sources::default() };
    let config = Config::load(&sources).expect("a good file");
    let settings = FilterSettings::from_config(&config, None).expect("good settings");
    let auth_token = settings.auth_token.of(&[]).expect("a filter");
    let filters: Vec<(String, Box<dyn Filter>)> = vec![
        ("authtoken".to_owned(), Box::new(auth_token)),
        ("keystonecontext".to_owned(), Box::new(KeystoneContext { policy: None })),
    ];
    let pipeline = Pipeline { name: "keystone".to_owned(), filters, application: Arc::new(Echo) };
    Client::new(Arc::new(Service::new(UrlMap::new(vec![(Mount::new("/"), pipeline)]))))
}

async fn get(client: &Client<Echo>, token: &str) -> Answer {
    client.get("/v2.1/servers").token(token).send().await
}

async fn status(client: &Client<Echo>, token: &str) -> u16 {
    get(client, token).await.status().as_u16()
}

fn seen(answer: &Answer) -> Value {
    assert_eq!(answer.status(), 200, "{}", answer.text());
    serde_json::from_str(answer.text()).expect("JSON")
}

/// Longer than `token_cache_time = 1`.
async fn until_nothing_is_remembered() {
    tokio::time::sleep(Duration::from_millis(1100)).await;
}

#[tokio::test]
async fn a_token_is_worth_what_keystone_says() {
    if !available().await {
        return;
    }
    let keystone = Keystone::start(&[]).await;
    let forgetful = service(&keystone, &format!("{BY_PASSWORD}token_cache_time = 1\n"));
    let admin = keystone.token("admin", "admin").await;

    valid_and_wrong_tokens(&keystone, &forgetful, &admin).await;
    a_revoked_token(&keystone, &forgetful, &admin).await;
    a_service_token(&keystone, &forgetful).await;
    a_removed_role(&keystone, &forgetful, &admin).await;
    a_disabled_user(&keystone, &forgetful, &admin).await;
    access_rules(&keystone, &forgetful, &admin).await;
    a_login_by_application_credential(&keystone).await;

    let remembering = service(&keystone, BY_PASSWORD);
    assert_eq!(status(&remembering, &admin).await, 200);
    let late = keystone.token("admin", "admin").await;
    keystone.stop().await;
    assert_eq!(status(&remembering, &admin).await, 200, "a known token needs no Keystone");
    let answer = get(&remembering, &late).await;
    assert_eq!(answer.status(), 503);
    assert!(answer.text().contains("The Keystone service is temporarily unavailable."), "{}", answer.text());
}

async fn valid_and_wrong_tokens(keystone: &Keystone, client: &Client<Echo>, admin: &str) {
    let demo = keystone.token("demo", "demo").await;
    let mut answer = seen(&get(client, &demo).await);
    answer["roles"].as_array_mut().expect("roles").sort_by_key(ToString::to_string);
    let types = answer.as_object_mut().and_then(|answer| answer.remove("catalog")).expect("a catalog");
    let types: Vec<_> = types.as_array().expect("services").iter().map(|service| &service["type"]).collect();
    assert!(types.contains(&&json!("compute")) && types.contains(&&json!("identity")), "{types:?}");
    let expected = json!({
        "user": "demo", "project": "demo", "roles": ["member", "reader"], "user_domain": "Default",
        "project_domain": "default", "admin": false, "service_roles": [],
    });
    assert_eq!(answer, expected);
    assert_eq!(seen(&get(client, admin).await)["admin"], true);

    let forged = client.get("/").header("x-roles", "admin").header("x_user_id", "root").token(&demo).send().await;
    assert_eq!(seen(&forged)["admin"], false);
    let mut mangled = demo.clone().into_bytes();
    mangled[20] = if mangled[20] == b'A' { b'B' } else { b'A' };
    let mangled = String::from_utf8(mangled).expect("ASCII");
    for wrong in ["wrong", "a b", mangled.as_str(), &demo[1..], &demo.repeat(3)] {
        let answer = get(client, wrong).await;
        assert_eq!(answer.status(), 401, "{wrong}");
        assert_eq!(answer.header("www-authenticate"), "Keystone uri=\"http://identity.example\"");
    }
    assert_eq!(client.get("/").send().await.status(), 401);
}

async fn a_revoked_token(keystone: &Keystone, client: &Client<Echo>, admin: &str) {
    let token = keystone.token("demo", "demo").await;
    assert_eq!(status(client, &token).await, 200);
    let headers = [("X-Auth-Token", admin), ("X-Subject-Token", token.as_str())];
    assert_eq!(keystone.ask("DELETE", "/auth/tokens", &headers, &Value::Null).await.status, 204);
    until_nothing_is_remembered().await;
    assert_eq!(status(client, &token).await, 401);
}

async fn a_service_token(keystone: &Keystone, client: &Client<Echo>) {
    let (user, service) = (keystone.token("demo", "demo").await, keystone.token("nova", "service").await);
    let with = async |service: &str| client.get("/").token(&user).header("x-service-token", service).send().await;
    let answer = seen(&with(&service).await);
    assert_eq!(answer["user"], "demo");
    let roles = answer["service_roles"].as_array().expect("roles");
    assert!(roles.contains(&json!("service")), "{roles:?}");
    assert_eq!(with(&user).await.status(), 401, "a user is no service");
    assert_eq!(with("wrong").await.status(), 401);
}

async fn a_removed_role(keystone: &Keystone, client: &Client<Echo>, admin: &str) {
    let project = keystone.id(admin, "project", "demo").await;
    for (user, role, left) in [("demo", "member", Some(json!(["reader"]))), ("viewer", "reader", None)] {
        let token = keystone.token(user, "demo").await;
        assert_eq!(status(client, &token).await, 200);
        let (user, role) = (keystone.id(admin, "user", user).await, keystone.id(admin, "role", role).await);
        let grant = format!("/projects/{project}/users/{user}/roles/{role}");
        keystone.call(admin, "DELETE", &grant, &Value::Null).await;
        until_nothing_is_remembered().await;
        let answer = get(client, &token).await;
        match left {
            Some(roles) => assert_eq!(seen(&answer)["roles"], roles),
            None => assert_eq!(answer.status(), 401, "nothing is left of the token"),
        }
    }
}

async fn a_disabled_user(keystone: &Keystone, client: &Client<Echo>, admin: &str) {
    let token = keystone.token("norole", "demo").await;
    assert_eq!(status(client, &token).await, 200);
    let user = keystone.id(admin, "user", "norole").await;
    keystone.call(admin, "PATCH", &format!("/users/{user}"), &json!({"user": {"enabled": false}})).await;
    until_nothing_is_remembered().await;
    assert_eq!(status(client, &token).await, 401);
}

/// Makes an application credential of the user `name`; returns its id. Its secret is `hidden`.
async fn credential(keystone: &Keystone, token: &str, name: &str, rules: Value) -> String {
    let admin = keystone.token("admin", "admin").await;
    let user = keystone.id(&admin, "user", name).await;
    let mut credential = json!({"name": "c", "secret": "hidden"});
    if !rules.is_null() {
        credential["access_rules"] = rules;
    }
    let path = format!("/users/{user}/application_credentials");
    let made = keystone.call(token, "POST", &path, &json!({"application_credential": credential})).await;
    made["application_credential"]["id"].as_str().expect("an id").to_owned()
}

async fn access_rules(keystone: &Keystone, client: &Client<Echo>, admin: &str) {
    let rules = json!([{"service": "compute", "method": "GET", "path": "/v2.1/servers/*"}]);
    let id = credential(keystone, admin, "admin", rules).await;
    let identity =
        json!({"methods": ["application_credential"], "application_credential": {"id": id, "secret": "hidden"}});
    let token = keystone.log_in(&json!({"auth": {"identity": identity}})).await;
    assert_eq!(client.get("/v2.1/servers/1").token(&token).send().await.status(), 200);
    assert_eq!(client.get("/v2.1/flavors/1").token(&token).send().await.status(), 401);
    assert_eq!(client.delete("/v2.1/servers/1").token(&token).send().await.status(), 401);
}

async fn a_login_by_application_credential(keystone: &Keystone) {
    let nova = keystone.token("nova", "service").await;
    let id = credential(keystone, &nova, "nova", Value::Null).await;
    let login = "auth_type = v3applicationcredential\napplication_credential_secret = hidden\n";
    let client = service(keystone, &format!("{login}application_credential_id = {id}\n"));
    assert_eq!(status(&client, &nova).await, 200);
    let refused = service(keystone, &format!("{login}application_credential_id = other\n"));
    assert_eq!(status(&refused, &nova).await, 503, "a service that cannot log in can check no token");
}

#[tokio::test]
async fn a_token_ends_when_keystone_said_it_would() {
    if !available().await {
        return;
    }
    let keystone = Keystone::start(&["--token-seconds", "15"]).await;
    let client = service(&keystone, BY_PASSWORD);
    let token = keystone.token("demo", "demo").await;
    assert_eq!(status(&client, &token).await, 200);
    tokio::time::sleep(Duration::from_millis(15_500)).await;
    assert_eq!(status(&client, &token).await, 401, "what is remembered ends with the token");
    let service = keystone.token("nova", "service").await;
    let chained = client.get("/").token(&token).header("x-service-token", &service).send().await;
    assert_eq!(seen(&chained)["user"], "demo", "a service goes on with its user's work");
    assert_eq!(status(&client, &token).await, 401);
    keystone.stop().await;
}
