//! Hypervisors: each microversion's form, pages, search and sums.

use starmap::testing::Answer;

use crate::cloud::{ADMIN, MEMBER, NOBODY, at, cloud, cloud_of, keys, refused, text};

/// Two hosts, `host1` and `host2`.
const TWO_HOSTS: &str = r#"{
    "services": [
        {"binary": "nova-compute", "host": "host1", "zone": "nova"},
        {"binary": "nova-compute", "host": "host2", "zone": "nova"}
    ],
    "compute_driver": {"hypervisor_type": "fake", "hypervisor_version": 1000, "host_ip": "192.0.2.2", "vcpus": 10,
        "memory_mb": 1000, "reserved_memory_mb": 100, "local_gb": 50, "disk_available_least": 0,
        "cpu_info": {"arch": "x86_64"}}
}"#;

#[tokio::test]
async fn hypervisors_have_numbers_then_uuids() {
    let cloud = cloud_of(TWO_HOSTS).await;
    refused(&cloud.get("/os-hypervisors", MEMBER, "2.1").await, 403, "os_compute_api:os-hypervisors:list");
    let old = cloud.get("/os-hypervisors", ADMIN, "2.52").await;
    assert_eq!(at(&old, &["hypervisors", "1", "id"]).as_i64(), Some(2));
    let new = cloud.get("/os-hypervisors", ADMIN, "2.53").await;
    let id = text(&new, &["hypervisors", "1", "id"]);
    assert_eq!(text(&cloud.get(&format!("/os-hypervisors/{id}"), ADMIN, "2.53").await, &["hypervisor", "id"]), id);
    refused(&cloud.get("/os-hypervisors/2", ADMIN, "2.53").await, 400, "Invalid uuid 2");
    refused(&cloud.get("/os-hypervisors/x", ADMIN, "2.52").await, 404, "Hypervisor with ID 'x' could not be found.");
    refused(&cloud.get(&format!("/os-hypervisors/{NOBODY}"), ADMIN, "2.53").await, 404, NOBODY);
}

#[tokio::test]
async fn details_change_with_the_microversion() {
    let cloud = cloud_of(TWO_HOSTS).await;
    let of = async |version: &str| cloud.get("/os-hypervisors/detail", ADMIN, version).await;
    assert_eq!(text(&of("2.27").await, &["hypervisors", "0", "cpu_info"]), r#"{"arch": "x86_64"}"#);
    assert_eq!(text(&of("2.28").await, &["hypervisors", "0", "cpu_info", "arch"]), "x86_64");
    assert_eq!(at(&of("2.87").await, &["hypervisors", "0", "free_ram_mb"]).as_i64(), Some(900));
    let last = of("2.88").await;
    assert!(at(&last, &["hypervisors", "0", "uptime"]).is_null());
    assert!(!keys(&last, &["hypervisors", "0"]).contains(&"vcpus".to_owned()));
}

#[tokio::test]
async fn lists_have_pages_from_2_33_on() {
    let cloud = cloud_of(TWO_HOSTS).await;
    let of = async |query: &str, version: &str| cloud.get(&format!("/os-hypervisors?{query}"), ADMIN, version).await;
    let length = |answer: &Answer| at(answer, &["hypervisors"]).as_array().map(<[_]>::len);
    assert_eq!(length(&of("limit=1", "2.32").await), Some(2));
    let page = of("limit=1", "2.33").await;
    assert_eq!(length(&page), Some(1));
    assert!(text(&page, &["hypervisors_links", "0", "href"]).ends_with("/os-hypervisors?limit=1&marker=1"));
    assert_eq!(text(&of("marker=1", "2.33").await, &["hypervisors", "0", "hypervisor_hostname"]), "host2");
    refused(&of("marker=9", "2.33").await, 400, "marker [9] not found");
    refused(&of("limit=x", "2.33").await, 400, "'x' does not match '^[0-9]*$'");
    assert_eq!(of("limit=1&limit=2", "2.52").await.status(), 200);
    refused(&of("limit=1&limit=2", "2.53").await, 400, "is too long");
}

#[tokio::test]
async fn hypervisors_are_searched_by_name() {
    let cloud = cloud_of(TWO_HOSTS).await;
    let found = cloud.get("/os-hypervisors/ost2/search", ADMIN, "2.52").await;
    assert_eq!(text(&found, &["hypervisors", "0", "hypervisor_hostname"]), "host2");
    refused(&cloud.get("/os-hypervisors/x/search", ADMIN, "2.52").await, 404, "No hypervisor matching 'x'");
    assert_eq!(cloud.get("/os-hypervisors/host/search", ADMIN, "2.53").await.status(), 404);
    let of = async |query: &str| cloud.get(&format!("/os-hypervisors?{query}"), ADMIN, "2.53").await;
    let found = of("hypervisor_hostname_pattern=host2").await;
    assert_eq!(at(&found, &["hypervisors"]).as_array().map(<[_]>::len), Some(1));
    refused(&of("hypervisor_hostname_pattern=x").await, 404, "No hypervisor matching 'x' could be found.");
    refused(&of("hypervisor_hostname_pattern=host&limit=1").await, 400, "could not comply");
}

#[tokio::test]
async fn servers_are_shown_where_asked_for() {
    let cloud = cloud().await;
    let of = async |path: &str, version: &str| cloud.get(&format!("/os-hypervisors{path}"), ADMIN, version).await;
    let has_servers = |answer: &Answer| keys(answer, &["hypervisors", "0"]).contains(&"servers".to_owned());
    assert!(!has_servers(&of("?with_servers=true", "2.53").await), "an empty list is left out");
    assert!(has_servers(&of("?with_servers=true", "2.75").await), "and stands there later");
    let id = cloud.server().await;
    assert!(!has_servers(&of("?with_servers=false", "2.75").await));
    assert_eq!(text(&of("?with_servers=true", "2.53").await, &["hypervisors", "0", "servers", "0", "uuid"]), id);
    assert_eq!(text(&of("/host1/servers", "2.1").await, &["hypervisors", "0", "servers", "0", "uuid"]), id);
    refused(&of("?with_servers=x", "2.53").await, 400, "'x' is not one of");
    let detail = of("/detail", "2.1").await;
    assert_eq!(at(&detail, &["hypervisors", "0", "running_vms"]).as_i64(), Some(1));
    assert_eq!(at(&detail, &["hypervisors", "0", "vcpus_used"]).as_i64(), Some(1));
}

#[tokio::test]
async fn sums_are_of_the_enabled_and_go_with_2_88() {
    let cloud = cloud_of(TWO_HOSTS).await;
    let of = async |version: &str| cloud.get("/os-hypervisors/statistics", ADMIN, version).await;
    assert_eq!(at(&of("2.1").await, &["hypervisor_statistics", "vcpus"]).as_i64(), Some(20));
    let body = r#"{"host": "host2", "binary": "nova-compute"}"#;
    cloud.put("/os-services/disable", ADMIN, "2.1", body).await;
    let sums = of("2.87").await;
    assert_eq!(at(&sums, &["hypervisor_statistics", "count"]).as_i64(), Some(1));
    assert_eq!(at(&sums, &["hypervisor_statistics", "free_ram_mb"]).as_i64(), Some(900));
    assert_eq!(of("2.88").await.status(), 404);
}

#[tokio::test]
async fn no_driver_knows_the_uptime() {
    let cloud = cloud().await;
    let of = async |id: &str| cloud.get(&format!("/os-hypervisors/{id}/uptime"), ADMIN, "2.1").await;
    refused(&of("1").await, 501, "not supported");
    refused(&of("9").await, 404, "Hypervisor with ID '9'");
    let down = r#"{"host": "host1", "binary": "nova-compute", "forced_down": true}"#;
    cloud.put("/os-services/force-down", ADMIN, "2.11", down).await;
    refused(&of("1").await, 400, "Compute service of host1 is unavailable at this time.");
}
