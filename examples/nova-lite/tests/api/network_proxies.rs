//! What Nova passes on to the network service until 2.35: networks, floating addresses, security groups; and Ironic's.

use crate::cloud::{ADMIN, MEMBER, NOBODY, OTHER, PROJECT, READER, at, cloud, cloud_of, keys, refused, text};

/// An external network with two addresses, the gateway's and one more, and a private one.
fn world() -> String {
    format!(
        r#"{{
        "services": [{{"binary": "nova-compute", "host": "host1", "zone": "nova"}}],
        "compute_driver": {{"hypervisor_type": "fake", "host_ip": "192.0.2.2", "vcpus": 10, "memory_mb": 8000,
            "local_gb": 50}},
        "flavors": [{{"id": "1", "name": "f", "ram": 64, "vcpus": 1, "disk": 1}}],
        "images": [{{"id": "70a5f5f3-2f0c-4c1d-9c4e-6f0f3a0d5b01", "name": "i", "status": "active",
            "visibility": "public"}}],
        "networks": [
            {{"id": "aaaaaaaa-0000-0000-0000-000000000001", "name": "private", "project_id": "{PROJECT}"}},
            {{"id": "aaaaaaaa-0000-0000-0000-000000000002", "name": "public", "project_id": "", "router:external": true}}
        ],
        "subnets": [
            {{"id": "bbbbbbbb-0000-0000-0000-000000000001", "network_id": "aaaaaaaa-0000-0000-0000-000000000001",
             "name": "", "cidr": "10.0.0.0/24", "allocation_pools": [{{"start": "10.0.0.2", "end": "10.0.0.9"}}]}},
            {{"id": "bbbbbbbb-0000-0000-0000-000000000002", "network_id": "aaaaaaaa-0000-0000-0000-000000000002",
             "name": "", "cidr": "203.0.113.0/24", "gateway_ip": "203.0.113.1",
             "allocation_pools": [{{"start": "203.0.113.1", "end": "203.0.113.2"}}]}}
        ]
    }}"#
    )
}

#[tokio::test]
async fn networks_show_more_nulls_to_administrators() {
    let cloud = cloud_of(&world()).await;
    let seen = cloud.get("/os-networks", READER, "2.35").await;
    assert_eq!(text(&seen, &["networks", "0", "label"]), "private");
    assert_eq!(keys(&seen, &["networks", "0"]).len(), 11);
    let id = text(&seen, &["networks", "0", "id"]);
    let shown = cloud.get(&format!("/os-networks/{id}"), ADMIN, "2.1").await;
    assert_eq!(keys(&shown, &["network"]).len(), 32);
    let own = cloud.get(&format!("/os-tenant-networks/{id}"), READER, "2.1").await;
    assert_eq!(text(&own, &["network", "cidr"]), "None");
    for path in ["/os-networks", "/os-tenant-networks"] {
        refused(&cloud.get(&format!("{path}/{id}"), OTHER, "2.1").await, 404, "Network not found");
        refused(&cloud.get(&format!("{path}/{NOBODY}"), ADMIN, "2.1").await, 404, "Network not found");
        assert_eq!(cloud.get(path, ADMIN, "2.36").await.status(), 404);
        assert_eq!(cloud.post(path, ADMIN, "2.1", "{}").await.status(), 410);
        assert_eq!(cloud.delete(&format!("{path}/{id}"), ADMIN, "2.104").await.status(), 410);
    }
    let action = format!("/os-networks/{id}/action");
    assert_eq!(cloud.post(&action, ADMIN, "2.1", r#"{"disassociate": null}"#).await.status(), 410);
    refused(&cloud.post(&action, ADMIN, "2.1", r#"{"x": null}"#).await, 400, "There is no such action: x");
}

#[tokio::test]
async fn a_floating_address_is_taken_led_somewhere_and_given_back() {
    let cloud = cloud_of(&world()).await;
    let pools = cloud.get("/os-floating-ip-pools", MEMBER, "2.1").await;
    assert_eq!(pools.text(), r#"{"floating_ip_pools": [{"name": "public"}]}"#);
    let take = async |token: &str, body: &str| cloud.post("/os-floating-ips", token, "2.35", body).await;
    refused(&take(MEMBER, "{}").await, 404, "Floating IP pool not found.");
    refused(&take(READER, "{}").await, 403, "os_compute_api:os-floating-ips:create");
    refused(&take(MEMBER, r#"{"pool": 1}"#).await, 400, "1 is not of type 'string', 'null'");
    let taken = take(MEMBER, r#"{"pool": "public"}"#).await;
    assert_eq!(text(&taken, &["floating_ip", "ip"]), "203.0.113.2");
    refused(&take(MEMBER, r#"{"pool": "public"}"#).await, 404, "No more floating IPs in pool public.");

    let id = cloud.server().await;
    let path = format!("/os-floating-ips/{}", text(&taken, &["floating_ip", "id"]));
    let act = async |id: &str, name: &str, more: &str| {
        let body = format!(r#"{{"{name}": {{"address": "203.0.113.2"{more}}}}}"#);
        cloud.post(&format!("/servers/{id}/action"), MEMBER, "2.43", &body).await
    };
    let wrong = act(&id, "addFloatingIp", r#", "fixed_address": "10.9.9.9""#).await;
    refused(&wrong, 400, "Specified fixed address not assigned to instance");
    refused(&act(&id, "removeFloatingIp", "").await, 409, "is not associated with instance");
    assert_eq!(act(&id, "addFloatingIp", "").await.status(), 202);
    let shown = cloud.get(&path, MEMBER, "2.1").await;
    assert_eq!(text(&shown, &["floating_ip", "instance_id"]), id);
    assert_eq!(text(&shown, &["floating_ip", "fixed_ip"]), "10.0.0.2");
    let shown = cloud.get(&format!("/servers/{id}"), MEMBER, "2.1").await;
    let kind = |place| text(&shown, &["server", "addresses", "private", place, "OS-EXT-IPS:type"]);
    assert_eq!(["0", "1"].map(kind), ["fixed", "floating"]);
    let listed = cloud.get(&format!("/servers/{id}/ips/private"), MEMBER, "2.1").await;
    assert_eq!(text(&listed, &["private", "1", "addr"]), "203.0.113.2");
    assert_eq!(act(&id, "removeFloatingIp", "").await.status(), 202);
    assert!(at(&cloud.get(&path, MEMBER, "2.1").await, &["floating_ip", "instance_id"]).is_null());

    refused(&cloud.delete(&path, OTHER, "2.1").await, 404, "Floating IP not found for ID");
    assert_eq!(cloud.delete(&path, MEMBER, "2.36").await.status(), 404);
    assert_eq!(cloud.delete(&path, MEMBER, "2.1").await.status(), 202);
    assert_eq!(cloud.get("/os-floating-ips", MEMBER, "2.1").await.text(), r#"{"floating_ips": []}"#);
}

#[tokio::test]
async fn a_security_group_lives_and_goes() {
    let cloud = cloud_of(&world()).await;
    let list = cloud.get("/os-security-groups", MEMBER, "2.1").await;
    assert_eq!(text(&list, &["security_groups", "0", "name"]), "default");
    assert_eq!(text(&list, &["security_groups", "0", "rules", "0", "group", "name"]), "default");
    let default = format!("/os-security-groups/{}", text(&list, &["security_groups", "0", "id"]));
    let make = async |token: &str, body: &str| cloud.post("/os-security-groups", token, "2.35", body).await;
    let body = r#"{"security_group": {"name": "web", "description": "d"}}"#;
    refused(&make(READER, body).await, 403, "os_compute_api:os-security-groups:create");
    refused(&make(MEMBER, r#"{"security_group": {"name": "web"}}"#).await, 400, "'description' is a required");
    refused(&make(MEMBER, &body.replace("web", "default")).await, 403, "Default security group already exists.");
    let made = make(MEMBER, body).await;
    let path = format!("/os-security-groups/{}", text(&made, &["security_group", "id"]));
    assert_eq!(text(&made, &["security_group", "tenant_id"]), PROJECT);
    let renamed = cloud.put(&path, MEMBER, "2.1", &body.replace("web", "www")).await;
    assert_eq!(text(&renamed, &["security_group", "name"]), "www");
    refused(&cloud.get(&path, OTHER, "2.1").await, 404, "does not exist.");
    refused(&cloud.get("/os-security-groups/x", MEMBER, "2.1").await, 400, "Security group id should be uuid");
    refused(&cloud.delete(&default, MEMBER, "2.1").await, 400, "Insufficient rights for removing default");
    refused(&cloud.put(&default, MEMBER, "2.1", body).await, 400, "Updating default security group not allowed.");
    assert_eq!(cloud.get(&path, MEMBER, "2.36").await.status(), 404);
    assert_eq!(cloud.delete(&path, MEMBER, "2.1").await.status(), 202);
    refused(&cloud.delete(&path, MEMBER, "2.1").await, 404, "does not exist.");
}

#[tokio::test]
async fn rules_come_and_go() {
    let cloud = cloud().await;
    let body = r#"{"security_group": {"name": "web", "description": ""}}"#;
    let made = cloud.post("/os-security-groups", MEMBER, "2.1", body).await;
    let group = text(&made, &["security_group", "id"]);
    let add = async |rule: &str| {
        let body = format!(r#"{{"security_group_rule": {{"parent_group_id": "{group}", {rule}}}}}"#);
        cloud.post("/os-security-group-rules", MEMBER, "2.1", &body).await
    };
    let ssh = r#""ip_protocol": "tcp", "from_port": 22, "to_port": "22", "cidr": "10.0.0.0/8""#;
    let added = add(ssh).await;
    assert_eq!(text(&added, &["security_group_rule", "ip_range", "cidr"]), "10.0.0.0/8");
    assert_eq!(at(&added, &["security_group_rule", "to_port"]).as_i64(), Some(22));
    refused(&add(ssh).await, 400, "This rule already exists in group");
    refused(&add(r#""ip_protocol": "tcp""#).await, 400, "Not enough parameters to build a valid rule.");
    refused(&add(r#""group_id": "x""#).await, 400, "'x' is not a 'uuid'");
    let all = add(&format!(r#""group_id": "{group}", "ip_protocol": "icmp""#)).await;
    assert_eq!(at(&all, &["security_group_rule", "from_port"]).as_i64(), Some(-1));
    assert_eq!(text(&all, &["security_group_rule", "group", "name"]), "web");
    let foreign = format!(r#"{{"security_group_rule": {{"parent_group_id": "{group}", {ssh}}}}}"#);
    refused(&cloud.post("/os-security-group-rules", OTHER, "2.1", &foreign).await, 404, "does not exist.");
    refused(&cloud.post("/os-security-group-rules", MEMBER, "2.1", "{}").await, 400, "'security_group_rule' is");

    let path = format!("/os-security-group-rules/{}", text(&added, &["security_group_rule", "id"]));
    refused(&cloud.delete(&path, OTHER, "2.1").await, 404, "Security group rule");
    assert_eq!(cloud.delete(&path, MEMBER, "2.35").await.status(), 202);
    refused(&cloud.delete(&path, MEMBER, "2.1").await, 404, "Security group rule");
}

#[tokio::test]
async fn bare_metal_is_nowhere() {
    let cloud = cloud().await;
    let path = format!("/os-baremetal-nodes/{NOBODY}");
    refused(&cloud.get("/os-baremetal-nodes", MEMBER, "2.1").await, 403, "os_compute_api:os-baremetal-nodes:list");
    refused(&cloud.get("/os-baremetal-nodes", ADMIN, "2.35").await, 501, "not supported");
    refused(&cloud.get(&path, ADMIN, "2.35").await, 501, "not supported");
    refused(&cloud.post("/os-baremetal-nodes", ADMIN, "2.1", "{}").await, 400, "Ironic command node-create");
    refused(&cloud.delete(&path, ADMIN, "2.1").await, 400, "Ironic command node-delete");
    let action = cloud.post(&format!("{path}/action"), ADMIN, "2.1", r#"{"add_interface": null}"#).await;
    refused(&action, 400, "Ironic command port-create");
    assert_eq!(cloud.get("/os-baremetal-nodes", ADMIN, "2.36").await.status(), 404);
}
