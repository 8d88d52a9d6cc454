//! The promises of the store: who may open a file, what an upgrade does, what a page costs.

use super::connection::Place;
use super::schema::MIGRATIONS;
use super::{Store, Tx};
use crate::compute::clock::Timestamp;
use crate::compute::error::ComputeError;
use crate::compute::host::HostLoad;
use crate::compute::list::{ServerFilter, ServerQuery, SortKey, Text, TextKey};
use crate::compute::network::Port;
use crate::compute::server::{FlavorCopy, Names, Server};
use crate::compute::server_state::{TaskState, VmState};

struct Scratch(std::path::PathBuf);

impl Scratch {
    fn new() -> Self {
        let dir = std::env::temp_dir().join(format!("nova-lite-{}", crate::compute::ids::uuid()));
        std::fs::create_dir(&dir).expect("a fresh directory");
        Self(dir)
    }

    fn file(&self) -> Place {
        Place::File(self.0.join("nova.sqlite"))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn urls_name_files_or_are_refused() {
    let path = |url: &str| Place::parse(url).map(|p| p.to_string()).map_err(|e| e.0);
    assert_eq!(path("sqlite:///a.db"), Ok("a.db".into()));
    assert_eq!(path("sqlite:////var/a.db"), Ok("/var/a.db".into()));
    assert_eq!(path("a.db"), Ok("a.db".into()));
    assert_eq!(path("sqlite://"), Ok(":memory:".into()));
    let refused = path("mysql+pymysql://nova:secret@db/nova").expect_err("not SQLite");
    assert!(refused.contains("mysql") && refused.contains("sqlite:///FILE"), "{refused}");
    assert!(!refused.contains("secret"), "a refusal must not show a password: {refused}");
}

#[test]
fn a_file_is_private_upgraded_with_a_backup_and_refused_when_newer() {
    use std::os::unix::fs::PermissionsExt;
    let scratch = Scratch::new();
    let path = scratch.0.join("nova.sqlite");
    drop(Store::open_with(scratch.file(), MIGRATIONS).expect("a fresh file"));
    let mode = std::fs::metadata(&path).expect("the file").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);

    let newer: Vec<&str> = MIGRATIONS.iter().copied().chain(["CREATE TABLE later (a INTEGER)"]).collect();
    drop(Store::open_with(scratch.file(), &newer).expect("an upgrade"));
    let backup = scratch.0.join(format!("nova.sqlite.v{}.bak", MIGRATIONS.len()));
    assert!(backup.exists());

    let refused = Store::open_with(scratch.file(), MIGRATIONS).expect_err("a newer file").0;
    assert!(refused.contains(&format!("version {}", newer.len())), "{refused}");
    assert!(refused.contains(&format!("up to {}", MIGRATIONS.len())), "{refused}");
}

#[test]
fn a_foreign_file_is_left_alone() {
    let scratch = Scratch::new();
    let path = scratch.0.join("nova.sqlite");
    std::fs::write(&path, "these are no tables, and more than a page header").expect("a file");
    let refused = Store::open_with(scratch.file(), MIGRATIONS).expect_err("no database").0;
    assert!(refused.contains("not a SQLite database") && refused.contains("nova.sqlite"), "{refused}");
    std::fs::remove_file(&path).expect("the file");
    let other = rusqlite::Connection::open(&path).expect("another program's database");
    other.execute_batch("CREATE TABLE theirs (a)").expect("a table");
    drop(other);
    let refused = Store::open_with(scratch.file(), MIGRATIONS).expect_err("another program's").0;
    assert!(refused.contains("another program"), "{refused}");
}

#[tokio::test]
async fn a_failed_write_undoes_itself_and_nothing_else() {
    let scratch = Scratch::new();
    let store = Store::open_with(scratch.file(), MIGRATIONS).expect("a fresh file");
    let add = |name: &'static str, fail: bool| {
        store.write(move |tx: &Tx<'_>| {
            tx.run("INSERT INTO quotas VALUES ('class', ?, 'ram', 1)", [name])?;
            assert!(name != "panics", "as asked");
            if fail { Err(ComputeError::Invalid(name.into())) } else { Ok(()) }
        })
    };
    let (kept, undone, panicked) = tokio::join!(add("kept", false), add("undone", true), add("panics", false));
    assert!(kept.is_ok() && undone.is_err() && panicked.is_err());
    let names = store.read(|tx| tx.texts("SELECT owner FROM quotas", [])).await;
    assert_eq!(names, Ok(vec!["kept".into()]));
}

#[tokio::test]
async fn a_page_walks_along_an_index() {
    let store = Store::open(":memory:").expect("memory");
    let mut mine = ServerQuery::default();
    mine.filter.project_id = Some("p".into());
    let mut with_deleted = ServerQuery::default();
    with_deleted.filter.deleted = None;
    let by_name = ServerQuery { sort: vec![(SortKey::Name, false)], ..mine.clone() };
    let first = Server { id: "first".into(), project_id: "p".into(), ..Server::default() };
    store.write(move |tx| tx.add_server(&first)).await.expect("a server");
    let next = ServerQuery { marker: Some("first".into()), ..mine.clone() };
    for (query, index) in [
        (next, "servers_by_project (project_id=? AND created_at<?)"),
        (ServerQuery { marker: Some("first".into()), ..by_name.clone() }, "servers_by_name (project_id=? AND name>?)"),
        (by_name, "servers_by_name"),
        (mine, "servers_by_project"),
        (ServerQuery::default(), "servers_by_age"),
        (with_deleted, "servers_by_age_with_deleted"),
    ] {
        let plan = store.read(move |tx| tx.explain_list(&query)).await.expect("a plan");
        assert!(plan[0].contains(&format!("USING INDEX {index}")), "{plan:?}");
        assert!(!plan.iter().any(|step| step == "USE TEMP B-TREE FOR ORDER BY"), "{plan:?}");
    }
}

#[tokio::test]
async fn a_filter_that_finds_few_servers_goes_to_them() {
    let store = Store::open(":memory:").expect("memory");
    let many = |tx: &Tx<'_>| {
        tx.run("INSERT INTO networks VALUES ('n', 'n', 'p', 1, 0)", [])?;
        for number in 0..2000 {
            let rare = number == 1234;
            let mut server = Server { id: format!("s{number}"), project_id: "p".into(), ..Server::default() };
            server.name = if rare { "needle (1)".into() } else { format!("web-{number}") };
            server.vm_state = if rare { VmState::Error } else { VmState::Active };
            server.task_state = rare.then_some(TaskState::Rebooting);
            server.flavor_id = if rare { "2".into() } else { "1".into() };
            server.host = Some(if rare { "far".into() } else { "near".into() });
            server.tags = if rare { Names(vec!["t".into()]) } else { Names::default() };
            server.updated_at = rare.then_some(Timestamp(7));
            tx.add_server(&server)?;
            tx.add_port(&port(number))?;
        }
        Ok(())
    };
    store.write(many).await.expect("servers");
    let filter = ServerFilter { project_id: Some("p".into()), ..ServerFilter::default() };
    let text = |key, text: Text| ServerFilter { texts: vec![(key, text)], ..filter.clone() };
    let is = |key, word: &str| text(key, Text::Is(word.into()));
    let matches = |key, word: &str| text(key, Text::Matches(word.into()));
    for few in [
        ServerFilter { ids: vec!["s1234".into()], ..filter.clone() },
        ServerFilter { vm_states: vec![VmState::Error], ..filter.clone() },
        ServerFilter { task_states: vec![TaskState::Rebooting], ..filter.clone() },
        ServerFilter { tags: vec!["t".into()], ..filter.clone() },
        ServerFilter { changed_since: Some(Timestamp(7)), ..filter.clone() },
        ServerFilter { ip: Some("10.0.4.210".into()), ..filter.clone() },
        ServerFilter { ip: Some(r"^10\.0\.4\.210$".into()), ..filter.clone() },
        ServerFilter { ip: Some("4.210$".into()), project_id: None, ..filter.clone() },
        ServerFilter { ip6: Some("^fd00::4d2".into()), ..filter.clone() },
        is(TextKey::FlavorId, "2"),
        is(TextKey::Host, "far"),
        matches(TextKey::Name, "needle"),
        matches(TextKey::Name, "^needle"),
        matches(TextKey::Name, r"needle.*[0-9]"),
    ] {
        let (plan, found) = plan_and_page(&store, few.clone()).await;
        assert!(plan.contains("INTEGER PRIMARY KEY"), "{few:?}: {plan}");
        assert_eq!(found, ["s1234"], "{few:?}");
    }
    for (many, expected) in [
        (ServerFilter { vm_states: vec![VmState::Active], ..filter.clone() }, 1000),
        (is(TextKey::FlavorId, "1"), 1000),
        (matches(TextKey::Name, "web"), 1000),
        // Nobody knows what a pattern finds but who tries it.
        (matches(TextKey::Name, r"n[e]+dle"), 1),
        (matches(TextKey::Name, "ne"), 1),
        (matches(TextKey::Name, "no such name"), 0),
    ] {
        let (plan, found) = plan_and_page(&store, many.clone()).await;
        assert_eq!(plan.contains("USING INDEX servers_by_project"), expected > 0, "{many:?}: {plan}");
        assert_eq!(found.len(), expected, "{many:?}");
    }
}

fn port(number: u16) -> Port {
    let [high, low] = number.to_be_bytes();
    let addresses = [format!("10.0.{high}.{low}"), format!("fd00::{number:x}")];
    Port {
        id: format!("p{number}"),
        network_id: "n".into(),
        server_id: Some(format!("s{number}")),
        addresses: addresses.into_iter().map(|address| (address, String::new())).collect(),
        project_id: String::new(),
        mac_address: String::new(),
        status: String::new(),
        tag: None,
        security_groups: Names::default(),
        made_for_server: true,
        spare: false,
        position: 0,
    }
}

async fn plan_and_page(store: &Store, filter: ServerFilter) -> (String, Vec<String>) {
    let query = ServerQuery { filter, ..ServerQuery::default() };
    let read = store.read(move |tx| Ok((tx.explain_list(&query)?.join("; "), tx.list_server_names(&query)?))).await;
    let (plan, page) = read.expect("a page");
    (plan, page.into_iter().map(|server| server.id).collect())
}

#[tokio::test]
async fn the_load_of_a_host_is_what_its_servers_take() {
    let store = Store::open(":memory:").expect("memory");
    let flavor = |vcpus| FlavorCopy { vcpus, ram: 512, disk: 3, ephemeral: 1, ..FlavorCopy::default() };
    let server = move |id: &str, project: &str, host: Option<&str>| Server {
        id: id.into(),
        project_id: project.into(),
        host: host.map(str::to_owned),
        flavor: flavor(2),
        ..Server::default()
    };
    let loads = |tx: &Tx<'_>| -> Result<Vec<_>, ComputeError> {
        let load = |l: HostLoad| (l.host, l.project_id, [l.servers, l.vcpus, l.ram, l.disk]);
        Ok(tx.host_loads()?.into_iter().map(load).collect())
    };
    let told = store
        .write(move |tx| {
            let mut told = Vec::new();
            for (id, project, host) in [("a", "p", Some("h1")), ("b", "p", Some("h1")), ("c", "q", None)] {
                tx.add_server(&server(id, project, host))?;
            }
            told.push(loads(tx)?);
            let changed: [fn(&mut Server); 3] = [
                |server| server.host = Some("h2".into()),
                |server| server.flavor.vcpus = 8,
                // What is promised is not taken yet.
                |server| server.coming_flavor = Some(FlavorCopy { vcpus: 64, ..FlavorCopy::default() }),
            ];
            for change in changed {
                let mut moved = tx.server("b")?;
                moved.task_state = Some(TaskState::ResizePrep);
                change(&mut moved);
                tx.save_server(&moved)?;
            }
            told.push(loads(tx)?);
            let mut gone = tx.server("a")?;
            gone.deleted_at = Some(Timestamp(1));
            tx.save_server(&gone)?;
            let mut placed = tx.server("c")?;
            placed.host = Some("h2".into());
            tx.save_server(&placed)?;
            told.push(loads(tx)?);
            Ok(told)
        })
        .await
        .expect("loads");
    let load = |host: &str, project: &str, load| (host.to_owned(), project.to_owned(), load);
    assert_eq!(told[0], [load("h1", "p", [2, 4, 1024, 8])]);
    assert_eq!(told[1], [load("h1", "p", [1, 2, 512, 4]), load("h2", "p", [1, 8, 512, 4])]);
    assert_eq!(told[2], [load("h2", "p", [1, 8, 512, 4]), load("h2", "q", [1, 2, 512, 4])]);
}
