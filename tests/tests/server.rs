//! The server on a real socket: limits, slow and silent clients, panics, shutdown.
//!
//! Waits are bounded and only ever wait for what has to happen; no test asserts how long a thing took.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use starmap::application::Application;
use starmap::body::Body;
use starmap::fault::Fault;
use starmap::filter::{Outcome, Response};
use starmap::filters::{FaultWrap, HealthSettings, HealthcheckApp, RequestIds};
use starmap::negotiation::read_body;
use starmap::pipeline::Pipeline;
use starmap::request::Request;
use starmap::server::{Limits, Server};
use starmap::service::Service;
use starmap::urlmap::{Mount, UrlMap};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::{Notify, oneshot};
use tokio::time::timeout;

/// How long anything here may take before the test fails.
const PATIENCE: Duration = Duration::from_secs(20);

/// Does what its path says.
struct Paths {
    /// Lets `/wait` go on.
    gate: Arc<Notify>,
    /// Told when `/wait` has begun.
    entered: Arc<Notify>,
}

impl Application for Paths {
    async fn call(&self, request: &mut Request) -> Outcome {
        match request.path() {
            "/panic" => panic!("the test's own panic with a secret"),
            "/wait" => {
                self.entered.notify_one();
                self.gate.notified().await;
                Ok(Response::new(Body::from("waited")))
            }
            "/big" => Ok(Response::new(Body::from(vec![b'x'; 32 << 20]))),
            "/echo" => match read_body(request).await {
                Ok(body) => Ok(Response::new(Body::from(body.unwrap_or_default()))),
                Err(fault) => fault.into_outcome(request),
            },
            "/" => Ok(Response::new(Body::from("here"))),
            _ => Fault::page(http::StatusCode::NOT_FOUND).into_outcome(request),
        }
    }
}

starmap::applications! {
    enum Apps {
        Paths(Paths),
        Health(HealthcheckApp),
    }
}

/// A server that runs until it is stopped.
struct Running {
    address: SocketAddr,
    gate: Arc<Notify>,
    entered: Arc<Notify>,
    stop: oneshot::Sender<()>,
    served: tokio::task::JoinHandle<usize>,
}

async fn start(limits: Limits) -> Running {
    let (gate, entered) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let paths = Pipeline {
        name: "paths".to_owned(),
        filters: vec![
            ("compute_req_id".to_owned(), Box::new(RequestIds::compute())),
            ("faultwrap".to_owned(), Box::new(FaultWrap)),
        ],
        application: Arc::new(Apps::Paths(Paths { gate: gate.clone(), entered: entered.clone() })),
    };
    let health = Pipeline {
        name: "health".to_owned(),
        filters: Vec::new(),
        application: Arc::new(Apps::Health(HealthcheckApp(HealthSettings::default()))),
    };
    let service = Service::new(UrlMap::new(vec![(Mount::new("/"), paths), (Mount::new("/healthcheck"), health)]));
    let server =
        Server::bind(SocketAddr::from(([127, 0, 0, 1], 0)), Arc::new(service), limits).await.expect("a free port");
    let address = server.local_address().expect("the listener is bound");
    let (stop, stopped) = oneshot::channel();
    let served = tokio::spawn(server.serve(async {
        let _ = stopped.await;
    }));
    Running { address, gate, entered, stop, served }
}

impl Running {
    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.expect("the server listens")
    }

    /// Sends raw bytes on a new connection and reads to its end.
    async fn ask(&self, bytes: &str) -> String {
        let mut stream = self.connect().await;
        stream.write_all(bytes.as_bytes()).await.expect("the server reads");
        read_to_end(&mut stream).await
    }

    async fn get(&self, path: &str) -> String {
        self.ask(&format!("GET {path} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")).await
    }
}

async fn read_to_end(stream: &mut TcpStream) -> String {
    let mut read = Vec::new();
    // A connection that is reset after its answer has still given it.
    let _ = timeout(PATIENCE, stream.read_to_end(&mut read)).await.expect("the server ends the connection");
    String::from_utf8_lossy(&read).into_owned()
}

/// Reads one answer with a content length, leaving the connection open.
async fn read_answer(stream: &mut TcpStream) -> String {
    let mut read = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&read).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length =
                head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ").map(str::to_owned));
            if body.len() >= length.and_then(|length| length.parse().ok()).unwrap_or(0) {
                return text;
            }
        }
        let mut buffer = [0; 4096];
        let count = timeout(PATIENCE, stream.read(&mut buffer))
            .await
            .expect("the server answers")
            .expect("the stream is whole");
        assert_ne!(count, 0, "the connection ended early: {text}");
        read.extend_from_slice(&buffer[..count]);
    }
}

#[tokio::test]
async fn a_panic_costs_one_request_and_the_connection_lives_on() {
    let server = start(Limits::default()).await;
    let mut stream = server.connect().await;
    stream.write_all(b"GET /panic HTTP/1.1\r\nHost: h\r\n\r\n").await.expect("the server reads");
    let answer = read_answer(&mut stream).await;
    assert!(answer.starts_with("HTTP/1.1 500 "), "{answer}");
    assert!(answer.contains("computeFault") && answer.contains("x-openstack-request-id: req-"), "{answer}");
    assert!(!answer.contains("secret"), "{answer}");
    stream.write_all(b"GET / HTTP/1.1\r\nHost: h\r\n\r\n").await.expect("the connection lives");
    assert!(read_answer(&mut stream).await.ends_with("here"));
}

#[tokio::test]
async fn too_much_of_a_head_is_refused() {
    let server =
        start(Limits { headers_max: 20, header_bytes_max: 8192, uri_bytes_max: 100, ..Limits::default() }).await;
    let long = "x".repeat(101);
    assert!(server.get(&format!("/?{long}")).await.starts_with("HTTP/1.1 414 "));
    let many: String = (0..30).map(|number| format!("X-{number}: y\r\n")).collect();
    let answer = server.ask(&format!("GET / HTTP/1.1\r\nHost: h\r\n{many}\r\n")).await;
    assert!(answer.starts_with("HTTP/1.1 431 "), "{answer}");
    let wide = "y".repeat(20_000);
    let answer = server.ask(&format!("GET / HTTP/1.1\r\nHost: h\r\nX-Wide: {wide}\r\n\r\n")).await;
    assert!(answer.starts_with("HTTP/1.1 431 "), "{answer}");
    assert!(server.get("/").await.starts_with("HTTP/1.1 200 "), "others are served");
}

#[tokio::test]
async fn a_client_that_sends_no_head_loses_its_connection() {
    let server = start(Limits { header_read_timeout_ms: 100, ..Limits::default() }).await;
    for sent in ["", "GET / HTTP/1.1\r\nHost: h\r\nX-Slow: "] {
        let mut stream = server.connect().await;
        stream.write_all(sent.as_bytes()).await.expect("the server reads");
        let answer = read_to_end(&mut stream).await;
        assert!(!answer.contains(" 200 "), "{answer}");
    }
    assert!(server.get("/").await.starts_with("HTTP/1.1 200 "), "others are served");
}

#[tokio::test]
async fn a_body_that_does_not_come_is_a_408() {
    let server = start(Limits { body_read_timeout_ms: 100, ..Limits::default() }).await;
    let answer = server.ask("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nhalf").await;
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
}

#[tokio::test]
async fn a_client_that_takes_nothing_loses_only_its_connection() {
    let server = start(Limits { write_timeout_ms: 200, ..Limits::default() }).await;
    let mut greedy = server.connect().await;
    greedy.write_all(b"GET /big HTTP/1.1\r\nHost: h\r\n\r\n").await.expect("the server reads");
    // Nothing is read until the server has given up, which frees its slot: shutdown then has nothing to wait for.
    assert!(server.get("/").await.starts_with("HTTP/1.1 200 "), "others are served");
    server.stop.send(()).expect("the server runs");
    let dropped = timeout(PATIENCE, server.served).await.expect("the server stops").expect("it does not panic");
    assert_eq!(dropped, 0);
    drop(greedy);
}

#[tokio::test]
async fn beyond_the_in_flight_limit_requests_are_refused_but_health_is_told() {
    let server = start(Limits { in_flight_max: 1, ..Limits::default() }).await;
    let mut first = server.connect().await;
    first.write_all(b"GET /wait HTTP/1.1\r\nHost: h\r\n\r\n").await.expect("the server reads");
    server.entered.notified().await;
    let refused = server.get("/").await;
    assert!(refused.starts_with("HTTP/1.1 503 "), "{refused}");
    assert!(refused.contains("retry-after: 1") && refused.contains("serviceUnavailable"), "{refused}");
    assert!(server.get("/healthcheck").await.starts_with("HTTP/1.1 200 "), "health is told");
    server.gate.notify_one();
    assert!(read_answer(&mut first).await.ends_with("waited"));
    assert!(server.get("/").await.starts_with("HTTP/1.1 200 "), "there is room again");
}

#[tokio::test]
async fn a_request_that_takes_too_long_is_a_503() {
    let server = start(Limits { request_timeout_ms: 100, ..Limits::default() }).await;
    assert!(server.get("/wait").await.starts_with("HTTP/1.1 503 "));
}

#[tokio::test]
async fn shutdown_finishes_what_is_in_flight_and_tells_idle_clients_to_go() {
    let server = start(Limits::default()).await;
    let mut idle = server.connect().await;
    idle.write_all(b"GET / HTTP/1.1\r\nHost: h\r\n\r\n").await.expect("the server reads");
    read_answer(&mut idle).await;
    let mut busy = server.connect().await;
    busy.write_all(b"GET /wait HTTP/1.1\r\nHost: h\r\n\r\n").await.expect("the server reads");
    server.entered.notified().await;
    server.stop.send(()).expect("the server runs");
    assert_eq!(read_to_end(&mut idle).await, "", "an idle connection is closed");
    server.gate.notify_one();
    assert!(read_to_end(&mut busy).await.ends_with("waited"));
    assert_eq!(timeout(PATIENCE, server.served).await.expect("it stops").expect("it does not panic"), 0);
    assert!(TcpStream::connect(server.address).await.is_err(), "nobody listens any more");
}

#[tokio::test]
async fn what_outlasts_the_shutdown_timeout_is_dropped_and_counted() {
    let server = start(Limits { shutdown_timeout_ms: 100, ..Limits::default() }).await;
    let mut busy = server.connect().await;
    busy.write_all(b"GET /wait HTTP/1.1\r\nHost: h\r\n\r\n").await.expect("the server reads");
    server.entered.notified().await;
    server.stop.send(()).expect("the server runs");
    assert_eq!(timeout(PATIENCE, server.served).await.expect("it stops").expect("it does not panic"), 1);
}
