//! `/os-server-groups`

use crate::cloud::{ADMIN, MEMBER, NOBODY, OTHER, PROJECT, READER, at, cloud, keys, refused, text};

#[tokio::test]
async fn a_group_is_its_projects() {
    let cloud = cloud().await;
    let new = r#"{"server_group": {"name": "g", "policies": ["affinity"]}}"#;
    refused(&cloud.post("/os-server-groups", READER, "2.1", new).await, 403, "os-server-groups:create");
    let made = cloud.post("/os-server-groups", MEMBER, "2.1", new).await;
    assert_eq!(keys(&made, &["server_group"]), ["id", "members", "metadata", "name", "policies"]);
    let one = format!("/os-server-groups/{}", text(&made, &["server_group", "id"]));
    refused(&cloud.get(&one, OTHER, "2.1").await, 404, "could not be found.");
    assert_eq!(cloud.get("/os-server-groups", OTHER, "2.1").await.text(), r#"{"server_groups": []}"#);
    assert_eq!(cloud.get("/os-server-groups?all_projects=1", ADMIN, "2.1").await.text().matches("\"g\"").count(), 1);
    let shown = cloud.get(&one, READER, "2.64").await;
    assert_eq!(text(&shown, &["server_group", "policy"]), "affinity");
    assert_eq!(text(&shown, &["server_group", "user_id"]), "demo");
    refused(&cloud.delete(&one, READER, "2.1").await, 403, "os-server-groups:delete");
    assert_eq!(cloud.delete(&one, MEMBER, "2.1").await.status(), 204);
    refused(&cloud.delete(&one, MEMBER, "2.1").await, 404, "could not be found.");
    refused(&cloud.get(&format!("/os-server-groups/{NOBODY}"), MEMBER, "2.1").await, 404, NOBODY);
}

#[tokio::test]
async fn policies_and_rules_come_with_their_microversions() {
    let cloud = cloud().await;
    let soft = r#"{"server_group": {"name": "g", "policies": ["soft-affinity"]}}"#;
    refused(&cloud.post("/os-server-groups", MEMBER, "2.14", soft).await, 400, "is not one of");
    assert_eq!(cloud.post("/os-server-groups", MEMBER, "2.15", soft).await.status(), 200);
    refused(&cloud.post("/os-server-groups", MEMBER, "2.64", soft).await, 400, "'policy' is a required property");
    let rules = |policy: &str| {
        format!(r#"{{"server_group": {{"name": "r", "policy": "{policy}", "rules": {{"max_server_per_host": "2"}}}}}}"#)
    };
    let answer = cloud.post("/os-server-groups", MEMBER, "2.64", &rules("affinity")).await;
    refused(&answer, 400, "Only anti-affinity policy supports rules.");
    let made = cloud.post("/os-server-groups", MEMBER, "2.64", &rules("anti-affinity")).await;
    assert_eq!(at(&made, &["server_group", "rules", "max_server_per_host"]).as_i64(), Some(2), "{}", made.text());
}

#[tokio::test]
async fn the_quota_of_groups_is_the_projects_and_the_users() {
    let cloud = cloud().await;
    let quota = async |query: &str, most: i64| {
        let body = format!(r#"{{"quota_set": {{"server_groups": {most}, "force": true}}}}"#);
        let answer = cloud.put(&format!("/os-quota-sets/{PROJECT}{query}"), ADMIN, "2.1", &body).await;
        assert_eq!(answer.status(), 200, "{}", answer.text());
    };
    let named = async |policy: &str, more: &str| {
        let body = format!(r#"{{"server_group": {{"name": "g", "policy": "{policy}"{more}}}}}"#);
        cloud.post("/os-server-groups", MEMBER, "2.64", &body).await
    };
    quota("", 1).await;
    quota("?user_id=demo", 5).await;
    assert_eq!(named("affinity", "").await.status(), 200);
    let full = "Quota exceeded, too many server groups.";
    refused(&named("affinity", "").await, 403, full);
    // The quota comes before what the body says.
    refused(&named("affinity", r#", "rules": {"max_server_per_host": 2}"#).await, 403, full);
    quota("", 5).await;
    quota("?user_id=demo", 1).await;
    refused(&named("affinity", "").await, 403, full);
    quota("?user_id=demo", 2).await;
    assert_eq!(named("affinity", "").await.status(), 200);
}
