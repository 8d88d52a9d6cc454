//! Console tokens, as a console proxy asks about them.

use nova_lite::compute::console::ConsoleKind;

use crate::cloud::{ADMIN, MEMBER, NOBODY, at, cloud, keys, member, refused, text};

#[tokio::test]
async fn a_token_opens_the_console_it_was_made_for() {
    let cloud = cloud().await;
    let id = cloud.server().await;
    let token = cloud.compute.open_console(&member(), &id, ConsoleKind::SpiceHtml5).await.expect("a console");
    let path = format!("/os-console-auth-tokens/{token}");
    refused(&cloud.get(&path, MEMBER, "2.31").await, 403, "os_compute_api:os-console-auth-tokens");
    refused(&cloud.get(&path, ADMIN, "2.30").await, 400, "could not comply");
    let shown = cloud.get(&path, ADMIN, "2.98").await;
    assert_eq!(text(&shown, &["console", "instance_uuid"]), id);
    assert_eq!(keys(&shown, &["console"]), ["host", "instance_uuid", "internal_access_path", "port"]);
    assert!(at(&cloud.get(&path, ADMIN, "2.99").await, &["console", "tls_port"]).as_i64().is_some());
    refused(&cloud.get(&format!("{path}?x=1"), ADMIN, "2.99").await, 400, "'x' was unexpected");
    let unknown = cloud.get(&format!("/os-console-auth-tokens/{NOBODY}"), ADMIN, "2.31").await;
    refused(&unknown, 404, "Token not found");
}
