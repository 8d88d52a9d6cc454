//! Who may do what: every row of the API against every kind of caller, through the keystone pipeline.
//!
//! The rows come from nova-lite's own table. What is expected comes from Nova: `policies.tsv` has the rule that guards each
//! route, and whom its default lets in. Whoever is denied changes nothing, and sees nothing of another project.

use std::collections::BTreeMap;
use std::path::Path;

use nova_lite::app::{App, NovaLite};
use nova_lite::config::{Given, Settings, registry};
use serde_json::{Value, json};
use starmap::config::Sources;
use starmap::route::{Method, Route};
use starmap::testing::{Answer, Client};
use starmap_tests::identity::{TokenService, token};
use starmap_tests::rows;
use starmap_tests::temp::TempDir;

/// Path, method, body key, the rule, and who passes it by default.
const NOVA: &str = include_str!("../policies.tsv");
const OWN: &str = "6f70656e737461636b20342065766572";
const OTHER: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
/// Stands in every name that the project [`OWN`] gives.
const CANARY: &str = "canary-of-the-project";
const IMAGE: &str = "70a5f5f3-2f0c-4c1d-9c4e-6f0f3a0d5b01";
/// Of no service: who is let in finds nothing.
const SERVICE: &str = "5a1c3c0e-8f5e-4d0e-a8a3-1b1d6c1f00ff";
const NETWORK: &str = "5a1c3c0e-8f5e-4d0e-a8a3-1b1d6c1f0001";

/// Collections whose members belong to a project or a user: another one's are hidden or refused.
const OWNED: [&str; 10] = [
    "servers",
    "os-volumes_boot",
    "os-server-groups",
    "os-volumes",
    "os-snapshots",
    "os-security-groups",
    "os-security-group-rules",
    "os-floating-ips",
    "os-quota-sets",
    "os-simple-tenant-usage",
];

/// A kind of caller.
struct Actor {
    name: &'static str,
    user: &'static str,
    project: &'static str,
    roles: &'static str,
}

const ACTORS: [Actor; 8] = [
    Actor { name: "nobody", user: "nobody", project: OWN, roles: "" },
    Actor { name: "other reader", user: "alien", project: OTHER, roles: "reader" },
    Actor { name: "other member", user: "alien", project: OTHER, roles: "member,reader" },
    Actor { name: "own reader", user: "look", project: OWN, roles: "reader" },
    Actor { name: "service", user: "nova", project: "5e41ce", roles: "service" },
    Actor { name: "own member", user: "demo", project: OWN, roles: "member,reader" },
    Actor { name: "own manager", user: "boss", project: OWN, roles: "manager,member,reader" },
    Actor { name: "admin", user: "root", project: OWN, roles: "admin,manager,member,reader" },
];

impl Actor {
    fn token(&self) -> String {
        token(self.user, self.project, self.roles, "t")
    }

    fn is(&self, role: &str) -> bool {
        self.roles.split(',').any(|held| held == role)
    }

    /// Whether the default of a rule lets the caller in, on things of its own project.
    fn passes(&self, who: &str) -> bool {
        match who {
            "any" | "owner" => true,
            role => self.is("admin") || self.is(role),
        }
    }
}

/// Path without names, method, and body key, to the rule and who passes it.
fn nova() -> BTreeMap<(String, String, String), (String, String)> {
    let mut rules = BTreeMap::new();
    for line in NOVA.lines().skip(1) {
        let columns: Vec<String> = line.split('\t').map(str::to_owned).collect();
        let [path, method, key, rule, who] = columns.try_into().expect("five columns");
        rules.insert((path, method, key), (rule, who));
    }
    rules
}

/// nova-lite behind a token service, with a thing of each kind that belongs to the project [`OWN`].
struct Cloud {
    client: Client<App>,
    database: rusqlite::Connection,
    /// By the segment of the path before it.
    things: BTreeMap<&'static str, String>,
    _nova: NovaLite,
    _tokens: TokenService,
    _folder: TempDir,
}

impl Cloud {
    async fn open() -> Self {
        let tokens = TokenService::start().await;
        let folder = TempDir::new("starmap-authorization").expect("a folder");
        let (file, database) = (folder.path().join("nova.conf"), folder.path().join("nova.sqlite3"));
        let text = format!(
            "[DEFAULT]\nosapi_compute_listen = 127.0.0.1\n[database]\nconnection = sqlite:///{}\n{}",
            database.display(),
            tokens.configuration("secret")
        );
        std::fs::write(&file, text).expect("the file is written");
        let sources = Sources { registry: registry(), files: vec![file], ..Sources::default() };
        let (settings, config) = Settings::load(&sources, &Given::default()).expect("a good file");
        let nova = NovaLite::open(settings, &config, None, None).await.expect("it opens");
        let mut cloud = Self {
            client: Client::new(nova.service.clone()),
            database: open_beside(&database),
            things: BTreeMap::new(),
            _nova: nova,
            _tokens: tokens,
            _folder: folder,
        };
        cloud.furnish().await;
        cloud
    }

    async fn ask(&self, actor: Option<&Actor>, method: &str, path: &str, version: &str, body: Option<&str>) -> Answer {
        let method = method.parse().expect("a method");
        let mut ask = self.client.ask(method, &format!("/v2.1{path}")).microversion(version);
        if let Some(actor) = actor {
            ask = ask.token(&actor.token());
        }
        match body {
            Some(body) => ask.json(body).send().await,
            None => ask.send().await,
        }
    }

    async fn make(&self, actor: &Actor, path: &str, version: &str, body: Value) -> Value {
        let answer = self.ask(Some(actor), "POST", path, version, Some(&body.to_string())).await;
        assert!(answer.status().is_success(), "{path}: {}", answer.text());
        serde_json::from_str(answer.text()).unwrap_or_default()
    }

    async fn furnish(&mut self) {
        let [member, admin] = [5, 7].map(|actor| &ACTORS[actor]);
        let id = |made: &Value, key: &str| {
            made[key]["id"].as_str().map_or_else(|| made[key]["id"].to_string(), str::to_owned)
        };
        let named = |key: &str, more: Value| {
            let mut body = json!({key: {"name": CANARY, "description": CANARY}});
            body[key].as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
            body
        };
        let pair = self.make(member, "/os-keypairs", "2.1", json!({"keypair": {"name": "own-key"}})).await;
        let flavor = json!({"flavor": {"name": "own", "id": "own", "ram": 1, "vcpus": 1, "disk": 1}});
        self.make(admin, "/flavors", "2.55", flavor).await;
        self.make(admin, "/flavors/own/os-extra_specs", "2.1", json!({"extra_specs": {"key": "v"}})).await;
        let group = json!({"server_group": {"name": CANARY, "policies": ["affinity"]}});
        let group = id(&self.make(member, "/os-server-groups", "2.1", group).await, "server_group");
        let volume = json!({"volume": {"display_name": CANARY, "size": 1}});
        let volume = id(&self.make(member, "/os-volumes", "2.1", volume).await, "volume");
        let snapshot = json!({"snapshot": {"display_name": CANARY, "volume_id": volume}});
        let snapshot = id(&self.make(member, "/os-snapshots", "2.1", snapshot).await, "snapshot");
        let security = id(
            &self.make(member, "/os-security-groups", "2.1", named("security_group", json!({}))).await,
            "security_group",
        );
        let rule = json!({"security_group_rule": {"parent_group_id": security, "ip_protocol": "tcp", "from_port": 1, "to_port": 2}});
        let rule = id(&self.make(member, "/os-security-group-rules", "2.1", rule).await, "security_group_rule");
        let aggregate = self.make(admin, "/os-aggregates", "2.1", json!({"aggregate": {"name": CANARY}})).await;
        let server = json!({"server": {"name": CANARY, "flavorRef": "1", "imageRef": IMAGE, "networks": "auto",
                                       "key_name": "own-key", "metadata": {"key": CANARY}, "tags": ["tag"]}});
        let server = id(&self.make(member, "/servers", "2.100", server).await, "server");
        self.come_to_rest(&server).await;
        let attachment = json!({"volumeAttachment": {"volumeId": volume}});
        self.make(member, &format!("/servers/{server}/os-volume_attachments"), "2.1", attachment).await;
        let ports = self.ask(Some(member), "GET", &format!("/servers/{server}/os-interface"), "2.1", None).await;
        let ports: Value = serde_json::from_str(ports.text()).expect("JSON");
        let actions =
            self.ask(Some(member), "GET", &format!("/servers/{server}/os-instance-actions"), "2.1", None).await;
        let actions: Value = serde_json::from_str(actions.text()).expect("JSON");
        let text = |value: &Value| value.as_str().expect("text").to_owned();
        self.things = BTreeMap::from([
            ("os-keypairs", text(&pair["keypair"]["name"])),
            ("flavors", "own".to_owned()),
            ("os-extra_specs", "key".to_owned()),
            ("os-server-groups", group),
            ("os-volume_attachments", volume.clone()),
            ("os-volumes", volume),
            ("os-snapshots", snapshot),
            ("os-security-groups", security),
            ("os-security-group-rules", rule),
            ("os-aggregates", id(&aggregate, "aggregate")),
            ("os-volumes_boot", server.clone()),
            ("servers", server),
            ("os-interface", text(&ports["interfaceAttachments"][0]["port_id"])),
            ("os-instance-actions", text(&actions["instanceActions"][0]["request_id"])),
            ("metadata", "key".to_owned()),
            ("tags", "tag".to_owned()),
            ("ips", "private".to_owned()),
            ("images", IMAGE.to_owned()),
            ("os-hosts", "host1".to_owned()),
            // Nova looks whether it is a UUID before it asks who the caller is.
            ("os-services", SERVICE.to_owned()),
            ("os-networks", NETWORK.to_owned()),
            ("os-tenant-networks", NETWORK.to_owned()),
            ("os-quota-sets", OWN.to_owned()),
            ("os-simple-tenant-usage", OWN.to_owned()),
        ]);
    }

    async fn come_to_rest(&self, server: &str) {
        for _ in 0..400 {
            let seen = self.ask(Some(&ACTORS[7]), "GET", &format!("/servers/{server}"), "2.1", None).await;
            let seen: Value = serde_json::from_str(seen.text()).expect("JSON");
            if seen["server"]["status"] == "ACTIVE" && seen["server"]["OS-EXT-STS:task_state"].is_null() {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(25)).await;
        }
        panic!("the server does not come to rest");
    }

    async fn visit(&self, route: &'static Route, actor: Option<&Actor>) -> Answer {
        let mut path =
            rows::path(route, |before, _| self.things.get(before).cloned().unwrap_or_else(|| "1".to_owned()));
        if route.template == "/os-migrations" {
            // Whoever does not name the own project asks for all, which is another rule.
            path = format!("{path}?project_id={OWN}");
        }
        let version = rows::newest(route).to_string();
        self.ask(actor, route.method.as_str(), &path, &version, self.body(route).as_deref()).await
    }

    /// The body that the schema allows, but for those that would be about a rule besides the row's own.
    fn body(&self, route: &Route) -> Option<String> {
        match (route.template, route.method, route.body) {
            ("/servers/{server_id}/os-volume_attachments/{id}", Method::Put, _) => {
                Some(json!({"volumeAttachment": {"volumeId": self.things["os-volumes"]}}).to_string())
            }
            (_, _, Some("os-migrateLive")) => {
                Some(json!({"os-migrateLive": {"host": null, "block_migration": "auto"}}).to_string())
            }
            _ => rows::body(route),
        }
    }

    /// Everything that is stored.
    fn contents(&self) -> Vec<String> {
        let tables: Vec<String> =
            texts(&self.database, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name");
        tables.iter().flat_map(|table| rows_of(&self.database, table)).collect()
    }
}

fn open_beside(path: &Path) -> rusqlite::Connection {
    rusqlite::Connection::open_with_flags(path, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY).expect("the database")
}

fn texts(database: &rusqlite::Connection, query: &str) -> Vec<String> {
    let mut statement = database.prepare(query).expect("a query");
    statement.query_map([], |row| row.get(0)).expect("rows").map(|row| row.expect("text")).collect()
}

fn rows_of(database: &rusqlite::Connection, table: &str) -> Vec<String> {
    let mut statement = database.prepare(&format!("SELECT * FROM {table}")).expect("a query");
    let columns = statement.column_count();
    let read = |row: &rusqlite::Row<'_>| {
        let values: Result<Vec<_>, _> =
            (0..columns).map(|column| row.get::<_, rusqlite::types::Value>(column)).collect();
        Ok(format!("{table} {:?}", values?))
    };
    statement.query_map([], read).expect("rows").map(|row| row.expect("values")).collect()
}

/// Whether the row's path leads to something of the project [`OWN`].
fn is_owned(route: &Route) -> bool {
    let mut words = route.template.trim_start_matches('/').split('/');
    let first = words.next().unwrap_or_default();
    words.next().is_some_and(|word| word.starts_with('{')) && OWNED.contains(&first)
}

/// What is wrong with an answer, if anything.
fn fault_of(route: &Route, actor: &Actor, who: &str, answer: &Answer) -> Option<String> {
    let status = answer.status().as_u16();
    let foreign = actor.project != OWN && !actor.is("admin");
    // What was removed is gone for everybody.
    let right = match (actor.passes(who), foreign && is_owned(route)) {
        _ if who == "any" => !matches!(status, 401 | 403),
        (true, true) => status == 404 || (status == 403 && !route.template.starts_with("/servers")),
        (false, true) => matches!(status, 403 | 404),
        (true, false) => !matches!(status, 401 | 403),
        (false, false) => status == 403,
    };
    let leak = foreign && answer.text().contains(CANARY);
    (!right || leak).then(|| {
        let text: String = answer.text().chars().take(160).collect();
        let (method, key) = (route.method.as_str(), route.body.unwrap_or("-"));
        format!("{} ({who}) on {method} {} {key}: {status} {text}", actor.name, route.template)
    })
}

/// First what reads, last what removes, so that there is something to be allowed.
fn rank(route: &Route) -> (u8, bool) {
    let order = match route.method {
        Method::Get => 0,
        Method::Put | Method::Patch => 1,
        Method::Post => 2,
        Method::Delete => 3,
    };
    (order, matches!(route.body, Some("forceDelete")) || route.template == "/servers/{id}")
}

#[tokio::test(flavor = "multi_thread")]
async fn every_row_lets_in_whom_nova_lets_in_and_nobody_else() {
    let cloud = Cloud::open().await;
    let nova = nova();
    let mut rows = rows::all();
    rows.sort_by_key(|route| rank(route));
    let mut wrong = Vec::new();
    let rule_of = |route: &Route| {
        let key = (rows::bare_path(route), route.method.as_str().to_owned(), route.body.unwrap_or("-").to_owned());
        nova.get(&key).cloned().unwrap_or_else(|| panic!("policies.tsv has no line for {key:?}"))
    };

    // Those who are denied, while everything is still there.
    let before = cloud.contents();
    let mut denied = 0;
    for route in &rows {
        let (rule, who) = rule_of(route);
        if rule != "-" && route.policy != Some(rule.as_str()) && who != "any" {
            wrong.push(format!(
                "{} {} names {:?}, and Nova {rule}",
                route.method.as_str(),
                route.template,
                route.policy
            ));
        }
        let anonymous = cloud.visit(route, None).await;
        // The root is the document of the version, which tells how to get a token.
        if anonymous.status() != 401 && route.template != "/" {
            wrong.push(format!("without a token {} {}: {}", route.method.as_str(), route.template, anonymous.status()));
        }
        for actor in &ACTORS {
            let foreign = actor.project != OWN && !actor.is("admin");
            if who == "any" || (actor.passes(&who) && !(foreign && is_owned(route))) {
                continue;
            }
            wrong.extend(fault_of(route, actor, &who, &cloud.visit(route, Some(actor)).await));
            denied += 1;
        }
        if cloud.contents() != before {
            wrong.push(format!("a denied request changed something: {} {}", route.method.as_str(), route.template));
            break;
        }
    }

    let (mut allowed, mut succeeded) = (0, 0);
    for route in &rows {
        let (_, who) = rule_of(route);
        for actor in &ACTORS {
            let foreign = actor.project != OWN && !actor.is("admin");
            if !actor.passes(&who) || (foreign && is_owned(route) && who != "any") {
                continue;
            }
            let answer = cloud.visit(route, Some(actor)).await;
            succeeded += usize::from(answer.status().is_success());
            allowed += 1;
            wrong.extend(fault_of(route, actor, &who, &answer));
        }
    }
    assert!(wrong.is_empty(), "{} of {} answers are wrong:\n{}", wrong.len(), denied + allowed, wrong.join("\n"));
    assert!(
        denied > 900 && allowed > 700 && succeeded > 250,
        "{denied} denied, {allowed} allowed, {succeeded} succeeded"
    );
}
