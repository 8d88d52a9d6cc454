//! `/os-volumes_boot`

use crate::cloud::{MEMBER, NOBODY, READER, cloud, refused, text};

#[tokio::test]
async fn it_is_servers_under_another_path_until_2_102() {
    let cloud = cloud().await;
    let id = cloud.server().await;
    for version in ["2.1", "2.102"] {
        for path in ["", "/detail", &format!("/{id}")] {
            let here = cloud.get(&format!("/os-volumes_boot{path}"), READER, version).await;
            let there = cloud.get(&format!("/servers{path}"), READER, version).await;
            assert_eq!((here.status().as_u16(), here.text()), (200, there.text()), "{path} at {version}");
        }
    }
    refused(&cloud.get("/os-volumes_boot", MEMBER, "2.103").await, 404, "The resource could not be found.");

    let one = format!("/os-volumes_boot/{id}");
    let renamed = cloud.put(&one, MEMBER, "2.1", r#"{"server": {"name": "n"}}"#).await;
    assert_eq!(text(&renamed, &["server", "name"]), "n");
    let action = format!("{one}/action");
    assert_eq!(cloud.post(&action, MEMBER, "2.1", r#"{"reboot": {"type": "HARD"}}"#).await.status(), 202);
    cloud.at_rest(&id).await;
    refused(&cloud.post(&action, READER, "2.1", r#"{"reboot": {"type": "HARD"}}"#).await, 403, "servers:reboot");
    refused(&cloud.post(&action, MEMBER, "2.1", r#"{"resize": null}"#).await, 400, "None is not of type 'object'");
    refused(&cloud.post(&action, MEMBER, "2.102", r#"{"rebuild": null}"#).await, 400, "None is not of type 'object'");
    let image = r#"{"createImage": {"name": "i"}}"#;
    let made = cloud.post(&action, MEMBER, "2.44", image).await;
    assert_eq!((made.status().as_u16(), made.header("location").is_empty()), (202, false));
    cloud.at_rest(&id).await;
    assert!(!text(&cloud.post(&action, MEMBER, "2.45", image).await, &["image_id"]).is_empty());
    cloud.at_rest(&id).await;
    assert_eq!(cloud.delete(&one, MEMBER, "2.1").await.status(), 204);
}

#[tokio::test]
async fn five_actions_fail_as_in_nova() {
    let cloud = cloud().await;
    let path = format!("/os-volumes_boot/{NOBODY}/action");
    for key in ["confirmResize", "revertResize", "os-start", "os-stop", "trigger_crash_dump"] {
        let body = format!(r#"{{"{key}": null}}"#);
        refused(&cloud.post(&path, MEMBER, "2.102", &body).await, 500, "<class 'webob.exc.HTTPInternalServerError'>");
        refused(&cloud.post(&path, MEMBER, "2.103", &body).await, 404, "The resource could not be found.");
    }
    let crash = r#"{"trigger_crash_dump": null}"#;
    refused(&cloud.post(&path, MEMBER, "2.16", crash).await, 404, "The resource could not be found.");
}
