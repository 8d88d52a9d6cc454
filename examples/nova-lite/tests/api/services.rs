//! Services: the list, both forms of change, and deletion.

use crate::cloud::{ADMIN, MEMBER, NOBODY, at, cloud, keys, refused, text};

const COMPUTE: &str = "/os-services?binary=nova-compute";

#[tokio::test]
async fn services_are_listed_by_number_then_by_uuid() {
    let cloud = cloud().await;
    refused(&cloud.get("/os-services", MEMBER, "2.1").await, 403, "os_compute_api:os-services:list");
    let old = cloud.get(COMPUTE, ADMIN, "2.10").await;
    assert!(at(&old, &["services", "0", "id"]).as_i64().is_some());
    assert!(!keys(&old, &["services", "0"]).contains(&"forced_down".to_owned()));
    let newer = cloud.get(COMPUTE, ADMIN, "2.11").await;
    assert_eq!(at(&newer, &["services", "0", "forced_down"]).as_bool(), Some(false));
    assert_eq!(text(&cloud.get(COMPUTE, ADMIN, "2.53").await, &["services", "0", "id"]).len(), 36);
    assert_eq!(cloud.get("/os-services?host=nobody", ADMIN, "2.1").await.text(), r#"{"services": []}"#);
    assert_eq!(cloud.get("/os-services?x=1", ADMIN, "2.74").await.status(), 200);
    refused(&cloud.get("/os-services?x=1", ADMIN, "2.75").await, 400, "'x' was unexpected");
}

#[tokio::test]
async fn the_path_names_the_action_below_2_53() {
    let cloud = cloud().await;
    let put = async |action: &str, version: &str, more: &str| {
        let body = format!(r#"{{"host": "host1", "binary": "nova-compute"{more}}}"#);
        cloud.put(&format!("/os-services/{action}"), ADMIN, version, &body).await
    };
    let disabled = put("disable", "2.1", "").await;
    assert_eq!(text(&disabled, &["service", "status"]), "disabled");
    assert_eq!(keys(&disabled, &["service"]), ["binary", "host", "status"]);
    let logged = put("disable-log-reason", "2.1", r#", "disabled_reason": "broken""#).await;
    assert_eq!(text(&logged, &["service", "disabled_reason"]), "broken");
    assert_eq!(text(&cloud.get(COMPUTE, ADMIN, "2.1").await, &["services", "0", "disabled_reason"]), "broken");
    refused(&put("disable-log-reason", "2.1", "").await, 400, "Missing disabled reason field");
    assert_eq!(put("enable", "2.1", "").await.status(), 200);
    assert!(at(&cloud.get(COMPUTE, ADMIN, "2.1").await, &["services", "0", "disabled_reason"]).is_null());

    refused(&put("force-down", "2.10", "").await, 404, "Unknown action");
    refused(&put("force-down", "2.11", "").await, 400, "Missing forced_down field");
    let down = put("force-down", "2.11", r#", "forced_down": "yes""#).await;
    assert_eq!(at(&down, &["service", "forced_down"]).as_bool(), Some(true));
    assert_eq!(text(&cloud.get(COMPUTE, ADMIN, "2.11").await, &["services", "0", "state"]), "down");
    refused(&put("paint", "2.52", "").await, 404, "Unknown action");
    refused(&put("disable", "2.53", "").await, 400, "('binary', 'host' were unexpected)");
}

#[tokio::test]
async fn a_wrong_service_is_refused_below_2_53() {
    let cloud = cloud().await;
    let put = async |body: &str| cloud.put("/os-services/disable", ADMIN, "2.1", body).await;
    refused(&put(r#"{"host": "host1"}"#).await, 400, "'binary' is a required property");
    let other = put(r#"{"host": "host1", "binary": "nova-api"}"#).await;
    refused(&other, 400, "Updating a nova-api service is not supported.");
    let nobody = put(r#"{"host": "nobody", "binary": "nova-compute"}"#).await;
    refused(&nobody, 404, "Host 'nobody' is not mapped to any cell");
    let good = r#"{"host": "host1", "binary": "nova-compute"}"#;
    refused(&cloud.put("/os-services/disable", MEMBER, "2.1", good).await, 403, "os-services:update");
}

#[tokio::test]
async fn the_path_names_the_service_from_2_53_on() {
    let cloud = cloud().await;
    let id = text(&cloud.get(COMPUTE, ADMIN, "2.53").await, &["services", "0", "id"]);
    let put = async |body: &str| cloud.put(&format!("/os-services/{id}"), ADMIN, "2.53", body).await;
    let disabled = put(r#"{"status": "disabled", "disabled_reason": "broken"}"#).await;
    assert_eq!(text(&disabled, &["service", "disabled_reason"]), "broken");
    assert_eq!(text(&disabled, &["service", "zone"]), "nova");
    refused(&put("{}").await, 400, "No updates were requested.");
    refused(&put(r#"{"disabled_reason": "broken"}"#).await, 400, "No updates were requested.");
    let why = put(r#"{"status": "enabled", "disabled_reason": "broken"}"#).await;
    refused(&why, 400, "Specifying 'disabled_reason' with status 'enabled' is invalid.");
    assert!(at(&put(r#"{"status": "enabled"}"#).await, &["service", "disabled_reason"]).is_null());
    assert_eq!(text(&put(r#"{"forced_down": true}"#).await, &["service", "state"]), "down");
    refused(&cloud.put("/os-services/enable", ADMIN, "2.53", "{}").await, 400, "Invalid uuid enable");
    refused(&cloud.put("/os-services/enable", MEMBER, "2.53", "{}").await, 400, "Invalid uuid enable");
    refused(&cloud.put(&format!("/os-services/{id}"), MEMBER, "2.53", "{}").await, 403, "os-services:update");
    refused(&cloud.put(&format!("/os-services/{NOBODY}"), ADMIN, "2.53", "{}").await, 404, "could not be found.");
    let conductor = cloud.get("/os-services?binary=nova-conductor", ADMIN, "2.53").await;
    let conductor = text(&conductor, &["services", "0", "id"]);
    let refusal = cloud.put(&format!("/os-services/{conductor}"), ADMIN, "2.53", r#"{"status": "disabled"}"#).await;
    refused(&refusal, 400, "Updating a nova-conductor service is not supported.");
}

#[tokio::test]
async fn a_service_goes_with_its_hypervisor() {
    let cloud = cloud().await;
    let id = text(&cloud.get(COMPUTE, ADMIN, "2.53").await, &["services", "0", "id"]);
    let server = cloud.server().await;
    let path = format!("/os-services/{id}");
    refused(&cloud.delete(&path, MEMBER, "2.53").await, 403, "os-services:delete");
    refused(&cloud.delete(&path, ADMIN, "2.53").await, 409, "Unable to delete compute service that is hosting");
    refused(&cloud.delete("/os-services/x", ADMIN, "2.52").await, 400, "id must be an integer");
    refused(&cloud.delete("/os-services/99", ADMIN, "2.52").await, 404, "Service 99 not found.");
    refused(&cloud.delete("/os-services/99", ADMIN, "2.53").await, 400, "Invalid uuid 99");
    cloud.post("/os-aggregates", ADMIN, "2.1", r#"{"aggregate": {"name": "a"}}"#).await;
    cloud.post("/os-aggregates/1/action", ADMIN, "2.1", r#"{"add_host": {"host": "host1"}}"#).await;

    let action = nova_lite::compute::ServerAction::Delete;
    cloud.compute.act(&crate::cloud::member(), &server, action).await.expect("the server can be deleted");
    while cloud.compute.server(&crate::cloud::member(), &server).await.is_ok() {
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    }
    assert_eq!(cloud.delete(&path, ADMIN, "2.53").await.status(), 204);
    assert_eq!(cloud.get("/os-hypervisors", ADMIN, "2.53").await.text(), r#"{"hypervisors": []}"#);
    let aggregate = cloud.get("/os-aggregates/1", ADMIN, "2.1").await;
    assert_eq!(at(&aggregate, &["aggregate", "hosts"]).as_array().map(<[_]>::len), Some(0));
}
