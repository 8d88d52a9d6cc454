//! Each limit of the server on a real socket, over HTTP/1; those of HTTP/2 are in `http2.rs`, those of TLS in `tls.rs`.
//!
//! `server.rs` has the rest of what a server does: panics, overload, shutdown.

use std::fs;
use std::path::Path;
use std::time::Duration;

use starmap::server::{Limits, Server};
use starmap_tests::nova;
use starmap_tests::running::{read_answer, read_to_end, start};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::sleep;

const GET: &[u8] = b"GET / HTTP/1.1\r\nHost: h\r\n\r\n";

#[tokio::test]
async fn connections_max_lets_further_clients_wait() {
    let server = start(Limits { connections_max: 1, ..Limits::default() }).await;
    let mut first = server.connect().await;
    first.write_all(GET).await.expect("the server reads");
    read_answer(&mut first).await;
    let mut second = server.connect().await;
    second.write_all(GET).await.expect("the kernel keeps it");
    first.write_all(GET).await.expect("the server reads");
    read_answer(&mut first).await;
    let mut nothing = [0];
    assert!(second.try_read(&mut nothing).is_err(), "the second client was answered beside the first");
    drop(first);
    assert!(read_answer(&mut second).await.starts_with("HTTP/1.1 200 "), "there is room again");
}

#[tokio::test]
async fn header_read_timeout_closes_idle_connections() {
    let server = start(Limits { header_read_timeout_ms: 100, ..Limits::default() }).await;
    let mut stream = server.connect().await;
    stream.write_all(GET).await.expect("the server reads");
    assert!(read_answer(&mut stream).await.starts_with("HTTP/1.1 200 "));
    assert_eq!(read_to_end(&mut stream).await, "", "an idle connection is closed without a word");
}

/// A byte now and then does not win time for a head.
#[tokio::test]
async fn header_read_timeout_holds_for_a_head_that_trickles() {
    let server = start(Limits { header_read_timeout_ms: 200, ..Limits::default() }).await;
    let mut stream = server.connect().await;
    stream.write_all(b"GET / HTTP/1.1\r\nHost: h\r\nX-Slow: ").await.expect("the server reads");
    while stream.write_all(b"x").await.is_ok() {
        sleep(Duration::from_millis(20)).await;
    }
    assert!(server.get("/").await.starts_with("HTTP/1.1 200 "), "others are served");
}

/// A byte now and then wins little time for a body.
#[tokio::test]
async fn body_bytes_per_second_min_ends_a_body_that_trickles() {
    let limits = Limits { body_read_timeout_ms: 200, body_bytes_per_second_min: 1000, ..Limits::default() };
    let server = start(limits).await;
    for head in ["Content-Length: 100000\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n"] {
        let mut stream = server.connect().await;
        stream.write_all(format!("POST /echo HTTP/1.1\r\nHost: h\r\n{head}").as_bytes()).await.expect("it is read");
        let (mut from, mut to) = stream.split();
        let trickle = async {
            while to.write_all(if head.starts_with('C') { b"x" } else { b"1\r\nx\r\n" }).await.is_ok() {
                sleep(Duration::from_millis(20)).await;
            }
        };
        let mut answer = [0; 13];
        tokio::select! {
            () = trickle => {}
            read = from.read_exact(&mut answer) => { read.expect("an answer"); }
        }
        assert_eq!(&answer, b"HTTP/1.1 408 ", "{head}");
    }
}

#[tokio::test]
async fn a_slow_body_within_the_rate_is_taken() {
    let limits = Limits { body_read_timeout_ms: 200, body_bytes_per_second_min: 10, ..Limits::default() };
    let server = start(limits).await;
    let mut stream = server.connect().await;
    stream.write_all(b"POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\n").await.expect("it is read");
    for _ in 0..10 {
        stream.write_all(b"0123456789").await.expect("the server waits");
        sleep(Duration::from_millis(30)).await;
    }
    assert!(read_answer(&mut stream).await.starts_with("HTTP/1.1 200 "));
}

/// A client who takes a little now and then is given up as one who takes nothing.
#[tokio::test]
async fn write_bytes_per_second_min_ends_an_answer_that_trickles() {
    let limits = Limits { write_timeout_ms: 300, write_bytes_per_second_min: 100 << 20, ..Limits::default() };
    let server = start(limits).await;
    let mut stream = server.connect().await;
    stream.write_all(b"GET /big HTTP/1.1\r\nHost: h\r\n\r\n").await.expect("the server reads");
    let (mut taken, mut buffer) = (0, vec![0; 64 << 10]);
    while let Ok(count @ 1..) = stream.read(&mut buffer).await {
        taken += count;
        sleep(Duration::from_millis(20)).await;
    }
    assert!(taken < 32 << 20, "the whole answer was given to a client who took 3 MiB a second");
    assert!(server.get("/").await.starts_with("HTTP/1.1 200 "), "others are served");
}

#[tokio::test]
async fn query_parameters_max_is_a_414() {
    let server = start(Limits { query_parameters_max: 3, ..Limits::default() }).await;
    assert!(server.get("/?a&b;c=1").await.starts_with("HTTP/1.1 200 "));
    assert!(server.get("/?a&b;c=1&").await.starts_with("HTTP/1.1 414 "));
}

/// hyper has a limit of its own for the request line: with it, the first bytes that do not fit are answered.
#[tokio::test]
async fn header_bytes_max_holds_for_the_request_line() {
    let server = start(Limits { header_bytes_max: 8192, uri_bytes_max: usize::MAX, ..Limits::default() }).await;
    assert!(server.get(&format!("/?{}", "x".repeat(7000))).await.starts_with("HTTP/1.1 200 "));
    let answer = server.get(&format!("/?{}", "x".repeat(9000))).await;
    assert!(answer.starts_with("HTTP/1.1 431 "), "{answer}");
}

/// hyper's own: a target from 65,535 bytes on is a 414, whatever the limits say.
#[tokio::test]
async fn a_target_that_hyper_cannot_hold_is_a_414() {
    let server = start(Limits { header_bytes_max: 1 << 20, uri_bytes_max: usize::MAX, ..Limits::default() }).await;
    let answer = server.get(&format!("/?{}", "x".repeat(65_533))).await;
    assert!(answer.starts_with("HTTP/1.1 414 "), "{answer}");
    assert!(server.get(&format!("/?{}", "x".repeat(65_532))).await.starts_with("HTTP/1.1 200 "));
}

/// hyper's own default of 100 fields; the server leaves it as it is.
#[tokio::test]
async fn headers_max_is_exact() {
    let server = start(Limits::default()).await;
    for (more, status) in [(98, "200"), (99, "431")] {
        let fields: String = (0..more).map(|number| format!("X-{number}: y\r\n")).collect();
        let answer = server.ask(&format!("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n{fields}\r\n")).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{more} fields more: {answer}");
    }
}

/// What oslo allows, by content length and counted.
#[tokio::test]
async fn nova_lite_takes_bodies_of_112_kib() {
    let (nova, _) = nova::open().await;
    let server = Server::bind(([127, 0, 0, 1], 0).into(), nova.service.clone(), Limits::default()).await;
    let server = server.expect("a free port");
    let address = server.local_address().expect("it is bound");
    tokio::spawn(server.serve(std::future::pending()));
    let head = "POST /v2.1/flavors HTTP/1.1\r\nHost: h\r\nConnection: close\r\nX-Auth-Token: admin:p\r\n\
                Content-Type: application/json\r\n";
    for (length, status) in [(114_688, "400"), (114_689, "413")] {
        let body = " ".repeat(length);
        let declared = format!("{head}Content-Length: {length}\r\n\r\n{body}");
        let counted = format!("{head}Transfer-Encoding: chunked\r\n\r\n{length:x}\r\n{body}\r\n0\r\n\r\n");
        for request in [declared, counted] {
            let mut stream = tokio::net::TcpStream::connect(address).await.expect("the server listens");
            // The rest of a body that is too long is not read.
            let _ = stream.write_all(request.as_bytes()).await;
            let answer = read_to_end(&mut stream).await;
            assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{length}: {answer}");
        }
    }
}

#[tokio::test]
async fn json_depth_max_is_a_400() {
    let (_nova, app) = nova::open().await;
    for (depth, message) in [(511, "Invalid input for field/attribute flavor."), (512, "Malformed request body")] {
        let body = format!(r#"{{"flavor": {}{}}}"#, "[".repeat(depth), "]".repeat(depth));
        let answer = app.post("/v2.1/flavors").token("admin:p").json(&body).send().await;
        assert_eq!(answer.status(), 400, "{depth}");
        assert!(answer.fault_message().to_lowercase().starts_with(&message.to_lowercase()), "{}", answer.text());
    }
}

/// `docs/RELIABILITY.md` names every limit with the default that it has.
#[test]
fn every_limit_stands_in_the_table() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/RELIABILITY.md");
    let page = fs::read_to_string(path).expect("the page is there");
    let shown = format!("{:?}", Limits::default());
    let fields = shown.trim_start_matches("Limits { ").trim_end_matches(" }");
    for field in fields.split(", ") {
        let (name, value) = field.split_once(": ").expect("a derived Debug writes NAME: VALUE");
        let row = page.lines().find(|line| line.starts_with(&format!("| `{name}` |")));
        let row = row.unwrap_or_else(|| panic!("docs/RELIABILITY.md has no row for `{name}`"));
        let said = row.split('|').nth(2).map(|cell| cell.replace(',', ""));
        assert_eq!(said.as_deref().map(str::trim), Some(value), "{row}");
    }
}
