//! Many clients at once on a socket: quotas hold to the last unit, and a client that leaves leaves nothing half done.
//!
//! Everybody is connected before anybody asks, so that the requests meet each other.

use std::time::Duration;

use serde_json::{Value, json};
use starmap_tests::http::Connection;
use starmap_tests::nova::{Served, serve};
use starmap_tests::temp::TempDir;

const CROWD: usize = 200;
/// What each quota here allows.
const LIMIT: i64 = 10;
const IMAGE: &str = "70a5f5f3-2f0c-4c1d-9c4e-6f0f3a0d5b01";
/// How often it is looked whether servers are done, every 50 ms.
const LOOKS_MAX: usize = 400;

/// A nova-lite, and an administrator who asks it.
struct Cloud {
    served: Served,
    admin: Connection,
    _folder: TempDir,
}

impl Cloud {
    async fn open() -> Self {
        let folder = TempDir::new("starmap-crowd").expect("a folder");
        let served = serve(&folder.path().join("nova.sqlite3")).await;
        let admin = Connection::open(&served.url).await.expect("it listens");
        Self { served, admin, _folder: folder }
    }

    /// A client of the project `crowd`.
    async fn member(&self) -> Connection {
        let mut member = Connection::open(&self.served.url).await.expect("it listens");
        member.token = "somebody:crowd".to_owned();
        member
    }

    async fn limit(&mut self, limits: Value) {
        let body = json!({"quota_set": limits}).to_string();
        let answer = self.admin.ask("PUT", "/v2.1/os-quota-sets/crowd", &body).await.expect("an answer");
        assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
    }

    /// Sends one request from each of a crowd at the same time; counts those that were taken, and returns the refusals.
    async fn rush(&self, requests: Vec<(&'static str, String, Value)>) -> (i64, Vec<u16>) {
        let start = std::sync::Arc::new(tokio::sync::Barrier::new(requests.len()));
        let mut clients = Vec::new();
        for (method, path, body) in requests {
            let (mut member, start) = (self.member().await, start.clone());
            clients.push(tokio::spawn(async move {
                start.wait().await;
                member.ask(method, &path, &body.to_string()).await.expect("an answer").status
            }));
        }
        let (mut taken, mut refused) = (0, Vec::new());
        for client in clients {
            match client.await.expect("no panic") {
                200..300 => taken += 1,
                status => refused.push(status),
            }
        }
        (taken, refused)
    }

    async fn look(&self, path: &str) -> Value {
        let answer = self.member().await.ask("GET", path, "").await.expect("an answer");
        assert_eq!(answer.status, 200, "{path}: {}", String::from_utf8_lossy(&answer.body));
        serde_json::from_slice(&answer.body).expect("JSON")
    }

    /// Makes servers, and returns their paths once they run.
    async fn servers(&mut self, count: usize) -> Vec<String> {
        self.limit(json!({"instances": -1, "cores": -1, "ram": -1})).await;
        let (made, _) = self.rush(vec![server("1", 1); count]).await;
        assert_eq!(made, i64::try_from(count).expect("few"));
        self.settled().await.iter().map(path_of).collect()
    }

    /// Waits until no server is in a task, and returns them all.
    async fn settled(&self) -> Vec<Value> {
        for _ in 0..LOOKS_MAX {
            let servers = self.look("/v2.1/servers/detail").await["servers"].as_array().expect("a list").clone();
            if servers.iter().all(|server| server["OS-EXT-STS:task_state"].is_null()) {
                return servers;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("servers stay in a task: {}", self.look("/v2.1/servers/detail").await);
    }

    /// Waits for the end of an action; one that puts its server into no task may outlast the others.
    async fn carried_out(&self, action: &str) {
        let mut events = Value::Null;
        for _ in 0..LOOKS_MAX {
            events = self.look(action).await["instanceAction"]["events"].clone();
            let all = events.as_array().expect("a list");
            if !all.is_empty() && all.iter().all(|event| !event["finish_time"].is_null()) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("an action stays half done: {events}");
    }
}

fn server(flavor: &str, at_most: i64) -> (&'static str, String, Value) {
    let body = json!({"server": {
        "name": "s", "flavorRef": flavor, "imageRef": IMAGE, "networks": "none", "min_count": 1, "max_count": at_most,
    }});
    ("POST", "/v2.1/servers".to_owned(), body)
}

fn path_of(server: &Value) -> String {
    format!("/v2.1/servers/{}", server["id"].as_str().expect("an id"))
}

fn refused_with(refused: &[u16], status: u16) {
    assert!(refused.iter().all(|seen| *seen == status), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_parallel_creates_fill_a_quota_of_ten_exactly() {
    let mut cloud = Cloud::open().await;
    cloud.limit(json!({"instances": LIMIT, "cores": -1, "ram": -1})).await;
    let (made, refused) = cloud.rush(vec![server("1", 1); CROWD]).await;
    assert_eq!(made, LIMIT);
    refused_with(&refused, 403);
    assert_eq!(cloud.settled().await.len(), 10);
    let limits = cloud.look("/v2.1/limits").await;
    assert_eq!(limits["limits"]["absolute"]["totalInstancesUsed"], LIMIT);
}

#[tokio::test(flavor = "multi_thread")]
async fn creates_of_several_servers_take_what_is_left_and_no_more() {
    let mut cloud = Cloud::open().await;
    cloud.limit(json!({"instances": LIMIT, "cores": -1, "ram": -1})).await;
    let (_, refused) = cloud.rush(vec![server("1", 3); CROWD]).await;
    refused_with(&refused, 403);
    assert_eq!(cloud.settled().await.len(), 10);
}

#[tokio::test(flavor = "multi_thread")]
async fn cores_and_memory_hold_too() {
    let mut cloud = Cloud::open().await;
    cloud.limit(json!({"instances": -1, "cores": LIMIT, "ram": -1})).await;
    // Flavors of one core and of two.
    let mixed = (0..CROWD).map(|number| server(if number % 2 == 0 { "1" } else { "3" }, 1)).collect();
    let (_, refused) = cloud.rush(mixed).await;
    refused_with(&refused, 403);
    assert_eq!(cloud.look("/v2.1/limits").await["limits"]["absolute"]["totalCoresUsed"], LIMIT);

    let mut cloud = Cloud::open().await;
    cloud.limit(json!({"instances": -1, "cores": -1, "ram": LIMIT * 512})).await;
    let (made, refused) = cloud.rush(vec![server("1", 1); CROWD]).await;
    assert_eq!(made, LIMIT);
    refused_with(&refused, 403);
    assert_eq!(cloud.look("/v2.1/limits").await["limits"]["absolute"]["totalRAMUsed"], LIMIT * 512);
}

#[tokio::test(flavor = "multi_thread")]
async fn parallel_resizes_take_no_more_than_the_quota() {
    let mut cloud = Cloud::open().await;
    let servers = cloud.servers(20).await;
    cloud.limit(json!({"instances": -1, "cores": 20 + LIMIT, "ram": -1})).await;
    let resize = |path: &String| ("POST", format!("{path}/action"), json!({"resize": {"flavorRef": "3"}}));
    let (taken, refused) = cloud.rush(servers.iter().map(resize).collect()).await;
    assert_eq!(taken, LIMIT);
    refused_with(&refused, 403);
    cloud.settled().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn key_pairs_and_groups_hold_too() {
    let mut cloud = Cloud::open().await;
    cloud.limit(json!({"key_pairs": LIMIT, "server_groups": LIMIT})).await;
    let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHF0sWzX8sBvBvEr1Z5mU8y2m6JvNqA7VUpXh3fGdYkR k";
    let pair = |name: String| {
        let body = json!({"keypair": {"name": name, "type": "ssh", "public_key": key}});
        ("POST", "/v2.1/os-keypairs".to_owned(), body)
    };
    let (made, refused) = cloud.rush((0..CROWD).map(|number| pair(format!("k{number}"))).collect()).await;
    assert_eq!(made, LIMIT);
    refused_with(&refused, 403);
    assert_eq!(cloud.look("/v2.1/os-keypairs").await["keypairs"].as_array().expect("a list").len(), 10);

    let group = |number| {
        let body = json!({"server_group": {"name": format!("g{number}"), "policy": "anti-affinity"}});
        ("POST", "/v2.1/os-server-groups".to_owned(), body)
    };
    let (made, refused) = cloud.rush((0..CROWD).map(group).collect()).await;
    assert_eq!(made, LIMIT);
    refused_with(&refused, 403);

    let mut cloud = Cloud::open().await;
    cloud.limit(json!({"key_pairs": 100})).await;
    let (made, refused) = cloud.rush(vec![pair("one".to_owned()); CROWD]).await;
    assert_eq!(made, 1, "a name is given once");
    refused_with(&refused, 409);
}

#[tokio::test(flavor = "multi_thread")]
async fn metadata_and_group_members_hold_too() {
    let mut cloud = Cloud::open().await;
    let servers = cloud.servers(1).await;
    cloud.limit(json!({"metadata_items": LIMIT, "server_group_members": LIMIT})).await;
    let label = |number: usize| {
        let key = format!("k{number}");
        ("PUT", format!("{}/metadata/{key}", servers[0]), json!({"meta": {key: "v"}}))
    };
    let (taken, refused) = cloud.rush((0..CROWD).map(label).collect()).await;
    assert_eq!(taken, LIMIT);
    refused_with(&refused, 403);
    let labels = cloud.look(&format!("{}/metadata", servers[0])).await;
    assert_eq!(labels["metadata"].as_object().expect("an object").len(), 10);

    let body = json!({"server_group": {"name": "g", "policy": "affinity"}}).to_string();
    let made = cloud.member().await.ask("POST", "/v2.1/os-server-groups", &body).await.expect("an answer");
    let made: Value = serde_json::from_slice(&made.body).expect("JSON");
    let (method, path, mut body) = server("1", 1);
    body["os:scheduler_hints"] = json!({"group": made["server_group"]["id"]});
    let (taken, refused) = cloud.rush(vec![(method, path, body); CROWD]).await;
    assert_eq!(taken, LIMIT);
    refused_with(&refused, 403);
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_that_leave_leave_no_server_in_a_task() {
    let mut cloud = Cloud::open().await;
    let servers = cloud.servers(20).await;
    let mut leaving = Vec::new();
    for number in 0..CROWD {
        let mut member = cloud.member().await;
        let (path, body) = match number % 4 {
            0 => (format!("{}/os-interface", servers[number % servers.len()]), json!({"interfaceAttachment": {}})),
            1 => (format!("{}/action", servers[number % servers.len()]), json!({"reboot": {"type": "HARD"}})),
            2 => (format!("{}/action", servers[number % servers.len()]), json!({"os-stop": null})),
            _ => ("/v2.1/servers".to_owned(), server("1", 2).2),
        };
        leaving.push(tokio::spawn(async move {
            member.send("POST", &path, &body.to_string()).await.expect("the server reads");
            tokio::time::sleep(Duration::from_micros(fastrand::u64(..3000))).await;
        }));
    }
    for client in leaving {
        client.await.expect("no panic");
    }
    let servers = cloud.settled().await;
    let wrong: Vec<&Value> = servers.iter().filter(|server| server["status"] == "ERROR").collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    for server in &servers {
        for action in cloud.look(&format!("{}/os-instance-actions", path_of(server))).await["instanceActions"]
            .as_array()
            .expect("a list")
        {
            let action = format!(
                "{}/os-instance-actions/{}",
                path_of(server),
                action["request_id"].as_str().expect("a request id")
            );
            cloud.carried_out(&action).await;
        }
    }
}
