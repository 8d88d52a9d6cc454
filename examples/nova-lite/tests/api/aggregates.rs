//! Host aggregates: their life, their hosts and metadata, and who may touch them.

use crate::cloud::{ADMIN, IMAGE, MEMBER, NOBODY, at, cloud, keys, refused, text};

const NEW: &str = r#"{"aggregate": {"name": "a", "availability_zone": "z"}}"#;

#[tokio::test]
async fn an_aggregate_lives_and_goes() {
    let cloud = cloud().await;
    let made = cloud.post("/os-aggregates", ADMIN, "2.40", NEW).await;
    assert_eq!(made.status(), 200, "{}", made.text());
    assert!(!keys(&made, &["aggregate"]).contains(&"hosts".to_owned()), "a new one has nothing in it to show");
    refused(&cloud.post("/os-aggregates", ADMIN, "2.40", NEW).await, 409, "Aggregate a already exists.");

    let shown = cloud.get("/os-aggregates/1", ADMIN, "2.40").await;
    assert_eq!(text(&shown, &["aggregate", "availability_zone"]), "z");
    assert!(!keys(&shown, &["aggregate"]).contains(&"uuid".to_owned()));
    let newer = cloud.get("/os-aggregates", ADMIN, "2.41").await;
    assert!(keys(&newer, &["aggregates", "0"]).contains(&"uuid".to_owned()));

    let change = r#"{"aggregate": {"name": " b "}}"#;
    let changed = cloud.put("/os-aggregates/1", ADMIN, "2.1", change).await;
    assert_eq!(text(&changed, &["aggregate", "name"]), "b");
    assert_eq!(cloud.delete("/os-aggregates/1", ADMIN, "2.1").await.status(), 200);
    refused(&cloud.delete("/os-aggregates/1", ADMIN, "2.1").await, 404, "Aggregate 1 could not be found.");
}

#[tokio::test]
async fn an_aggregate_is_the_administrators() {
    let cloud = cloud().await;
    refused(&cloud.get("/os-aggregates", MEMBER, "2.1").await, 403, "os_compute_api:os-aggregates:index");
    // The body is looked at first.
    refused(&cloud.post("/os-aggregates", MEMBER, "2.1", "{}").await, 400, "'aggregate' is a required property");
    refused(&cloud.post("/os-aggregates", MEMBER, "2.1", NEW).await, 403, "os-aggregates:create");
}

#[tokio::test]
async fn a_wrong_aggregate_is_refused() {
    let cloud = cloud().await;
    refused(&cloud.get("/os-aggregates/x", ADMIN, "2.1").await, 400, "id must be an integer");
    let huge = cloud.get("/os-aggregates/99999999999999999999", ADMIN, "2.1").await;
    refused(&huge, 404, "Aggregate 99999999999999999999 could not be found.");
    let bad_zone = r#"{"aggregate": {"name": "a", "availability_zone": "a:b"}}"#;
    refused(&cloud.post("/os-aggregates", ADMIN, "2.1", bad_zone).await, 400, "under any of the given schemas");
    cloud.post("/os-aggregates", ADMIN, "2.1", NEW).await;
    let nothing = r#"{"aggregate": {}}"#;
    refused(&cloud.put("/os-aggregates/1", ADMIN, "2.1", nothing).await, 400, "under any of the given schemas");
    refused(&cloud.get("/os-aggregates?x=1", ADMIN, "2.102").await, 400, "'x' was unexpected");
    assert_eq!(cloud.get("/os-aggregates?x=1", ADMIN, "2.101").await.status(), 200);
}

#[tokio::test]
async fn hosts_come_and_go() {
    let cloud = cloud().await;
    cloud.post("/os-aggregates", ADMIN, "2.1", NEW).await;
    let act = async |body: &str| cloud.post("/os-aggregates/1/action", ADMIN, "2.1", body).await;
    refused(&act(r#"{"add_host": {"host": "nobody"}}"#).await, 404, "Compute host nobody could not be found.");
    let added = act(r#"{"add_host": {"host": "host1"}}"#).await;
    assert_eq!(text(&added, &["aggregate", "hosts", "0"]), "host1");
    refused(&act(r#"{"add_host": {"host": "host1"}}"#).await, 409, "already has host host1");
    refused(&cloud.delete("/os-aggregates/1", ADMIN, "2.1").await, 400, "Host aggregate is not empty.");

    let services = cloud.get("/os-services?binary=nova-compute", ADMIN, "2.1").await;
    assert_eq!(text(&services, &["services", "0", "zone"]), "z");
    refused(&act(r#"{"remove_host": {"host": "nobody"}}"#).await, 404, "Cannot remove host nobody in aggregate 1");
    assert_eq!(act(r#"{"remove_host": {"host": "host1"}}"#).await.status(), 200);
}

#[tokio::test]
async fn a_host_is_in_one_zone_and_takes_no_server_to_another() {
    let cloud = cloud().await;
    cloud.post("/os-aggregates", ADMIN, "2.1", NEW).await;
    cloud.post("/os-aggregates", ADMIN, "2.1", r#"{"aggregate": {"name": "b", "availability_zone": "y"}}"#).await;
    let add = r#"{"add_host": {"host": "host1"}}"#;
    assert_eq!(cloud.post("/os-aggregates/1/action", ADMIN, "2.1", add).await.status(), 200);
    let twice = cloud.post("/os-aggregates/2/action", ADMIN, "2.1", add).await;
    refused(&twice, 400, "One or more hosts already in availability zone(s) ['z'].");

    cloud.server().await;
    let moved = r#"{"aggregate": {"availability_zone": "x"}}"#;
    let moved = cloud.put("/os-aggregates/1", ADMIN, "2.1", moved).await;
    refused(&moved, 400, "Cannot update aggregate 1. Reason: One or more hosts contain instances in this zone.");
    let unnamed = r#"{"set_metadata": {"metadata": {"availability_zone": null}}}"#;
    let unnamed = cloud.post("/os-aggregates/1/action", ADMIN, "2.1", unnamed).await;
    refused(&unnamed, 400, "does not support empty named availability zone");
}

#[tokio::test]
async fn metadata_is_set_and_removed() {
    let cloud = cloud().await;
    cloud.post("/os-aggregates", ADMIN, "2.1", r#"{"aggregate": {"name": "a"}}"#).await;
    let act = async |body: &str| cloud.post("/os-aggregates/1/action", ADMIN, "2.1", body).await;
    let set = act(r#"{"set_metadata": {"metadata": {"k": "v", "l": "w"}}}"#).await;
    assert_eq!(keys(&set, &["aggregate", "metadata"]), ["k", "l"]);
    let removed = act(r#"{"set_metadata": {"metadata": {"k": null}}}"#).await;
    assert_eq!(keys(&removed, &["aggregate", "metadata"]), ["l"]);
    refused(&act(r#"{"set_metadata": {"metadata": {"k": 1}}}"#).await, 400, "1 is not of type 'string', 'null'");
    refused(&act(r#"{"paint": {}}"#).await, 400, "There is no such action: paint");
}

#[tokio::test]
async fn images_are_cached_from_2_81_on() {
    let cloud = cloud().await;
    cloud.post("/os-aggregates", ADMIN, "2.1", NEW).await;
    let cache = async |version: &str, images: &[&str]| {
        let images: Vec<String> = images.iter().map(|id| format!(r#"{{"id": "{id}"}}"#)).collect();
        let body = format!(r#"{{"cache": [{}]}}"#, images.join(", "));
        cloud.post("/os-aggregates/1/images", ADMIN, version, &body).await
    };
    assert_eq!(cache("2.80", &[IMAGE]).await.status(), 404);
    let accepted = cache("2.81", &[IMAGE]).await;
    assert_eq!((accepted.status().as_u16(), accepted.text()), (202, ""));
    refused(&cache("2.81", &[IMAGE, IMAGE]).await, 400, "Duplicate images in request");
    refused(&cache("2.81", &[NOBODY]).await, 404, NOBODY);
    assert_eq!(
        at(&cloud.get("/os-aggregates", ADMIN, "2.81").await, &["aggregates"]).as_array().map(<[_]>::len),
        Some(1)
    );
}

#[tokio::test]
async fn a_zone_keeps_its_white_space_when_the_legacy_api_changes_it() {
    let cloud = cloud().await;
    let send = async |method: &str, path: &str, body: &str| {
        let ask = cloud.client.ask(method.parse().expect("a method"), path).token(ADMIN);
        ask.json(body).send().await
    };
    let made = send("POST", "/v2/os-aggregates", r#"{"aggregate": {"name": "a", "availability_zone": " z "}}"#).await;
    assert_eq!(text(&made, &["aggregate", "availability_zone"]), "z");
    let moved = send("PUT", "/v2/os-aggregates/1", r#"{"aggregate": {"availability_zone": " y "}}"#).await;
    assert_eq!(text(&moved, &["aggregate", "availability_zone"]), " y ");
}
