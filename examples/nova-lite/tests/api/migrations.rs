//! Migrations: the list of all, and live ones under way.

use nova_lite::compute::ServerAction;
use starmap::testing::Answer;

use crate::cloud::{ADMIN, MEMBER, NOBODY, OTHER, PROJECT, at, cloud_of, keys, member, refused, text};

/// Two hosts, so that there is somewhere to go.
const TWO_HOSTS: &str = r#"{
    "services": [
        {"binary": "nova-compute", "host": "host1", "zone": "nova"},
        {"binary": "nova-compute", "host": "host2", "zone": "nova"}
    ],
    "compute_driver": {"hypervisor_type": "fake", "host_ip": "192.0.2.2", "vcpus": 10, "memory_mb": 8000,
        "local_gb": 50},
    "flavors": [{"id": "1", "name": "f", "ram": 64, "vcpus": 1, "disk": 1}],
    "images": [{"id": "70a5f5f3-2f0c-4c1d-9c4e-6f0f3a0d5b01", "name": "i", "status": "active",
        "visibility": "public"}]
}"#;

/// A leader of the project (the role `manager`), who sees its migrations but no hosts.
const LEADER: &str = "boss:6f70656e737461636b20342065766572:manager,member,reader";

#[tokio::test]
async fn migrations_are_listed_by_microversion() {
    let cloud = cloud_of(TWO_HOSTS).await;
    let id = cloud.server().await;
    cloud.compute.act(&member(), &id, ServerAction::Migrate { host: None }).await.expect("a migration");
    cloud.at_rest(&id).await;
    let of = async |query: &str, version: &str| cloud.get(&format!("/os-migrations{query}"), ADMIN, version).await;
    let first = |answer: &Answer| keys(answer, &["migrations", "0"]);
    assert!(!first(&of("", "2.22").await).contains(&"migration_type".to_owned()));
    assert!(!first(&of("", "2.58").await).contains(&"uuid".to_owned()));
    assert!(first(&of("", "2.59").await).contains(&"uuid".to_owned()));
    assert!(!first(&of("", "2.79").await).contains(&"user_id".to_owned()));
    let newest = of(&format!("?instance_uuid={id}"), "2.80").await;
    assert_eq!(text(&newest, &["migrations", "0", "user_id"]), "demo");
    assert_eq!(text(&newest, &["migrations", "0", "migration_type"]), "migration");
    assert_eq!(of("?status=error", "2.1").await.text(), r#"{"migrations": []}"#);

    let page = of("?limit=1", "2.59").await;
    let uuid = text(&page, &["migrations", "0", "uuid"]);
    let next = text(&page, &["migrations_links", "0", "href"]);
    assert!(next.ends_with(&format!("/os-migrations?limit=1&marker={uuid}")), "{next}");
    assert_eq!(of(&format!("?marker={uuid}"), "2.59").await.text(), r#"{"migrations": []}"#);
    refused(&of(&format!("?marker={NOBODY}"), "2.59").await, 400, "could not be found.");
    assert_eq!(of("?changes-before=2020-01-01", "2.66").await.text(), r#"{"migrations": []}"#);
    let crossed = of("?changes-since=2021-01-01&changes-before=2020-01-01", "2.66").await;
    refused(&crossed, 400, "must be less than or equal to changes-before.");
    refused(&of("?changes-before=2020-01-01", "2.65").await, 400, "'changes-before' was unexpected");
    refused(&of("?user_id=x", "2.79").await, 400, "'user_id' was unexpected");
}

#[tokio::test]
async fn a_leader_sees_the_own_project_without_hosts() {
    let cloud = cloud_of(TWO_HOSTS).await;
    let id = cloud.server().await;
    cloud.compute.act(&member(), &id, ServerAction::Migrate { host: None }).await.expect("a migration");
    cloud.at_rest(&id).await;
    refused(&cloud.get("/os-migrations", MEMBER, "2.1").await, 403, "os_compute_api:os-migrations:index");
    let all = "os_compute_api:os-migrations:index:all_projects";
    refused(&cloud.get("/os-migrations", LEADER, "2.80").await, 403, all);
    let seen = cloud.get(&format!("/os-migrations?project_id={PROJECT}"), LEADER, "2.80").await;
    assert!(at(&seen, &["migrations", "0", "source_compute"]).is_null());
    let other = cloud.get("/os-migrations?project_id=other", LEADER, "2.80").await;
    refused(&other, 403, all);
}

#[tokio::test]
async fn nothing_is_under_way_on_an_idle_server() {
    let cloud = cloud_of(TWO_HOSTS).await;
    let id = cloud.server().await;
    let path = format!("/servers/{id}/migrations");
    refused(&cloud.get(&path, MEMBER, "2.23").await, 403, "servers:migrations:index");
    refused(&cloud.get(&path, OTHER, "2.23").await, 404, &id);
    assert_eq!(cloud.get(&path, ADMIN, "2.22").await.status(), 404);
    assert_eq!(cloud.get(&path, ADMIN, "2.23").await.text(), r#"{"migrations": []}"#);
    let idle = cloud.delete(&format!("{path}/1"), ADMIN, "2.24").await;
    refused(&idle, 409, "is in an invalid state for 'abort live migration'");
    let force = r#"{"force_complete": null}"#;
    let action = format!("{path}/1/action");
    refused(&cloud.post(&action, MEMBER, "2.22", force).await, 403, "servers:migrations:force_complete");
    refused(&cloud.post(&action, ADMIN, "2.22", r#"{"force_complete": 1}"#).await, 400, "1 is not of type 'null'");
    refused(&cloud.post(&action, ADMIN, "2.22", force).await, 409, "is in an invalid state for 'force_complete'");

    cloud.compute.act(&member(), &id, ServerAction::LiveMigrate { host: None }).await.expect("a live migration");
    cloud.at_rest(&id).await;
    refused(&cloud.get(&format!("{path}/1"), ADMIN, "2.23").await, 404, "is not in progress.");
    refused(&cloud.get(&format!("{path}/9"), ADMIN, "2.23").await, 404, "In-progress live migration 9 is not found");
    assert_eq!(cloud.delete(&format!("{path}/1"), ADMIN, "2.23").await.status(), 404);
}
