//! `/os-volumes`

use crate::cloud::{MEMBER, NOBODY, OTHER, READER, at, cloud, keys, refused, text};

const NEW: &str = r#"{"volume": {"size": "2", "display_name": "v", "metadata": {"a": "b"}}}"#;

#[tokio::test]
async fn a_volume_is_created_listed_shown_and_deleted() {
    let cloud = cloud().await;
    let made = cloud.post("/os-volumes", MEMBER, "2.1", NEW).await;
    assert_eq!(made.status(), 200, "{}", made.text());
    let shape = [
        "attachments",
        "availabilityZone",
        "createdAt",
        "displayDescription",
        "displayName",
        "id",
        "metadata",
        "size",
        "snapshotId",
        "status",
        "volumeType",
    ];
    assert_eq!(keys(&made, &["volume"]), shape);
    let one = format!("/os-volumes/{}", text(&made, &["volume", "id"]));
    assert!(made.header("location").ends_with(&one), "{}", made.header("location"));
    assert_eq!(at(&made, &["volume", "size"]).as_i64(), Some(2));
    assert_eq!(keys(&made, &["volume", "attachments", "0"]), [""; 0]);
    assert_eq!(cloud.get(&one, READER, "2.35").await.text(), made.text());
    for list in ["/os-volumes", "/os-volumes/detail"] {
        let listed = cloud.get(list, READER, "2.35").await;
        assert_eq!(at(&listed, &["volumes", "0"]), at(&made, &["volume"]), "{list}");
        assert_eq!(cloud.get(&format!("{list}?offset=1"), READER, "2.1").await.text(), r#"{"volumes": []}"#);
    }
    assert_eq!(cloud.delete(&one, MEMBER, "2.1").await.status(), 202);
    refused(&cloud.get(&one, MEMBER, "2.1").await, 404, "could not be found.");
}

#[tokio::test]
async fn a_volume_on_a_server_says_so_and_stays() {
    let cloud = cloud().await;
    let id = text(&cloud.post("/os-volumes", MEMBER, "2.1", NEW).await, &["volume", "id"]);
    let server = cloud.server().await;
    let body = format!(r#"{{"volumeAttachment": {{"volumeId": "{id}"}}}}"#);
    let attached = cloud.post(&format!("/servers/{server}/os-volume_attachments"), MEMBER, "2.1", &body).await;
    assert_eq!(attached.status(), 200, "{}", attached.text());
    let shown = cloud.get(&format!("/os-volumes/{id}"), MEMBER, "2.1").await;
    assert_eq!(text(&shown, &["volume", "status"]), "in-use");
    assert_eq!(text(&shown, &["volume", "attachments", "0", "serverId"]), server);
    refused(&cloud.delete(&format!("/os-volumes/{id}"), MEMBER, "2.1").await, 400, "must not be migrating, attached");
}

#[tokio::test]
async fn what_cannot_be_is_refused() {
    let cloud = cloud().await;
    refused(&cloud.post("/os-volumes", MEMBER, "2.1", r#"{"volume": {}}"#).await, 400, "'size' is a required property");
    refused(
        &cloud.post("/os-volumes", MEMBER, "2.1", r#"{"volume": {"size": 0}}"#).await,
        400,
        "less than the minimum",
    );
    let text_of = format!("Snapshot {NOBODY} could not be found.");
    let body = format!(r#"{{"volume": {{"size": 1, "snapshot_id": "{NOBODY}"}}}}"#);
    refused(&cloud.post("/os-volumes", MEMBER, "2.1", &body).await, 404, &text_of);
    let huge = r#"{"volume": {"size": "99999999999999999999"}}"#;
    refused(&cloud.post("/os-volumes", MEMBER, "2.1", huge).await, 400, "more than a volume can have");
    let odd = r#"{"volume": {"size": 1, "metadata": {"a": 1}}}"#;
    refused(&cloud.post("/os-volumes", MEMBER, "2.1", odd).await, 400, "have to be strings");
    refused(&cloud.get("/os-volumes", MEMBER, "2.36").await, 404, "The resource could not be found.");
}

#[tokio::test]
async fn who_may_not_is_told_so() {
    let cloud = cloud().await;
    refused(&cloud.post("/os-volumes", READER, "2.1", NEW).await, 403, "os-volumes:create");
    let id = text(&cloud.post("/os-volumes", MEMBER, "2.1", NEW).await, &["volume", "id"]);
    refused(&cloud.delete(&format!("/os-volumes/{id}"), READER, "2.1").await, 403, "os-volumes:delete");
    refused(&cloud.get(&format!("/os-volumes/{id}"), OTHER, "2.1").await, 404, "could not be found.");
    for _ in 1..10 {
        assert_eq!(cloud.post("/os-volumes", MEMBER, "2.1", NEW).await.status(), 200);
    }
    refused(&cloud.post("/os-volumes", MEMBER, "2.1", NEW).await, 403, "allowed (10) exceeded for quota 'volumes'");
}
