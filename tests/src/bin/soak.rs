//! Loads nova-lite with good, bad and slow clients for minutes, and watches its memory and its answers.
//!
//! `soak --minutes N [--server PATH]`. Good clients ask as fast as they are answered; bad ones send nonsense of every kind;
//! slow ones send or take a little at a time. Ends in one line with the figures, and with exit code 1 when an answer was a
//! 5xx other than 503, when a good client was not served, or when memory or open files grew after the warm-up.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use lexopt::prelude::*;
use serde_json::{Value, json};
use starmap_tests::Failure;
use starmap_tests::http::Connection;
use starmap_tests::process::{Listening, build_nova_lite};
use starmap_tests::temp::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::process::Command;
use tokio::time::timeout;

const GOOD_CLIENTS: usize = 8;
const BAD_CLIENTS: usize = 4;
const SLOW_CLIENTS: usize = 64;
/// The share of the time that counts as warm-up.
const WARM_UP: f64 = 0.25;
/// How often memory and open files are looked at. The median of the first and of the last of these times count, because a
/// single look may meet a moment with much in flight.
const LOOKS: u32 = 40;
/// How much memory may grow after the warm-up: a tenth, and this many KiB.
const GROWTH_KIB_MAX: u64 = 8 * 1024;
/// How many more files may be open at the end: what connections come and go.
const FILES_GROWTH_MAX: u64 = 64;
/// How long a bad client waits for an answer, in milliseconds.
const BAD_PATIENCE_MS: u64 = 2_000;
/// How often a good client looks whether its server runs, every 10 ms.
const BOOT_LOOKS_MAX: usize = 1_000;

/// What was seen so far.
#[derive(Default)]
struct Seen {
    served: AtomicU64,
    refused: AtomicU64,
    shed: AtomicU64,
    broken: AtomicU64,
    server_errors: AtomicU64,
    good_failures: AtomicU64,
    booted: AtomicU64,
    slowest_ms: AtomicU64,
}

#[tokio::main]
#[expect(clippy::print_stdout, clippy::print_stderr, reason = "a command line program talks to its terminal")]
async fn main() -> ExitCode {
    match run().await {
        Ok((line, true)) => {
            println!("{line}");
            ExitCode::SUCCESS
        }
        Ok((line, false)) => {
            println!("{line}");
            ExitCode::FAILURE
        }
        Err(failure) => {
            eprintln!("soak: {failure}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(String, bool), Failure> {
    let (length, server) = arguments()?;
    let server = match server {
        Some(path) => path,
        None => build_nova_lite().await?,
    };
    let folder = TempDir::new("starmap-soak")?;
    let mut command = Command::new(server);
    command.env("RUST_LOG", "error").args(["--listen", "127.0.0.1:0", "--database"]).arg(folder.path().join("db"));
    let nova = Listening::start(command, None).await?;
    let pid = nova.pid().ok_or("the server has ended")?;
    let limits = json!({"quota_set": {"instances": -1, "cores": -1, "ram": -1}}).to_string();
    Connection::open(&nova.url).await?.ask("PUT", "/v2.1/os-quota-sets/admin", &limits).await?;
    let (seen, until) = (Arc::new(Seen::default()), Instant::now() + length);
    let mut clients = Vec::new();
    for number in 0..GOOD_CLIENTS + BAD_CLIENTS + SLOW_CLIENTS {
        let (url, seen) = (nova.url.clone(), seen.clone());
        clients.push(tokio::spawn(async move {
            match number {
                number if number < GOOD_CLIENTS => good(&url, &seen, until).await,
                number if number < GOOD_CLIENTS + BAD_CLIENTS => bad(&url, &seen, until).await,
                _ => slow(&url, &seen, until).await,
            }
        }));
    }
    tokio::time::sleep(length.mul_f64(WARM_UP)).await;
    let mut looks = Vec::new();
    for _ in 0..LOOKS {
        looks.push((resident_kib(pid)?, open_files(pid)?));
        tokio::time::sleep(length.mul_f64(1.0 - WARM_UP) / LOOKS).await;
    }
    for client in clients {
        client.await.map_err(|error| error.to_string())?;
    }
    nova.stop().await?;
    Ok(judge(&seen, length, &looks))
}

fn judge(seen: &Seen, length: Duration, looks: &[(u64, u64)]) -> (String, bool) {
    let count = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
    let tenth = looks.len().div_ceil(10);
    let median = |looks: &[(u64, u64)], of: fn(&(u64, u64)) -> u64| {
        let mut values: Vec<u64> = looks.iter().map(of).collect();
        values.sort_unstable();
        values[values.len() / 2]
    };
    let ends = |of: fn(&(u64, u64)) -> u64| (median(&looks[..tenth], of), median(&looks[looks.len() - tenth..], of));
    let ((warm, end), (files, files_end)) = (ends(|look| look.0), ends(|look| look.1));
    let grown = end > warm + warm / 10 + GROWTH_KIB_MAX || files_end > files + FILES_GROWTH_MAX;
    let good = count(&seen.server_errors) == 0 && count(&seen.good_failures) == 0 && count(&seen.booted) > 0 && !grown;
    let line = format!(
        "soaked {:.1} minutes: {} served ({:.0}/s), {} servers led through their life, {} refused, {} shed, {} connections \
         given up, {} server errors, {} good clients failed, slowest good answer {} ms, {warm} KiB and {files} files after \
         the warm-up, {end} KiB and {files_end} files at the end",
        length.as_secs_f64() / 60.0,
        count(&seen.served),
        count(&seen.served) as f64 / length.as_secs_f64(),
        count(&seen.booted),
        count(&seen.refused),
        count(&seen.shed),
        count(&seen.broken),
        count(&seen.server_errors),
        count(&seen.good_failures),
        count(&seen.slowest_ms),
    );
    (line, good)
}

fn arguments() -> Result<(Duration, Option<PathBuf>), Failure> {
    let (mut minutes, mut server) = (1.0_f64, None);
    let mut parser = lexopt::Parser::from_env();
    while let Some(word) = parser.next().map_err(|error| error.to_string())? {
        match word {
            Long("minutes") => {
                minutes =
                    parser.value().and_then(|value| value.parse()).map_err(|error| format!("--minutes: {error}"))?;
            }
            Long("server") => server = Some(parser.value().map_err(|error| error.to_string())?.into()),
            other => return Err(format!("{}; usage: soak [--minutes N] [--server PATH]", other.unexpected())),
        }
    }
    Ok((Duration::from_secs_f64(minutes.clamp(0.05, 24.0 * 60.0) * 60.0), server))
}

/// Asks for what is there, makes and removes flavors, and leads servers through their life.
async fn good(url: &str, seen: &Seen, until: Instant) {
    while Instant::now() < until {
        if let Err(failure) = good_connection(url, seen, until).await {
            complain(&failure);
            seen.good_failures.fetch_add(1, Ordering::Relaxed);
            return;
        }
    }
}

#[expect(clippy::print_stderr, reason = "the first word about what the closing line counts")]
fn complain(failure: &str) {
    eprintln!("soak: a good client failed: {failure}");
}

async fn good_connection(url: &str, seen: &Seen, until: Instant) -> Result<(), Failure> {
    let mut connection = Connection::open(url).await?;
    for round in 0..100 {
        if Instant::now() >= until {
            break;
        }
        let id = format!("{:016x}", fastrand::u64(..));
        let create = format!(r#"{{"flavor": {{"name": "{id}", "id": "{id}", "ram": 1, "vcpus": 1, "disk": 1}}}}"#);
        for (method, path, body) in [
            ("GET", "/v2.1/", ""),
            ("GET", "/v2.1/flavors/detail?limit=20", ""),
            ("GET", "/v2.1/servers/detail", ""),
            ("POST", "/v2.1/flavors", create.as_str()),
            ("DELETE", &format!("/v2.1/flavors/{id}"), ""),
        ] {
            ask(&mut connection, seen, method, path, body).await?;
        }
        if round % 20 == 0 {
            life_of_a_server(&mut connection, seen).await?;
        }
    }
    Ok(())
}

/// Asks as a good client does, who is to be served or told to come again.
async fn ask(
    connection: &mut Connection,
    seen: &Seen,
    method: &str,
    path: &str,
    body: &str,
) -> Result<(u16, Value), Failure> {
    let begun = Instant::now();
    let answer = connection.ask(method, path, body).await.map_err(|error| format!("{method} {path}: {error}"))?;
    seen.slowest_ms.fetch_max(u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX), Ordering::Relaxed);
    note(seen, answer.status);
    if answer.status >= 400 && answer.status != 503 {
        let text = String::from_utf8_lossy(&answer.body);
        return Err(format!("{method} {path} was answered {}: {text}", answer.status));
    }
    Ok((answer.status, serde_json::from_slice(&answer.body).unwrap_or_default()))
}

async fn life_of_a_server(connection: &mut Connection, seen: &Seen) -> Result<(), Failure> {
    let body = json!({"server": {"name": "soaked", "flavorRef": "1", "networks": "none", "metadata": {"a": "b"},
                                 "imageRef": "70a5f5f3-2f0c-4c1d-9c4e-6f0f3a0d5b01"}});
    let (status, made) = ask(connection, seen, "POST", "/v2.1/servers", &body.to_string()).await?;
    if status == 503 {
        return Ok(());
    }
    let path = format!("/v2.1/servers/{}", made["server"]["id"].as_str().ok_or("a server without an id")?);
    for _ in 0..BOOT_LOOKS_MAX {
        let (_, server) = ask(connection, seen, "GET", &path, "").await?;
        if server["server"]["status"] == "ACTIVE" {
            ask(connection, seen, "DELETE", &path, "").await?;
            seen.booted.fetch_add(1, Ordering::Relaxed);
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    Err(format!("{path} does not come to run"))
}

/// Sends nonsense: requests that are none, and some that no API could mean.
async fn bad(url: &str, seen: &Seen, until: Instant) {
    let (large, deep, wide) = ("x".repeat(200_000), "[".repeat(20_000), "y".repeat(100_000));
    let raw = [
        "\0\x01\x02\r\n\r\n".to_owned(),
        "GET / HTTP/9.9\r\n\r\n".to_owned(),
        format!("GET /{wide} HTTP/1.1\r\nHost: h\r\n\r\n"),
        format!("GET / HTTP/1.1\r\nHost: h\r\nX: {wide}\r\n\r\n"),
        format!("GET / HTTP/1.1\r\nHost: h\r\n{}\r\n", "X: y\r\n".repeat(500)),
        "POST /v2.1/flavors HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n".to_owned(),
        "POST /v2.1/flavors HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n".to_owned(),
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\u{7f}nonsense".to_owned(),
    ];
    while Instant::now() < until {
        if fastrand::bool() {
            raw_nonsense(url, seen, &raw[fastrand::usize(..raw.len())]).await;
            continue;
        }
        let Ok(mut connection) = Connection::open(url).await else { continue };
        if fastrand::u8(..4) == 0 {
            connection.token = "nobody:nowhere".to_owned();
        }
        for (method, path, body) in [
            ("POST", "/v2.1/flavors", "{"),
            ("POST", "/v2.1/flavors", "\u{feff}{}"),
            ("POST", "/v2.1/flavors", r#"{"flavor": {"name": 1}}"#),
            ("POST", "/v2.1/flavors", &deep),
            ("BREW", "/v2.1/flavors", ""),
            ("GET", "/v2.1/%00/%ff/../..", ""),
            ("GET", "/v2.1/flavors?limit=-1&limit=%ff", ""),
            ("DELETE", "/v2.1/servers/nothing", ""),
            ("POST", "/v2.1/servers/nothing/action", r#"{"reboot": null, "resize": null}"#),
            ("POST", "/v2.1/flavors", &large),
        ] {
            match connection.ask(method, path, body).await {
                Ok(answer) => note(seen, answer.status),
                // A body above the limit may end the connection.
                Err(_) => {
                    seen.broken.fetch_add(1, Ordering::Relaxed);
                    break;
                }
            }
        }
        // And leaves without waiting for an answer.
        let _ = connection.send("GET", "/v2.1/servers/detail", "").await;
    }
}

/// Sends bytes, and waits for the end of the connection, though not for long.
async fn raw_nonsense(url: &str, seen: &Seen, bytes: &str) {
    let Ok(mut stream) = TcpStream::connect(url.trim_start_matches("http://")).await else { return };
    let mut answer = Vec::new();
    let exchange = async {
        let _ = stream.write_all(bytes.as_bytes()).await;
        let _ = stream.read_to_end(&mut answer).await;
    };
    let _ = timeout(Duration::from_millis(BAD_PATIENCE_MS), exchange).await;
    let status = answer.get(9..12).and_then(|digits| std::str::from_utf8(digits).ok()?.parse().ok());
    match status {
        Some(status) => note(seen, status),
        None => drop(seen.broken.fetch_add(1, Ordering::Relaxed)),
    }
}

/// Sends a piece of a request, goes on byte by byte or takes the answer byte by byte, and goes.
async fn slow(url: &str, seen: &Seen, until: Instant) {
    let address = url.trim_start_matches("http://").to_owned();
    while Instant::now() < until {
        let Ok(mut stream) = TcpStream::connect(&address).await else { continue };
        let pieces = [
            "",
            "GET /v2.1",
            "POST /v2.1/flavors HTTP/1.1\r\nHost: h\r\nX-Auth-Token: admin\r\nContent-Length: 900\r\n\r\n{",
            "GET /v2.1/flavors/detail HTTP/1.1\r\nHost: h\r\nX-Auth-Token: admin\r\n\r\n",
        ];
        let _ = stream.write_all(pieces[fastrand::usize(..pieces.len())].as_bytes()).await;
        for _ in 0..fastrand::usize(..20) {
            tokio::time::sleep(Duration::from_millis(fastrand::u64(10..300))).await;
            let byte = if fastrand::bool() {
                stream.write_all(b" ").await
            } else {
                timeout(Duration::from_millis(10), stream.read(&mut [0])).await.unwrap_or(Ok(1)).map(drop)
            };
            if byte.is_err() || Instant::now() >= until {
                break;
            }
        }
        seen.broken.fetch_add(1, Ordering::Relaxed);
    }
}

fn note(seen: &Seen, status: u16) {
    let counter = match status {
        503 => &seen.shed,
        500.. => &seen.server_errors,
        400.. => &seen.refused,
        _ => &seen.served,
    };
    counter.fetch_add(1, Ordering::Relaxed);
}

fn resident_kib(pid: u32) -> Result<u64, Failure> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status"))
        .map_err(|error| format!("the server is gone: {error}"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or("");
    line.trim().trim_end_matches(" kB").parse().map_err(|_| "the server's memory cannot be read".to_owned())
}

fn open_files(pid: u32) -> Result<u64, Failure> {
    let files = std::fs::read_dir(format!("/proc/{pid}/fd")).map_err(|error| format!("the server is gone: {error}"))?;
    Ok(files.count() as u64)
}
