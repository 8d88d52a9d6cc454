//! A cloud of one test: a nova-lite on a database in memory, and requests to it in few words.
//!
//! A token reads `user:project:roles`; [`ADMIN`] may do everything, [`MEMBER`] owns what the tests make, [`OTHER`] is a
//! member of another project, [`READER`] may only look.

use std::sync::Arc;
use std::time::Duration;

use nova_lite::app::{App, NovaLite};
use nova_lite::compute::server::Server;
use nova_lite::compute::{Caller, Compute, NewServer};
use nova_lite::config::{Given, Settings, registry};
use nova_lite::world::World;
use starmap::config::Sources;
use starmap::json::Value;
use starmap::testing::{Answer, Ask, Client};

/// An administrator of [`PROJECT`].
pub(crate) const ADMIN: &str = "root:6f70656e737461636b20342065766572:admin,member,reader";
/// A member of [`PROJECT`].
pub(crate) const MEMBER: &str = "demo:6f70656e737461636b20342065766572:member,reader";
/// A reader of [`PROJECT`].
pub(crate) const READER: &str = "look:6f70656e737461636b20342065766572:reader";
/// A member of another project.
pub(crate) const OTHER: &str = "alien:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa:member,reader";
/// The project that the tests' things belong to.
pub(crate) const PROJECT: &str = "6f70656e737461636b20342065766572";
/// An image of the built-in world.
pub(crate) const IMAGE: &str = "70a5f5f3-2f0c-4c1d-9c4e-6f0f3a0d5b01";
/// A UUID that nothing has.
pub(crate) const NOBODY: &str = "11111111-2222-3333-4444-555555555555";

/// How long a server may take to come to rest.
const PATIENCE: Duration = Duration::from_secs(10);

/// A nova-lite and a client of it.
pub(crate) struct Cloud {
    pub(crate) client: Client<App>,
    pub(crate) compute: Arc<Compute>,
}

/// Starts a cloud on the built-in world.
pub(crate) async fn cloud() -> Cloud {
    start(None).await
}

/// Starts a cloud on a world of the test's own.
pub(crate) async fn cloud_of(world: &str) -> Cloud {
    start(Some(World::parse(world.as_bytes()).expect("the test's world can be read"))).await
}

/// Starts a cloud on a world of the test's own, with options of nova.conf: group, name, value.
pub(crate) async fn cloud_with(world: &str, options: Vec<(&'static str, &'static str, String)>) -> Cloud {
    start_with(Some(World::parse(world.as_bytes()).expect("the test's world can be read")), options).await
}

async fn start(world: Option<World>) -> Cloud {
    start_with(world, Vec::new()).await
}

async fn start_with(world: Option<World>, options: Vec<(&'static str, &'static str, String)>) -> Cloud {
    let mut command_line = vec![("database", "connection", "sqlite://".to_owned())];
    command_line.extend(options);
    let sources = Sources { registry: registry(), command_line, ..Sources::default() };
    let (settings, config) = Settings::load(&sources, &Given::default()).expect("the defaults are good");
    let nova = NovaLite::open(settings, &config, None, world).await.expect("nova-lite starts");
    Cloud { client: Client::new(nova.service), compute: nova.compute }
}

impl Cloud {
    /// Starts a request below `/v2.1`.
    pub(crate) fn ask(&self, method: &str, path: &str, token: &str, version: &str) -> Ask<'_, App> {
        let method = method.parse().expect("a test's method is one");
        self.client.ask(method, &format!("/v2.1{path}")).token(token).microversion(version)
    }

    /// Asks for something.
    pub(crate) async fn get(&self, path: &str, token: &str, version: &str) -> Answer {
        self.ask("GET", path, token, version).send().await
    }

    /// Posts a body.
    pub(crate) async fn post(&self, path: &str, token: &str, version: &str, body: &str) -> Answer {
        self.ask("POST", path, token, version).json(body).send().await
    }

    /// Puts a body.
    pub(crate) async fn put(&self, path: &str, token: &str, version: &str, body: &str) -> Answer {
        self.ask("PUT", path, token, version).json(body).send().await
    }

    /// Deletes something.
    pub(crate) async fn delete(&self, path: &str, token: &str, version: &str) -> Answer {
        self.ask("DELETE", path, token, version).send().await
    }

    /// Makes a server of [`MEMBER`]'s and waits until it is active.
    pub(crate) async fn server(&self) -> String {
        let new = NewServer { name: "s".into(), flavor_id: "1".into(), image_id: IMAGE.into(), ..NewServer::default() };
        let made = self.compute.create_servers(&member(), new).await.expect("the server is accepted");
        let server = self.at_rest(&made[0].id).await;
        assert_eq!(server.status(), "ACTIVE", "{:?}", server.fault);
        server.id
    }

    /// Waits until nothing is done with a server any more.
    pub(crate) async fn at_rest(&self, id: &str) -> Server {
        let settled = async {
            loop {
                let server = self.compute.server(&member(), id).await.expect("the server is there");
                if server.task_state.is_none() {
                    return server;
                }
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        };
        tokio::time::timeout(PATIENCE, settled).await.expect("the server comes to rest")
    }
}

/// Who [`MEMBER`] is to the domain.
pub(crate) fn member() -> Caller {
    Caller {
        user_id: "demo".into(),
        project_id: PROJECT.into(),
        request_id: "req-11111111-2222-3333-4444-555555555555".into(),
        ..Caller::default()
    }
}

/// What stands in an answer under these keys.
pub(crate) fn at(answer: &Answer, path: &[&str]) -> Value {
    let mut value = answer.json();
    for key in path {
        let inner = match key.parse::<usize>() {
            Ok(index) => value.as_array().and_then(|items| items.get(index)).cloned(),
            Err(_) => value.get(key).cloned(),
        };
        value = inner.unwrap_or_else(|| panic!("no {key} in {}", answer.text()));
    }
    value
}

/// The text that stands in an answer under these keys.
pub(crate) fn text(answer: &Answer, path: &[&str]) -> String {
    let value = at(answer, path);
    value.as_str().unwrap_or_else(|| panic!("no text at {path:?} in {}", answer.text())).to_owned()
}

/// The keys of an object in an answer, sorted.
pub(crate) fn keys(answer: &Answer, path: &[&str]) -> Vec<String> {
    let value = at(answer, path);
    let object = value.as_object().unwrap_or_else(|| panic!("no object at {path:?} in {}", answer.text()));
    let mut keys: Vec<String> = object.iter().map(|(key, _)| key.to_owned()).collect();
    keys.sort();
    keys
}

/// Checks the status of a fault and what it says.
#[track_caller]
pub(crate) fn refused(answer: &Answer, status: u16, says: &str) {
    assert_eq!(answer.status().as_u16(), status, "{}", answer.text());
    let message = answer.fault_message();
    assert!(message.contains(says), "{message:?} does not say {says:?}");
}
