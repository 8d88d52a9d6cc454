//! Kills nova-lite at random moments under load, and looks whether anything it acknowledged is lost.
//!
//! `crash --rounds N [--server PATH]`. Each round starts nova-lite on the same database, sometimes killing it on the way up,
//! checks what was acknowledged and what the database must hold, then lets clients write until a SIGKILL.
//! A write whose answer did not arrive may have happened or not. Ends in one line with the figures, and with exit code 1
//! when something was lost, stuck, damaged or answered with a 5xx.

mod audit;
mod journal;
mod writers;

use std::collections::BTreeSet;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{ExitCode, Stdio};
use std::time::Duration;

use lexopt::prelude::*;
use serde_json::json;
use starmap_tests::Failure;
use starmap_tests::http::Connection;
use starmap_tests::process::{Listening, build_nova_lite};
use starmap_tests::temp::TempDir;
use tokio::process::Command;

use crate::journal::{Fate, Journal};
use crate::writers::{VOLUMES, Writer, json_of};

/// The clients that write at the same time.
const CLIENTS: usize = 4;
/// The longest time that clients write before the kill, in milliseconds.
const WRITE_MS_MAX: u64 = 400;
/// The longest time that a start is given before it is killed, in milliseconds.
const START_MS_MAX: u64 = 80;
/// How long a server may stay in a task after a restart, in milliseconds.
const SETTLE_MS_MAX: u64 = 20_000;
/// Every so many rounds everything that was ever acknowledged is asked for, not only what is new.
const FULL_CHECK: usize = 25;

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

/// nova-lite and its files.
struct Setting {
    server: PathBuf,
    folder: TempDir,
}

async fn run() -> Result<BTreeSet<String>, Failure> {
    let (rounds, server) = arguments()?;
    let server = match server {
        Some(path) => path,
        None => build_nova_lite().await?,
    };
    let setting = Setting { server, folder: TempDir::new("starmap-crash")? };
    // What stays wrong is found by every check, and told once.
    let (journal, mut wrong, mut starting) = (Journal::default(), BTreeSet::new(), 0);
    let (volumes, image) = setting.prepare().await?;
    for round in 0..rounds {
        if fastrand::u8(..3) == 0 {
            setting.kill_while_it_starts().await?;
            starting += 1;
        }
        let nova = setting.start().await?;
        wrong.extend(setting.check(&nova.url, &journal, round % FULL_CHECK == 0).await?);
        let mut writers = Vec::new();
        let servers = servers(&nova.url).await?;
        for client in 0..CLIENTS {
            let writer = Writer {
                connection: Connection::open(&nova.url).await?,
                journal: journal.clone(),
                name: format!("r{round}c{client}"),
                servers: servers.iter().skip(client).step_by(CLIENTS).cloned().collect(),
                volumes: volumes[client * VOLUMES..][..VOLUMES].to_vec(),
                image: image.clone(),
                wrong: Vec::new(),
            };
            writers.push(tokio::spawn(writer.run()));
        }
        tokio::time::sleep(Duration::from_millis(fastrand::u64(1..=WRITE_MS_MAX))).await;
        nova.stop().await?;
        for writer in writers {
            wrong.extend(writer.await.map_err(|error| error.to_string())?);
        }
    }
    let nova = setting.start().await?;
    wrong.extend(setting.check(&nova.url, &journal, true).await?);
    nova.stop().await?;
    let standing = journal.all();
    let there = standing.iter().filter(|(_, fate)| *fate == Fate::There).count();
    say(&format!(
        "killed {} times, {starting} of them while starting: {} acknowledged writes checked, {} servers were caught in a \
         task and set right; at the end {there} things are there and {} gone as acknowledged, {} lost or wrong",
        rounds + starting,
        journal.count(),
        setting.set_right()?,
        standing.len() - there,
        wrong.len()
    ));
    Ok(wrong)
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

impl Setting {
    fn database(&self) -> PathBuf {
        self.folder.path().join("nova.sqlite3")
    }

    fn log(&self) -> PathBuf {
        self.folder.path().join("log")
    }

    fn command(&self) -> Result<Command, Failure> {
        let log = self.log();
        let log =
            File::options().create(true).append(true).open(&log).map_err(|e| format!("{}: {e}", log.display()))?;
        let mut command = Command::new(&self.server);
        command.env("RUST_LOG", "error,nova_lite::compute::recovery=warn").stderr(log);
        command.args(["--listen", "127.0.0.1:0", "--database"]).arg(self.database());
        Ok(command)
    }

    async fn start(&self) -> Result<Listening, Failure> {
        Listening::start(self.command()?, Some(&self.log())).await
    }

    async fn kill_while_it_starts(&self) -> Result<(), Failure> {
        let mut command = self.command()?;
        command.kill_on_drop(true).stdin(Stdio::null()).stdout(Stdio::null());
        let mut child = command.spawn().map_err(|error| format!("failed to start: {error}"))?;
        tokio::time::sleep(Duration::from_millis(fastrand::u64(1..=START_MS_MAX))).await;
        child.kill().await.map_err(|error| format!("failed to kill: {error}"))
    }

    /// Sets the cloud up: a second host to migrate to, no quota in the way, volumes. Returns the volumes and an image.
    async fn prepare(&self) -> Result<(Vec<String>, String), Failure> {
        let nova = self.start().await?;
        let mut connection = Connection::open(&nova.url).await?;
        let limits = json!({"quota_set": {"instances": -1, "cores": -1, "ram": -1}}).to_string();
        connection.ask("PUT", "/v2.1/os-quota-sets/admin", &limits).await?;
        connection.version = "2.35";
        let mut volumes = Vec::new();
        for number in 0..CLIENTS * VOLUMES {
            let body = json!({"volume": {"display_name": format!("v{number}"), "size": 1}}).to_string();
            let made = json_of(&connection.ask("POST", "/v2.1/os-volumes", &body).await?);
            volumes.push(made["volume"]["id"].as_str().ok_or("no volume could be made")?.to_owned());
        }
        let images = json_of(&connection.ask("GET", "/v2.1/images", "").await?);
        let image = images["images"][0]["id"].as_str().ok_or("there is no image")?.to_owned();
        nova.stop().await?;
        add_host(&self.database()).map_err(|error| format!("no second host could be made: {error}"))?;
        Ok((volumes, image))
    }

    /// Asks for what was acknowledged, and checks the database; returns a line for each thing that is not as it has to be.
    async fn check(&self, url: &str, journal: &Journal, full: bool) -> Result<Vec<String>, Failure> {
        let mut connection = Connection::open(url).await?;
        settle(&mut connection).await?;
        let mut wrong = audit::audit(&self.database())?;
        let recent = journal.recent();
        for (path, fate) in if full { journal.all() } else { recent } {
            let status = connection.ask("GET", &path, "").await?.status;
            let found = if status == 404 { Fate::Gone } else { Fate::There };
            if found != fate || status >= 500 {
                wrong.push(format!("{path} was acknowledged as {fate:?}, and now answers {status}"));
            }
        }
        Ok(wrong)
    }

    /// How many servers nova-lite says it found in a task when it started.
    fn set_right(&self) -> Result<usize, Failure> {
        let log = std::fs::read_to_string(self.log()).map_err(|error| format!("the log cannot be read: {error}"))?;
        let counts =
            log.lines().filter_map(|line| line.split_once("servers=")?.1.split(' ').next()?.parse::<usize>().ok());
        Ok(counts.sum())
    }
}

/// Adds a host like the one there is.
fn add_host(database: &Path) -> rusqlite::Result<()> {
    let connection = rusqlite::Connection::open(database)?;
    connection.execute_batch(
        "INSERT INTO services (uuid, binary, host, zone, disabled, forced_down, created_at)
         SELECT '5a1c3c0e-8f5e-4d0e-a8a3-1b1d6c1f0102', binary, 'host2', zone, disabled, forced_down, created_at
         FROM services WHERE binary = 'nova-compute';
         INSERT INTO hypervisors (uuid, host, hostname, hypervisor_type, hypervisor_version, host_ip, vcpus, memory_mb,
                                  reserved_memory_mb, local_gb, disk_available_least, cpu_info)
         SELECT '5a1c3c0e-8f5e-4d0e-a8a3-1b1d6c1f0103', 'host2', 'host2', hypervisor_type, hypervisor_version, host_ip,
                vcpus, memory_mb, reserved_memory_mb, local_gb, disk_available_least, cpu_info
         FROM hypervisors;",
    )
}

/// Waits until no server is in a task, or long enough for the audit to name those that stay in one.
async fn settle(connection: &mut Connection) -> Result<(), Failure> {
    for _ in 0..SETTLE_MS_MAX / 50 {
        let answer = json_of(&connection.ask("GET", "/v2.1/servers/detail", "").await?);
        let servers = answer["servers"].as_array().ok_or("the servers cannot be listed")?;
        if servers.iter().all(|server| server["OS-EXT-STS:task_state"].is_null()) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Ok(())
}

/// The paths of the servers there are.
async fn servers(url: &str) -> Result<Vec<String>, Failure> {
    let answer = json_of(&Connection::open(url).await?.ask("GET", "/v2.1/servers", "").await?);
    let servers = answer["servers"].as_array().cloned().unwrap_or_default();
    Ok(servers.iter().filter_map(|server| Some(format!("/v2.1/servers/{}", server["id"].as_str()?))).collect())
}
