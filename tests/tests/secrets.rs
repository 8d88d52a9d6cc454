//! What the log, the metrics and the commands never show: tokens, passwords, user data, keys; and lines that nobody wrote.
//!
//! nova-lite runs at debug level behind a token service while every row of its table, good and bad requests with secrets of
//! every kind, and names with line breaks and escapes pass through it. Then everything that it said is searched.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::{Value, json};
use starmap_tests::http::{Answer, Connection};
use starmap_tests::identity::{OWN_TOKEN, TokenService, token};
use starmap_tests::process::{Listening, build_nova_lite};
use starmap_tests::rows;
use starmap_tests::temp::TempDir;
use tokio::process::Command;

const PROJECT: &str = "6f70656e737461636b20342065766572";
const IMAGE: &str = "70a5f5f3-2f0c-4c1d-9c4e-6f0f3a0d5b01";
/// In every token.
const TOKEN: &str = "canary-token-7Qz";
/// In every password of a request; a quote and a backslash are what masks have stumbled over.
const PASSWORD: &str = "canary\"pass\\word-7Qz";
/// What of a password survives any quoting.
const PASSWORD_PART: &str = "word-7Qz";
/// In user data and files, before their base64.
const DATA: &str = "canary-data-7Qz";
const SERVICE_PASSWORD: &str = "canary-service-7Qz";
const URL_PASSWORD: &str = "canary-url-7Qz";
/// How long an answer is waited for that may not come.
const PATIENCE: Duration = Duration::from_secs(1);
/// Begins what must not begin a line.
const FORGED: &str = "FORGED-7Qz";

struct Nova {
    listening: Listening,
    admin_address: String,
    folder: TempDir,
    _tokens: TokenService,
    /// Made up by nova-lite itself and told to a client alone.
    told: Vec<String>,
}

fn write_configuration(folder: &Path, tokens: &TokenService) -> PathBuf {
    let file = folder.join("nova.conf");
    let text = format!(
        "[DEFAULT]\ndebug = true\nosapi_compute_listen = 127.0.0.1\nosapi_compute_listen_port = 0\n\
         transport_url = rabbit://nova:{URL_PASSWORD}@mq:5672/\n\
         [database]\nconnection = sqlite:///{}\nslave_connection = mysql+pymysql://nova:{URL_PASSWORD}@db/nova\n\
         [nova_lite]\nadmin_listen = 127.0.0.1:0\n[placement]\npassword = {SERVICE_PASSWORD}\n\
         [neutron]\nmetadata_proxy_shared_secret = {SERVICE_PASSWORD}\npassword = {SERVICE_PASSWORD}\n{}",
        folder.join("nova.sqlite3").display(),
        tokens.configuration(SERVICE_PASSWORD)
    );
    fs::write(&file, text).expect("the file is written");
    file
}

impl Nova {
    async fn start() -> Self {
        let tokens = TokenService::start().await;
        let folder = TempDir::new("starmap-secrets").expect("a folder");
        let file = write_configuration(folder.path(), &tokens);
        let log = folder.path().join("log");
        let mut command = Command::new(build_nova_lite().await.expect("nova-lite is built"));
        command.env_remove("RUST_LOG").env("RUST_BACKTRACE", "1").stderr(File::create(&log).expect("a log"));
        command.arg("--config-file").arg(file);
        let listening = Listening::start(command, Some(&log)).await.expect("it starts");
        let said = fs::read_to_string(&log).expect("a log");
        let admin = said.lines().find(|line| line.contains("listening for operators")).expect("the admin listener");
        let admin_address = admin.rsplit("address=").next().and_then(|rest| rest.split_whitespace().next());
        let admin_address = format!("http://{}", admin_address.expect("an address"));
        Self { listening, admin_address, folder, _tokens: tokens, told: Vec::new() }
    }

    async fn ask(&self, version: &'static str, method: &str, path: &str, body: &str) -> Answer {
        let mut connection = Connection::open(&self.listening.url).await.expect("it listens");
        connection.version = version;
        connection.token = token("root", PROJECT, "admin,member,reader,service", TOKEN);
        connection.ask(method, path, body).await.expect("an answer")
    }

    /// Sends a request as it is; what the answer says does not count.
    async fn send(&self, head: &str, body: &str) {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let address = self.listening.url.trim_start_matches("http://");
        let mut stream = tokio::net::TcpStream::connect(address).await.expect("it listens");
        let request = format!("{head}\r\nHost: h\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}", body.len());
        stream.write_all(request.as_bytes()).await.expect("it reads");
        // What was cut into pieces may be half a request, of which nothing more comes.
        let _ = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut Vec::new())).await;
    }

    /// Every row, with a token that holds the canary.
    async fn visit_every_row(&self) {
        for route in rows::all() {
            let path = rows::path(route, |_, _| "1".to_owned());
            let body = rows::body(route).unwrap_or_default();
            let version: &'static str = Box::leak(rows::newest(route).to_string().into_boxed_str());
            self.ask(version, route.method.as_str(), &format!("/v2.1{path}"), &body).await;
        }
    }

    /// The requests that bring secrets along, each taken and refused.
    async fn bring_secrets(&mut self) {
        let data = base64(DATA);
        let server = json!({"server": {
            "name": "s", "flavorRef": "1", "imageRef": IMAGE, "networks": "none", "adminPass": PASSWORD, "user_data": data,
        }});
        let made = self.ask("latest", "POST", "/v2.1/servers", &server.to_string()).await;
        assert_eq!(made.status, 202, "{}", String::from_utf8_lossy(&made.body));
        let made: Value = serde_json::from_slice(&made.body).expect("JSON");
        let path = format!("/v2.1/servers/{}", made["server"]["id"].as_str().expect("an id"));
        let mut files = server.clone();
        files["server"]["personality"] = json!([{"path": "/etc/motd", "contents": data}]);
        files["server"]["networks"] = json!([]);
        assert_eq!(self.ask("2.50", "POST", "/v2.1/servers", &files.to_string()).await.status, 202);
        // Made up by nova-lite.
        let mut generated = server.clone();
        generated["server"].as_object_mut().expect("an object").remove("adminPass");
        let answer = self.ask("latest", "POST", "/v2.1/servers", &generated.to_string()).await;
        let answer: Value = serde_json::from_slice(&answer.body).expect("JSON");
        self.told.push(answer["server"]["adminPass"].as_str().expect("a password").to_owned());
        let pair = self.ask("2.1", "POST", "/v2.1/os-keypairs", r#"{"keypair": {"name": "k"}}"#).await;
        let pair: Value = serde_json::from_slice(&pair.body).expect("JSON");
        let private = pair["keypair"]["private_key"].as_str().expect("a private key").to_owned();
        self.told.push(private.lines().nth(1).expect("a line of it").to_owned());

        for action in [
            json!({"changePassword": {"adminPass": PASSWORD}}),
            json!({"rebuild": {"imageRef": IMAGE, "adminPass": PASSWORD, "user_data": data}}),
            json!({"rescue": {"adminPass": PASSWORD}}),
            json!({"evacuate": {"adminPass": PASSWORD}}),
            json!({"changePassword": {"adminPass": [PASSWORD]}}),
            json!({"changePassword": {"adminPass": PASSWORD, "more": PASSWORD}}),
            json!({"os-getVNCConsole": {"type": "novnc"}, "adminPass": PASSWORD}),
        ] {
            self.ask("2.60", "POST", &format!("{path}/action"), &action.to_string()).await;
        }
        let consoles = json!({"remote_console": {"protocol": "vnc", "type": "novnc"}});
        let console = self.ask("latest", "POST", &format!("{path}/remote-consoles"), &consoles.to_string()).await;
        let console: Value = serde_json::from_slice(&console.body).expect("JSON");
        if let Some((_, opens)) = console["remote_console"]["url"].as_str().and_then(|url| url.split_once("token%3D")) {
            self.told.push(opens.to_owned());
        }
        for wrong in [
            format!("{{\"server\": {{\"adminPass\": \"{PASSWORD_PART}\""),
            json!({"server": {"name": 1, "adminPass": PASSWORD, "user_data": DATA, "imageRef": [TOKEN]}}).to_string(),
            json!({"adminPass": PASSWORD}).to_string(),
        ] {
            self.ask("latest", "POST", "/v2.1/servers", &wrong).await;
        }
        let keypair = json!({"keypair": {"name": "x", "type": "ssh", "public_key": format!("PRIVATE {DATA}")}});
        self.ask("latest", "POST", "/v2.1/os-keypairs", &keypair.to_string()).await;
    }

    /// Tokens where they are, where they are not, and where nobody looks.
    async fn misplace_tokens(&self) {
        let good = token("demo", PROJECT, "member,reader", TOKEN);
        for header in [
            format!("X-Auth-Token: {TOKEN}"),
            format!("X-Auth-Token: {TOKEN} and a blank"),
            format!("X-Auth-Token: {}", TOKEN.repeat(600)),
            format!("X-Storage-Token: {good}"),
            format!("X-Auth-Token: {good}\r\nX-Service-Token: {TOKEN}"),
            format!("X-Auth-Token: {good}\r\nX-Service-Token: {good}"),
            format!(
                "X-Auth-Token: {good}\r\nX-Subject-Token: {TOKEN}\r\nAuthorization: Bearer {TOKEN}\r\nCookie: {TOKEN}"
            ),
            format!("X-Auth-Token: {good}\r\nOpenStack-API-Version: compute {TOKEN}"),
            format!("X-Auth-Token: {good}\r\nAccept: {TOKEN}\r\nContent-Type: {TOKEN}"),
        ] {
            self.send(&format!("GET /v2.1/servers HTTP/1.1\r\n{header}"), "").await;
            self.send(&format!("POST /v2.1/servers HTTP/1.1\r\n{header}"), "{").await;
        }
        self.send(&format!("GET /v2.1/servers HTTP/1.1\r\nX-Auth-Token : {TOKEN}"), "").await;
        self.send(&format!("GET /v2.1/servers HTTP/1.1\r\nX-Auth-Token: {TOKEN}\u{1}"), "").await;
    }

    /// Names that would write lines of their own, if they were written as they are.
    async fn forge_lines(&self) {
        let breaks = ["\n", "\r", "\r\n", "\u{1b}[2K", "\u{85}", "\u{2028}", "\u{2029}", "\u{b}", "\u{c}", "\0"];
        let good = token("demo", PROJECT, "member,reader", TOKEN);
        for cut in breaks {
            let name = format!("a{cut}{FORGED}");
            for (path, body) in [
                (
                    "/v2.1/servers",
                    json!({"server": {"name": name, "flavorRef": name, "imageRef": name, "networks": "none"}}),
                ),
                ("/v2.1/os-keypairs", json!({"keypair": {"name": name, "type": "ssh"}})),
                ("/v2.1/flavors", json!({"flavor": {"name": name, "id": name, "ram": 1, "vcpus": 1, "disk": 1}})),
                ("/v2.1/os-aggregates", json!({"aggregate": {"name": name, "availability_zone": name}})),
                ("/v2.1/servers/1/action", json!({name.as_str(): null})),
            ] {
                self.ask("latest", "POST", path, &body.to_string()).await;
            }
            let encoded: String = name.bytes().map(|byte| format!("%{byte:02x}")).collect();
            self.ask("latest", "GET", &format!("/v2.1/servers/{encoded}"), "").await;
            self.ask("latest", "GET", &format!("/{encoded}?name={encoded}"), "").await;
            let auth = format!("X-Auth-Token: {good}");
            self.send(&format!("GET /v2.1/servers/{cut}{FORGED} HTTP/1.1\r\n{auth}"), "").await;
            self.send(&format!("GET /v2.1/ HTTP/1.1\r\n{auth}\r\nUser-Agent: a{cut}{FORGED}"), "").await;
            self.send(&format!("GET /v2.1/ HTTP/1.1\r\n{auth}\r\nX-OpenStack-Request-ID: req-{cut}{FORGED}"), "").await;
            self.send(&format!("GET /v2.1/ HTTP/1.1\r\n{auth}\r\nX-Forwarded-For: {cut}{FORGED}"), "").await;
            // A user may be called anything.
            let named = token(&format!("u{cut}{FORGED}"), PROJECT, "member,reader", TOKEN);
            self.send(&format!("GET /v2.1/servers HTTP/1.1\r\nX-Auth-Token: {named}"), "").await;
        }
    }

    fn secrets(&self) -> Vec<String> {
        let fixed = [TOKEN, PASSWORD_PART, DATA, SERVICE_PASSWORD, URL_PASSWORD, OWN_TOKEN];
        fixed.into_iter().map(str::to_owned).chain([base64(DATA)]).chain(self.told.iter().cloned()).collect()
    }
}

/// The base64 of a text.
fn base64(text: &str) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in text.as_bytes().chunks(3) {
        let bits = chunk.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let letter = char::from(LETTERS[(bits >> (18 - 6 * place) & 63) as usize]);
            out.push(if place > chunk.len() { '=' } else { letter });
        }
    }
    out
}

fn assert_holds_none(what: &str, text: &str, secrets: &[String]) {
    for secret in secrets {
        let line = text.lines().find(|line| line.contains(secret.as_str()));
        assert!(line.is_none(), "{what} shows `{secret}`: {}", line.unwrap_or_default());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_is_said_holds_a_secret_or_a_forged_line() {
    let mut nova = Nova::start().await;
    nova.bring_secrets().await;
    nova.misplace_tokens().await;
    nova.forge_lines().await;
    // Last, since it removes much.
    nova.visit_every_row().await;
    let metrics = Connection::open(&nova.admin_address).await.expect("it listens").ask("GET", "/metrics", "").await;
    let metrics = String::from_utf8_lossy(&metrics.expect("an answer").body).into_owned();
    assert!(metrics.contains("/servers/{id}"), "{metrics}");

    let secrets = nova.secrets();
    assert_eq!(secrets.len(), 9 + usize::from(nova.told.len() > 2), "{secrets:?}");
    assert_holds_none("the metrics page", &metrics, &secrets);
    assert_holds_none("the metrics page", &metrics, &[FORGED.to_owned()]);
    let log = String::from_utf8_lossy(&fs::read(nova.folder.path().join("log")).expect("a log")).into_owned();
    assert!(log.contains("DEBUG") && log.lines().count() > 300, "the log is not the one that was meant:\n{log}");
    assert!(log.contains(FORGED), "no name came as far as the log");
    assert_holds_none("the log", &log, &secrets);
    for line in log.split('\n').filter(|line| !line.is_empty()) {
        assert!(line.starts_with("20"), "a line that does not begin with its time: {line:?}");
        let odd = line.chars().find(|letter| letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}'));
        assert!(odd.is_none(), "{odd:?} stands in the log: {line:?}");
    }
    nova.listening.stop().await.expect("it runs to the end");
}

#[tokio::test]
async fn the_commands_hold_their_tongue() {
    let tokens = TokenService::start().await;
    let folder = TempDir::new("starmap-secrets").expect("a folder");
    let file = write_configuration(folder.path(), &tokens);
    let server = build_nova_lite().await.expect("nova-lite is built");
    let secrets = [TOKEN, PASSWORD_PART, SERVICE_PASSWORD, URL_PASSWORD].map(str::to_owned);
    let body = json!({"server": {"adminPass": PASSWORD}}).to_string();
    let token_header = format!("X-Auth-Token: {TOKEN}");
    let file = file.to_str().expect("a path of ASCII");
    for arguments in [
        vec!["check-config", "--config-file", file],
        vec!["check-config", "--strict", "--config-file", file],
        vec!["explain", "POST", "/v2.1/servers", "-H", &token_header, "-d", &body, "--config-file", file],
        vec!["--config-file", file, "--database", &format!("mysql+pymysql://nova:{URL_PASSWORD}@db/nova")],
        vec!["--config-file", file, "--database", &format!("sqlite://nova:{URL_PASSWORD}@db/nova")],
    ] {
        let mut command = Command::new(&server);
        command.args(&arguments).env_remove("RUST_LOG").kill_on_drop(true);
        let output = tokio::time::timeout(Duration::from_secs(30), command.output()).await;
        let output = output.expect("it ends by itself").expect("it runs");
        let said = [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned()).concat();
        assert!(!said.is_empty());
        assert_holds_none(&arguments.join(" "), &said, &secrets);
    }
}
