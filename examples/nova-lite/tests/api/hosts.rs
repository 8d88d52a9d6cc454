//! Hosts: the list, what one has, and what can be changed, until 2.42.

use crate::cloud::{ADMIN, MEMBER, PROJECT, at, cloud, keys, refused, text};

#[tokio::test]
async fn hosts_are_listed_with_their_services() {
    let cloud = cloud().await;
    refused(&cloud.get("/os-hosts", MEMBER, "2.1").await, 403, "os_compute_api:os-hosts:list");
    let zoned = cloud.get("/os-hosts?zone=nova", ADMIN, "2.42").await;
    assert_eq!(zoned.text(), r#"{"hosts": [{"host_name": "host1", "service": "compute", "zone": "nova"}]}"#);
    assert_eq!(cloud.get("/os-hosts", ADMIN, "2.43").await.status(), 404);
    assert_eq!(cloud.put("/os-hosts/host1", ADMIN, "2.1", r#"{"status": "disable"}"#).await.status(), 200);
    assert_eq!(cloud.get("/os-hosts?zone=nova", ADMIN, "2.1").await.text(), r#"{"hosts": []}"#);
}

#[tokio::test]
async fn a_host_shows_what_its_projects_use() {
    let cloud = cloud().await;
    cloud.server().await;
    let shown = cloud.get("/os-hosts/host1", ADMIN, "2.1").await;
    for (place, project, cpu) in [("1", "(used_now)", 1), ("2", "(used_max)", 1), ("3", PROJECT, 1)] {
        assert_eq!(text(&shown, &["host", place, "resource", "project"]), project);
        assert_eq!(at(&shown, &["host", place, "resource", "cpu"]).as_i64(), Some(cpu));
    }
    refused(&cloud.get("/os-hosts/nobody", ADMIN, "2.1").await, 404, "Host 'nobody' is not mapped to any cell");
}

#[tokio::test]
async fn a_host_is_disabled_and_enabled() {
    let cloud = cloud().await;
    let put = async |body: &str| cloud.put("/os-hosts/host1", ADMIN, "2.1", body).await;
    assert_eq!(text(&put(r#"{"status": "Disable"}"#).await, &["status"]), "disabled");
    let enabled = put(r#"{"status": "ENABLE"}"#).await;
    assert_eq!(keys(&enabled, &[]), ["host", "status"]);
    refused(&put("{}").await, 400, "{} is not valid under any of the given schemas");
    refused(&put(r#"{"status": "x"}"#).await, 400, "'x' is not one of ['enable'");
    refused(&put(r#"{"maintenance_mode": "enable"}"#).await, 501, "not supported");
    let nobody = cloud.put("/os-hosts/nobody", ADMIN, "2.1", r#"{"status": "enable"}"#).await;
    refused(&nobody, 404, "Host 'nobody' is not mapped to any cell");
}

#[tokio::test]
async fn no_driver_switches_hosts() {
    let cloud = cloud().await;
    for action in ["reboot", "shutdown", "startup"] {
        refused(&cloud.get(&format!("/os-hosts/host1/{action}"), ADMIN, "2.42").await, 501, "not supported");
        refused(&cloud.get(&format!("/os-hosts/nobody/{action}"), ADMIN, "2.42").await, 404, "not mapped");
        refused(&cloud.get(&format!("/os-hosts/host1/{action}"), MEMBER, "2.42").await, 403, "os-hosts");
        assert_eq!(cloud.get(&format!("/os-hosts/host1/{action}"), ADMIN, "2.43").await.status(), 404);
    }
}
