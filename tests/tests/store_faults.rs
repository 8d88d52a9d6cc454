//! nova-lite when its database fails under it: full disk, limits, locks, lost and newer files, an upgrade cut off.
//!
//! Each fault is a clear answer to the request and a clear line in the log, harms nothing that was acknowledged, and is over
//! by itself when its cause is. A test that needs what this machine does not let it do says so and passes.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::time::{Duration, Instant};

use rusqlite::{Connection as Database, OpenFlags};
use serde_json::{Value, json};
use starmap_tests::http::{Answer, Connection};
use starmap_tests::process::{Listening, build_nova_lite};
use starmap_tests::temp::TempDir;
use tokio::process::Command;
use tokio::sync::OnceCell;

/// The first steps of the schema, which releases have written to files.
const SCHEMA_1: &str = include_str!("../../examples/nova-lite/src/store/schema_1.sql");
const APPLICATION_ID: i32 = 0x4e76_4c74;
/// How often an upgrade is cut off.
const UPGRADES: usize = 20;
/// The size of a disk that can be filled.
const DISK_MIB: usize = 4;
/// How many writes fill what is left in pages that are taken already.
const WRITES_MAX: usize = 400;
/// The exit code for a database that cannot be used.
const IO_ERROR: i32 = 74;

static SERVER: OnceCell<PathBuf> = OnceCell::const_new();

async fn server() -> &'static Path {
    SERVER.get_or_init(|| async { build_nova_lite().await.expect("nova-lite is built") }).await
}

/// A running nova-lite with a folder of its own.
struct Nova {
    listening: Listening,
    folder: TempDir,
}

impl Nova {
    async fn start(folder: TempDir) -> Self {
        let command = Command::new(server().await);
        Self::start_by(command, folder).await
    }

    /// Starts nova-lite by a command that is to end in its arguments.
    async fn start_by(mut command: Command, folder: TempDir) -> Self {
        serve_in(&mut command, folder.path());
        let log = folder.path().join("log");
        let listening = Listening::start(command, Some(&log)).await.expect("it starts");
        Self { listening, folder }
    }

    fn database(&self) -> PathBuf {
        database_in(self.folder.path())
    }

    fn pid(&self) -> String {
        self.listening.pid().expect("it runs").to_string()
    }

    fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).expect("a log")
    }

    async fn connect(&self) -> Connection {
        Connection::open(&self.listening.url).await.expect("it listens")
    }

    /// Makes a flavor of a few KiB.
    async fn add_flavor(&self, id: usize) -> Answer {
        let text = "x".repeat(4000);
        let body = json!({"flavor": {"name": format!("f{id}"), "id": format!("f{id}"), "ram": 1, "vcpus": 1, "disk": 1,
                                     "description": text}});
        self.connect().await.ask("POST", "/v2.1/flavors", &body.to_string()).await.expect("an answer")
    }

    /// Writes until a write is refused; returns how many were taken, after looking at the refusal.
    async fn write_until_refused(&self, first: usize) -> usize {
        for number in first..first + WRITES_MAX {
            let answer = self.add_flavor(number).await;
            if answer.status != 200 {
                assert_unavailable(&answer);
                return number;
            }
        }
        panic!("no write was refused; the log says\n{}", self.log());
    }

    /// Every flavor up to a number is there, and the file is whole.
    async fn assert_whole(&self, database: &Path, flavors: usize) {
        let mut connection = self.connect().await;
        for number in 0..flavors {
            let answer = connection.ask("GET", &format!("/v2.1/flavors/f{number}"), "").await.expect("an answer");
            assert_eq!(answer.status, 200, "flavor {number} of {flavors} was acknowledged");
        }
        assert_eq!(integrity(database), "ok");
    }
}

fn database_in(folder: &Path) -> PathBuf {
    folder.join("disk").join("nova.sqlite3")
}

fn folder() -> TempDir {
    let folder = TempDir::new("starmap-store-faults").expect("a folder");
    fs::create_dir(folder.path().join("disk")).expect("a folder in it");
    folder
}

/// Adds nova-lite's arguments; the log goes beside the folder of the database, not onto its disk.
fn serve_in(command: &mut Command, folder: &Path) {
    let log = File::options().create(true).append(true).open(folder.join("log")).expect("a log");
    command
        .env("RUST_LOG", "info")
        .stderr(log)
        .args(["--listen", "127.0.0.1:0", "--database"])
        .arg(database_in(folder));
}

/// Nova's words, and none of the database's.
fn assert_unavailable(answer: &Answer) {
    let text = String::from_utf8_lossy(&answer.body);
    assert_eq!(answer.status, 503, "{text}");
    let fault: Value = serde_json::from_slice(&answer.body).expect("JSON");
    assert_eq!(fault["serviceUnavailable"]["code"], 503, "{text}");
    for word in ["SQL", "sqlite", "database", "disk", "locked"] {
        assert!(!text.contains(word), "{text}");
    }
}

fn integrity(database: &Path) -> String {
    let open = Database::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_ONLY).expect("a database");
    open.query_row("PRAGMA integrity_check", [], |row| row.get(0)).expect("an answer")
}

/// Whether a command can be run here; says so if not.
async fn possible(command: &str, arguments: &[&str]) -> bool {
    let run = Command::new(command).args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).status().await;
    let possible = run.is_ok_and(|status| status.success());
    if !possible {
        say_skipped(&format!("`{command} {}` does not work here", arguments.join(" ")));
    }
    possible
}

#[expect(clippy::print_stderr, reason = "a test that was skipped says so")]
fn say_skipped(why: &str) {
    eprintln!("skipped: {why}");
}

/// A command that runs another one with a disk of its own, which is gone with the process.
fn on_a_small_disk(folder: &Path, server: &Path) -> Command {
    let mut command = Command::new("unshare");
    let mount = format!("mount -t tmpfs -o size={DISK_MIB}m none \"$0\" && exec \"$@\"");
    command.args(["--user", "--map-root-user", "--mount", "sh", "-c", &mount]).arg(folder.join("disk")).arg(server);
    command
}

async fn private_disks() -> bool {
    possible("unshare", &["--user", "--map-root-user", "--mount", "mount", "-t", "tmpfs", "none", "/mnt"]).await
}

#[tokio::test]
async fn a_full_disk_refuses_writes_until_there_is_room() {
    if !private_disks().await {
        return;
    }
    let folder = folder();
    let command = on_a_small_disk(folder.path(), server().await);
    let nova = Nova::start_by(command, folder).await;
    // The disk is seen by the process alone, and by others through it.
    let disk =
        PathBuf::from(format!("/proc/{}/root{}", nova.pid(), nova.database().parent().expect("a folder").display()));
    assert_eq!(nova.add_flavor(0).await.status, 200);

    let servers = boot(&nova, 5).await;
    let filler = disk.join("filler");
    fill(&filler);
    let flavors = nova.write_until_refused(1).await;
    let answer = nova.connect().await.ask("GET", "/v2.1/flavors/f0", "").await.expect("an answer");
    assert_eq!(answer.status, 200, "what needs no room is answered");
    assert!(nova.log().contains("the disk is full; free some space"), "{}", nova.log());

    fs::remove_file(&filler).expect("the filler");
    assert_eq!(nova.add_flavor(flavors).await.status, 200, "{}", nova.log());
    for server in servers {
        assert_eq!(settled(&nova, &server).await, "ACTIVE", "what was accepted is carried out");
    }
    // SQLite follows the links of a path, and this one leads nowhere outside the process.
    let copy = nova.folder.path().join("copy");
    for end in ["", "-wal"] {
        let from = disk.join(format!("nova.sqlite3{end}"));
        fs::copy(from, format!("{}{end}", copy.display())).expect("a copy");
    }
    nova.assert_whole(&copy, flavors + 1).await;
    nova.listening.stop().await.expect("it runs to the end");
}

/// Takes all the room there is.
fn fill(filler: &Path) {
    use std::io::Write;
    let mut file = File::create(filler).expect("a file");
    let mut size = 64 * 1024;
    while size > 0 {
        if file.write_all(&vec![0; size]).and_then(|()| file.flush()).is_err() {
            size /= 2;
        }
    }
}

/// Has servers built, without waiting for them.
async fn boot(nova: &Nova, count: usize) -> Vec<String> {
    let mut connection = nova.connect().await;
    let mut paths = Vec::new();
    for _ in 0..count {
        let body = json!({"server": {"name": "s", "flavorRef": "1", "networks": "none",
                                     "imageRef": "70a5f5f3-2f0c-4c1d-9c4e-6f0f3a0d5b01"}});
        let answer = connection.ask("POST", "/v2.1/servers", &body.to_string()).await.expect("an answer");
        assert_eq!(answer.status, 202);
        let made: Value = serde_json::from_slice(&answer.body).expect("JSON");
        paths.push(format!("/v2.1/servers/{}", made["server"]["id"].as_str().expect("an id")));
    }
    paths
}

/// The status of a server once it is in no task.
async fn settled(nova: &Nova, path: &str) -> String {
    let mut connection = nova.connect().await;
    for _ in 0..400 {
        let answer = connection.ask("GET", path, "").await.expect("an answer");
        let server: Value = serde_json::from_slice(&answer.body).expect("JSON");
        if server["server"]["OS-EXT-STS:task_state"].is_null() {
            return server["server"]["status"].as_str().expect("a status").to_owned();
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{path} stays in a task; the log says\n{}", nova.log());
}

#[tokio::test]
async fn a_limit_of_file_sizes_refuses_writes_until_it_is_lifted() {
    if !possible("prlimit", &["--version"]).await {
        return;
    }
    let nova = Nova::start(folder()).await;
    assert_eq!(nova.add_flavor(0).await.status, 200);
    let limit = async |limit: &str| {
        let set = Command::new("prlimit").args(["--pid", &nova.pid(), &format!("--fsize={limit}:")]).status().await;
        assert!(set.expect("prlimit runs").success());
    };
    let size = fs::metadata(format!("{}-wal", nova.database().display())).expect("a log of writes").len();
    limit(&size.to_string()).await;
    let flavors = nova.write_until_refused(1).await;
    assert!(nova.log().contains("the limit of file sizes"), "{}", nova.log());
    limit("unlimited").await;
    assert_eq!(nova.add_flavor(flavors).await.status, 200, "{}", nova.log());
    nova.assert_whole(&nova.database(), flavors + 1).await;
    nova.listening.stop().await.expect("it runs to the end");
}

#[tokio::test]
async fn a_file_that_cannot_be_written_refuses_writes_until_it_can() {
    let nova = Nova::start(folder()).await;
    assert_eq!(nova.add_flavor(0).await.status, 200);
    let writes = format!("{}-wal", nova.database().display());
    // Mode bits say nothing to a file that is open, nor to root; this attribute does, on some file systems.
    if !possible("chattr", &["+i", &writes]).await {
        return;
    }
    let flavors = nova.write_until_refused(1).await;
    let read = nova.connect().await.ask("GET", "/v2.1/flavors/f0", "").await.expect("an answer");
    assert!(possible("chattr", &["-i", &writes]).await);
    assert_eq!(read.status, 200);
    assert_eq!(nova.add_flavor(flavors).await.status, 200, "{}", nova.log());
    nova.assert_whole(&nova.database(), flavors + 1).await;
    nova.listening.stop().await.expect("it runs to the end");
}

#[tokio::test]
async fn a_read_only_disk_is_refused_at_the_start() {
    if !private_disks().await {
        return;
    }
    let nova = Nova::start(folder()).await;
    assert_eq!(nova.add_flavor(0).await.status, 200);
    let Nova { listening, folder } = nova;
    listening.stop().await.expect("it runs to the end");
    let mut command = Command::new("unshare");
    let mount = "mount --bind \"$0\" \"$0\" && mount -o remount,bind,ro \"$0\" && exec \"$@\"";
    command.args(["--user", "--map-root-user", "--mount", "sh", "-c", mount]).arg(folder.path().join("disk"));
    command.arg(server().await);
    let said = refused(command, folder.path()).await;
    assert!(said.contains("cannot be opened for writing"), "{said}");

    let nova = Nova::start(folder).await;
    nova.assert_whole(&nova.database(), 1).await;
    nova.listening.stop().await.expect("it runs to the end");
}

/// Starts nova-lite, which is to end by itself because of its database; returns what it says.
async fn refused(mut command: Command, folder: &Path) -> String {
    serve_in(&mut command, folder);
    command.kill_on_drop(true).stdout(Stdio::null()).stderr(Stdio::piped());
    let run = tokio::time::timeout(Duration::from_secs(60), command.output()).await;
    let Output { status, stderr, .. } = run.expect("it ends by itself").expect("it runs");
    let said = String::from_utf8_lossy(&stderr).into_owned();
    assert_eq!(status.code(), Some(IO_ERROR), "{said}");
    assert!(said.contains("nova.sqlite3"), "it names the file: {said}");
    said
}

#[tokio::test]
async fn a_database_locked_by_another_process_refuses_writes_until_it_is_released() {
    let nova = Nova::start(folder()).await;
    assert_eq!(nova.add_flavor(0).await.status, 200);
    let other = Database::open(nova.database()).expect("the database");
    other.execute_batch("BEGIN IMMEDIATE").expect("a lock");
    let (refusal, read) = tokio::join!(nova.add_flavor(1), async {
        nova.connect().await.ask("GET", "/v2.1/flavors/f0", "").await.expect("an answer")
    });
    assert_unavailable(&refusal);
    assert_eq!(read.status, 200, "readers do not wait");
    assert!(nova.log().contains("is locked by another process; stop that process first"), "{}", nova.log());
    other.execute_batch("ROLLBACK").expect("the lock");
    assert_eq!(nova.add_flavor(1).await.status, 200, "{}", nova.log());
    nova.assert_whole(&nova.database(), 2).await;

    let Nova { listening, folder } = nova;
    listening.stop().await.expect("it runs to the end");
    other.execute_batch("BEGIN IMMEDIATE").expect("a lock");
    let said = refused(Command::new(server().await), folder.path()).await;
    assert!(said.contains("is locked by another process; stop that process first"), "{said}");
}

#[tokio::test]
async fn a_file_that_disappears_takes_no_writes_until_it_is_back() {
    let nova = Nova::start(folder()).await;
    assert_eq!(nova.add_flavor(0).await.status, 200);
    let (here, away) = (nova.database(), nova.folder.path().join("away"));
    fs::rename(&here, &away).expect("the file");
    assert_unavailable(&nova.add_flavor(1).await);
    assert!(nova.log().contains("is gone") && nova.log().contains("put it back"), "{}", nova.log());
    fs::rename(&away, &here).expect("the file");
    assert_eq!(nova.add_flavor(1).await.status, 200, "{}", nova.log());
    nova.assert_whole(&here, 2).await;

    fs::rename(&here, &away).expect("the file");
    fs::copy(&away, &here).expect("another file");
    assert_unavailable(&nova.add_flavor(2).await);
    assert!(nova.log().contains("was replaced by another file"), "{}", nova.log());
    nova.listening.stop().await.expect("it runs to the end");
}

#[tokio::test]
async fn an_upgrade_cut_off_at_any_moment_is_done_by_the_next_start() {
    let mut folder = folder();
    let old = folder.path().join("old");
    write_old_database(&old);
    let mut whole = Duration::ZERO;
    for round in 0..=UPGRADES {
        lay_down(&folder, &old);
        // The first is not cut off; it shows how long an upgrade takes.
        for _ in 0..if round == 0 { 0 } else { 2 } {
            let mut command = Command::new(server().await);
            serve_in(&mut command, folder.path());
            let mut child = command.kill_on_drop(true).stdout(Stdio::null()).spawn().expect("it starts");
            tokio::time::sleep(whole.mul_f64(fastrand::f64())).await;
            child.kill().await.expect("it runs");
        }
        let begun = Instant::now();
        let nova = Nova::start(folder).await;
        if round == 0 {
            whole = begun.elapsed();
        }
        assert_upgraded(&nova, &old).await;
        let Nova { listening, folder: returned } = nova;
        listening.stop().await.expect("it runs to the end");
        folder = returned;
    }
}

/// Writes a file as the first release did, large enough for its upgrade to take a while.
fn write_old_database(path: &Path) {
    let database = Database::open(path).expect("a new file");
    database.execute_batch("PRAGMA journal_mode = WAL").expect("a mode");
    database.execute_batch(SCHEMA_1).expect("tables");
    database.pragma_update(None, "application_id", APPLICATION_ID).expect("a mark");
    database.pragma_update(None, "user_version", 1).expect("a version");
    database
        .execute_batch(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
             INSERT INTO aggregates SELECT i, printf('%032x', i), 'a' || i, '', '', 0, NULL FROM n;
             WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
             INSERT INTO flavors SELECT i, 'f' || i, 'f' || i, 1, 1, 1, 0, 0, 1.0, 1, 0, NULL, '', 0, NULL FROM n;",
        )
        .expect("rows");
    database.close().expect("all of it is in the one file");
}

/// Puts the old file where nova-lite looks, with nothing beside it.
fn lay_down(folder: &TempDir, old: &Path) {
    let disk = folder.path().join("disk");
    fs::remove_dir_all(&disk).expect("the last round's");
    fs::create_dir(&disk).expect("a folder");
    fs::copy(old, database_in(folder.path())).expect("the old file");
}

async fn assert_upgraded(nova: &Nova, old: &Path) {
    let before = counts(old);
    assert_eq!(counts(&nova.database()), before, "{}", nova.log());
    assert_eq!(integrity(&nova.database()), "ok");
    assert!(version(&nova.database()) > 1);
    let backup = PathBuf::from(format!("{}.v1.bak", nova.database().display()));
    assert_eq!((counts(&backup), version(&backup)), (before, 1), "the backup is what there was");
    assert_eq!(integrity(&backup), "ok");
    let answer = nova.connect().await.ask("GET", "/v2.1/os-aggregates/20000", "").await.expect("an answer");
    assert_eq!(answer.status, 200);
}

/// How many rows there are of what the old file holds.
fn counts(database: &Path) -> (i64, i64) {
    (
        number(database, "SELECT count(*) FROM aggregates"),
        number(database, "SELECT count(*) FROM flavors WHERE id LIKE 'f%'"),
    )
}

fn version(database: &Path) -> i64 {
    number(database, "PRAGMA user_version")
}

fn number(database: &Path, query: &str) -> i64 {
    let open = Database::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_ONLY).expect("a database");
    open.query_row(query, [], |row| row.get(0)).expect("a number")
}

#[tokio::test]
async fn a_file_of_a_newer_release_is_left_as_it_is() {
    let folder = folder();
    let path = database_in(folder.path());
    write_old_database(&path);
    let database = Database::open(&path).expect("the file");
    database.pragma_update(None, "user_version", 99).expect("a version");
    database.close().expect("all of it is in the one file");
    let before = fs::read(&path).expect("the file");
    let said = refused(Command::new(server().await), folder.path()).await;
    assert!(said.contains("has schema version 99") && said.contains("start the release that wrote it"), "{said}");
    assert!(fs::read(&path).expect("the file") == before, "the file was changed");
}
