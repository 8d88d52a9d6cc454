//! The things that requests are about: servers in every state, and what belongs to them, each made by its name.
//!
//! A name is a thing, `stopped`, or a part of one, `attached.volume`. Reads share things, a change gets its own.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::time::Duration;

use starmap::testing::Answer;

use crate::cloud::{ADMIN, Cloud, IMAGE, NOBODY, PROJECT, cloud_with, text};

/// Volumes that the world holds ready, because a project may make only ten itself.
const VOLUMES: usize = 400;
/// Services that can be deleted.
const SPARE_SERVICES: usize = 8;
/// How long a server may take until it is in a state.
const PATIENCE: Duration = Duration::from_secs(20);
/// What a microversion or a moment makes different.
const FLEETING: [&str; 4] = ["change_of_service", "hypervisor", "moving", "spare_service"];
const NETWORK: &str = "aaaaaaaa-0000-4000-8000-000000000001";
const PUBLIC_KEY: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIWPQbd5Fm2ncQ6ZkFRtkyAHW2WnOuxjl1QHk0rVO0Ua me";

/// The parts of things made already, by the thing's name; the thing itself is the part without a name.
pub(super) type Made = BTreeMap<String, BTreeMap<&'static str, String>>;

/// A cloud with room for many things.
pub(super) struct Scene {
    pub(super) cloud: Cloud,
    count: Cell<usize>,
    shared: RefCell<Made>,
}

impl Scene {
    pub(super) async fn open() -> Self {
        let unlimited = ["instances", "cores", "ram", "server_groups", "key_pairs"];
        let mut options: Vec<_> = unlimited.iter().map(|name| ("quota", *name, "-1".to_owned())).collect();
        options.push(("DEFAULT", "reclaim_instance_interval", "3600".to_owned()));
        options.push(("DEFAULT", "shelved_offload_time", "-1".to_owned()));
        for console in ["spice", "serial_console"] {
            options.push((console, "enabled", "true".to_owned()));
        }
        let cloud = cloud_with(&world(), options).await;
        Self { cloud, count: Cell::new(0), shared: RefCell::default() }
    }

    /// What a name stands for at a microversion, made unless it is there already.
    pub(super) async fn named(&self, name: &str, version: &str, made: &mut Made) -> String {
        let (thing, part) = name.split_once('.').unwrap_or((name, ""));
        if !made.contains_key(thing) {
            // Boxed, because a future that may be any of these is too much for a test's stack.
            let parts = Box::pin(self.make(thing, version)).await;
            made.insert(thing.to_owned(), parts);
        }
        made[thing].get(part).unwrap_or_else(|| panic!("{thing} has no part {part:?}")).clone()
    }

    /// The things that reads share, without those that a microversion or a moment makes different.
    pub(super) fn shared(&self) -> Made {
        let mut shared = self.shared.borrow().clone();
        shared.retain(|name, _| !FLEETING.contains(&name.as_str()));
        shared
    }

    /// Keeps things for the reads to come.
    pub(super) fn share(&self, made: Made) {
        *self.shared.borrow_mut() = made;
    }

    async fn make(&self, thing: &str, version: &str) -> BTreeMap<&'static str, String> {
        let one = |id: String| BTreeMap::from([("", id)]);
        let uuids = version.split_once('.').is_some_and(|(_, minor)| minor.parse::<u32>().expect("a number") >= 53);
        match thing {
            "v21" => one("v2.1".into()),
            "extension" => one("os-keypairs".into()),
            "image" => one(IMAGE.into()),
            "project" => one(PROJECT.into()),
            "host" => one("host1".into()),
            "network" => one(NETWORK.into()),
            "pool" => one("public".into()),
            "label" => one("private".into()),
            "class" => one("default".into()),
            "day" => one("2026-01-01 00:00:00".replace(' ', "%20")),
            "key" | "image_key" | "spec" => one("k".into()),
            "tag" => one("t".into()),
            "unknown" => one(NOBODY.into()),
            "public_key" => one(PUBLIC_KEY.into()),
            "unique" => one(self.unique()),
            "volume" => one(self.volume()),
            "flavor" | "new_flavor" | "private_flavor" => one(self.flavor(thing == "private_flavor").await),
            "own_image" => one(self.own_image().await),
            "aggregate" | "hosted_aggregate" => one(self.aggregate(thing == "hosted_aggregate").await),
            "console" => one(self.console().await),
            "floating" | "led" => self.floating(thing == "led").await,
            "hypervisor" => one(self.id_of("/os-hypervisors", "hypervisors", if uuids { "2.53" } else { "2.1" }).await),
            "change_of_service" if !uuids => one("disable".into()),
            "change_of_service" => one(self.id_of("/os-services?host=host4", "services", "2.53").await),
            "spare_service" => {
                let path = format!("/os-services?host=spare{}", self.number() % SPARE_SERVICES);
                one(self.id_of(&path, "services", if uuids { "2.53" } else { "2.1" }).await)
            }
            "keypair" | "own_keypair" => one(self.keypair().await),
            "rule" => self.rule().await,
            "group" => one(self.group().await),
            "populated_group" => one(self.populated_group().await),
            "snapshot" => one(self.snapshot().await),
            "attached" | "swapping" => self.attached(thing == "swapping").await,
            "connected" => self.connected().await,
            "moving" => self.moving().await,
            "acted" => self.acted().await,
            server => one(Box::pin(self.server(server)).await),
        }
    }

    fn number(&self) -> usize {
        self.count.set(self.count.get() + 1);
        self.count.get()
    }

    fn unique(&self) -> String {
        format!("n{}", self.number())
    }

    fn volume(&self) -> String {
        let number = self.number() % VOLUMES;
        volume_id(number)
    }

    /// Asks as an administrator, and insists on success.
    async fn done(&self, method: &str, path: &str, version: &str, body: &str) -> Answer {
        let ask = self.cloud.ask(method, path, ADMIN, version);
        let ask = if body.is_empty() { ask } else { ask.json(body) };
        let answer = Box::pin(ask.send()).await;
        assert!(answer.status().is_success(), "{method} {path} {body}: {} {}", answer.status(), answer.text());
        answer
    }

    /// The id of the first of a list.
    async fn id_of(&self, path: &str, list: &str, version: &str) -> String {
        let answer = self.done("GET", path, version, "").await;
        let id = crate::cloud::at(&answer, &[list, "0", "id"]);
        id.as_str().map_or_else(|| id.as_i64().expect("an id").to_string(), str::to_owned)
    }

    async fn flavor(&self, private: bool) -> String {
        let body = format!(
            r#"{{"flavor": {{"name": "{}", "ram": 64, "vcpus": 1, "disk": 1, "swap": 3, "OS-FLV-EXT-DATA:ephemeral": 2,
                "rxtx_factor": 2.5, "os-flavor-access:is_public": {}, "description": "d"}}}}"#,
            self.unique(),
            !private
        );
        let id = text(&self.done("POST", "/flavors", "2.55", &body).await, &["flavor", "id"]);
        let specs = format!("/flavors/{id}/os-extra_specs");
        self.done("POST", &specs, "2.1", r#"{"extra_specs": {"k": "v", "hw:cpu_policy": "shared"}}"#).await;
        if private {
            let body = format!(r#"{{"addTenantAccess": {{"tenant": "{PROJECT}"}}}}"#);
            self.done("POST", &format!("/flavors/{id}/action"), "2.1", &body).await;
        }
        id
    }

    async fn own_image(&self) -> String {
        let server = self.active().await;
        let body = r#"{"createImage": {"name": "own", "metadata": {"k": "v"}}}"#;
        let made = self.act(&server, "2.45", body).await;
        text(&made, &["image_id"])
    }

    async fn aggregate(&self, hosted: bool) -> String {
        let body = format!(r#"{{"aggregate": {{"name": "{}"}}}}"#, self.unique());
        let made = self.done("POST", "/os-aggregates", "2.1", &body).await;
        let id = crate::cloud::at(&made, &["aggregate", "id"]).as_i64().expect("a number").to_string();
        let action = format!("/os-aggregates/{id}/action");
        self.done("POST", &action, "2.1", r#"{"set_metadata": {"metadata": {"k": "v"}}}"#).await;
        if hosted {
            self.done("POST", &action, "2.1", r#"{"add_host": {"host": "host1"}}"#).await;
        }
        id
    }

    async fn console(&self) -> String {
        let path = format!("/servers/{}/remote-consoles", self.active().await);
        let body = r#"{"remote_console": {"protocol": "spice", "type": "spice-html5"}}"#;
        let url = text(&self.done("POST", &path, "2.8", body).await, &["remote_console", "url"]);
        let (_, token) = url.rsplit_once("token%3D").or_else(|| url.rsplit_once("token=")).expect("a token in the URL");
        token.to_owned()
    }

    async fn floating(&self, led: bool) -> BTreeMap<&'static str, String> {
        let made = self.done("POST", "/os-floating-ips", "2.1", r#"{"pool": "public"}"#).await;
        let (id, address) = (text(&made, &["floating_ip", "id"]), text(&made, &["floating_ip", "ip"]));
        let mut parts = BTreeMap::from([("", id), ("address", address.clone())]);
        if led {
            let server = self.active().await;
            self.act(&server, "2.1", &format!(r#"{{"addFloatingIp": {{"address": "{address}"}}}}"#)).await;
            parts.insert("server", server);
        }
        parts
    }

    async fn keypair(&self) -> String {
        let name = self.unique();
        let body = format!(r#"{{"keypair": {{"name": "{name}", "public_key": "{PUBLIC_KEY}"}}}}"#);
        self.done("POST", "/os-keypairs", "2.1", &body).await;
        name
    }

    async fn rule(&self) -> BTreeMap<&'static str, String> {
        let body = format!(r#"{{"security_group": {{"name": "{}", "description": "d"}}}}"#, self.unique());
        let group = text(&self.done("POST", "/os-security-groups", "2.1", &body).await, &["security_group", "id"]);
        let rule = |more: &str| format!(r#"{{"security_group_rule": {{"parent_group_id": "{group}", {more}}}}}"#);
        let ports = rule(r#""ip_protocol": "tcp", "from_port": 22, "to_port": 22, "cidr": "10.0.0.0/8""#);
        let made = self.done("POST", "/os-security-group-rules", "2.1", &ports).await;
        let from_group = rule(&format!(r#""group_id": "{group}""#));
        self.done("POST", "/os-security-group-rules", "2.1", &from_group).await;
        BTreeMap::from([("", text(&made, &["security_group_rule", "id"])), ("group", group)])
    }

    async fn group(&self) -> String {
        let body = r#"{"server_group": {"name": "g", "policy": "anti-affinity", "rules": {"max_server_per_host": 3}}}"#;
        text(&self.done("POST", "/os-server-groups", "2.64", body).await, &["server_group", "id"])
    }

    async fn populated_group(&self) -> String {
        let group = self.group().await;
        self.create(
            "2.1",
            &format!(r#""imageRef": "{IMAGE}""#),
            &format!(r#", "os:scheduler_hints": {{"group": "{group}"}}"#),
        )
        .await;
        group
    }

    async fn snapshot(&self) -> String {
        let body = format!(r#"{{"snapshot": {{"volume_id": "{}", "force": true}}}}"#, volume_id(0));
        // A project may have only ten of them.
        let there = self.done("GET", "/os-snapshots", "2.1", "").await;
        let there = crate::cloud::at(&there, &["snapshots"]);
        if let Some(first) = there.as_array().and_then(|all| all.first()) {
            return first.get("id").and_then(|id| id.as_str()).expect("an id").to_owned();
        }
        text(&self.done("POST", "/os-snapshots", "2.1", &body).await, &["snapshot", "id"])
    }

    async fn attached(&self, swapping: bool) -> BTreeMap<&'static str, String> {
        let server = self.active().await;
        let volume = if swapping { moved_id(self.number() % VOLUMES) } else { self.volume() };
        let body = format!(
            r#"{{"volumeAttachment": {{"volumeId": "{volume}", "tag": "disk", "delete_on_termination": true}}}}"#
        );
        self.done("POST", &format!("/servers/{server}/os-volume_attachments"), "2.79", &body).await;
        BTreeMap::from([("server", server), ("volume", volume), ("new", self.volume())])
    }

    async fn connected(&self) -> BTreeMap<&'static str, String> {
        let server = self.active().await;
        let path = format!("/servers/{server}/os-interface");
        let body = format!(r#"{{"interfaceAttachment": {{"net_id": "{NETWORK}", "tag": "nic"}}}}"#);
        let made = self.done("POST", &path, "2.70", &body).await;
        let port = text(&made, &["interfaceAttachment", "port_id"]);
        let address = text(&made, &["interfaceAttachment", "fixed_ips", "0", "ip_address"]);
        BTreeMap::from([("server", server), ("port", port), ("address", address)])
    }

    /// A server whose live migration has just begun.
    async fn moving(&self) -> BTreeMap<&'static str, String> {
        let server = self.active().await;
        let body = r#"{"os-migrateLive": {"host": null, "block_migration": "auto"}}"#;
        self.done("POST", &format!("/servers/{server}/action"), "2.25", body).await;
        // The record is made by whoever carries the request out, not by the request.
        let path = format!("/os-migrations?instance_uuid={server}");
        while Box::pin(self.cloud.get(&path, ADMIN, "2.59")).await.text() == r#"{"migrations": []}"# {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        let migration = self.id_of(&path, "migrations", "2.59").await;
        BTreeMap::from([("server", server), ("migration", migration)])
    }

    async fn acted(&self) -> BTreeMap<&'static str, String> {
        let server = self.server("stopped").await;
        let actions = self.done("GET", &format!("/servers/{server}/os-instance-actions"), "2.1", "").await;
        let request = text(&actions, &["instanceActions", "0", "request_id"]);
        BTreeMap::from([("server", server), ("request", request)])
    }

    async fn act(&self, server: &str, version: &str, body: &str) -> Answer {
        let answer = self.done("POST", &format!("/servers/{server}/action"), version, body).await;
        self.at_rest(server).await;
        answer
    }

    async fn active(&self) -> String {
        self.create("2.1", &format!(r#""imageRef": "{IMAGE}""#), "").await
    }

    /// Makes a server and waits until it is built.
    async fn create(&self, version: &str, more: &str, beside: &str) -> String {
        let body = format!(r#"{{"server": {{"name": "s", "flavorRef": "1", {more}}}{beside}}}"#);
        let id = text(&self.done("POST", "/servers", version, &body).await, &["server", "id"]);
        self.at_rest(&id).await;
        id
    }

    /// Waits until nothing is done with a server any more; who asks for its deletion waits for the record of it.
    async fn at_rest(&self, id: &str) {
        let path = format!("/servers/{id}");
        let settled = async {
            loop {
                let shown = Box::pin(self.cloud.get(&path, ADMIN, "2.1")).await;
                let busy = crate::cloud::at(&shown, &["server", "OS-EXT-STS:task_state"]);
                if busy.is_null() {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        };
        tokio::time::timeout(PATIENCE, settled).await.expect("the server comes to rest");
    }

    /// A server in the state that the word says.
    async fn server(&self, word: &str) -> String {
        match word {
            "rich" => return self.rich().await,
            "broken" => {
                return self
                    .create("2.1", &format!(r#""imageRef": "{IMAGE}", "availability_zone": "nova:nowhere""#), "")
                    .await;
            }
            "booted_from_volume" => return self.booted_from_volume().await,
            "stranded" => return self.stranded().await,
            _ => {}
        }
        let server = self.active().await;
        let bodies: &[&str] = match word {
            "active" => &[],
            "stopped" => &[r#"{"os-stop": null}"#],
            "paused" => &[r#"{"pause": null}"#],
            "suspended" => &[r#"{"suspend": null}"#],
            "rescued" => &[r#"{"rescue": null}"#],
            "locked" => &[r#"{"lock": {"locked_reason": "r"}}"#],
            "resized" => &[r#"{"resize": {"flavorRef": "2"}}"#],
            "shelved" => &[r#"{"shelve": null}"#],
            "offloaded" => &[r#"{"shelve": null}"#, r#"{"shelveOffload": null}"#],
            "in_error" => &[r#"{"os-resetState": {"state": "error"}}"#],
            "deleted" => {
                self.done("DELETE", &format!("/servers/{server}"), "2.1", "").await;
                self.at_rest(&server).await;
                &[]
            }
            other => panic!("there is no thing {other:?}"),
        };
        for body in bodies {
            self.act(&server, "2.73", body).await;
        }
        server
    }

    /// A server with everything that can be asked for.
    async fn rich(&self) -> String {
        let key = self.keypair().await;
        let more = format!(
            r#""imageRef": "{IMAGE}", "networks": [{{"uuid": "{NETWORK}", "tag": "nic"}}], "key_name": "{key}",
            "metadata": {{"k": "v"}}, "tags": ["t", "u"], "description": "d", "config_drive": true, "user_data": "aGVsbG8=",
            "accessIPv4": "192.0.2.1", "accessIPv6": "2001:db8::1", "hostname": "h", "OS-DCF:diskConfig": "MANUAL",
            "trusted_image_certificates": ["c"], "availability_zone": "nova", "security_groups": [{{"name": "default"}}]"#
        );
        self.create("2.94", &more, r#", "os:scheduler_hints": {"hint": "x"}"#).await
    }

    async fn booted_from_volume(&self) -> String {
        let more = format!(
            r#""block_device_mapping_v2": [{{"uuid": "{}", "source_type": "volume", "destination_type": "volume",
                "boot_index": 0}}]"#,
            self.volume()
        );
        self.create("2.1", &more, "").await
    }

    /// A server on a host that is down, which only such servers use.
    async fn stranded(&self) -> String {
        let down = |down: bool| format!(r#"{{"host": "host3", "binary": "nova-compute", "forced_down": {down}}}"#);
        self.done("PUT", "/os-services/force-down", "2.11", &down(false)).await;
        let there = r#", "availability_zone": "nova:host3""#;
        let server = self.create("2.1", &format!(r#""imageRef": "{IMAGE}"{there}"#), "").await;
        self.done("PUT", "/os-services/force-down", "2.11", &down(true)).await;
        server
    }
}

fn volume_id(number: usize) -> String {
    format!("cccccccc-0000-4000-8000-{number:012}")
}

fn moved_id(number: usize) -> String {
    format!("dddddddd-0000-4000-8000-{number:012}")
}

/// Four hosts, a private and an external network, and volumes in plenty.
fn world() -> String {
    let list = |items: Vec<String>| items.join(",\n");
    let service = |binary: &str, host: &str, zone: &str| {
        format!(r#"{{"binary": "{binary}", "host": "{host}", "zone": "{zone}"}}"#)
    };
    let mut services: Vec<String> = (1..=4).map(|n| service("nova-compute", &format!("host{n}"), "nova")).collect();
    services.extend((0..SPARE_SERVICES).map(|n| service("nova-conductor", &format!("spare{n}"), "internal")));
    let mut volumes: Vec<String> =
        (0..VOLUMES).map(|n| format!(r#"{{"id": "{}", "size": 2}}"#, volume_id(n))).collect();
    let moved = |n| format!(r#"{{"id": "{}", "migration_status": "migrating"}}"#, moved_id(n));
    volumes.extend((0..VOLUMES).map(moved));
    format!(
        r#"{{
        "services": [{}],
        "volumes": [{}],
        "compute_driver": {{"hypervisor_type": "fake", "hypervisor_version": 1000, "host_ip": "192.0.2.2",
            "vcpus": 100000, "memory_mb": 80000000, "local_gb": 60000000,
            "cpu_info": {{"arch": "x86_64", "model": "host", "vendor": "", "features": [],
                "topology": {{"cores": 1, "threads": 1, "sockets": 1}}}}}},
        "flavors": [{{"id": "1", "name": "m1.tiny", "ram": 512, "vcpus": 1, "disk": 1}},
            {{"id": "2", "name": "m1.small", "ram": 2048, "vcpus": 1, "disk": 20}}],
        "images": [{{"id": "{IMAGE}", "name": "cirros", "status": "active", "size": 16300544, "visibility": "public",
            "min_ram": 0, "min_disk": 0, "created_at": "2024-01-01T00:00:00Z", "updated_at": "2024-01-01T00:00:00Z",
            "properties": {{"architecture": "x86_64"}}}}],
        "networks": [
            {{"id": "{NETWORK}", "name": "private", "project_id": "{PROJECT}"}},
            {{"id": "aaaaaaaa-0000-4000-8000-000000000002", "name": "public", "project_id": "", "router:external": true}}
        ],
        "subnets": [
            {{"id": "bbbbbbbb-0000-4000-8000-000000000001", "network_id": "{NETWORK}",
             "name": "", "cidr": "10.0.0.0/16", "gateway_ip": "10.0.0.1",
             "allocation_pools": [{{"start": "10.0.0.2", "end": "10.0.255.9"}}]}},
            {{"id": "bbbbbbbb-0000-4000-8000-000000000002", "network_id": "aaaaaaaa-0000-4000-8000-000000000002",
             "name": "", "cidr": "203.0.113.0/24", "gateway_ip": "203.0.113.1",
             "allocation_pools": [{{"start": "203.0.113.2", "end": "203.0.113.254"}}]}}
        ]
    }}"#,
        list(services),
        list(volumes)
    )
}
