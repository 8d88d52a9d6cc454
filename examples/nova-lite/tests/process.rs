//! The executable as its operator knows it: signals, systemd, certificates, the log, the operators' listener.
//!
//! Each test runs a nova-lite of its own, on a port and a database of its own.

use std::fs;
use std::io::ErrorKind;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixDatagram;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use starmap_tests::http::{Answer, Connection};
use starmap_tests::process::Listening;
use starmap_tests::running::PATIENCE;
use starmap_tests::temp::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::process::Command;
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

/// What Nova calls a configuration mistake: sysexits' EX_CONFIG.
const CONFIGURATION: i32 = 78;

/// A folder with a nova.conf that lets everybody in from this machine, and more lines in it.
fn folder(lines: &str) -> TempDir {
    let folder = TempDir::new("nova-lite-process").expect("a temporary folder can be made");
    configure(&folder, lines);
    folder
}

/// Writes the nova.conf anew. `@` stands for the folder.
fn configure(folder: &TempDir, lines: &str) {
    let conf = "[DEFAULT]\nosapi_compute_listen = 127.0.0.1\nosapi_compute_listen_port = 0\n\
                [api]\nauth_strategy = noauth2\n[database]\nconnection = sqlite:///@/nova.sqlite3\n";
    let text = format!("{conf}{lines}\n").replace('@', &folder.path().display().to_string());
    fs::write(folder.path().join("nova.conf"), text).expect("a temporary file can be written");
}

fn command(folder: &TempDir) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nova-lite"));
    command.arg("--config-file").arg(folder.path().join("nova.conf")).env_remove("RUST_LOG");
    command
}

async fn start(folder: &TempDir) -> Listening {
    Listening::start(command(folder), None).await.expect("nova-lite starts")
}

async fn get(nova: &Listening, path: &str) -> Answer {
    let mut connection = Connection::open(&nova.url).await.expect("nova-lite listens");
    connection.ask("GET", path, "").await.expect("an answer")
}

fn tls_file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/tls").join(name)
}

/// Puts a certificate of the tests where the configuration says.
fn certify(folder: &TempDir, name: &str) {
    for kind in ["pem", "key"] {
        let to = folder.path().join(format!("server.{kind}"));
        fs::copy(tls_file(&format!("{name}.{kind}")), to).expect("a temporary file can be written");
    }
}

/// The certificate that a server shows.
async fn shown_certificate(nova: &Listening) -> Vec<u8> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(tls_file("authority.pem")).expect("a certificate")).expect("an authority");
    let config = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    let stream = TcpStream::connect(nova.url.trim_start_matches("https://")).await.expect("nova-lite listens");
    let name = ServerName::try_from("localhost").expect("a name");
    let mut stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await.expect("a handshake");
    stream.write_all(b"GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n").await.expect("it is read");
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer).await;
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    stream.get_ref().1.peer_certificates().expect("a certificate")[0].to_vec()
}

fn certificate(name: &str) -> Vec<u8> {
    CertificateDer::from_pem_file(tls_file(name)).expect("a certificate").to_vec()
}

/// Waits until something is so.
async fn until<F: Future<Output = bool>>(what: &str, mut holds: impl FnMut() -> F) {
    let wait = async {
        while !holds().await {
            sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(PATIENCE, wait).await.unwrap_or_else(|_| panic!("never: {what}"));
}

#[tokio::test]
async fn certificates_are_read_again_on_sighup_and_wrong_ones_are_not_taken() {
    let folder =
        folder("[DEFAULT]\nlog_file = @/log\n[wsgi]\nssl_cert_file = @/server.pem\nssl_key_file = @/server.key");
    certify(&folder, "server");
    let nova = start(&folder).await;
    assert!(nova.url.starts_with("https://"), "{}", nova.url);
    assert_eq!(shown_certificate(&nova).await, certificate("server.pem"));
    certify(&folder, "renewed");
    assert_eq!(shown_certificate(&nova).await, certificate("server.pem"), "nobody has asked for it");
    nova.signal("HUP").await.expect("it runs");
    until("the new certificate is shown", async || shown_certificate(&nova).await == certificate("renewed.pem")).await;
    fs::write(folder.path().join("server.pem"), "nothing").expect("a temporary file can be written");
    nova.signal("HUP").await.expect("it runs");
    until("the mistake is logged", async || logged(&folder).contains("the certificates stay as they were")).await;
    assert_eq!(shown_certificate(&nova).await, certificate("renewed.pem"));
}

#[tokio::test]
async fn a_mistake_at_the_start_is_one_line() {
    for (lines, said) in [
        ("[wsgi]\nssl_cert_file = @/server.pem", "[wsgi] ssl_cert_file and ssl_key_file are given both or neither"),
        (
            "[wsgi]\nssl_cert_file = @/nobody.pem\nssl_key_file = @/server.key",
            "nobody.pem: cannot be used as a certificate",
        ),
        (
            "[wsgi]\nssl_cert_file = @/server.pem\nssl_key_file = @/other.key",
            "server.pem: cannot be used as a certificate",
        ),
        ("[DEFAULT]\nlog_file = @/nowhere/log", "[DEFAULT] log_file: cannot open"),
        (
            "[DEFAULT]\nlogging_context_format_string = %(nobody)s",
            "[DEFAULT] logging_context_format_string: `%(nobody)s`",
        ),
    ] {
        let folder = folder(lines);
        certify(&folder, "server");
        fs::copy(tls_file("renewed.key"), folder.path().join("other.key")).expect("a temporary file can be written");
        let ended = timeout(PATIENCE, command(&folder).output()).await.expect("it ends").expect("it starts");
        let text = String::from_utf8_lossy(&ended.stderr).into_owned();
        assert_eq!(ended.status.code(), Some(CONFIGURATION), "{text}");
        let lines: Vec<&str> = text.lines().filter(|line| line.starts_with("nova-lite: ")).collect();
        assert!(matches!(lines[..], [line] if line.contains(said)), "{text}");
    }
}

#[tokio::test]
async fn systemd_is_told_what_happens() {
    let folder = folder("");
    let path = folder.path().join("notify");
    let socket = UnixDatagram::bind(&path).expect("a socket can be made");
    socket.set_read_timeout(Some(PATIENCE)).expect("a timeout can be set");
    let told = || {
        let mut buffer = [0; 512];
        // A signal, such as the end of a child of another test, interrupts what has a timeout.
        let received = std::iter::repeat_with(|| socket.recv(&mut buffer))
            .find(|received| !received.as_ref().is_err_and(|error| error.kind() == ErrorKind::Interrupted));
        let count = received.expect("it is asked until then").expect("systemd is told");
        String::from_utf8_lossy(&buffer[..count]).trim_end().to_owned()
    };
    let mut command = command(&folder);
    command.env("NOTIFY_SOCKET", &path);
    let nova = Listening::start(command, None).await.expect("nova-lite starts");
    assert_eq!(told(), "READY=1");
    nova.signal("HUP").await.expect("it runs");
    let reloading = told();
    let time = reloading.strip_prefix("RELOADING=1\nMONOTONIC_USEC=").and_then(|time| time.parse::<u64>().ok());
    assert!(time.is_some(), "{reloading}");
    assert_eq!(told(), "READY=1");
    nova.signal("TERM").await.expect("it runs");
    assert_eq!(told(), "STOPPING=1");
    assert_eq!(timeout(PATIENCE, nova.ended()).await.expect("it ends").expect("it is waited for").code(), Some(0));
}

/// A shell stands for systemd: it has the socket as its input, gives it the number 3, and becomes nova-lite.
#[tokio::test]
async fn a_socket_of_systemd_is_served() {
    let folder = folder("");
    let socket = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = socket.local_addr().expect("it is bound");
    // A client who connects before nova-lite runs is served all the same.
    let mut early = TcpStream::connect(address).await.expect("the kernel keeps it");
    early.write_all(b"GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n").await.expect("the kernel keeps it");
    let mut child = std::process::Command::new("sh")
        .args(["-c", "export LISTEN_PID=$$ LISTEN_FDS=1; exec \"$0\" --config-file \"$1\" 3<&0 </dev/null"])
        .arg(env!("CARGO_BIN_EXE_nova-lite"))
        .arg(folder.path().join("nova.conf"))
        .stdin(OwnedFd::from(socket))
        .stdout(std::process::Stdio::null())
        .spawn()
        .expect("a shell starts");
    let mut answer = String::new();
    let read = timeout(PATIENCE, early.read_to_string(&mut answer)).await;
    child.kill().expect("it runs");
    child.wait().expect("it ends");
    assert!(read.is_ok() && answer.starts_with("HTTP/1.1 200 "), "{answer}");
}

#[tokio::test]
async fn sigterm_ends_with_0_and_takes_idle_clients_along() {
    let folder = folder("");
    let nova = start(&folder).await;
    let mut idle = Connection::open(&nova.url).await.expect("nova-lite listens");
    assert_eq!(idle.ask("GET", "/", "").await.expect("an answer").status, 200);
    nova.signal("TERM").await.expect("it runs");
    assert_eq!(timeout(PATIENCE, nova.ended()).await.expect("it ends").expect("it is waited for").code(), Some(0));
    assert!(idle.ask("GET", "/", "").await.is_err());
}

fn logged(folder: &TempDir) -> String {
    fs::read_to_string(folder.path().join("log")).unwrap_or_default()
}

#[tokio::test]
async fn log_lines_and_access_lines_have_nova_s_form() {
    let folder = folder("[DEFAULT]\nlog_dir = @\nlog_file = log");
    let nova = start(&folder).await;
    let answer = get(&nova, "/v2.1/flavors?limit=1").await;
    assert_eq!(answer.status, 200);
    let id = answer.head.lines().find_map(|line| line.strip_prefix("x-openstack-request-id: ")).expect("an id");
    until("the access line is written", async || logged(&folder).contains("\"GET /v2.1/flavors?limit=1\"")).await;
    let log = logged(&folder);
    let line = log.lines().find(|line| line.contains("\"GET /v2.1/flavors?limit=1\"")).expect("it is there");
    let (head, rest) = line.split_once(" INFO ").expect("a level");
    let expected = format!(
        "nova.api.openstack.requestlog [None {id} admin admin - - - -] 127.0.0.1 \"GET /v2.1/flavors?limit=1\" \
         status: 200 len: {} microversion: ",
        answer.body.len()
    );
    assert!(rest.starts_with(&expected), "{line}\n{expected}");
    let (version, seconds) = rest[expected.len()..].split_once(" time: ").expect("a time");
    assert!(version.starts_with("2.") && seconds.parse::<f64>().is_ok(), "{line}");
    let digits = |text: &str| text.replace(|letter: char| letter.is_ascii_digit(), "9");
    let (date, process) = head.rsplit_once(' ').expect("a process");
    assert_eq!((digits(date).as_str(), process.parse().ok()), ("9999-99-99 99:99:99.999", nova.pid()), "{line}");
    assert!(log.lines().all(|line| digits(line).starts_with("9999-99-99 99:99:99.999 ")), "{log}");
}

#[tokio::test]
async fn sighup_opens_the_log_anew_and_takes_the_level_and_the_policy() {
    let quiet = "[DEFAULT]\nlog_file = @/log\n[oslo_policy]\npolicy_file = @/policy.yaml";
    let folder = folder(quiet);
    let policy = folder.path().join("policy.yaml");
    fs::write(&policy, "{}\n").expect("a temporary file can be written");
    let nova = start(&folder).await;
    assert_eq!(get(&nova, "/v2.1/flavors").await.status, 200);
    assert!(!logged(&folder).contains(" DEBUG "), "{}", logged(&folder));
    fs::rename(folder.path().join("log"), folder.path().join("log.1")).expect("it is there");
    configure(&folder, &format!("{quiet}\n[DEFAULT]\ndebug = true"));
    fs::write(&policy, "\"os_compute_api:servers:index\": \"!\"\n").expect("a temporary file can be written");
    nova.signal("HUP").await.expect("it runs");
    until("the new file is written to", async || {
        get(&nova, "/v2.1/flavors").await;
        logged(&folder).contains("\"GET /v2.1/flavors\"")
    })
    .await;
    until("the policy holds", async || get(&nova, "/v2.1/servers").await.status == 403).await;
    // A connection that breaks off is told at debug level alone.
    let mut stream = TcpStream::connect(nova.url.trim_start_matches("http://")).await.expect("nova-lite listens");
    stream.write_all(b"no request\r\n\r\n").await.expect("it is read");
    until("the level holds", async || logged(&folder).contains(" DEBUG starmap.server.connection [-] ")).await;
}

#[tokio::test]
async fn a_log_may_be_json() {
    let folder = folder("[DEFAULT]\nlog_file = @/log\nuse_json = true");
    let nova = start(&folder).await;
    get(&nova, "/v2.1/flavors").await;
    until("the line is written", async || logged(&folder).contains("GET /v2.1/flavors")).await;
    for line in logged(&folder).lines() {
        let value = starmap::json::parse(line.as_bytes(), 8).expect("a document");
        let has = |key: &str| value.get(key).is_some();
        assert!(has("message") && has("asctime") && has("levelname") && has("name"), "{line}");
        assert_eq!(line.contains("GET /v2.1/flavors"), has("context"), "{line}");
    }
}

/// As many series as there are routes, whatever clients send.
#[tokio::test]
async fn metrics_are_on_a_listener_of_their_own_and_bounded() {
    let folder = folder("[DEFAULT]\nlog_file = @/log\n[nova_lite]\nadmin_listen = 127.0.0.1:0");
    let nova = start(&folder).await;
    let log = logged(&folder);
    let address = log.split("listening for operators address=").nth(1).and_then(|rest| rest.lines().next());
    let admin = format!("http://{}", address.expect("the listener is told of"));
    for number in 0..300 {
        get(&nova, &format!("/v2.1/servers/{number}")).await;
        get(&nova, &format!("/v2.1/nothing/{number}")).await;
    }
    let mut operator = Connection::open(&admin).await.expect("the listener is there");
    let page = operator.ask("GET", "/metrics", "").await.expect("an answer");
    let text = String::from_utf8_lossy(&page.body).into_owned();
    assert!(page.head.to_lowercase().contains("content-type: text/plain; version=0.0.4"), "{}", page.head);
    let series: Vec<&str> = text.lines().filter(|line| line.starts_with("http_requests_total{")).collect();
    assert_eq!(series.len(), 2, "{text}");
    assert!(series.iter().all(|line| line.ends_with(" 300")), "{text}");
    assert!(series[0].contains("route=\"/servers/{id}\"") || series[1].contains("route=\"/servers/{id}\""), "{text}");
    assert_eq!(operator.ask("GET", "/healthcheck", "").await.expect("an answer").status, 200);
    let page = String::from_utf8_lossy(&get(&nova, "/metrics").await.body).into_owned();
    assert!(!page.contains("http_requests_total"), "not on the API's own: {page}");
}
