//! `/os-keypairs`

use crate::cloud::{ADMIN, MEMBER, OTHER, at, cloud, keys, refused, text};

const KEY: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ0Y1Z3Vb3n7m3pJd0l7z0W4gq1uT7bq2v5vJp1c3Zt9 a@b";

fn new(name: &str, more: &str) -> String {
    format!(r#"{{"keypair": {{"name": "{name}", "public_key": "{KEY}"{more}}}}}"#)
}

#[tokio::test]
async fn a_key_pair_is_imported_listed_shown_and_deleted() {
    let cloud = cloud().await;
    let made = cloud.post("/os-keypairs", MEMBER, "2.1", &new("k", "")).await;
    assert_eq!(made.status(), 200, "{}", made.text());
    assert_eq!(keys(&made, &["keypair"]), ["fingerprint", "name", "public_key", "user_id"]);
    assert_eq!(cloud.post("/os-keypairs", MEMBER, "2.2", &new("l", "")).await.status(), 201);
    refused(&cloud.post("/os-keypairs", MEMBER, "2.2", &new("k", "")).await, 409, "already exists");
    let page = cloud.get("/os-keypairs?limit=1", MEMBER, "2.35").await;
    assert_eq!(text(&page, &["keypairs", "0", "keypair", "type"]), "ssh");
    assert!(text(&page, &["keypairs_links", "0", "href"]).ends_with("/os-keypairs?limit=1&marker=k"));
    let rest = cloud.get("/os-keypairs?limit=1&marker=k", MEMBER, "2.35").await;
    assert_eq!(text(&rest, &["keypairs", "0", "keypair", "name"]), "l");
    refused(&cloud.get("/os-keypairs?marker=x", MEMBER, "2.35").await, 400, "could not be found");
    refused(&cloud.get("/os-keypairs/k", OTHER, "2.35").await, 404, "Keypair k not found for user alien");
    assert_eq!(cloud.delete("/os-keypairs/k", MEMBER, "2.1").await.status(), 202);
    assert_eq!(cloud.delete("/os-keypairs/l", MEMBER, "2.2").await.status(), 204);
    refused(&cloud.get("/os-keypairs/k", MEMBER, "2.1").await, 404, "not found");
}

#[tokio::test]
async fn a_key_is_made_below_2_92_only() {
    let cloud = cloud().await;
    let made = cloud.post("/os-keypairs", MEMBER, "2.91", r#"{"keypair": {"name": "k"}}"#).await;
    assert_eq!(made.status(), 201, "{}", made.text());
    assert!(text(&made, &["keypair", "private_key"]).starts_with("-----BEGIN RSA PRIVATE KEY-----"));
    let shown = cloud.get("/os-keypairs/k", MEMBER, "2.91").await;
    assert_eq!(at(&shown, &["keypair", "fingerprint"]), at(&made, &["keypair", "fingerprint"]));
    assert!(!shown.text().contains("PRIVATE"));
    let answer = cloud.post("/os-keypairs", MEMBER, "2.92", r#"{"keypair": {"name": "l"}}"#).await;
    refused(&answer, 400, "'public_key' is a required property");
}

#[tokio::test]
async fn a_certificate_is_made_where_none_is_brought() {
    let cloud = cloud().await;
    let made = cloud.post("/os-keypairs", MEMBER, "2.2", r#"{"keypair": {"name": "k", "type": "x509"}}"#).await;
    assert_eq!(made.status(), 201, "{}", made.text());
    assert!(text(&made, &["keypair", "public_key"]).starts_with("-----BEGIN CERTIFICATE-----\n"));
    assert!(text(&made, &["keypair", "private_key"]).starts_with("MII"), "DER in base64");
    // A SHA-1 in hexadecimal, with colons.
    assert_eq!(text(&made, &["keypair", "fingerprint"]).len(), 59);
    assert!(!cloud.get("/os-keypairs/k", MEMBER, "2.2").await.text().contains("private_key"));
}

#[tokio::test]
async fn only_an_administrator_acts_for_another_user() {
    let cloud = cloud().await;
    let for_demo = new("k", r#", "user_id": "demo""#);
    refused(&cloud.post("/os-keypairs", OTHER, "2.10", &for_demo).await, 403, "os-keypairs:create");
    assert_eq!(cloud.post("/os-keypairs", ADMIN, "2.10", &for_demo).await.status(), 201);
    assert_eq!(cloud.get("/os-keypairs/k?user_id=demo", ADMIN, "2.10").await.status(), 200);
    assert_eq!(cloud.get("/os-keypairs/k", MEMBER, "2.10").await.status(), 200);
    refused(&cloud.get("/os-keypairs?user_id=demo", OTHER, "2.10").await, 403, "os-keypairs:index");
    // Below 2.10 the parameter is passed over.
    refused(&cloud.get("/os-keypairs/k?user_id=demo", ADMIN, "2.9").await, 404, "for user root");
}

#[tokio::test]
async fn what_is_no_key_is_refused() {
    let cloud = cloud().await;
    let bad = r#"{"keypair": {"name": "k", "public_key": "ssh-rsa AAAA"}}"#;
    refused(&cloud.post("/os-keypairs", MEMBER, "2.1", bad).await, 400, "failed to generate fingerprint");
    let x509 = new("k", r#", "type": "x509""#);
    refused(&cloud.post("/os-keypairs", MEMBER, "2.2", &x509).await, 400, "MalformedFraming");
    refused(&cloud.post("/os-keypairs", MEMBER, "2.1", &new("a.b", "")).await, 400, "does not match");
    assert_eq!(cloud.post("/os-keypairs", MEMBER, "2.92", &new("a.b", "")).await.status(), 201);
}
