//! The filter in front of a Keystone behind TLS: whom it believes, and what it shows.
//!
//! The certificates are those that the server's own tests of TLS use.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::server::WebPkiClientVerifier;
use tokio_rustls::rustls::{RootCertStore, ServerConfig};

use super::fake::Fake;
use super::{status, with_token};
use crate::filters::{AuthToken, AuthTokenSettings, TransportSettings};

fn file(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/tls").join(name).display().to_string()
}

/// Stands in front of the fake and speaks TLS; with `strict` only to clients of the tests' authority.
async fn secured(keystone: &Fake, strict: bool) -> String {
    let chain = vec![CertificateDer::from_pem_file(file("server.pem")).expect("a certificate")];
    let key = PrivateKeyDer::from_pem_file(file("server.key")).expect("a key");
    let builder = if strict {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_file(file("authority.pem")).expect("a certificate")).expect("an authority");
        let verifier = WebPkiClientVerifier::builder(Arc::new(roots)).build().expect("a verifier");
        ServerConfig::builder().with_client_cert_verifier(verifier)
    } else {
        ServerConfig::builder().with_no_client_auth()
    };
    let acceptor = TlsAcceptor::from(Arc::new(builder.with_single_cert(chain, key).expect("they fit")));
    let behind: SocketAddr = keystone.url.trim_start_matches("http://").parse().expect("an address");
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                let Ok(mut stream) = acceptor.accept(stream).await else { return };
                let mut inner = TcpStream::connect(behind).await.expect("the fake listens");
                let _ = tokio::io::copy_bidirectional(&mut stream, &mut inner).await;
            });
        }
    });
    format!("https://localhost:{port}")
}

fn settings(keystone: &Fake, url: &str, transport: TransportSettings) -> AuthTokenSettings {
    AuthTokenSettings { auth_url: Some(format!("{url}/v3")), transport, ..keystone.settings() }
}

fn trusting(name: &str) -> TransportSettings {
    TransportSettings { cafile: Some(file(name)), ..TransportSettings::default() }
}

/// 200 when the token `t` could be checked, 503 when Keystone could not be asked.
async fn asked(keystone: &Fake, url: &str, transport: TransportSettings) -> u16 {
    keystone.know("t", &["member"]);
    let filter = AuthToken::new(settings(keystone, url, transport)).expect("good settings");
    status(&filter, with_token("t")).await
}

#[tokio::test]
async fn keystone_is_believed_by_its_authority() {
    let keystone = Fake::start().await;
    let url = secured(&keystone, false).await;
    assert_eq!(asked(&keystone, &url, trusting("authority.pem")).await, 200);
    assert_eq!((keystone.logins(), keystone.look_ups()), (1, 1));
    assert_eq!(asked(&keystone, &url, trusting("client.pem")).await, 503, "no authority of the server's");
    let by_address = url.replace("localhost", "127.0.0.1");
    assert_eq!(asked(&keystone, &by_address, trusting("authority.pem")).await, 200);
    assert_eq!(keystone.logins(), 2, "nothing was sent to whom nobody believes");
}

#[tokio::test]
async fn insecure_believes_anybody() {
    let keystone = Fake::start().await;
    let url = secured(&keystone, false).await;
    let insecure = TransportSettings { insecure: true, ..TransportSettings::default() };
    assert_eq!(asked(&keystone, &url, insecure).await, 200);
}

#[tokio::test]
async fn a_certificate_is_shown_where_one_is_asked_for() {
    let keystone = Fake::start().await;
    let url = secured(&keystone, true).await;
    assert_eq!(asked(&keystone, &url, trusting("authority.pem")).await, 503);
    let shown = TransportSettings {
        certfile: Some(file("client.pem")),
        keyfile: Some(file("client.key")),
        ..trusting("authority.pem")
    };
    assert_eq!(asked(&keystone, &url, shown).await, 200);
}

#[tokio::test]
async fn files_that_cannot_be_used_are_found_at_start() {
    let keystone = Fake::start().await;
    let refused =
        |transport| AuthToken::new(settings(&keystone, "https://localhost:1", transport)).expect_err("a refusal");
    let lost = refused(TransportSettings { cafile: Some("/nowhere.pem".to_owned()), ..TransportSettings::default() });
    assert!(lost.contains("cafile: /nowhere.pem cannot be used"), "{lost}");
    assert!(refused(trusting("server.key")).contains("there is no certificate in"), "a key is none");
    let alone = TransportSettings { keyfile: Some(file("client.key")), ..trusting("authority.pem") };
    assert!(refused(alone).contains("keyfile is set without certfile"));
    let unfit = TransportSettings {
        certfile: Some(file("client.pem")),
        keyfile: Some(file("server.key")),
        ..trusting("authority.pem")
    };
    assert!(refused(unfit).contains("certfile"));
}
