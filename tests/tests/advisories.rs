//! Tests of published advisories that could concern a service like this; SECURITY.md names those that do not apply.
//!
//! The table of raw requests stands for the request-smuggling advisories of HTTP servers: each is refused, or its body is
//! consumed to the byte, which the canary behind it shows.

use starmap::server::Limits;
use starmap_tests::nova;
use starmap_tests::running::{read_to_end, start};
use tokio::io::AsyncWriteExt;

/// Sends a raw request with a canary behind it; returns the status lines of all answers.
async fn statuses(raw: &str) -> Vec<String> {
    let server = start(Limits { header_read_timeout_ms: 300, body_read_timeout_ms: 300, ..Limits::default() }).await;
    let mut stream = server.connect().await;
    let canary = "GET /canary HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
    stream.write_all(format!("{raw}{canary}").as_bytes()).await.expect("the server reads");
    let answers = read_to_end(&mut stream).await;
    answers.lines().filter(|line| line.starts_with("HTTP/1.")).map(|line| line[9..12].to_owned()).collect()
}

/// The request is refused, and nothing behind it is taken for a request.
async fn refused(raw: &str) {
    let seen = statuses(raw).await;
    assert!(seen.len() <= 1, "what follows was answered: {seen:?} to {raw:?}");
    assert!(seen.iter().all(|status| status.starts_with('4') || status.starts_with('5')), "{seen:?} to {raw:?}");
}

/// The request is answered with its body consumed exactly: the canary is the next request, or the connection ends before it.
async fn consumed(raw: &str, status: &str) {
    let seen = statuses(raw).await;
    assert!(seen == [status, "404"] || seen == [status], "{seen:?} to {raw:?}");
}

#[tokio::test]
async fn rustsec_2021_0020_transfer_encoding_and_content_length() {
    let seen =
        statuses("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
            .await;
    assert!(seen.len() <= 1 || seen == ["200", "404"], "{seen:?}");
}

#[tokio::test]
async fn rustsec_2021_0078_content_length_with_a_sign() {
    refused("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: +5\r\n\r\nhello").await;
}

#[tokio::test]
async fn rustsec_2021_0079_chunk_size_that_overflows() {
    refused(
        "POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nf0000000000000003\r\nabc\r\n0\r\n\r\n",
    )
    .await;
}

#[tokio::test]
async fn rustsec_2020_0008_transfer_encoding_that_is_not_chunked_last() {
    refused("POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n").await;
}

#[tokio::test]
async fn rustsec_2021_0081_two_content_lengths() {
    refused("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello").await;
}

#[tokio::test]
async fn rustsec_2026_0033_transfer_encoding_over_http_1_0() {
    refused("POST /echo HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n").await;
}

#[tokio::test]
async fn rustsec_2026_0034_an_upgrade_that_nobody_offers() {
    consumed("GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n", "200").await;
}

#[tokio::test]
async fn cve_2024_1135_transfer_encoding_twice() {
    let raw =
        "POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
    let seen = statuses(raw).await;
    assert!(seen.len() <= 1 || seen == ["200", "404"], "{seen:?}");
}

#[tokio::test]
async fn cve_2021_21419_trailers_are_no_request() {
    consumed("POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX-Trailer: GET /panic HTTP/1.1\r\n\r\n", "200").await;
}

#[tokio::test]
async fn smuggling_a_get_with_a_body() {
    consumed("GET / HTTP/1.1\r\nHost: h\r\nContent-Length: 21\r\n\r\nGET /panic HTTP/1.1\r\n", "200").await;
}

#[tokio::test]
async fn smuggling_a_folded_header() {
    refused("GET / HTTP/1.1\r\nHost: h\r\nX-A: b\r\n c: d\r\n\r\n").await;
}

#[tokio::test]
async fn smuggling_a_bare_carriage_return() {
    refused("GET / HTTP/1.1\r\nHost: h\r\nX-A: b\rX-C: d\r\n\r\n").await;
}

#[tokio::test]
async fn smuggling_a_blank_before_the_colon() {
    refused("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length : 5\r\n\r\nhello").await;
}

#[tokio::test]
async fn smuggling_a_nul_in_a_header() {
    refused("GET / HTTP/1.1\r\nHost: h\r\nX-A: \0\r\n\r\n").await;
}

#[tokio::test]
async fn rustsec_2022_0055_every_body_is_counted() {
    let server = start(Limits::default()).await;
    let body = "x".repeat(17 << 20);
    let answer = server
        .ask(&format!(
            "POST /echo HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        ))
        .await;
    assert!(!answer.contains(" 200 "), "a body above the limit was taken");
}

#[tokio::test]
async fn ossa_2012_001_a_foreign_project_in_the_url() {
    let (_nova, app) = nova::open().await;
    let answer = app.get("/v2.1/0123456789abcdef/flavors").token("me:aaaa").send().await;
    assert_eq!(answer.status(), 400);
    assert!(answer.fault_message().starts_with("Malformed request URL"), "{}", answer.text());
}

#[tokio::test]
async fn ossa_2012_003_a_long_name_is_refused_early() {
    let (_nova, app) = nova::open().await;
    let name = "n".repeat(100_000);
    let body = format!(r#"{{"flavor": {{"name": "{name}", "ram": 1, "vcpus": 1, "disk": 1}}}}"#);
    let answer = app.post("/v2.1/flavors").token("admin:p").json(&body).send().await;
    assert_eq!(answer.status(), 400);
}

#[tokio::test]
async fn ossa_2013_004_xml_is_not_read() {
    let (_nova, app) = nova::open().await;
    let bomb = "<!DOCTYPE x [<!ENTITY a \"aaaa\">]><x>&a;</x>";
    let answer =
        app.post("/v2.1/flavors").token("admin:p").header("content-type", "application/xml").body(bomb).send().await;
    assert_eq!(answer.status(), 415);
}

#[tokio::test]
async fn ossa_2013_019_a_private_flavor_is_not_shown() {
    let (_nova, app) = nova::open().await;
    let body = r#"{"flavor": {"name": "secret", "id": "secret", "ram": 1, "vcpus": 1, "disk": 1, "os-flavor-access:is_public": false}}"#;
    assert_eq!(app.post("/v2.1/flavors").token("admin:p").json(body).send().await.status(), 200);
    assert_eq!(app.get("/v2.1/flavors/secret").token("me:q").send().await.status(), 404);
    let listed = app.get("/v2.1/flavors?is_public=None").token("me:q").send().await;
    assert!(!listed.text().contains("secret"), "{}", listed.text());
}

#[tokio::test]
async fn ossa_2021_002_no_redirect_to_a_foreign_host() {
    let (_nova, app) = nova::open().await;
    for path in ["//evil.example/%2e%2e", "//evil.example/%2f..", "/v2.1//evil.example/"] {
        let answer = app.get(path).token("admin:p").send().await;
        assert_eq!(answer.header("location"), "", "{path}");
    }
}

#[tokio::test]
async fn ossa_2026_001_identity_headers_are_nobody() {
    let (_nova, app) = nova::open().await;
    for name in [
        "x-roles",
        "x-user-id",
        "x-project-id",
        "x-is-admin-project",
        "x-identity-status",
        "x_roles",
        "x-role",
        "x-tenant",
    ] {
        let body = r#"{"flavor": {"name": "f", "ram": 1, "vcpus": 1, "disk": 1}}"#;
        let answer = app.post("/v2.1/flavors").token("me:p").header(name, "admin").json(body).send().await;
        assert_eq!(answer.status(), 403, "{name}");
    }
}

#[tokio::test]
async fn rustsec_2017_0002_no_header_from_a_line_break() {
    let (_nova, app) = nova::open().await;
    let answer = app.get("/v3/%0d%0aX-Injected:%20yes").send().await;
    assert_eq!(answer.status(), 300);
    assert!(answer.headers().get("x-injected").is_none());
}

#[tokio::test]
async fn ossa_2014_038_a_filter_by_regular_expression_is_linear() {
    let (_nova, app) = nova::open().await;
    let evil = "(a%2B)%2B%24".repeat(20);
    let answer = app.get(&format!("/v2.1/flavors?name={evil}")).token("admin:p").microversion("2.104").send().await;
    assert!(answer.status().as_u16() < 500, "{}", answer.text());
}

#[tokio::test]
async fn deep_json_is_refused_without_a_crash() {
    let (_nova, app) = nova::open().await;
    let deep = "[".repeat(50_000);
    let answer = app.post("/v2.1/flavors").token("admin:p").json(&deep).send().await;
    assert_eq!(answer.status(), 400);
}
