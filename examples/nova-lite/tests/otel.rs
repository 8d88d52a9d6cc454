//! What a collector of OpenTelemetry gets of the executable: `cargo test -p nova-lite --features otel --test otel`.
//!
//! The collector is a listener of the test's own; each test runs a nova-lite of its own.

use std::fs;
use std::time::Duration;

use starmap_tests::http::{Answer, Connection};
use starmap_tests::process::Listening;
use starmap_tests::running::PATIENCE;
use starmap_tests::temp::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::Command;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::time::{Instant, sleep, timeout};

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const PARENT: &str = "00f067aa0ba902b7";
/// What must not leave: a token, a query, a segment of a path.
const CANARY: &str = "canary-5f0e";
/// Longer than any test: what arrives was sent because of the end.
const NEVER_MS: &str = "600000";
const CONFIGURATION: i32 = 78;

/// A batch as it came in.
struct Batch {
    head: String,
    body: Vec<u8>,
}

/// A collector, its address, and what it gets.
async fn collector() -> (String, UnboundedReceiver<Batch>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let (batches, received) = unbounded_channel();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let batches = batches.clone();
            tokio::spawn(
                async move { while take(&mut stream).await.is_some_and(|batch| batches.send(batch).is_ok()) {} },
            );
        }
    });
    (url, received)
}

async fn take(stream: &mut TcpStream) -> Option<Batch> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    let head = String::from_utf8(head).ok()?.to_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "))?.parse().ok()?;
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.ok()?;
    stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").await.ok()?;
    Some(Batch { head, body })
}

/// The fields of a protobuf message: numbers, and what is a number or bytes.
fn fields(mut bytes: &[u8]) -> Vec<(u64, u64, &[u8])> {
    let mut fields = Vec::new();
    while !bytes.is_empty() {
        let key = varint(&mut bytes);
        let (number, length) = match key & 7 {
            0 => (varint(&mut bytes), 0),
            1 => (0, 8),
            2 => (0, usize::try_from(varint(&mut bytes)).expect("a length")),
            5 => (0, 4),
            kind => panic!("wire type {kind}"),
        };
        let (value, rest) = bytes.split_at(length);
        fields.push((key >> 3, number, value));
        bytes = rest;
    }
    fields
}

fn varint(bytes: &mut &[u8]) -> u64 {
    let mut number = 0;
    for shift in (0..).step_by(7) {
        let byte = bytes[0];
        *bytes = &bytes[1..];
        number |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            break;
        }
    }
    number
}

/// The messages in a field.
fn all(message: &[u8], field: u64) -> Vec<&[u8]> {
    fields(message).into_iter().filter(|(number, ..)| *number == field).map(|(_, _, value)| value).collect()
}

fn text(message: &[u8], field: u64) -> String {
    all(message, field).first().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default()
}

fn hex(message: &[u8], field: u64) -> String {
    all(message, field).concat().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn number(message: &[u8], field: u64) -> Option<u64> {
    fields(message).into_iter().find(|(number, ..)| *number == field).map(|(_, value, _)| value)
}

/// The text or the number of an attribute, among the `KeyValue`s of a field.
fn attribute(message: &[u8], field: u64, key: &str) -> String {
    let pairs = all(message, field);
    let Some(pair) = pairs.iter().find(|pair| text(pair, 1) == key) else { return String::new() };
    let value = all(pair, 2)[0];
    number(value, 3).map_or_else(|| text(value, 1), |number| number.to_string())
}

/// A nova-lite whose log is in its folder, with variables in its environment.
async fn start(folder: &TempDir, variables: &[(&str, &str)]) -> Listening {
    Listening::start(command(folder, variables), None).await.expect("nova-lite starts")
}

fn command(folder: &TempDir, variables: &[(&str, &str)]) -> Command {
    let conf = "[DEFAULT]\nosapi_compute_listen = 127.0.0.1\nosapi_compute_listen_port = 0\nlog_file = @/log\n\
                default_log_levels = starmap=WARNING\n[api]\nauth_strategy = noauth2\n\
                [database]\nconnection = sqlite:///@/nova.sqlite3\n";
    let file = folder.path().join("nova.conf");
    fs::write(&file, conf.replace('@', &folder.path().display().to_string())).expect("a temporary file can be written");
    let mut command = Command::new(env!("CARGO_BIN_EXE_nova-lite"));
    command.arg("--config-file").arg(file).env_remove("RUST_LOG").envs(variables.iter().copied());
    command
}

fn folder() -> TempDir {
    TempDir::new("nova-lite-otel").expect("a temporary folder can be made")
}

fn logged(folder: &TempDir) -> String {
    fs::read_to_string(folder.path().join("log")).unwrap_or_default()
}

/// Asks for a path, with a parent whose trace is sampled or not.
async fn get(nova: &Listening, path: &str, sampled: bool) -> Answer {
    let mut connection = Connection::open(&nova.url).await.expect("nova-lite listens");
    let flags = u8::from(sampled);
    // The client has no other way to add a field.
    connection.token = format!("{CANARY}:{CANARY}\r\ntraceparent: 00-{TRACE}-{PARENT}-{flags:02}");
    connection.ask("GET", path, "").await.expect("an answer")
}

async fn end(nova: Listening) {
    nova.signal("TERM").await.expect("it runs");
    assert_eq!(timeout(PATIENCE, nova.ended()).await.expect("it ends").expect("it is waited for").code(), Some(0));
}

#[tokio::test]
async fn the_drain_sends_the_span_of_a_request_with_its_parent_and_without_secrets() {
    let (url, mut batches) = collector().await;
    let folder = folder();
    let variables = [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", url.as_str()),
        ("OTEL_EXPORTER_OTLP_HEADERS", "x-collector-key=of-the-operator"),
        ("OTEL_SERVICE_NAME", "compute-7"),
        ("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=test"),
        ("OTEL_BSP_SCHEDULE_DELAY", NEVER_MS),
    ];
    let nova = start(&folder, &variables).await;
    let answer = get(&nova, &format!("/v2.1/servers/{CANARY}?name={CANARY}"), true).await;
    // The query is refused: the newest microversions of this action take none.
    assert_eq!(answer.status, 400);
    let id = answer.head.lines().find_map(|line| line.strip_prefix("x-openstack-request-id: ")).expect("an id");
    get(&nova, "/v2.1/flavors", false).await;
    assert!(batches.try_recv().is_err(), "nothing is due yet");
    end(nova).await;

    let batch = batches.try_recv().expect("the drain has waited for the collector");
    assert!(batch.head.starts_with("post /v1/traces http/1.1\r\n"), "{}", batch.head);
    assert!(batch.head.contains("content-type: application/x-protobuf\r\n"), "{}", batch.head);
    assert!(batch.head.contains("x-collector-key: of-the-operator\r\n"), "{}", batch.head);
    let resource_spans = all(&batch.body, 1)[0];
    let resource = all(resource_spans, 1)[0];
    assert_eq!(attribute(resource, 1, "service.name"), "compute-7");
    assert_eq!(attribute(resource, 1, "deployment.environment.name"), "test");
    let spans: Vec<&[u8]> = all(resource_spans, 2).into_iter().flat_map(|scope| all(scope, 2)).collect();
    assert_eq!(spans.len(), 1, "the caller has not sampled the other");
    let span = spans[0];
    assert_eq!((hex(span, 1).as_str(), hex(span, 4).as_str()), (TRACE, PARENT));
    assert_eq!((text(span, 5).as_str(), number(span, 6)), ("GET /servers/{id}", Some(2)), "a server's span");
    assert_eq!(attribute(span, 9, "http.request.method"), "GET");
    assert_eq!(attribute(span, 9, "http.route"), "/servers/{id}");
    assert_eq!(attribute(span, 9, "http.response.status_code"), "400");
    assert_eq!(attribute(span, 9, "request_id"), id);
    let all_of_it = String::from_utf8_lossy(&batch.body).replace(&attribute(span, 9, "user_identity"), "");
    assert!(!all_of_it.contains(CANARY), "{all_of_it}");
}

#[tokio::test]
async fn a_collector_that_is_away_is_told_of_once_and_holds_nobody_up() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    drop(listener);
    let folder = folder();
    let url = format!("http://{address}/v1/traces");
    let variables = [("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", url.as_str()), ("OTEL_BSP_SCHEDULE_DELAY", "50")];
    let nova = start(&folder, &variables).await;
    for _ in 0..10 {
        assert_eq!(get(&nova, "/v2.1/flavors", true).await.status, 200);
        sleep(Duration::from_millis(60)).await;
    }
    end(nova).await;
    let log = logged(&folder);
    assert_eq!(log.matches("spans are lost until the collector takes them").count(), 1, "{log}");
    assert!(log.contains(&url), "{log}");
}

#[tokio::test]
async fn a_collector_that_never_answers_does_not_hold_up_the_end() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let folder = folder();
    let nova = start(&folder, &[("OTEL_EXPORTER_OTLP_ENDPOINT", &url), ("OTEL_BSP_SCHEDULE_DELAY", NEVER_MS)]).await;
    assert_eq!(get(&nova, "/v2.1/flavors", true).await.status, 200);
    let before = Instant::now();
    end(nova).await;
    assert!(before.elapsed() < Duration::from_millis(starmap::otel::EXPORT_TIMEOUT_MS), "{:?}", before.elapsed());
    assert!(logged(&folder).contains("the last spans are lost"), "{}", logged(&folder));
}

#[tokio::test]
async fn nothing_is_exported_when_the_environment_switches_it_off() {
    let (url, mut batches) = collector().await;
    for off in [("OTEL_SDK_DISABLED", "true"), ("OTEL_TRACES_EXPORTER", "none"), ("OTEL_TRACES_SAMPLER", "always_off")]
    {
        let folder = folder();
        let nova = start(&folder, &[("OTEL_EXPORTER_OTLP_ENDPOINT", &url), off]).await;
        assert_eq!(get(&nova, "/v2.1/flavors", true).await.status, 200);
        end(nova).await;
        assert!(batches.try_recv().is_err(), "{off:?}");
    }
}

#[tokio::test]
async fn a_mistake_in_the_environment_is_one_line_at_the_start() {
    let endpoint = ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318");
    for (variables, said) in [
        (vec![("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4318")], "OTEL_EXPORTER_OTLP_ENDPOINT is no URL"),
        (
            vec![("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://a:b@c")],
            "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT may hold neither",
        ),
        (vec![endpoint, ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")], "only `http/protobuf` is spoken"),
        (vec![endpoint, ("OTEL_EXPORTER_OTLP_TIMEOUT", "soon")], "OTEL_EXPORTER_OTLP_TIMEOUT is `soon`"),
        (vec![endpoint, ("OTEL_TRACES_SAMPLER", "some")], "OTEL_TRACES_SAMPLER is `some`; known are always_on"),
        (
            vec![endpoint, ("OTEL_TRACES_SAMPLER", "traceidratio"), ("OTEL_TRACES_SAMPLER_ARG", "2")],
            "OTEL_TRACES_SAMPLER_ARG is `2`; it has to be a number from 0 to 1",
        ),
    ] {
        let folder = folder();
        let output = timeout(PATIENCE, command(&folder, &variables).kill_on_drop(true).output()).await;
        let output = output.expect("it ends").expect("it runs");
        let error = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(CONFIGURATION), "{said}: {error}");
        assert!(error.contains(said) && error.lines().count() == 1, "{said}: {error}");
    }
}
