//! `/flavors`, their extra specs, and the projects that may use the private ones

use crate::cloud::{ADMIN, MEMBER, OTHER, PROJECT, at, cloud, refused, text};

const PRIVATE: &str = r#"{"flavor": {"id": "p", "name": "private", "ram": 1, "vcpus": 1, "disk": 1,
    "os-flavor-access:is_public": false}}"#;

#[tokio::test]
async fn a_private_flavor_is_for_the_projects_that_were_let_in() {
    let cloud = cloud().await;
    refused(&cloud.post("/flavors", MEMBER, "2.1", PRIVATE).await, 403, "os-flavor-manage:create");
    assert_eq!(cloud.post("/flavors", ADMIN, "2.1", PRIVATE).await.status(), 200);
    refused(&cloud.post("/flavors", ADMIN, "2.1", PRIVATE).await, 409, "already exists");
    refused(&cloud.get("/flavors/p", MEMBER, "2.1").await, 404, "Flavor p could not be found.");
    let add = format!(r#"{{"addTenantAccess": {{"tenant": "{PROJECT}"}}}}"#);
    refused(&cloud.post("/flavors/p/action", MEMBER, "2.1", &add).await, 403, "add_tenant_access");
    let access = cloud.post("/flavors/p/action", ADMIN, "2.7", &add).await;
    assert_eq!(text(&access, &["flavor_access", "0", "tenant_id"]), PROJECT);
    refused(&cloud.post("/flavors/p/action", ADMIN, "2.7", &add).await, 409, "already exists");
    assert_eq!(cloud.get("/flavors/p", MEMBER, "2.1").await.status(), 200);
    assert!(cloud.get("/flavors", MEMBER, "2.1").await.text().contains("\"private\""));
    assert!(!cloud.get("/flavors", OTHER, "2.1").await.text().contains("\"private\""));
    refused(&cloud.post("/flavors/1/action", ADMIN, "2.7", &add).await, 409, "public flavor");
    assert_eq!(cloud.post("/flavors/1/action", ADMIN, "2.6", &add).await.status(), 200);
    let remove = add.replace("add", "remove");
    assert_eq!(cloud.post("/flavors/p/action", ADMIN, "2.1", &remove).await.text(), r#"{"flavor_access": []}"#);
    refused(&cloud.post("/flavors/p/action", ADMIN, "2.1", &remove).await, 404, "not found");
    refused(&cloud.get("/flavors/1/os-flavor-access", ADMIN, "2.1").await, 404, "not available for public");
}

#[tokio::test]
async fn extra_specs_are_checked_from_2_86_on() {
    let cloud = cloud().await;
    let specs = "/flavors/1/os-extra_specs";
    let bogus = r#"{"extra_specs": {"hw:cpu_policy": "bogus"}}"#;
    refused(&cloud.post(specs, MEMBER, "2.1", bogus).await, 403, "os-flavor-extra-specs:create");
    assert_eq!(cloud.post(specs, ADMIN, "2.85", bogus).await.text(), bogus);
    refused(&cloud.post(specs, ADMIN, "2.86", bogus).await, 400, "is not one of: dedicated, shared, mixed.");
    let one = "/flavors/1/os-extra_specs/a:b";
    assert_eq!(cloud.put(one, ADMIN, "2.86", r#"{"a:b": 1}"#).await.text(), r#"{"a:b": 1}"#);
    assert_eq!(cloud.get(one, MEMBER, "2.1").await.text(), r#"{"a:b": "1"}"#);
    refused(&cloud.put(one, ADMIN, "2.86", r#"{"c": "1"}"#).await, 400, "mismatch");
    let shown = cloud.get("/flavors/1", MEMBER, "2.61").await;
    assert_eq!(text(&shown, &["flavor", "extra_specs", "a:b"]), "1");
    assert_eq!(cloud.delete(one, ADMIN, "2.1").await.status(), 200);
    refused(&cloud.delete(one, ADMIN, "2.1").await, 404, "no extra specs with key a:b");
}

#[tokio::test]
async fn a_list_is_filtered_sorted_and_cut() {
    let cloud = cloud().await;
    let names = |answer: &starmap::testing::Answer| {
        let flavors = at(answer, &["flavors"]);
        let name = |flavor: &starmap::json::Value| flavor.as_object()?.get("name")?.as_str().map(str::to_owned);
        flavors.as_array().unwrap().iter().filter_map(name).collect::<Vec<_>>()
    };
    let all = names(&cloud.get("/flavors?sort_key=name", MEMBER, "2.1").await);
    let mut sorted = all.clone();
    sorted.sort();
    assert!(all.len() > 1 && all == sorted, "{all:?}");
    let big = names(&cloud.get("/flavors?minRam=4096", MEMBER, "2.1").await);
    assert!(!big.is_empty() && big.len() < all.len(), "{big:?}");
    refused(&cloud.get("/flavors?minRam=x", MEMBER, "2.1").await, 400, "Invalid minRam filter [x]");
    refused(&cloud.get("/flavors?is_public=x", ADMIN, "2.1").await, 400, "Invalid is_public filter [x]");
    refused(&cloud.get("/flavors?is_public=none+", ADMIN, "2.1").await, 400, "Invalid is_public filter [none ]");
    assert_eq!(cloud.get("/flavors?is_public=+True+&minRam=+1+", ADMIN, "2.1").await.status(), 200);
    refused(&cloud.get("/flavors?marker=x", MEMBER, "2.1").await, 400, "marker [x] not found");
    let pattern = format!("/flavors?name=^{}$", all[0]);
    assert_eq!(names(&cloud.get(&pattern, MEMBER, "2.102").await), all[..1]);
    refused(&cloud.get(&pattern, MEMBER, "2.101").await, 400, "Additional properties");
    assert_eq!(names(&cloud.get(&pattern, MEMBER, "2.74").await).len(), all.len());
}
