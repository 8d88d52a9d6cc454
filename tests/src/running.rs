//! A server on a socket of its own, whose paths do what tests need: panic, wait, answer much, echo.

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
use starmap::server::{Limits, Server, Tls};
use starmap::service::Service;
use starmap::urlmap::{Mount, UrlMap};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::{Notify, oneshot};
use tokio::time::timeout;

/// How long anything here may take before the test fails.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// Does what its path says.
struct Paths {
    /// Lets `/wait` go on.
    gate: Arc<Notify>,
    /// Told when `/wait` has begun.
    entered: Arc<Notify>,
    /// Told when `/wait` has come to its end.
    left: Arc<Notify>,
}

impl Application for Paths {
    async fn call(&self, request: &mut Request) -> Outcome {
        match request.path() {
            "/panic" => panic!("the test's own panic with a secret"),
            "/wait" => {
                self.entered.notify_one();
                self.gate.notified().await;
                self.left.notify_one();
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
#[derive(Debug)]
pub struct Running {
    /// Where it listens.
    pub address: SocketAddr,
    /// Lets `/wait` go on.
    pub gate: Arc<Notify>,
    /// Told when `/wait` has begun.
    pub entered: Arc<Notify>,
    /// Told when `/wait` has come to its end.
    pub left: Arc<Notify>,
    /// Begins the shutdown.
    pub stop: oneshot::Sender<()>,
    /// Ends with the number of dropped connections.
    pub served: tokio::task::JoinHandle<usize>,
}

/// Starts the server.
///
/// # Panics
///
/// When no port is free.
pub async fn start(limits: Limits) -> Running {
    start_with(limits, |server| server).await
}

/// Starts the server after a last change to it.
async fn start_with(limits: Limits, change: impl FnOnce(Server<Apps>) -> Server<Apps>) -> Running {
    let [gate, entered, left] = std::array::from_fn(|_| Arc::new(Notify::new()));
    let paths = Pipeline {
        name: "paths".to_owned(),
        filters: vec![
            ("compute_req_id".to_owned(), Box::new(RequestIds::compute())),
            ("faultwrap".to_owned(), Box::new(FaultWrap)),
        ],
        application: Arc::new(Apps::Paths(Paths { gate: gate.clone(), entered: entered.clone(), left: left.clone() })),
    };
    let health = Pipeline {
        name: "health".to_owned(),
        filters: Vec::new(),
        application: Arc::new(Apps::Health(HealthcheckApp(HealthSettings::default()))),
    };
    let service = Service::new(UrlMap::new(vec![(Mount::new("/"), paths), (Mount::new("/healthcheck"), health)]));
    let server =
        Server::bind(SocketAddr::from(([127, 0, 0, 1], 0)), Arc::new(service), limits).await.expect("a free port");
    let server = change(server);
    let address = server.local_address().expect("the listener is bound");
    let (stop, stopped) = oneshot::channel();
    let served = tokio::spawn(server.serve(async {
        let _ = stopped.await;
    }));
    Running { address, gate, entered, left, stop, served }
}

/// Starts the server with TLS.
///
/// # Panics
///
/// When no port is free.
pub async fn start_secure(limits: Limits, tls: Tls) -> Running {
    start_with(limits, |server| server.with_tls(tls)).await
}

impl Running {
    /// Opens a connection.
    ///
    /// # Panics
    ///
    /// When the server does not listen or read.
    pub async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.expect("the server listens")
    }

    /// Sends raw bytes on a new connection and reads to its end.
    ///
    /// # Panics
    ///
    /// When the server does not listen or read.
    pub async fn ask(&self, bytes: &str) -> String {
        let mut stream = self.connect().await;
        stream.write_all(bytes.as_bytes()).await.expect("the server reads");
        read_to_end(&mut stream).await
    }

    /// Sends a GET on a new connection and reads to its end.
    ///
    /// # Panics
    ///
    /// When the server does not listen or read.
    pub async fn get(&self, path: &str) -> String {
        self.ask(&format!("GET {path} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")).await
    }
}

/// Reads to the end of a connection, or to its reset.
///
/// # Panics
///
/// When the server does not end it.
pub async fn read_to_end(stream: &mut TcpStream) -> String {
    let mut read = Vec::new();
    // A connection that is reset after its answer has still given it.
    let _ = timeout(PATIENCE, stream.read_to_end(&mut read)).await.expect("the server ends the connection");
    String::from_utf8_lossy(&read).into_owned()
}

/// Reads one answer with a content length, leaving the connection open.
///
/// # Panics
///
/// When no whole answer comes.
pub async fn read_answer(stream: &mut TcpStream) -> String {
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
