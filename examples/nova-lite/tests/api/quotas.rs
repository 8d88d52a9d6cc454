//! `/os-quota-sets`, `/os-quota-class-sets` and `/limits`

use crate::cloud::{ADMIN, MEMBER, OTHER, PROJECT, at, cloud, keys, refused};

#[tokio::test]
async fn a_limit_holds_until_it_is_forgotten() {
    let cloud = cloud().await;
    let path = format!("/os-quota-sets/{PROJECT}");
    let change = r#"{"quota_set": {"instances": 3}}"#;
    refused(&cloud.put(&path, MEMBER, "2.1", change).await, 403, "os-quota-sets:update");
    refused(&cloud.get(&path, OTHER, "2.1").await, 403, "os-quota-sets:show");
    let before = cloud.get(&path, MEMBER, "2.57").await;
    let changed = cloud.put(&path, ADMIN, "2.57", change).await;
    assert_eq!(at(&changed, &["quota_set", "instances"]).as_i64(), Some(3), "{}", changed.text());
    let limits = cloud.get("/limits", MEMBER, "2.57").await;
    assert_eq!(at(&limits, &["limits", "absolute", "maxTotalInstances"]).as_i64(), Some(3));
    let user = format!("{path}?user_id=demo");
    let much = cloud.put(&user, ADMIN, "2.57", r#"{"quota_set": {"instances": 4}}"#).await;
    refused(&much, 400, "must be less than or equal to 3.");
    assert_eq!(cloud.put(&user, ADMIN, "2.57", r#"{"quota_set": {"instances": 2}}"#).await.status(), 200);
    let little = cloud.put(&path, ADMIN, "2.57", r#"{"quota_set": {"instances": 1}}"#).await;
    refused(&little, 400, "already used and reserved 2.");
    let forced = cloud.put(&path, ADMIN, "2.57", r#"{"quota_set": {"instances": 1, "force": true}}"#).await;
    assert_eq!(forced.status(), 200);
    refused(&cloud.put(&path, ADMIN, "2.57", r#"{"quota_set": {"fixed_ips": 1}}"#).await, 400, "unexpected");
    assert_eq!(cloud.delete(&path, ADMIN, "2.1").await.status(), 202);
    assert_eq!(cloud.get(&path, MEMBER, "2.57").await.text(), before.text());
}

#[tokio::test]
async fn what_belongs_to_networks_and_files_is_gone_at_its_microversions() {
    let cloud = cloud().await;
    let set = format!("/os-quota-sets/{PROJECT}/defaults");
    let class = "/os-quota-class-sets/default";
    for (version, members, of_class) in [("2.1", 15, 13), ("2.36", 11, 13), ("2.50", 11, 11), ("2.57", 8, 8)] {
        let shown = cloud.get(&set, MEMBER, version).await;
        assert_eq!(keys(&shown, &["quota_set"]).len(), members, "{version}: {}", shown.text());
        let shown = cloud.get(class, ADMIN, version).await;
        assert_eq!(keys(&shown, &["quota_class_set"]).len(), of_class, "{version}: {}", shown.text());
    }
    refused(&cloud.get(class, MEMBER, "2.1").await, 403, "os-quota-class-sets:show");
    let changed = cloud.put(class, ADMIN, "2.1", r#"{"quota_class_set": {"cores": "7"}}"#).await;
    assert_eq!(at(&changed, &["quota_class_set", "cores"]).as_i64(), Some(7));
    assert_eq!(at(&cloud.get(&set, MEMBER, "2.1").await, &["quota_set", "cores"]).as_i64(), Some(7));
}
