//! `/os-snapshots`

use crate::cloud::{Cloud, MEMBER, NOBODY, OTHER, READER, at, cloud, keys, refused, text};

async fn cloud_with_volume() -> (Cloud, String) {
    let cloud = cloud().await;
    let made = cloud.post("/os-volumes", MEMBER, "2.1", r#"{"volume": {"size": 3}}"#).await;
    let volume = text(&made, &["volume", "id"]);
    (cloud, volume)
}

fn of(volume: &str) -> String {
    format!(r#"{{"snapshot": {{"volume_id": "{volume}", "display_name": "n", "force": "no"}}}}"#)
}

#[tokio::test]
async fn a_snapshot_is_taken_listed_shown_and_deleted() {
    let (cloud, volume) = cloud_with_volume().await;
    let made = cloud.post("/os-snapshots", MEMBER, "2.1", &of(&volume)).await;
    assert_eq!(made.status(), 200, "{}", made.text());
    let shape = ["createdAt", "displayDescription", "displayName", "id", "size", "status", "volumeId"];
    assert_eq!(keys(&made, &["snapshot"]), shape);
    assert_eq!(at(&made, &["snapshot", "size"]).as_i64(), Some(3));
    let one = format!("/os-snapshots/{}", text(&made, &["snapshot", "id"]));
    assert_eq!(cloud.get(&one, READER, "2.35").await.text(), made.text());
    for list in ["/os-snapshots", "/os-snapshots/detail"] {
        let listed = cloud.get(list, READER, "2.35").await;
        assert_eq!(at(&listed, &["snapshots", "0"]), at(&made, &["snapshot"]), "{list}");
    }
    refused(&cloud.delete(&format!("/os-volumes/{volume}"), MEMBER, "2.1").await, 400, "have snapshots");
    assert_eq!(cloud.delete(&one, MEMBER, "2.1").await.status(), 202);
    refused(&cloud.get(&one, MEMBER, "2.1").await, 404, "could not be found.");
    assert_eq!(cloud.delete(&format!("/os-volumes/{volume}"), MEMBER, "2.1").await.status(), 202);
}

#[tokio::test]
async fn a_volume_in_use_is_copied_only_by_force() {
    let (cloud, volume) = cloud_with_volume().await;
    let path = format!("/servers/{}/os-volume_attachments", cloud.server().await);
    let body = format!(r#"{{"volumeAttachment": {{"volumeId": "{volume}"}}}}"#);
    assert_eq!(cloud.post(&path, MEMBER, "2.1", &body).await.status(), 200);
    refused(&cloud.post("/os-snapshots", MEMBER, "2.1", &of(&volume)).await, 400, "current status is: in-use.");
    let forced = of(&volume).replace("no", "yes");
    assert_eq!(cloud.post("/os-snapshots", MEMBER, "2.1", &forced).await.status(), 200);
}

#[tokio::test]
async fn what_cannot_be_is_refused() {
    let (cloud, volume) = cloud_with_volume().await;
    refused(&cloud.post("/os-snapshots", MEMBER, "2.1", "{}").await, 400, "'snapshot' is a required property");
    refused(&cloud.post("/os-snapshots", MEMBER, "2.1", &of(NOBODY)).await, 404, &format!("Volume {NOBODY}"));
    refused(&cloud.post("/os-snapshots", READER, "2.1", &of(&volume)).await, 403, "snapshots:create");
    refused(&cloud.post("/os-snapshots", OTHER, "2.1", &of(&volume)).await, 404, &format!("Volume {volume}"));
    refused(&cloud.get("/os-snapshots", MEMBER, "2.36").await, 404, "The resource could not be found.");
    let id = text(&cloud.post("/os-snapshots", MEMBER, "2.1", &of(&volume)).await, &["snapshot", "id"]);
    let small = format!(r#"{{"volume": {{"size": 1, "snapshot_id": "{id}"}}}}"#);
    refused(
        &cloud.post("/os-volumes", MEMBER, "2.1", &small).await,
        400,
        "cannot be smaller than the snapshot size 3GB",
    );
}
