//! `/servers/{server_id}/os-volume_attachments`

use nova_lite::compute::ServerAction;

use crate::cloud::{ADMIN, Cloud, MEMBER, NOBODY, OTHER, READER, at, cloud_of, keys, member, refused, text};

const VOLUME: &str = "a07f71dc-8151-4e7d-a0cc-cd24a3f11113";
const LARGER: &str = "227cc671-f30b-4488-96fd-7d0bf13648d8";
const SHARED: &str = "4757d51f-54eb-4442-8684-3399a6431f67";
const STILL: &str = "6ca404f3-d844-4169-bb96-bc792f37de98";

/// The built-in world, and volumes in it: one that is being moved, one to move it to, one for several servers, one that
/// is left alone.
fn world() -> String {
    let built_in = include_str!("../../etc/world.json");
    let volumes = format!(
        r#""volumes": [{{"id": "{VOLUME}", "migration_status": "migrating"}}, {{"id": "{LARGER}", "size": 2}},
            {{"id": "{SHARED}", "multiattach": true}}, {{"id": "{STILL}"}}],"#
    );
    built_in.replacen('{', &format!("{{{volumes}"), 1)
}

async fn cloud_with_server() -> (Cloud, String) {
    let cloud = cloud_of(&world()).await;
    let path = format!("/servers/{}/os-volume_attachments", cloud.server().await);
    (cloud, path)
}

fn wanted(volume: &str) -> String {
    format!(r#"{{"volumeAttachment": {{"volumeId": "{volume}"}}}}"#)
}

#[tokio::test]
async fn a_volume_is_attached_listed_shown_and_detached() {
    let (cloud, path) = cloud_with_server().await;
    let one = format!("{path}/{VOLUME}");
    let made = cloud.post(&path, MEMBER, "2.1", &wanted(VOLUME)).await;
    assert_eq!(made.status(), 200, "{}", made.text());
    assert_eq!(keys(&made, &["volumeAttachment"]), ["device", "id", "serverId", "volumeId"]);
    assert_eq!(text(&made, &["volumeAttachment", "device"]), "/dev/sdb");

    let newest = ["attachment_id", "bdm_uuid", "delete_on_termination", "device", "serverId", "tag", "volumeId"];
    let shapes: [(&str, &[&str]); 5] = [
        ("2.69", &["device", "id", "serverId", "volumeId"]),
        ("2.70", &["device", "id", "serverId", "tag", "volumeId"]),
        ("2.79", &["delete_on_termination", "device", "id", "serverId", "tag", "volumeId"]),
        ("2.88", &["delete_on_termination", "device", "id", "serverId", "tag", "volumeId"]),
        ("2.89", &newest),
    ];
    for (version, shape) in shapes {
        let shown = cloud.get(&one, READER, version).await;
        assert_eq!(keys(&shown, &["volumeAttachment"]), shape, "{version}");
        let listed = cloud.get(&path, READER, version).await;
        assert_eq!(at(&listed, &["volumeAttachments", "0"]), at(&shown, &["volumeAttachment"]), "{version}");
    }

    assert_eq!(cloud.delete(&one, MEMBER, "2.1").await.status(), 202);
    assert_eq!(cloud.get(&path, MEMBER, "2.1").await.text(), r#"{"volumeAttachments": []}"#);
    refused(&cloud.get(&one, MEMBER, "2.1").await, 404, &format!("is not attached to volume {VOLUME}"));
    refused(&cloud.delete(&one, MEMBER, "2.1").await, 404, &format!("is not attached to volume {VOLUME}"));
}

#[tokio::test]
async fn from_2_101_on_attaching_answers_nothing() {
    let (cloud, path) = cloud_with_server().await;
    let made = cloud.post(&path, MEMBER, "2.101", &wanted(VOLUME)).await;
    assert_eq!((made.status().as_u16(), made.text()), (202, ""));
    assert_eq!(made.header("content-type"), "text/html; charset=UTF-8");
    assert_eq!(made.header("openstack-api-version"), "compute 2.101");
    assert_eq!(text(&cloud.get(&path, MEMBER, "2.101").await, &["volumeAttachments", "0", "volumeId"]), VOLUME);
}

#[tokio::test]
async fn words_that_are_not_known_yet_are_refused() {
    let (cloud, path) = cloud_with_server().await;
    let with = |word: &str| format!(r#"{{"volumeAttachment": {{"volumeId": "{VOLUME}", {word}}}}}"#);
    let tagged = with(r#""tag": "disk""#);
    refused(&cloud.post(&path, MEMBER, "2.48", &tagged).await, 400, "'tag' was unexpected");
    let kept = with(r#""delete_on_termination": "yes""#);
    refused(&cloud.post(&path, MEMBER, "2.78", &kept).await, 400, "'delete_on_termination' was unexpected");
    refused(&cloud.post(&path, MEMBER, "2.49", &with(r#""tag": "a/b""#)).await, 400, "does not match");
    refused(&cloud.post(&path, MEMBER, "2.1", &with(r#""device": "bad""#)).await, 400, "does not match");
    refused(
        &cloud.post(&path, MEMBER, "2.1", r#"{"volumeAttachment": {"volumeId": "x"}}"#).await,
        400,
        "is not a 'uuid'",
    );
    refused(&cloud.post(&path, MEMBER, "2.1", "{}").await, 400, "'volumeAttachment' is a required property");

    let made = cloud.post(&path, MEMBER, "2.79", &kept).await;
    assert_eq!(text(&made, &["volumeAttachment", "delete_on_termination"]), "yes");
    let shown = cloud.get(&format!("{path}/{VOLUME}"), MEMBER, "2.79").await;
    assert_eq!(at(&shown, &["volumeAttachment", "delete_on_termination"]).as_bool(), Some(true));
}

#[tokio::test]
async fn lists_are_cut_at_offset_and_limit() {
    let (cloud, path) = cloud_with_server().await;
    for volume in [VOLUME, LARGER, STILL] {
        assert_eq!(cloud.post(&path, MEMBER, "2.1", &wanted(volume)).await.status(), 200);
    }
    let page = cloud.get(&format!("{path}?offset=1&limit=1"), MEMBER, "2.75").await;
    assert_eq!(at(&page, &["volumeAttachments"]).as_array().map(<[_]>::len), Some(1));
    assert_eq!(text(&page, &["volumeAttachments", "0", "volumeId"]), LARGER);
    assert_eq!(text(&page, &["volumeAttachments", "0", "device"]), "/dev/sdc");
    assert_eq!(cloud.get(&format!("{path}?x=1"), MEMBER, "2.74").await.status(), 200);
    refused(&cloud.get(&format!("{path}?x=1"), MEMBER, "2.75").await, 400, "'x' was unexpected");
    refused(&cloud.get(&format!("{path}?limit=x"), MEMBER, "2.1").await, 400, "does not match");
}

#[tokio::test]
async fn who_may_not_is_told_so() {
    let (cloud, path) = cloud_with_server().await;
    let one = format!("{path}/{VOLUME}");
    refused(&cloud.post(&path, READER, "2.1", &wanted(VOLUME)).await, 403, "os-volumes-attachments:create");
    refused(&cloud.get(&path, OTHER, "2.1").await, 404, "could not be found");
    assert_eq!(cloud.post(&path, MEMBER, "2.1", &wanted(VOLUME)).await.status(), 200);
    refused(&cloud.delete(&one, READER, "2.1").await, 403, "os-volumes-attachments:delete");
    refused(&cloud.put(&one, MEMBER, "2.84", &wanted(LARGER)).await, 403, "os-volumes-attachments:swap");
    refused(&cloud.put(&one, READER, "2.85", &wanted(VOLUME)).await, 403, "os-volumes-attachments:update");
    let nowhere = format!("/servers/{NOBODY}/os-volume_attachments");
    refused(&cloud.post(&nowhere, MEMBER, "2.1", &wanted(VOLUME)).await, 404, &format!("Instance {NOBODY}"));
    refused(
        &cloud.post(&path, MEMBER, "2.1", &wanted(NOBODY)).await,
        404,
        &format!("Volume {NOBODY} could not be found."),
    );
}

#[tokio::test]
async fn a_volume_is_on_one_server_unless_it_is_made_for_several() {
    let (cloud, path) = cloud_with_server().await;
    let other = format!("/servers/{}/os-volume_attachments", cloud.server().await);
    assert_eq!(cloud.post(&path, MEMBER, "2.1", &wanted(VOLUME)).await.status(), 200);
    let text = format!("Invalid volume: volume {VOLUME} is already attached to instances: ");
    refused(&cloud.post(&other, MEMBER, "2.1", &wanted(VOLUME)).await, 400, &text);

    let text = "Multiattach volumes are only supported starting with compute API version 2.60.";
    refused(&cloud.post(&path, MEMBER, "2.59", &wanted(SHARED)).await, 400, text);
    for path in [&path, &other] {
        assert_eq!(cloud.post(path, MEMBER, "2.60", &wanted(SHARED)).await.status(), 200);
    }
    let text = format!("Invalid volume: volume {SHARED} already attached");
    refused(&cloud.post(&other, MEMBER, "2.60", &wanted(SHARED)).await, 400, &text);
}

#[tokio::test]
async fn a_device_is_taken_once() {
    let (cloud, path) = cloud_with_server().await;
    let on = |volume: &str, device: &str| {
        format!(r#"{{"volumeAttachment": {{"volumeId": "{volume}", "device": "{device}"}}}}"#)
    };
    let made = cloud.post(&path, MEMBER, "2.1", &on(VOLUME, "/dev/vdd")).await;
    assert_eq!(text(&made, &["volumeAttachment", "device"]), "/dev/sdd");
    let text = "The supplied device path (/dev/sdd) is in use.";
    refused(&cloud.post(&path, MEMBER, "2.1", &on(LARGER, "/dev/sdd")).await, 409, text);
}

#[tokio::test]
async fn only_what_happens_at_the_end_can_be_changed() {
    let (cloud, path) = cloud_with_server().await;
    let one = format!("{path}/{VOLUME}");
    cloud.post(&path, MEMBER, "2.1", &wanted(VOLUME)).await;
    let with = |word: &str| format!(r#"{{"volumeAttachment": {{"volumeId": "{VOLUME}", {word}}}}}"#);
    assert_eq!(cloud.put(&one, MEMBER, "2.85", &with(r#""delete_on_termination": true"#)).await.status(), 202);
    let shown = cloud.get(&one, MEMBER, "2.79").await;
    assert_eq!(at(&shown, &["volumeAttachment", "delete_on_termination"]).as_bool(), Some(true));
    for (word, name) in [
        (r#""device": "/dev/sdz""#, "device"),
        (r#""device": null"#, "device"),
        (r#""tag": "t""#, "tag"),
        (&format!(r#""id": "{NOBODY}""#), "id"),
        (&format!(r#""serverId": "{NOBODY}""#), "serverId"),
    ] {
        refused(
            &cloud.put(&one, MEMBER, "2.85", &with(word)).await,
            400,
            &format!("The {name} property is not mutable"),
        );
    }
    refused(&cloud.put(&one, ADMIN, "2.84", &with(r#""tag": "t""#)).await, 400, "'tag' was unexpected");
    let text = format!("No volume Block Device Mapping with id {STILL}.");
    refused(&cloud.put(&format!("{path}/{STILL}"), MEMBER, "2.85", &wanted(STILL)).await, 404, &text);
}

#[tokio::test]
async fn a_volume_that_is_being_moved_is_swapped() {
    let (cloud, path) = cloud_with_server().await;
    let one = format!("{path}/{VOLUME}");
    for volume in [VOLUME, STILL] {
        cloud.post(&path, MEMBER, "2.1", &wanted(volume)).await;
    }
    let text_of = "New volume must be detached in order to swap.";
    refused(&cloud.put(&one, ADMIN, "2.1", &wanted(STILL)).await, 400, text_of);
    refused(
        &cloud.put(&one, ADMIN, "2.1", &wanted(NOBODY)).await,
        400,
        &format!("Volume {NOBODY} could not be found."),
    );
    let text_of = format!("volume {STILL} is not migrating; this API should only be called by Cinder");
    refused(&cloud.put(&format!("{path}/{STILL}"), ADMIN, "2.1", &wanted(LARGER)).await, 409, &text_of);
    assert_eq!(cloud.put(&one, ADMIN, "2.85", &wanted(LARGER)).await.status(), 202);
    let listed = cloud.get(&path, MEMBER, "2.1").await.text().to_owned();
    assert!(listed.contains(LARGER) && !listed.contains(VOLUME), "{listed}");
}

#[tokio::test]
async fn the_state_of_the_server_decides() {
    let (cloud, path) = cloud_with_server().await;
    let id = path.split('/').nth(2).expect("the server's id").to_owned();
    cloud.compute.act(&member(), &id, ServerAction::Lock { reason: None }).await.expect("locked");
    refused(&cloud.post(&path, MEMBER, "2.1", &wanted(VOLUME)).await, 409, &format!("Instance {id} is locked"));
    cloud.compute.act(&member(), &id, ServerAction::Unlock).await.expect("unlocked");

    cloud.compute.act(&member(), &id, ServerAction::Shelve).await.expect("shelved");
    assert_eq!(cloud.at_rest(&id).await.status(), "SHELVED_OFFLOADED");
    let text_of = format!("Cannot 'attach_volume' instance {id} while it is in vm_state shelved_offloaded");
    refused(&cloud.post(&path, MEMBER, "2.19", &wanted(VOLUME)).await, 409, &text_of);
    let tagged = format!(r#"{{"volumeAttachment": {{"volumeId": "{VOLUME}", "tag": "t"}}}}"#);
    refused(&cloud.post(&path, MEMBER, "2.49", &tagged).await, 400, "not supported for shelved-offloaded instances.");
    let made = cloud.post(&path, MEMBER, "2.20", &wanted(VOLUME)).await;
    assert!(at(&made, &["volumeAttachment", "device"]).is_null(), "{}", made.text());

    let back = ServerAction::Unshelve { zone: None, host: None };
    cloud.compute.act(&member(), &id, back).await.expect("unshelved");
    cloud.at_rest(&id).await;
    let shown = cloud.get(&format!("{path}/{VOLUME}"), MEMBER, "2.1").await;
    assert_eq!(text(&shown, &["volumeAttachment", "device"]), "/dev/sdb");

    cloud.compute.act(&member(), &id, ServerAction::Rescue { image_id: None }).await.expect("rescued");
    cloud.at_rest(&id).await;
    let text_of = format!("Cannot 'detach_volume' instance {id} while it is in vm_state rescued");
    refused(&cloud.delete(&format!("{path}/{VOLUME}"), MEMBER, "2.1").await, 409, &text_of);
}
