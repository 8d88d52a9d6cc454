//! HTTP/2 on a real socket: what a hostile client may do by the frame, and where hyper or h2 stops it.
//!
//! Each flood costs its own connection; a good client on another one is answered throughout. The floods that have a number
//! are in `advisories.rs`.

use std::time::Duration;

use starmap::server::Limits;
use starmap_tests::http2::{
    ACK, END_HEADERS, END_STREAM, FLOOD, Frame, Http2, REFUSED_STREAM, block, frame, kind, others_are_served,
};
use starmap_tests::running::start;
use tokio::time::sleep;

/// The setting of RFC 9113 that says how many streams may be open.
const MAX_CONCURRENT_STREAMS: u16 = 3;
/// The setting that says how long a head may be.
const MAX_HEADER_LIST_SIZE: u16 = 6;

#[tokio::test]
async fn one_stream_more_than_the_limit_is_refused() {
    let server = start(Limits { http2_streams_max: 2, ..Limits::default() }).await;
    let mut client = Http2::open(server.address).await;
    let settings = client.next_of(kind::SETTINGS).await.expect("settings");
    assert_eq!(settings.setting(MAX_CONCURRENT_STREAMS), Some(2));
    for stream in [1, 3] {
        client.get(stream, "/wait").await;
        server.entered.notified().await;
    }
    client.get(5, "/").await;
    let refused = client.next_of(kind::RST_STREAM).await.expect("the connection lives on");
    assert_eq!((refused.stream, refused.error()), (5, REFUSED_STREAM));
    server.gate.notify_one();
    let answer = client.next_of(kind::HEADERS).await.expect("an answer");
    assert_eq!(answer.status(), 200);
    client.get(7, "/").await;
    let answer = client.next_of(kind::HEADERS).await.expect("there is room again");
    assert_eq!((answer.stream, answer.status()), (7, 200));
}

#[tokio::test]
async fn too_long_a_head_is_a_431() {
    let server = start(Limits { http2_header_list_bytes_max: 4096, ..Limits::default() }).await;
    let mut client = Http2::open(server.address).await;
    let settings = client.next_of(kind::SETTINGS).await.expect("settings");
    assert_eq!(settings.setting(MAX_HEADER_LIST_SIZE), Some(4096));
    let head = block("GET", "/", &[("x-wide", &"y".repeat(5000))]);
    client.send(kind::HEADERS, END_STREAM | END_HEADERS, 1, &head).await.expect("the server reads");
    assert_eq!(client.next_of(kind::HEADERS).await.expect("an answer").status(), 431);
    client.get(3, "/").await;
    assert_eq!(client.next_of(kind::HEADERS).await.expect("the connection lives on").status(), 200);
}

/// h2 closes the connection outright from four times the limit on.
#[tokio::test]
async fn far_too_long_a_head_costs_the_connection() {
    let server = start(Limits { http2_header_list_bytes_max: 1024, ..Limits::default() }).await;
    let mut client = Http2::open(server.address).await;
    let head = block("GET", "/", &[("x-wide", &"y".repeat(15_000))]);
    client.send(kind::HEADERS, END_STREAM | END_HEADERS, 1, &head).await.expect("the server reads");
    assert!(client.goaway().await.is_some());
    others_are_served(&server).await;
}

/// A client who asks for answers that it does not take: the server stops reading, and then gives it up.
async fn unread_answers_cost_the_connection(asking: Frame) {
    let server = start(Limits { write_timeout_ms: 300, ..Limits::default() }).await;
    let mut client = Http2::open(server.address).await;
    let piece = || (0..FLOOD).map(|_| frame(asking.kind, asking.flags, asking.stream, &asking.payload));
    let mut sent = 0;
    // Both ends' socket buffers fill first; no memory beyond them is used.
    while client.send_all(piece()).await.is_ok() {
        sent += 1;
        assert!(sent < 1000, "the server reads on for ever");
    }
    others_are_served(&server).await;
}

#[tokio::test]
async fn unread_answers_to_settings_cost_the_connection() {
    unread_answers_cost_the_connection(frame(kind::SETTINGS, 0, 0, &[])).await;
}

#[tokio::test]
async fn unread_answers_to_pings_cost_the_connection() {
    unread_answers_cost_the_connection(frame(kind::PING, 0, 0, b"12345678")).await;
}

#[tokio::test]
async fn a_client_who_does_not_answer_a_ping_loses_its_connection() {
    let server = start(Limits { header_read_timeout_ms: 100, http2_ping_timeout_ms: 100, ..Limits::default() }).await;
    let mut client = Http2::open(server.address).await;
    assert_eq!(client.next_of(kind::PING).await.expect("the server asks").flags, 0);
    client.goaway().await;
}

/// Pings alone do not keep a connection, though they would keep hyper's.
#[tokio::test]
async fn an_idle_connection_is_closed_however_lively_its_client() {
    let server = start(Limits { header_read_timeout_ms: 200, ..Limits::default() }).await;
    let mut client = Http2::open(server.address).await;
    client.get(1, "/").await;
    loop {
        let Some(seen) = client.next().await else { break };
        if seen.kind == kind::PING && seen.flags != ACK {
            // The connection may be gone by now.
            let _ = client.send(kind::PING, ACK, 0, &seen.payload).await;
        }
        if seen.kind == kind::GOAWAY {
            assert_eq!(seen.error(), 0, "the client did nothing wrong");
        }
    }
}

#[tokio::test]
async fn a_request_in_the_making_keeps_its_connection() {
    let server = start(Limits { header_read_timeout_ms: 50, ..Limits::default() }).await;
    let mut client = Http2::open(server.address).await;
    client.get(1, "/wait").await;
    server.entered.notified().await;
    // Several looks at the connection go by.
    sleep(Duration::from_millis(300)).await;
    server.gate.notify_one();
    assert_eq!(client.next_of(kind::HEADERS).await.expect("an answer").status(), 200);
}

/// A window that stays shut holds the answer back without a write that could wait.
#[tokio::test]
async fn a_client_who_never_opens_its_window_loses_its_connection() {
    let limits = Limits { header_read_timeout_ms: 200, write_timeout_ms: 200, ..Limits::default() };
    let server = start(limits).await;
    let mut client = Http2::open(server.address).await;
    client.get(1, "/big").await;
    let mut taken = 0;
    while let Some(seen) = client.next().await {
        if seen.kind == kind::DATA {
            taken += seen.payload.len();
        }
        if seen.kind == kind::PING && seen.flags != ACK {
            let _ = client.send(kind::PING, ACK, 0, &seen.payload).await;
        }
    }
    assert_eq!(taken, 65_535, "the window of RFC 9113 and no more");
    others_are_served(&server).await;
}

#[tokio::test]
async fn a_body_that_does_not_come_is_a_408() {
    let server = start(Limits { body_read_timeout_ms: 100, ..Limits::default() }).await;
    let mut client = Http2::open(server.address).await;
    client.send(kind::HEADERS, END_HEADERS, 1, &block("POST", "/echo", &[])).await.expect("the server reads");
    assert_eq!(client.next_of(kind::HEADERS).await.expect("an answer").status(), 408);
}

#[tokio::test]
async fn shutdown_says_goodbye_and_finishes_what_is_in_flight() {
    let server = start(Limits::default()).await;
    let mut client = Http2::open(server.address).await;
    client.get(1, "/wait").await;
    server.entered.notified().await;
    server.stop.send(()).expect("the server runs");
    assert_eq!(client.next_of(kind::GOAWAY).await.expect("the connection lives on").error(), 0);
    server.gate.notify_one();
    assert_eq!(client.next_of(kind::HEADERS).await.expect("an answer").status(), 200);
}
