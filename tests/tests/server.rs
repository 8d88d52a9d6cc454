//! The server on a real socket: limits, slow and silent clients, panics, shutdown.
//!
//! Waits are bounded and only ever wait for what has to happen; no test asserts how long a thing took.

use std::time::Duration;

use starmap::server::{Limits, Server};
use starmap_tests::http2::{END_HEADERS, END_STREAM, Http2, block, kind};
use starmap_tests::nova;
use starmap_tests::running::{PATIENCE, read_answer, read_to_end, start};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::time::timeout;

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

/// The client's end is seen at once, so whatever waited for it alone is given up.
#[tokio::test]
async fn a_client_who_goes_away_takes_what_it_asked_for_with_it() {
    let server = start(Limits { in_flight_max: 1, ..Limits::default() }).await;
    let mut client = server.connect().await;
    client.write_all(b"GET /wait HTTP/1.1\r\nHost: h\r\n\r\n").await.expect("the server reads");
    server.entered.notified().await;
    drop(client);
    let free = async { while !server.get("/").await.starts_with("HTTP/1.1 200 ") {} };
    timeout(PATIENCE, free).await.expect("the place in flight is free again");
}

/// To see a client go the server reads ahead while an action waits; what it reads is not lost.
#[tokio::test]
async fn a_request_that_comes_while_another_waits_is_answered_after_it() {
    let server = start(Limits::default()).await;
    let mut client = server.connect().await;
    client.write_all(b"GET /wait HTTP/1.1\r\nHost: h\r\n\r\n").await.expect("the server reads");
    server.entered.notified().await;
    client.write_all(b"GET /nothing/of/that/name HTTP/1.1\r\nHost: h\r\n\r\nGET /").await.expect("the server reads");
    assert!(server.get("/").await.ends_with("here"), "others are served");
    client.write_all(b" HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n").await.expect("the server reads");
    server.gate.notify_one();
    let answers = read_to_end(&mut client).await;
    let statuses: Vec<&str> = answers.matches("HTTP/1.1 200 ").chain(answers.matches("HTTP/1.1 404 ")).collect();
    assert_eq!(statuses.len(), 3, "{answers}");
    let at = |text: &str| answers.find(text).unwrap_or_else(|| panic!("{answers}"));
    assert!(at("waited") < at("HTTP/1.1 404 ") && answers.ends_with("here"), "{answers}");
}

#[tokio::test]
async fn a_client_who_goes_away_leaves_no_write_half_done() {
    let server = start(Limits::default()).await;
    let mut client = server.connect().await;
    client.write_all(b"POST /wait HTTP/1.1\r\nHost: h\r\n\r\n").await.expect("the server reads");
    server.entered.notified().await;
    drop(client);
    let mut other = Http2::open(server.address).await;
    let post = block("POST", "/wait", &[]);
    other.send(kind::HEADERS, END_STREAM | END_HEADERS, 1, &post).await.expect("the server reads");
    server.entered.notified().await;
    other.send(kind::RST_STREAM, 0, 1, &[0, 0, 0, 8]).await.expect("the server reads");
    assert!(server.get("/").await.starts_with("HTTP/1.1 200 "), "the server has seen both of them go");
    for _ in 0..2 {
        server.gate.notify_one();
        timeout(PATIENCE, server.left.notified()).await.expect("the write goes on to its end");
    }
}

#[tokio::test]
async fn a_deadline_leaves_no_write_half_done() {
    let server = start(Limits { request_timeout_ms: 100, ..Limits::default() }).await;
    let answer = server.ask("POST /wait HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n").await;
    assert!(answer.starts_with("HTTP/1.1 503 "), "{answer}");
    server.gate.notify_one();
    timeout(PATIENCE, server.left.notified()).await.expect("the write goes on to its end");
}

#[tokio::test]
async fn shutdown_waits_for_a_write_whose_client_is_gone() {
    let server = start(Limits::default()).await;
    let mut client = server.connect().await;
    client.write_all(b"POST /wait HTTP/1.1\r\nHost: h\r\n\r\n").await.expect("the server reads");
    server.entered.notified().await;
    drop(client);
    server.stop.send(()).expect("the server runs");
    assert!(!server.served.is_finished());
    server.gate.notify_one();
    timeout(PATIENCE, server.left.notified()).await.expect("the write goes on to its end");
    assert_eq!(timeout(PATIENCE, server.served).await.expect("it stops").expect("it does not panic"), 0);
}

/// The same through all of nova-lite: what was accepted is built, however early its client went.
#[tokio::test]
async fn servers_whose_clients_went_away_are_built() {
    let (nova, app) = nova::open().await;
    let server = Server::bind(([127, 0, 0, 1], 0).into(), nova.service.clone(), Limits::default()).await;
    let server = server.expect("a free port");
    let address = server.local_address().expect("it is bound");
    tokio::spawn(server.serve(std::future::pending()));
    let body = r#"{"server": {"name": "s", "flavorRef": "1", "networks": "none",
        "imageRef": "70a5f5f3-2f0c-4c1d-9c4e-6f0f3a0d5b01"}}"#;
    let request = format!(
        "POST /v2.1/servers HTTP/1.1\r\nHost: h\r\nX-Auth-Token: u:p\r\nOpenStack-API-Version: compute 2.90\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    for number in 0..60_u64 {
        let mut client = TcpStream::connect(address).await.expect("the server listens");
        client.write_all(request.as_bytes()).await.expect("the server reads");
        tokio::time::sleep(Duration::from_micros(number * 50)).await;
    }
    let listed = async {
        loop {
            let listed = app.get("/v2.1/servers/detail").token("u:p").send().await.text().to_owned();
            if !listed.contains("\"BUILD\"") && listed.contains("\"ACTIVE\"") {
                return listed;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let listed = timeout(PATIENCE, listed).await.expect("no server stays in BUILD");
    let limits = app.get("/v2.1/limits").token("u:p").send().await.text().to_owned();
    let count = listed.matches("\"ACTIVE\"").count();
    assert!(limits.contains(&format!("\"totalInstancesUsed\": {count}")), "{count}: {limits}");
}
