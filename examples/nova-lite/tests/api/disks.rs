//! Disks that a server is created with: what is made for it, what is refused, and what goes with it.

use crate::cloud::{Cloud, IMAGE, MEMBER, NOBODY, at, cloud, refused, text};

/// A server with these disks, and with the image unless it is to boot from one of them.
async fn ask(cloud: &Cloud, version: &str, image: bool, disks: &str) -> starmap::testing::Answer {
    let image = if image { format!(r#""imageRef": "{IMAGE}", "#) } else { String::new() };
    let networks = if version == "2.1" { "" } else { r#""networks": "none", "# };
    let body = format!(
        r#"{{"server": {{"name": "s", "flavorRef": "1", {image}{networks}"block_device_mapping_v2": [{disks}]}}}}"#
    );
    cloud.post("/servers", MEMBER, version, &body).await
}

/// The first volume of a server that was asked for and is built, as the volume service shows it.
async fn first_volume(cloud: &Cloud, made: &starmap::testing::Answer) -> (String, starmap::testing::Answer) {
    assert_eq!(made.status(), 202, "{}", made.text());
    let server = text(made, &["server", "id"]);
    assert_eq!(cloud.at_rest(&server).await.status(), "ACTIVE");
    let attached = cloud.get(&format!("/servers/{server}/os-volume_attachments"), MEMBER, "2.79").await;
    let volume = text(&attached, &["volumeAttachments", "0", "volumeId"]);
    (server, cloud.get(&format!("/os-volumes/{volume}"), MEMBER, "2.1").await)
}

const BLANK: &str = r#"{"source_type": "blank", "destination_type": "volume", "volume_size": 3,
    "delete_on_termination": true}"#;

#[tokio::test]
async fn a_blank_volume_is_made_and_goes_with_its_server() {
    let cloud = cloud().await;
    let (server, volume) = first_volume(&cloud, &ask(&cloud, "2.1", true, BLANK).await).await;
    assert_eq!(text(&volume, &["volume", "displayName"]), format!("{server}-blank-vol"));
    assert_eq!(at(&volume, &["volume", "size"]).as_i64(), Some(3));
    assert_eq!(text(&volume, &["volume", "attachments", "0", "device"]), "/dev/sdb");
    assert_eq!(cloud.delete(&format!("/servers/{server}"), MEMBER, "2.1").await.status(), 204);
    while cloud.get(&format!("/servers/{server}"), MEMBER, "2.1").await.status() == 200 {
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    }
    assert_eq!(cloud.get("/os-volumes", MEMBER, "2.1").await.text(), r#"{"volumes": []}"#);
}

#[tokio::test]
async fn a_server_boots_from_a_volume_made_from_an_image() {
    let cloud = cloud().await;
    let disk = format!(
        r#"{{"source_type": "image", "uuid": "{IMAGE}", "destination_type": "volume", "boot_index": 0,
            "volume_size": "2", "tag": "root"}}"#
    );
    let (server, volume) = first_volume(&cloud, &ask(&cloud, "2.42", false, &disk).await).await;
    assert_eq!(text(&volume, &["volume", "attachments", "0", "device"]), "/dev/sda");
    let shown = cloud.get(&format!("/servers/{server}"), MEMBER, "2.3").await;
    assert_eq!(text(&shown, &["server", "image"]), "");
    assert_eq!(
        at(&shown, &["server", "os-extended-volumes:volumes_attached", "0", "delete_on_termination"]).as_bool(),
        Some(false)
    );
    let path = format!("/servers/{server}/os-volume_attachments");
    assert_eq!(text(&cloud.get(&path, MEMBER, "2.70").await, &["volumeAttachments", "0", "tag"]), "root");
}

#[tokio::test]
async fn a_volume_from_a_snapshot_has_its_size() {
    let cloud = cloud().await;
    let made = cloud.post("/os-volumes", MEMBER, "2.1", r#"{"volume": {"size": 4}}"#).await;
    let body = format!(r#"{{"snapshot": {{"volume_id": "{}"}}}}"#, text(&made, &["volume", "id"]));
    let snapshot = text(&cloud.post("/os-snapshots", MEMBER, "2.1", &body).await, &["snapshot", "id"]);
    let disk = format!(r#"{{"source_type": "snapshot", "uuid": "{snapshot}", "destination_type": "volume"}}"#);
    let (_, volume) = first_volume(&cloud, &ask(&cloud, "2.1", true, &disk).await).await;
    assert_eq!(at(&volume, &["volume", "size"]).as_i64(), Some(4));
    assert_eq!(text(&volume, &["volume", "snapshotId"]), snapshot);
    let old = format!(
        r#"{{"server": {{"name": "s", "flavorRef": "1", "imageRef": "{IMAGE}",
            "block_device_mapping": [{{"snapshot_id": "{snapshot}", "device_name": "vdb"}}]}}}}"#
    );
    let (_, volume) = first_volume(&cloud, &cloud.post("/servers", MEMBER, "2.1", &old).await).await;
    assert_eq!(text(&volume, &["volume", "snapshotId"]), snapshot);
}

#[tokio::test]
async fn disks_that_cannot_be_are_refused() {
    let cloud = cloud().await;
    let local = r#""source_type": "blank", "destination_type": "local""#;
    for (image, disk, says) in [
        (true, r#""source_type": "blank", "destination_type": "volume""#.to_owned(), "Blank volumes (source: 'blank'"),
        (
            true,
            r#""source_type": "blank", "uuid": "x", "destination_type": "volume""#.to_owned(),
            "Invalid device UUID.",
        ),
        (true, r#""source_type": "snapshot", "destination_type": "volume""#.to_owned(), "Missing device UUID."),
        (
            true,
            format!(r#""source_type": "snapshot", "uuid": "{NOBODY}", "destination_type": "volume""#),
            "failed to get snapshot",
        ),
        (
            false,
            format!(r#""source_type": "image", "uuid": "{NOBODY}", "destination_type": "volume", "boot_index": 0"#),
            "failed to get image",
        ),
        (
            false,
            format!(r#""source_type": "image", "uuid": "{IMAGE}", "destination_type": "volume", "boot_index": 0"#),
            "need to have a non-zero size specified",
        ),
        (
            false,
            r#""source_type": "blank", "destination_type": "volume", "volume_size": 1"#.to_owned(),
            "Boot sequence",
        ),
        (true, format!(r#"{local}, "volume_size": 9"#), "Ephemeral disks requested are larger"),
        (true, format!(r#"{local}, "guest_format": "swap", "volume_size": 9"#), "Swap drive requested is larger"),
        (true, format!(r#"{local}}}, {{{local}}}, {{{local}"#), "more local devices than the limit allows"),
        (
            true,
            r#""source_type": "blank", "destination_type": "volume", "volume_size": 1, "device_name": "/dev/vda""#
                .into(),
            "same device name as the root device vda",
        ),
        (
            true,
            r#""source_type": "blank", "destination_type": "volume", "volume_size": 1, "disk_bus": "x""#.into(),
            "Block Device Mapping is Invalid.",
        ),
    ] {
        refused(&ask(&cloud, "2.42", image, &format!("{{{disk}}}")).await, 400, says);
    }
}

#[tokio::test]
async fn a_server_whose_volumes_cannot_be_made_fails() {
    let cloud = cloud().await;
    let many = [BLANK; 11].join(", ");
    let made = ask(&cloud, "2.1", true, &many).await;
    let server = cloud.at_rest(&text(&made, &["server", "id"])).await;
    assert_eq!(server.status(), "ERROR");
    let fault = server.fault.expect("a fault").message;
    assert!(fault.contains("VolumeLimitExceeded"), "{fault}");
    assert_eq!(cloud.get("/os-volumes", MEMBER, "2.1").await.text(), r#"{"volumes": []}"#);
}

#[tokio::test]
async fn files_to_put_into_a_server_are_counted() {
    let cloud = cloud().await;
    let file = |path: &str, contents: &str| format!(r#"{{"path": "{path}", "contents": "{contents}"}}"#);
    let ask = async |files: &str| {
        let body = format!(
            r#"{{"server": {{"name": "s", "flavorRef": "1", "imageRef": "{IMAGE}", "personality": [{files}]}}}}"#
        );
        cloud.post("/servers", MEMBER, "2.56", &body.replace(r#""name""#, r#""networks": "none", "name""#)).await
    };
    refused(&ask(&vec![file("/a", "YQ=="); 6].join(", ")).await, 403, "Personality file limit exceeded");
    refused(&ask(&file(&"a".repeat(256), "YQ==")).await, 403, "Personality file path exceeds maximum 255");
    refused(&ask(&file("/a", &"YWFh".repeat(2561))).await, 403, "Personality file content exceeds maximum 10240");
    assert_eq!(ask(&file("/a", &"YWFh".repeat(2560))).await.status(), 202);
}
