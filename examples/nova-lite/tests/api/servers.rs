//! `/servers`, its actions, metadata and tags

use crate::cloud::{ADMIN, IMAGE, MEMBER, NOBODY, OTHER, READER, cloud, keys, refused, text};

fn wanted(more: &str) -> String {
    format!(r#"{{"server": {{"name": "s", "flavorRef": "1", "imageRef": "{IMAGE}"{more}}}}}"#)
}

#[tokio::test]
async fn a_server_is_created_shown_changed_and_deleted() {
    let cloud = cloud().await;
    let made = cloud.post("/servers", MEMBER, "2.1", &wanted("")).await;
    assert_eq!(made.status(), 202, "{}", made.text());
    assert_eq!(keys(&made, &["server"]), ["OS-DCF:diskConfig", "adminPass", "id", "links", "security_groups"]);
    let id = text(&made, &["server", "id"]);
    cloud.at_rest(&id).await;
    let path = format!("/servers/{id}");

    let shown = cloud.get(&path, READER, "2.1").await;
    assert_eq!(text(&shown, &["server", "status"]), "ACTIVE");
    assert!(!shown.text().contains("locked") && !shown.text().contains("OS-EXT-SRV-ATTR"));
    assert!(cloud.get(&path, ADMIN, "2.3").await.text().contains("OS-EXT-SRV-ATTR:launch_index"));
    assert!(cloud.get(&path, READER, "2.9").await.text().contains(r#""locked": false"#));

    let changed = cloud.put(&path, MEMBER, "2.74", r#"{"server": {"name": "t"}}"#).await;
    assert_eq!(text(&changed, &["server", "name"]), "t");
    assert!(!changed.text().contains("config_drive"));
    assert!(cloud.put(&path, MEMBER, "2.75", r#"{"server": {}}"#).await.text().contains("config_drive"));
    let long = r#"{"server": {"accessIPv6": "0000:0000:0000:0000:0000:babe:220.12.22.2"}}"#;
    let shortened = cloud.put(&path, MEMBER, "2.1", long).await;
    assert_eq!(text(&shortened, &["server", "accessIPv6"]), "::babe:dc0c:1602");
    let groupless = r#"{"removeSecurityGroup": {"name": "default"}}"#;
    assert_eq!(cloud.post(&format!("{path}/action"), MEMBER, "2.1", groupless).await.status(), 202);
    refused(&cloud.put(&path, READER, "2.1", r#"{"server": {}}"#).await, 403, "servers:update");
    refused(&cloud.get(&path, OTHER, "2.1").await, 404, "could not be found");
    refused(&cloud.get("/servers?bogus=1", MEMBER, "2.75").await, 400, "'bogus' does not match any of the regexes");
    assert_eq!(cloud.delete(&path, MEMBER, "2.1").await.status(), 204);
}

#[tokio::test]
async fn a_wrong_request_for_a_server_is_refused() {
    let cloud = cloud().await;
    let ask = async |version: &str, more: &str| cloud.post("/servers", MEMBER, version, &wanted(more)).await;
    refused(&ask("2.37", "").await, 400, "'networks' is a required property");
    refused(&ask("2.36", r#", "networks": "none""#).await, 400, "is not of type 'array'");
    refused(&ask("2.1", r#", "min_count": 5, "max_count": 2"#).await, 400, "min_count must be <= max_count");
    refused(&ask("2.1", r#", "networks": [{"uuid": "x"}]"#).await, 400, "not in proper format (x)");
    refused(&ask("2.1", r#", "key_name": "lost""#).await, 400, "Invalid key_name provided.");
    refused(&ask("2.1", r#", "availability_zone": "nova:h""#).await, 403, "create:forced_host");
    refused(&ask("2.1", r#", "min_count": 11"#).await, 403, "Quota exceeded for instances");
    let order =
        r#", "block_device_mapping_v2": [{"source_type": "blank", "destination_type": "volume", "boot_index": 5}]"#;
    refused(&ask("2.1", order).await, 400, "Boot sequence");
}

#[tokio::test]
async fn an_action_is_taken_refused_by_state_lock_policy_and_body() {
    let cloud = cloud().await;
    let id = cloud.server().await;
    let path = format!("/servers/{id}/action");
    let act = async |who: &str, version: &str, body: &str| cloud.post(&path, who, version, body).await;
    refused(&act(MEMBER, "2.1", r#"{"os-start": null}"#).await, 409, "Cannot 'start' instance");
    refused(&act(READER, "2.1", r#"{"os-stop": null}"#).await, 403, "servers:stop");
    refused(&act(MEMBER, "2.1", r#"{"reboot": {}}"#).await, 400, "'type' is a required property");
    let lost = format!("/servers/{NOBODY}/action");
    refused(&cloud.post(&lost, MEMBER, "2.1", r#"{"os-stop": null}"#).await, 404, "has no mapping to a cell.");
    refused(&cloud.post(&lost, MEMBER, "2.1", r#"{"pause": null}"#).await, 404, "could not be found.");
    refused(&act(MEMBER, "2.1", r#"{"resetNetwork": {}}"#).await, 410, "no longer available");
    refused(&act(MEMBER, "2.73", r#"{"lock": "x"}"#).await, 400, "'object', 'null'");

    assert_eq!(act(MEMBER, "2.73", r#"{"lock": {"locked_reason": "r"}}"#).await.status(), 202);
    refused(&act(MEMBER, "2.1", r#"{"os-stop": null}"#).await, 409, "is locked");
    assert_eq!(act(MEMBER, "2.1", r#"{"unlock": null}"#).await.status(), 202);
    assert_eq!(act(MEMBER, "2.1", r#"{"os-stop": null}"#).await.status(), 202);
    cloud.at_rest(&id).await;
    let image = act(MEMBER, "2.45", r#"{"createImage": {"name": "i"}}"#).await;
    assert_eq!(keys(&image, &[]), ["image_id"]);
}

#[tokio::test]
async fn tags_begin_with_2_26_and_metadata_is_bounded() {
    let cloud = cloud().await;
    let id = cloud.server().await;
    let tags = format!("/servers/{id}/tags");
    assert_eq!(cloud.get(&tags, MEMBER, "2.25").await.status(), 404);
    assert_eq!(cloud.put(&format!("{tags}/a"), MEMBER, "2.26", "null").await.status(), 201);
    assert_eq!(cloud.put(&format!("{tags}/a"), MEMBER, "2.26", "null").await.status(), 204);
    assert_eq!(cloud.get(&format!("{tags}/a"), READER, "2.26").await.status(), 204);
    refused(&cloud.get(&format!("{tags}/b"), READER, "2.26").await, 404, "has no tag 'b'");
    let metadata = format!("/servers/{id}/metadata");
    let many: Vec<String> = (0..129).map(|n| format!(r#""k{n}": "v""#)).collect();
    let body = format!(r#"{{"metadata": {{{}}}}}"#, many.join(", "));
    refused(&cloud.post(&metadata, MEMBER, "2.1", &body).await, 403, "Maximum number of metadata items exceeds 128");
    let one = format!("{metadata}/a");
    refused(&cloud.put(&one, MEMBER, "2.1", r#"{"meta": {"b": "c"}}"#).await, 400, "URI mismatch");
    assert_eq!(cloud.put(&one, MEMBER, "2.1", r#"{"meta": {"a": "c"}}"#).await.status(), 200);
}

#[tokio::test]
async fn the_groups_of_a_server_are_those_of_its_ports() {
    let cloud = cloud().await;
    let made = cloud.post("/servers", MEMBER, "2.37", &wanted(r#", "networks": "none""#)).await;
    assert_eq!(text(&made, &["server", "security_groups", "0", "name"]), "default");
    let id = text(&made, &["server", "id"]);
    cloud.at_rest(&id).await;
    let path = format!("/servers/{id}");
    assert!(!cloud.get(&path, MEMBER, "2.37").await.text().contains("security_groups"));
    let body = r#"{"addSecurityGroup": {"name": "default"}}"#;
    let action = format!("{path}/action");
    refused(&cloud.post(&action, MEMBER, "2.1", body).await, 404, "could not be found as device id on any ports");

    let plugged = cloud.post(&format!("{path}/os-interface"), MEMBER, "2.37", "{}").await;
    assert_eq!(plugged.status(), 200, "{}", plugged.text());
    let shown = cloud.get(&path, MEMBER, "2.37").await;
    assert_eq!(text(&shown, &["server", "security_groups", "0", "name"]), "default");
    let body = body.replace("default", "lost");
    refused(&cloud.post(&action, MEMBER, "2.1", &body).await, 404, "Security group lost is not found for project");
}

#[tokio::test]
async fn a_second_lock_is_no_action_and_a_new_password_is_waited_for() {
    let cloud = cloud().await;
    let id = cloud.server().await;
    let path = format!("/servers/{id}/action");
    let act = async |body: &str| cloud.post(&path, MEMBER, "2.45", body).await;
    for _ in 0..2 {
        assert_eq!(act(r#"{"lock": null}"#).await.status(), 202);
    }
    let log = cloud.get(&format!("/servers/{id}/os-instance-actions"), MEMBER, "2.1").await;
    assert_eq!(log.text().matches(r#""action": "lock""#).count(), 1, "{}", log.text());
    // A snapshot does not ask for the lock; the password is set when the answer comes, so nothing is in its way.
    assert_eq!(act(r#"{"unlock": null}"#).await.status(), 202);
    assert_eq!(act(r#"{"changePassword": {"adminPass": "p"}}"#).await.status(), 202);
    assert_eq!(act(r#"{"lock": null}"#).await.status(), 202);
    assert_eq!(act(r#"{"createImage": {"name": "i"}}"#).await.status(), 202);
    refused(&act(r#"{"reboot": {"type": "SOFT"}}"#).await, 409, "is locked");
}

#[tokio::test]
async fn what_is_deleted_before_it_has_a_place_was_never_there() {
    let cloud = cloud().await;
    let made = cloud.post("/servers", MEMBER, "2.1", &wanted("")).await;
    let id = text(&made, &["server", "id"]);
    assert_eq!(cloud.delete(&format!("/servers/{id}"), MEMBER, "2.1").await.status(), 204);
    let deleted = cloud.get("/servers?status=deleted", ADMIN, "2.1").await;
    assert!(!deleted.text().contains(&id), "{}", deleted.text());
    refused(&cloud.get("/servers?status=deleted", MEMBER, "2.1").await, 403, "Only administrators may list");
    assert!(cloud.get("/limits", MEMBER, "2.1").await.text().contains(r#""totalInstancesUsed": 0"#));
}

#[tokio::test]
async fn the_legacy_api_has_no_schema_for_lists() {
    let cloud = cloud().await;
    cloud.server().await;
    let get = async |query: &str| {
        let ask = cloud.client.ask("GET".parse().expect("a method"), &format!("/v2/servers?{query}"));
        ask.token(MEMBER).send().await
    };
    refused(&get("limit=-1").await, 400, "Invalid input received: limit must be >= 0");
    refused(&get("limit=x").await, 400, "Invalid input received: limit must be an integer");
    refused(&get("changes-since=x").await, 400, "Invalid filter field: changes-since.");
    assert_eq!(get("sort_key=nope").await.text(), r#"{"servers": []}"#);
    assert!(get("sort_key=display_name").await.text().contains(r#""name": "s""#));
}

#[tokio::test]
async fn a_move_goes_where_it_can() {
    let cloud = cloud().await;
    let id = cloud.server().await;
    let path = format!("/servers/{id}/action");
    let act = async |version: &str, body: &str| cloud.post(&path, ADMIN, version, body).await;
    let live = r#"{"os-migrateLive": {"host": null, "block_migration": "auto", "force": true}}"#;
    refused(&act("2.30", live).await, 400, "Can't force to a non-provided destination");
    refused(&act("2.29", r#"{"evacuate": {"force": true}}"#).await, 400, "Can't force to a non-provided destination");
    let kept = r#"{"evacuate": {"onSharedStorage": true, "adminPass": "p"}}"#;
    refused(&act("2.13", kept).await, 400, "admin password can't be changed on existing disk");
    refused(&act("2.14", r#"{"evacuate": {"host": "lost"}}"#).await, 404, "Compute host lost not found.");
    refused(&act("2.14", r#"{"evacuate": {"host": "host1"}}"#).await, 400, "The target host can't be the same one.");
    refused(&act("2.14", r#"{"evacuate": {}}"#).await, 400, "Compute service of host1 is still in use.");
    refused(&act("2.56", r#"{"migrate": {"host": "host1"}}"#).await, 400, "Cannot migrate to the host where");

    let change = async |zone: &str| {
        let body = format!(r#"{{"server": {{"pinned_availability_zone": {zone}}}}}"#);
        cloud.put(&format!("/servers/{id}"), MEMBER, "2.104", &body).await
    };
    refused(
        &change(r#""mars""#).await,
        409,
        "Server can only be pinned to its current availability zone 'nova', but 'mars'",
    );
    assert_eq!(text(&change(r#""nova""#).await, &["server", "pinned_availability_zone"]), "nova");
    refused(&change(r#""mars""#).await, 409, "Cannot change pinned availability zone directly.");
    assert_eq!(change("null").await.status(), 200);

    let both = wanted(r#", "networks": "auto", "availability_zone": "nova:host1", "host": "host1""#);
    refused(&cloud.post("/servers", ADMIN, "2.74", &both).await, 400, "are mutually exclusive.");
    let linked = wanted("").replace(r#""flavorRef": "1""#, r#""flavorRef": "http://nova/flavors/1?x""#);
    assert_eq!(cloud.post("/servers", MEMBER, "2.1", &linked).await.status(), 202);
}

#[tokio::test]
async fn tags_are_refused_by_the_state_of_the_server_first() {
    let cloud = cloud().await;
    let id = cloud.server().await;
    let tags = format!("/servers/{id}/tags");
    let many: Vec<String> = (0..50).map(|n| format!(r#""t{n}""#)).collect();
    let full = format!(r#"{{"tags": [{}]}}"#, many.join(", "));
    assert_eq!(cloud.put(&tags, MEMBER, "2.26", &full).await.status(), 200);
    let held = cloud.put(&format!("{tags}/t1"), MEMBER, "2.26", "null").await;
    refused(&held, 400, "The number of tags exceeded the per-server limit 50");
    refused(&cloud.put(&format!("{tags}/a,b"), MEMBER, "2.26", "null").await, 400, "Tag 'a,b' is invalid.");

    let action = format!("/servers/{id}/action");
    assert_eq!(cloud.post(&action, ADMIN, "2.1", r#"{"os-resetState": {"state": "error"}}"#).await.status(), 202);
    let wrong = cloud.put(&format!("{tags}/a,b"), MEMBER, "2.26", "null").await;
    refused(&wrong, 409, "Cannot 'update tag' instance");
    refused(&cloud.put(&tags, MEMBER, "2.26", &full).await, 409, "Cannot 'update tags' instance");
    refused(&cloud.delete(&format!("{tags}/t1"), MEMBER, "2.26").await, 409, "Cannot 'delete tag' instance");
    refused(&cloud.delete(&tags, MEMBER, "2.26").await, 409, "Cannot 'delete tags' instance");
}
