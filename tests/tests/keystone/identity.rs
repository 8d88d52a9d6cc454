//! A real Keystone in a process of its own, and its API as a test uses it.

use std::process::Stdio;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::sync::Mutex;
use tokio::time::timeout;

/// A first start installs and bootstraps Keystone.
const START_TIMEOUT: Duration = Duration::from_secs(300);
const STOP_TIMEOUT: Duration = Duration::from_secs(20);
const PASSWORD: &str = "secret";

/// Only one may install and bootstrap at a time.
static STARTING: Mutex<()> = Mutex::const_new(());

/// A running Keystone.
pub(crate) struct Keystone {
    /// Its address, with `/v3`.
    pub(crate) url: String,
    child: Child,
}

/// An answer of its API.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) token: Option<String>,
    pub(crate) body: Value,
}

/// Whether this machine can make the environment that Keystone runs in.
#[expect(clippy::print_stderr, reason = "a test that did not run has to say so")]
pub(crate) async fn available() -> bool {
    let mut command = Command::new("python3");
    command.args(["-c", "import ensurepip, venv"]).stdout(Stdio::null()).stderr(Stdio::null());
    let available = command.status().await.is_ok_and(|status| status.success());
    if !available {
        eprintln!("no Keystone here: it needs python3 with venv and ensurepip");
    }
    available
}

impl Keystone {
    pub(crate) async fn start(options: &[&str]) -> Self {
        let _turn = STARTING.lock().await;
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/clients/keystone.py");
        let mut command = Command::new("python3");
        command.arg(script).args(options).kill_on_drop(true).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().expect("python3 starts");
        let mut lines = BufReader::new(child.stdout.take().expect("stdout was piped above")).lines();
        let line = timeout(START_TIMEOUT, lines.next_line()).await.expect("Keystone starts in time");
        let line = line.expect("a line of text").expect("Keystone says where it listens, or above why not");
        let url = line.strip_prefix("listening on ").expect("an address").to_owned();
        Self { url, child }
    }

    pub(crate) async fn stop(mut self) {
        // It ends, and cleans up, when its standard input is closed.
        drop(self.child.stdin.take());
        timeout(STOP_TIMEOUT, self.child.wait()).await.expect("Keystone ends in time").expect("and can be waited for");
    }

    /// A token for a user of the domain `Default` in a project.
    pub(crate) async fn token(&self, user: &str, project: &str) -> String {
        let domain = json!({"id": "default"});
        let user = json!({"name": user, "domain": domain, "password": PASSWORD});
        let identity = json!({"methods": ["password"], "password": {"user": user}});
        let scope = json!({"project": {"name": project, "domain": domain}});
        self.log_in(&json!({"auth": {"identity": identity, "scope": scope}})).await
    }

    pub(crate) async fn log_in(&self, auth: &Value) -> String {
        let answer = self.ask("POST", "/auth/tokens", &[], auth).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        answer.token.expect("a token")
    }

    /// Asks as the holder of `token` for something that succeeds.
    pub(crate) async fn call(&self, token: &str, method: &str, path: &str, body: &Value) -> Value {
        let answer = self.ask(method, path, &[("X-Auth-Token", token)], body).await;
        assert!((200..300).contains(&answer.status), "{method} {path}: {} {}", answer.status, answer.body);
        answer.body
    }

    /// The id of the user, project or role of a name.
    pub(crate) async fn id(&self, token: &str, kind: &str, name: &str) -> String {
        let found = self.call(token, "GET", &format!("/{kind}s?name={name}"), &Value::Null).await;
        found[format!("{kind}s")][0]["id"].as_str().unwrap_or_else(|| panic!("no {kind} {name}: {found}")).to_owned()
    }

    pub(crate) async fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &Value) -> Answer {
        let host = self.url.trim_start_matches("http://").trim_end_matches("/v3");
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let mut request = format!("{method} /v3{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n");
        for (name, value) in headers {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        let length = body.len();
        request.push_str(&format!("Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"));
        let mut stream = TcpStream::connect(host).await.expect("Keystone listens");
        stream.write_all(request.as_bytes()).await.expect("Keystone reads");
        let mut text = String::new();
        stream.read_to_string(&mut text).await.expect("Keystone answers in UTF-8");
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer to {method} {path}"));
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
        let token = head.lines().find_map(|line| {
            let (name, value) = line.split_once(": ")?;
            name.eq_ignore_ascii_case("x-subject-token").then(|| value.to_owned())
        });
        Answer { status, token, body: serde_json::from_str(body).unwrap_or_default() }
    }
}
