//! Kills nova-lite at random moments under load, and looks whether anything it acknowledged is lost.
//!
//! `crash --rounds N [--server PATH]`. Each round starts nova-lite on the same database, checks everything that was
//! acknowledged so far, then lets clients write until a SIGKILL. A write whose answer did not arrive may have happened or not.
//! Ends in one line with the figures, and with exit code 1 when something was lost.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use lexopt::prelude::*;
use starmap_tests::Failure;
use starmap_tests::http::Connection;
use starmap_tests::process::{Listening, build_nova_lite};
use starmap_tests::temp::TempDir;
use tokio::process::Command;

/// The clients that write at the same time.
const CLIENTS: usize = 4;
/// The longest time that clients write before the kill, in milliseconds.
const WRITE_MS_MAX: u64 = 400;
/// How long a server may stay in a task after a restart, in milliseconds.
const SETTLE_MS_MAX: u64 = 20_000;

/// What is known of the things that were written: by path, whether it has to exist. Unknown ones are not in it.
type Journal = BTreeMap<String, bool>;

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(lost) if lost.is_empty() => ExitCode::SUCCESS,
        Ok(lost) => {
            for line in lost {
                say_error(&line);
            }
            ExitCode::FAILURE
        }
        Err(failure) => {
            say_error(&failure);
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::print_stderr, reason = "the program's own errors")]
fn say_error(text: &str) {
    eprintln!("crash: {text}");
}

#[expect(clippy::print_stdout, reason = "the program's result")]
fn say(text: &str) {
    println!("{text}");
}

async fn run() -> Result<Vec<String>, Failure> {
    let (rounds, server) = arguments()?;
    let server = match server {
        Some(path) => path,
        None => build_nova_lite().await?,
    };
    let folder = TempDir::new("starmap-crash")?;
    let database = folder.path().join("nova.sqlite3");
    let (mut journal, mut lost, mut kills) = (Journal::new(), Vec::new(), 0);
    for round in 0..rounds {
        let nova = start(&server, &database).await?;
        lost.extend(check(&nova.url, &journal).await?);
        let writers: Vec<_> = (0..CLIENTS).map(|client| tokio::spawn(write(nova.url.clone(), round, client))).collect();
        tokio::time::sleep(Duration::from_millis(fastrand::u64(1..=WRITE_MS_MAX))).await;
        nova.stop().await?;
        kills += 1;
        for writer in writers {
            journal.extend(writer.await.map_err(|error| error.to_string())?);
        }
    }
    let nova = start(&server, &database).await?;
    lost.extend(check(&nova.url, &journal).await?);
    nova.stop().await?;
    lost.extend(check_integrity(&database)?);
    let (kept, deleted) =
        (journal.values().filter(|exists| **exists).count(), journal.values().filter(|exists| !**exists).count());
    say(&format!(
        "killed {kills} times: {kept} acknowledged creations and {deleted} acknowledged deletions checked, {} lost",
        lost.len()
    ));
    Ok(lost)
}

fn arguments() -> Result<(usize, Option<PathBuf>), Failure> {
    let (mut rounds, mut server) = (20, None);
    let mut parser = lexopt::Parser::from_env();
    while let Some(word) = parser.next().map_err(|error| error.to_string())? {
        match word {
            Long("rounds") => {
                rounds =
                    parser.value().and_then(|value| value.parse()).map_err(|error| format!("--rounds: {error}"))?;
            }
            Long("server") => server = Some(parser.value().map_err(|error| error.to_string())?.into()),
            other => return Err(format!("{}; usage: crash [--rounds N] [--server PATH]", other.unexpected())),
        }
    }
    Ok((rounds, server))
}

async fn start(server: &PathBuf, database: &std::path::Path) -> Result<Listening, Failure> {
    let mut command = Command::new(server);
    command.env("RUST_LOG", "error").args(["--listen", "127.0.0.1:0", "--database"]).arg(database);
    Listening::start(command, None).await
}

/// Writes until the server is gone; returns what it acknowledged.
async fn write(url: String, round: usize, client: usize) -> Journal {
    let mut journal = Journal::new();
    let Ok(mut connection) = Connection::open(&url).await else { return journal };
    for number in 0.. {
        let id = format!("r{round}c{client}n{number}");
        let path = format!("/v2.1/flavors/{id}");
        let body = format!(r#"{{"flavor": {{"name": "{id}", "id": "{id}", "ram": 1, "vcpus": 1, "disk": 1}}}}"#);
        match connection.ask("POST", "/v2.1/flavors", &body).await {
            Ok(answer) if answer.status == 200 => journal.insert(path.clone(), true),
            Ok(_) => continue,
            Err(_) => break,
        };
        if number % 3 == 0 {
            // From here until the answer nobody knows.
            journal.remove(&path);
            match connection.ask("DELETE", &path, "").await {
                Ok(answer) if answer.status == 202 => journal.insert(path, false),
                Ok(_) => continue,
                Err(_) => break,
            };
        }
        if number % 5 == 0 && !boot(&mut connection, &id, &mut journal).await {
            break;
        }
    }
    journal
}

/// Boots a server and, every other time, deletes it; `false` when the connection is gone.
async fn boot(connection: &mut Connection, name: &str, journal: &mut Journal) -> bool {
    let body = format!(
        r#"{{"server": {{"name": "{name}", "flavorRef": "1", "imageRef": "", "networks": "none",
        "block_device_mapping_v2": []}}}}"#
    );
    let Ok(answer) = connection.ask("POST", "/v2.1/servers", &body).await else { return false };
    let id = (answer.status == 202).then(|| server_id(&answer.body)).flatten();
    // A quota that is used up refuses, which is an answer too.
    let Some(path) = id.map(|id| format!("/v2.1/servers/{id}")) else { return true };
    journal.insert(path.clone(), true);
    if fastrand::bool() {
        journal.remove(&path);
        let Ok(answer) = connection.ask("DELETE", &path, "").await else { return false };
        if answer.status == 204 {
            // It is gone once its task is done, which `check` waits for.
            journal.insert(path, false);
        }
    }
    true
}

fn server_id(body: &[u8]) -> Option<String> {
    let value: serde_json::Value = serde_json::from_slice(body).ok()?;
    Some(value["server"]["id"].as_str()?.to_owned())
}

/// Asks for everything that was acknowledged; returns a line for each thing that is not as it has to be.
async fn check(url: &str, journal: &Journal) -> Result<Vec<String>, Failure> {
    let mut connection = Connection::open(url).await?;
    let mut lost = settle(&mut connection).await?;
    for (path, exists) in journal {
        let status = connection.ask("GET", path, "").await?.status;
        if (status == 200) != *exists {
            let told = if *exists { "created" } else { "deleted" };
            lost.push(format!("{path} was acknowledged as {told}, and now answers {status}"));
        }
    }
    Ok(lost)
}

/// Waits until no server is in a task; names those that stay in one.
async fn settle(connection: &mut Connection) -> Result<Vec<String>, Failure> {
    for _ in 0..SETTLE_MS_MAX / 50 {
        let answer = connection.ask("GET", "/v2.1/servers/detail?all_tenants=1", "").await?;
        if answer.status != 200 {
            return Ok(Vec::new());
        }
        if busy_servers(&answer.body).is_empty() {
            return Ok(Vec::new());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let answer = connection.ask("GET", "/v2.1/servers/detail?all_tenants=1", "").await?;
    Ok(busy_servers(&answer.body).into_iter().map(|id| format!("server {id} is stuck in a task")).collect())
}

fn busy_servers(body: &[u8]) -> Vec<String> {
    let value: serde_json::Value = serde_json::from_slice(body).unwrap_or_default();
    let servers = value["servers"].as_array().cloned().unwrap_or_default();
    let busy = servers.iter().filter(|server| !server["OS-EXT-STS:task_state"].is_null());
    busy.filter_map(|server| server["id"].as_str().map(str::to_owned)).collect()
}

fn check_integrity(database: &std::path::Path) -> Result<Option<String>, Failure> {
    let open = rusqlite::Connection::open(database);
    let said: String = open
        .and_then(|connection| connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)))
        .map_err(|error| format!("the database cannot be checked: {error}"))?;
    Ok((said != "ok").then(|| format!("the database is damaged: {said}")))
}
