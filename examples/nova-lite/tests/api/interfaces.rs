//! `/servers/{server_id}/os-interface`

use nova_lite::compute::ServerAction;

use crate::cloud::{Cloud, MEMBER, NOBODY, OTHER, READER, at, cloud, keys, member, refused, text};

async fn cloud_with_server() -> (Cloud, String) {
    let cloud = cloud().await;
    let path = format!("/servers/{}/os-interface", cloud.server().await);
    (cloud, path)
}

#[tokio::test]
async fn a_port_is_plugged_in_listed_shown_and_plugged_out() {
    let (cloud, path) = cloud_with_server().await;
    let made = cloud.post(&path, MEMBER, "2.1", "{}").await;
    assert_eq!(made.status(), 200, "{}", made.text());
    let old = ["fixed_ips", "mac_addr", "net_id", "port_id", "port_state"];
    assert_eq!(keys(&made, &["interfaceAttachment"]), old);
    assert_eq!(keys(&made, &["interfaceAttachment", "fixed_ips", "0"]), ["ip_address", "subnet_id"]);
    let one = format!("{path}/{}", text(&made, &["interfaceAttachment", "port_id"]));

    assert_eq!(keys(&cloud.get(&one, READER, "2.69").await, &["interfaceAttachment"]), old);
    let shown = cloud.get(&one, READER, "2.70").await;
    assert!(at(&shown, &["interfaceAttachment", "tag"]).is_null());
    let listed = cloud.get(&path, READER, "2.70").await;
    assert_eq!(at(&listed, &["interfaceAttachments", "1"]), at(&shown, &["interfaceAttachment"]));

    assert_eq!(cloud.delete(&one, MEMBER, "2.1").await.status(), 202);
    refused(&cloud.get(&one, MEMBER, "2.1").await, 404, "Port id ");
}

#[tokio::test]
async fn a_port_has_a_tag_and_an_address_of_ones_choice() {
    let (cloud, path) = cloud_with_server().await;
    let first = cloud.get(&path, MEMBER, "2.1").await;
    let network = text(&first, &["interfaceAttachments", "0", "net_id"]);
    let address = text(&first, &["interfaceAttachments", "0", "fixed_ips", "0", "ip_address"]);
    let free = address.rsplit_once('.').map(|(net, _)| format!("{net}.77")).expect("an IPv4 address");
    let with = |address: &str| {
        format!(
            r#"{{"interfaceAttachment": {{"net_id": "{network}", "fixed_ips": [{{"ip_address": "{address}"}}], "tag": "t"}}}}"#
        )
    };
    refused(&cloud.post(&path, MEMBER, "2.48", &with(&free)).await, 400, "'tag' was unexpected");
    let made = cloud.post(&path, MEMBER, "2.70", &with(&free)).await;
    assert_eq!(text(&made, &["interfaceAttachment", "fixed_ips", "0", "ip_address"]), free);
    assert_eq!(text(&made, &["interfaceAttachment", "tag"]), "t");
    let text_of = format!("Fixed IP address {free} is already in use on instance");
    refused(&cloud.post(&path, MEMBER, "2.70", &with(&free)).await, 409, &text_of);
}

#[tokio::test]
async fn what_makes_no_sense_is_refused() {
    let (cloud, path) = cloud_with_server().await;
    let ask =
        async |body: &str| cloud.post(&path, MEMBER, "2.1", &format!(r#"{{"interfaceAttachment": {body}}}"#)).await;
    let first = cloud.get(&path, MEMBER, "2.1").await;
    let port = text(&first, &["interfaceAttachments", "0", "port_id"]);
    refused(&ask("null").await, 400, "None is not of type 'object'");
    refused(&ask(r#"{"port_id": "x"}"#).await, 400, "'x' is not a 'uuid'");
    let both = format!(r#"{{"port_id": "{port}", "net_id": "{NOBODY}"}}"#);
    refused(&ask(&both).await, 400, "Must not input both network_id and port_id");
    let text_of = "Must input network_id when request IP address";
    refused(&ask(r#"{"fixed_ips": [{"ip_address": "1.2.3.4"}]}"#).await, 400, text_of);
    refused(
        &ask(&format!(r#"{{"port_id": "{NOBODY}"}}"#)).await,
        404,
        &format!("Port id {NOBODY} could not be found."),
    );
    refused(&ask(&format!(r#"{{"net_id": "{NOBODY}"}}"#)).await, 404, &format!("Network {NOBODY} could not be found."));
    refused(&ask(&format!(r#"{{"port_id": "{port}"}}"#)).await, 409, &format!("Port {port} is still in use."));
}

#[tokio::test]
async fn who_may_not_is_told_so() {
    let (cloud, path) = cloud_with_server().await;
    refused(&cloud.post(&path, READER, "2.1", "{}").await, 403, "os-attach-interfaces:create");
    refused(&cloud.delete(&format!("{path}/{NOBODY}"), READER, "2.1").await, 403, "os-attach-interfaces:delete");
    refused(&cloud.get(&path, OTHER, "2.1").await, 404, "could not be found");
    let other = cloud.server().await;
    let ports = cloud.get(&format!("/servers/{other}/os-interface"), MEMBER, "2.1").await;
    let port = text(&ports, &["interfaceAttachments", "0", "port_id"]);
    let text_of = format!("does not have a port with id {port}");
    refused(&cloud.get(&format!("{path}/{port}"), MEMBER, "2.1").await, 404, &text_of);
    assert_eq!(cloud.get(&format!("{path}?x=1"), MEMBER, "2.101").await.status(), 200);
    refused(&cloud.get(&format!("{path}?x=1"), MEMBER, "2.102").await, 400, "'x' was unexpected");
}

#[tokio::test]
async fn an_attempt_that_fails_stays_in_the_log() {
    let (cloud, path) = cloud_with_server().await;
    let id = path.split('/').nth(2).expect("the server's id").to_owned();
    // The request is accepted before anybody looks for the port.
    assert_eq!(cloud.delete(&format!("{path}/{NOBODY}"), MEMBER, "2.1").await.status(), 202);
    let log = cloud.compute.list_actions(&member(), &id, Default::default()).await.expect("the log");
    assert_eq!((log[0].action.as_str(), log[0].message.as_deref()), ("detach_interface", Some("Error")));

    cloud.compute.act(&member(), &id, ServerAction::Suspend).await.expect("suspended");
    cloud.at_rest(&id).await;
    let text_of = format!("Cannot 'attach_interface' instance {id} while it is in vm_state suspended");
    refused(&cloud.post(&path, MEMBER, "2.1", "{}").await, 409, &text_of);
    let text_of = format!("Cannot 'detach_interface' instance {id} while it is in vm_state suspended");
    refused(&cloud.delete(&format!("{path}/{NOBODY}"), MEMBER, "2.1").await, 409, &text_of);
}
