//! The promises of the store: who may open a file, what an upgrade does, what a page costs.

use super::connection::Place;
use super::schema::MIGRATIONS;
use super::{Store, Tx};
use crate::compute::error::ComputeError;
use crate::compute::list::ServerQuery;
use crate::compute::server::Server;

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
    let first = Server { id: "first".into(), project_id: "p".into(), ..Server::default() };
    store.write(move |tx| tx.add_server(&first)).await.expect("a server");
    let next = ServerQuery { marker: Some("first".into()), ..mine.clone() };
    for (query, index) in [
        (next, "servers_by_project (project_id=? AND created_at<?)"),
        (mine, "servers_by_project"),
        (ServerQuery::default(), "servers_by_age"),
        (with_deleted, "servers_by_age_with_deleted"),
    ] {
        let plan = store.read(move |tx| tx.explain_list(&query)).await.expect("a plan");
        assert!(plan[0].contains(&format!("USING INDEX {index}")), "{plan:?}");
        assert!(!plan.iter().any(|step| step == "USE TEMP B-TREE FOR ORDER BY"), "{plan:?}");
    }
}
