//! TLS on a real socket: which protocol is spoken, who is let in, what happens to a handshake that is none.
//!
//! The certificates under `tests/tls/` are signed by an authority whose key nobody has any more, and end in the year 2126.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use starmap::server::{Limits, Tls, TlsFiles};
use starmap_tests::http2::{Http2, kind};
use starmap_tests::running::{PATIENCE, Running, read_to_end, start_secure};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tls").join(name)
}

fn files(name: &str) -> TlsFiles {
    TlsFiles { certificate: file(&format!("{name}.pem")), key: file(&format!("{name}.key")), client_authorities: None }
}

async fn server(limits: Limits) -> Running {
    start_secure(limits, Tls::load(files("server")).expect("the files are right")).await
}

/// A client that trusts the tests' authority, offers the protocols, and shows a certificate if it has one.
fn client(protocols: &[&str], certificate: bool) -> TlsConnector {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(file("authority.pem")).expect("a certificate")).expect("an authority");
    let builder = ClientConfig::builder().with_root_certificates(roots);
    let mut config = if certificate {
        let chain = vec![CertificateDer::from_pem_file(file("client.pem")).expect("a certificate")];
        let key = PrivateKeyDer::from_pem_file(file("client.key")).expect("a key");
        builder.with_client_auth_cert(chain, key).expect("they fit")
    } else {
        builder.with_no_client_auth()
    };
    config.alpn_protocols = protocols.iter().map(|name| name.as_bytes().to_vec()).collect();
    TlsConnector::from(Arc::new(config))
}

async fn connect(server: &Running, client: &TlsConnector) -> std::io::Result<TlsStream<TcpStream>> {
    let stream = server.connect().await;
    client.connect(ServerName::try_from("localhost").expect("a name"), stream).await
}

/// Asks over HTTP/1 and reads to the end; what a refused client reads is nothing.
async fn ask(mut stream: TlsStream<TcpStream>) -> String {
    let mut read = Vec::new();
    let _ = stream.write_all(b"GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n").await;
    let _ = timeout(PATIENCE, stream.read_to_end(&mut read)).await.expect("the server ends the connection");
    String::from_utf8_lossy(&read).into_owned()
}

#[tokio::test]
async fn the_best_protocol_that_both_speak_is_spoken() {
    let server = server(Limits::default()).await;
    for (offered, chosen) in [
        (&["h2", "http/1.1"][..], Some("h2")),
        (&["http/1.1", "h2"], Some("h2")),
        (&["http/1.1"], Some("http/1.1")),
        (&[], None),
    ] {
        let mut stream = connect(&server, &client(offered, false)).await.expect("a handshake");
        let spoken = stream.get_ref().1.alpn_protocol().map(|name| String::from_utf8_lossy(name).into_owned());
        assert_eq!(spoken.as_deref(), chosen, "{offered:?}");
        if chosen == Some("h2") {
            let mut http2 = Http2::on(&mut stream).await;
            http2.get(1, "/").await;
            assert_eq!(http2.next_of(kind::HEADERS).await.expect("an answer").status(), 200);
        } else {
            assert!(ask(stream).await.starts_with("HTTP/1.1 200 "), "{offered:?}");
        }
    }
}

#[tokio::test]
async fn a_client_that_offers_only_the_unknown_is_refused() {
    let server = server(Limits::default()).await;
    assert!(connect(&server, &client(&["spdy/3"], false)).await.is_err());
}

#[tokio::test]
async fn only_clients_of_the_authority_are_let_in() {
    let files = TlsFiles { client_authorities: Some(file("authority.pem")), ..files("server") };
    let server = start_secure(Limits::default(), Tls::load(files).expect("the files are right")).await;
    let known = connect(&server, &client(&["http/1.1"], true)).await.expect("a handshake");
    assert!(ask(known).await.starts_with("HTTP/1.1 200 "));
    // With TLS 1.3 the client learns of its refusal only when it reads.
    if let Ok(stranger) = connect(&server, &client(&["http/1.1"], false)).await {
        assert_eq!(ask(stranger).await, "");
    }
}

#[tokio::test]
async fn handshake_timeout_ends_a_silent_client() {
    let server = server(Limits { handshake_timeout_ms: 100, ..Limits::default() }).await;
    for sent in [&b""[..], &[0x16, 0x03, 0x01, 0x40]] {
        let mut stream = server.connect().await;
        stream.write_all(sent).await.expect("the server reads");
        assert_eq!(read_to_end(&mut stream).await, "");
    }
    let good = connect(&server, &client(&[], false)).await.expect("others are served");
    assert!(ask(good).await.starts_with("HTTP/1.1 200 "));
}

/// RUSTSEC-2024-0336 and its kin: no handshake, whole, cut or made up, does more than end.
#[tokio::test]
async fn rustsec_2024_0336_broken_handshakes_only_end() {
    let server = server(Limits { handshake_timeout_ms: 50, ..Limits::default() }).await;
    let hello = recorded_hello().await;
    let mut random = fastrand::Rng::with_seed(336);
    for round in 0..80 {
        let mut bytes = hello[..random.usize(..=hello.len())].to_vec();
        for _ in 0..random.usize(..4) {
            if let Some(byte) = random.choice(bytes.iter_mut()) {
                *byte = fastrand::u8(..);
            }
        }
        let mut stream = server.connect().await;
        let _ = stream.write_all(&bytes).await;
        // Half of the clients go away themselves, which an attacker would do too.
        if round % 2 == 0 {
            let _ = stream.shutdown().await;
        }
        let mut rest = Vec::new();
        let _ = timeout(PATIENCE, stream.read_to_end(&mut rest)).await.expect("the server ends the connection");
        assert!(!rest.starts_with(b"HTTP/"), "an answer without TLS");
    }
    let good = connect(&server, &client(&[], false)).await.expect("others are served");
    assert!(ask(good).await.starts_with("HTTP/1.1 200 "));
}

/// What a client says first.
async fn recorded_hello() -> Vec<u8> {
    let (near, mut far) = tokio::io::duplex(1 << 16);
    let name = ServerName::try_from("localhost").expect("a name");
    let connecting = tokio::spawn(async move { client(&["h2"], false).connect(name, near).await.is_ok() });
    let mut hello = vec![0; 1 << 14];
    let count = far.read(&mut hello).await.expect("the client speaks first");
    connecting.abort();
    hello.truncate(count);
    hello
}

#[tokio::test]
async fn plain_http_on_a_tls_port_is_no_answer() {
    let server = server(Limits::default()).await;
    let answer = server.get("/").await;
    assert!(!answer.contains("HTTP/"), "{answer}");
}

/// One line that names the file, for each way in which files are wrong.
#[test]
fn wrong_files_are_named() {
    let missing = file("nobody.pem");
    for (wrong, named, said) in [
        (TlsFiles { certificate: missing.clone(), ..files("server") }, "nobody.pem", "cannot be used as a certificate"),
        (TlsFiles { key: file("nobody.key"), ..files("server") }, "nobody.key", "cannot be used as a private key"),
        (
            TlsFiles { certificate: file("server.key"), ..files("server") },
            "server.key",
            "there is no certificate in it",
        ),
        (TlsFiles { key: file("server.pem"), ..files("server") }, "server.pem", "cannot be used as a private key"),
        (TlsFiles { key: file("renewed.key"), ..files("server") }, "server.pem", "cannot be used as a certificate"),
        (
            TlsFiles { client_authorities: Some(missing), ..files("server") },
            "nobody.pem",
            "cannot be used as a certificate",
        ),
    ] {
        let error = Tls::load(wrong).expect_err("it is wrong").to_string();
        assert!(error.contains(named) && error.contains(said) && !error.contains('\n'), "{error}");
    }
}
