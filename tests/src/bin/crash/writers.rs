//! The clients that write until the server is gone.
//!
//! Each has servers of its own, so that nobody else changes what it has noted; it looks at a server and does what its state
//! allows: moves it, gives it volumes, ports and labels, deletes it.

use serde_json::{Value, json};
use starmap_tests::Failure;
use starmap_tests::http::{Answer, Connection};

use crate::journal::{Fate, Journal};

/// The servers of one client.
const SERVERS_MAX: usize = 5;
/// The volumes of one client, which are made beforehand.
pub(crate) const VOLUMES: usize = 2;

/// A client with what it owns.
pub(crate) struct Writer {
    pub(crate) connection: Connection,
    pub(crate) journal: Journal,
    /// Begins the names of all that it makes.
    pub(crate) name: String,
    pub(crate) servers: Vec<String>,
    pub(crate) volumes: Vec<String>,
    pub(crate) image: String,
    /// Answers that no client should get.
    pub(crate) wrong: Vec<String>,
}

impl Writer {
    /// Writes until the connection breaks; returns the answers that no client should get.
    pub(crate) async fn run(mut self) -> Vec<String> {
        for number in 0.. {
            let written = match number % 4 {
                0 => self.flavor(number).await,
                1 if self.servers.len() < SERVERS_MAX => self.boot(number).await,
                _ => self.change_a_server(number).await,
            };
            if written.is_err() {
                break;
            }
        }
        self.wrong
    }

    async fn flavor(&mut self, number: usize) -> Result<(), Failure> {
        let id = format!("{}n{number}", self.name);
        let body = json!({"flavor": {"name": id, "id": id, "ram": 1, "vcpus": 1, "disk": 1}});
        let path = format!("/v2.1/flavors/{id}");
        self.write("POST", "/v2.1/flavors", &body, |_| Some((path.clone(), Fate::There))).await?;
        if fastrand::u8(..3) == 0 {
            self.delete(&path).await?;
        }
        Ok(())
    }

    async fn boot(&mut self, number: usize) -> Result<(), Failure> {
        let body = json!({"server": {
            "name": format!("{}s{number}", self.name), "flavorRef": "1", "imageRef": self.image, "networks": "auto",
        }});
        let path_of = |answer: &Value| Some(format!("/v2.1/servers/{}", answer["server"]["id"].as_str()?));
        let answer = self.write("POST", "/v2.1/servers", &body, |answer| Some((path_of(answer)?, Fate::There))).await?;
        self.servers.extend(answer.as_ref().and_then(path_of));
        Ok(())
    }

    async fn change_a_server(&mut self, number: usize) -> Result<(), Failure> {
        if self.servers.is_empty() {
            return Ok(());
        }
        let path = self.servers[fastrand::usize(..self.servers.len())].clone();
        let answer = self.connection.ask("GET", &path, "").await?;
        if answer.status == 404 {
            self.servers.retain(|server| *server != path);
            return Ok(());
        }
        let status = json_of(&answer)["server"]["status"].as_str().unwrap_or_default().to_owned();
        let choices = choices(&status);
        let choice = choices[fastrand::usize(..choices.len())];
        match choice {
            "delete" => {
                self.delete(&path).await?;
                // Nova labels a server that is being deleted, and the labels go with it.
                self.servers.retain(|server| *server != path);
                Ok(())
            }
            "label" => self.label(&path, number).await,
            "volume" => self.volume(&path).await,
            "port" => self.port(&path).await,
            action => {
                let body = json!({action: self.argument(action, number)});
                // That an action is over shows in the server alone, and any state without a task will do.
                self.write("POST", &format!("{path}/action"), &body, |_| None).await.map(drop)
            }
        }
    }

    fn argument(&self, action: &str, number: usize) -> Value {
        let either = |one, other| if fastrand::bool() { one } else { other };
        match action {
            "resize" => json!({"flavorRef": either("1", "2")}),
            "os-migrateLive" => json!({"host": null, "block_migration": "auto"}),
            "reboot" => json!({"type": either("SOFT", "HARD")}),
            "rebuild" => json!({"imageRef": self.image}),
            "createImage" => json!({"name": format!("{}i{number}", self.name)}),
            _ => Value::Null,
        }
    }

    async fn label(&mut self, server: &str, number: usize) -> Result<(), Failure> {
        let path = format!("{server}/metadata/k{}", number % 8);
        let known = self.connection.ask("GET", &path, "").await?;
        if known.status == 200 && fastrand::bool() {
            return self.delete(&path).await;
        }
        let key = format!("k{}", number % 8);
        let body = json!({"meta": {key: format!("{}v{number}", self.name)}});
        let before = self.journal.begin(&path);
        self.write_at("PUT", &path, &body, before, |_| Some((path.clone(), Fate::There))).await.map(drop)
    }

    async fn volume(&mut self, server: &str) -> Result<(), Failure> {
        let volume = self.volumes[fastrand::usize(..self.volumes.len())].clone();
        let path = format!("{server}/os-volume_attachments/{volume}");
        if self.connection.ask("GET", &path, "").await?.status == 200 {
            return self.delete(&path).await;
        }
        let body = json!({"volumeAttachment": {"volumeId": volume}});
        let before = self.journal.begin(&path);
        let all = format!("{server}/os-volume_attachments");
        self.write_at("POST", &all, &body, before, |_| Some((path.clone(), Fate::There))).await.map(drop)
    }

    async fn port(&mut self, server: &str) -> Result<(), Failure> {
        let all = format!("{server}/os-interface");
        let ports = json_of(&self.connection.ask("GET", &all, "").await?);
        let ports = ports["interfaceAttachments"].as_array().cloned().unwrap_or_default();
        if let Some(port) = ports.get(1) {
            let path = format!("{all}/{}", port["port_id"].as_str().unwrap_or_default());
            // A port is taken away after the answer, so that nothing can be noted of it.
            self.journal.begin(&path);
            return self.write("DELETE", &path, &Value::Null, |_| None).await.map(drop);
        }
        let body = json!({"interfaceAttachment": {}});
        let path_of = |answer: &Value| Some(format!("{all}/{}", answer["interfaceAttachment"]["port_id"].as_str()?));
        self.write("POST", &all, &body, |answer| Some((path_of(answer)?, Fate::There))).await.map(drop)
    }

    async fn delete(&mut self, path: &str) -> Result<(), Failure> {
        let before = self.journal.begin(path);
        self.write_at("DELETE", path, &Value::Null, before, |_| Some((path.to_owned(), Fate::Gone))).await.map(drop)
    }

    async fn write(
        &mut self,
        method: &str,
        path: &str,
        body: &Value,
        fate: impl Fn(&Value) -> Option<(String, Fate)>,
    ) -> Result<Option<Value>, Failure> {
        self.write_at(method, path, body, Vec::new(), fate).await
    }

    /// Sends a write and notes what its answer means; a refusal leaves what was known before.
    async fn write_at(
        &mut self,
        method: &str,
        path: &str,
        body: &Value,
        before: Vec<(String, Fate)>,
        fate: impl Fn(&Value) -> Option<(String, Fate)>,
    ) -> Result<Option<Value>, Failure> {
        let text = if body.is_null() { String::new() } else { body.to_string() };
        let answer = self.connection.ask(method, path, &text).await?;
        match answer.status {
            200..300 => {
                let body = json_of(&answer);
                if let Some((path, fate)) = fate(&body) {
                    self.journal.acknowledged(path, fate);
                }
                return Ok(Some(body));
            }
            400..500 => self.journal.refused(before),
            status => self
                .wrong
                .push(format!("{method} {path} was answered {status}: {}", String::from_utf8_lossy(&answer.body))),
        }
        Ok(None)
    }
}

/// What can be done with a server in a state.
fn choices(status: &str) -> &'static [&'static str] {
    match status {
        "ACTIVE" => &[
            "resize",
            "resize",
            "migrate",
            "os-migrateLive",
            "os-stop",
            "reboot",
            "shelve",
            "rebuild",
            "createImage",
            "pause",
            "suspend",
            "delete",
            "label",
            "volume",
            "volume",
            "port",
        ],
        "SHUTOFF" => &["os-start", "os-start", "resize", "migrate", "volume", "delete", "label"],
        "VERIFY_RESIZE" => &["confirmResize", "revertResize", "delete"],
        "SHELVED" | "SHELVED_OFFLOADED" => &["unshelve", "unshelve", "shelveOffload", "delete"],
        "PAUSED" => &["unpause", "delete"],
        "SUSPENDED" => &["resume", "delete"],
        "ERROR" => &["delete", "rebuild"],
        _ => &["delete", "label"],
    }
}

pub(crate) fn json_of(answer: &Answer) -> Value {
    serde_json::from_slice(&answer.body).unwrap_or_default()
}
