//! What every server answers: the same four documents, made from the same types.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The answer to `GET /v2.1/servers/{id}` and to `POST /v2.1/servers`.
#[derive(Serialize, JsonSchema)]
pub struct ServerDocument {
    server: Server,
}

#[derive(Serialize, JsonSchema)]
struct Server {
    id: String,
    name: String,
    status: &'static str,
    vcpus: u32,
}

impl ServerDocument {
    /// The server with this id.
    pub fn show(id: &str) -> Self {
        Self { server: Server { id: id.to_owned(), name: "web-1".to_owned(), status: "ACTIVE", vcpus: 2 } }
    }

    /// The server that a client has asked for.
    pub fn created(asked: NewServerDocument) -> Self {
        let NewServer { name, networks, metadata, .. } = asked.server;
        let vcpus = (networks.len() + metadata.len()) as u32;
        Self { server: Server { id: ID.to_owned(), name, status: "BUILD", vcpus } }
    }
}

/// The body of `POST /v2.1/servers`; `load` sends one of 300 bytes.
#[derive(Deserialize, JsonSchema)]
pub struct NewServerDocument {
    server: NewServer,
}

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct NewServer {
    name: String,
    #[serde(rename = "imageRef")]
    _image: String,
    #[serde(rename = "flavorRef")]
    _flavor: String,
    networks: Vec<Network>,
    metadata: std::collections::HashMap<String, String>,
}

#[derive(Deserialize, JsonSchema)]
struct Network {
    #[serde(rename = "uuid")]
    _uuid: String,
}

/// The id of created servers.
pub const ID: &str = "83e2a10f-d02e-4300-8f85-9bbed3dff1dd";

/// `GET /v2.1/`: 400 bytes that never change.
pub const VERSION: &str = concat!(
    r#"{"version": {"id": "v2.1", "status": "CURRENT", "version": "2.104", "min_version": "2.1", "#,
    r#""updated": "2013-07-23T11:33:21Z", "links": [{"rel": "self", "href": "http://127.0.0.1:8774/v2.1/"}, "#,
    r#"{"rel": "describedby", "type": "text/html", "href": "http://docs.openstack.org/"}], "#,
    r#""media-types": [{"base": "application/json", "type": "application/vnd.openstack.compute+json;version=2.1"}]}}"#,
    "               \n"
);
const _: () = assert!(VERSION.len() == 400);

/// The media type of all of them.
pub const JSON: &str = "application/json";
