//! Loads nova-lite with good, bad and slow clients for minutes, and watches its memory and its answers.
//!
//! `soak --minutes N [--server PATH]`. Ends in one line with the figures, and with exit code 1 when an answer was a 5xx other
//! than 503, when a good client was not served, or when memory grew after the warm-up.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use lexopt::prelude::*;
use starmap_tests::Failure;
use starmap_tests::http::Connection;
use starmap_tests::process::{Listening, build_nova_lite};
use starmap_tests::temp::TempDir;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::process::Command;

const GOOD_CLIENTS: usize = 8;
const BAD_CLIENTS: usize = 4;
const SLOW_CLIENTS: usize = 8;
/// The share of the time that counts as warm-up.
const WARM_UP: f64 = 0.25;
/// How much memory may grow after the warm-up: a tenth, and this many KiB.
const GROWTH_KIB_MAX: u64 = 8 * 1024;

/// What was seen so far.
#[derive(Default)]
struct Seen {
    served: AtomicU64,
    refused: AtomicU64,
    shed: AtomicU64,
    broken: AtomicU64,
    server_errors: AtomicU64,
    good_failures: AtomicU64,
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
    let warm = resident_kib(pid)?;
    for client in clients {
        client.await.map_err(|error| error.to_string())?;
    }
    let end = resident_kib(pid)?;
    nova.stop().await?;
    Ok(judge(&seen, length, warm, end))
}

fn judge(seen: &Seen, length: Duration, warm: u64, end: u64) -> (String, bool) {
    let count = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
    let grown = end > warm + warm / 10 + GROWTH_KIB_MAX;
    let good = count(&seen.server_errors) == 0 && count(&seen.good_failures) == 0 && count(&seen.served) > 0 && !grown;
    let line = format!(
        "soaked {:.1} minutes: {} served, {} refused, {} shed, {} connections given up, {} server errors, {} good clients \
         failed, {warm} KiB resident after the warm-up, {end} KiB at the end",
        length.as_secs_f64() / 60.0,
        count(&seen.served),
        count(&seen.refused),
        count(&seen.shed),
        count(&seen.broken),
        count(&seen.server_errors),
        count(&seen.good_failures),
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

/// Asks for what is there, and makes and removes flavors.
async fn good(url: &str, seen: &Seen, until: Instant) {
    while Instant::now() < until {
        let Ok(mut connection) = Connection::open(url).await else { return fail(seen) };
        for _ in 0..100 {
            let id = format!("{:016x}", fastrand::u64(..));
            let create = format!(r#"{{"flavor": {{"name": "{id}", "id": "{id}", "ram": 1, "vcpus": 1, "disk": 1}}}}"#);
            for (method, path, body) in [
                ("GET", "/v2.1/", ""),
                ("GET", "/v2.1/flavors/detail?limit=20", ""),
                ("GET", "/v2.1/servers/detail", ""),
                ("POST", "/v2.1/flavors", create.as_str()),
                ("DELETE", &format!("/v2.1/flavors/{id}"), ""),
            ] {
                match connection.ask(method, path, body).await {
                    Ok(answer) => {
                        note(seen, answer.status);
                        if answer.status >= 400 && answer.status != 503 {
                            fail(seen);
                        }
                    }
                    Err(_) => return fail(seen),
                }
            }
        }
    }
}

/// Asks for nonsense.
async fn bad(url: &str, seen: &Seen, until: Instant) {
    let large = "x".repeat(200_000);
    while Instant::now() < until {
        let Ok(mut connection) = Connection::open(url).await else { continue };
        for (method, path, body) in [
            ("POST", "/v2.1/flavors", "{"),
            ("POST", "/v2.1/flavors", "\u{feff}{}"),
            ("POST", "/v2.1/flavors", r#"{"flavor": {"name": 1}}"#),
            ("BREW", "/v2.1/flavors", ""),
            ("GET", "/v2.1/%00/%ff/../..", ""),
            ("GET", "/v2.1/flavors?limit=-1&limit=%ff", ""),
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
    }
}

/// Sends a piece of a request, waits, and goes.
async fn slow(url: &str, seen: &Seen, until: Instant) {
    let address = url.trim_start_matches("http://").to_owned();
    while Instant::now() < until {
        let Ok(mut stream) = TcpStream::connect(&address).await else { continue };
        let piece = [
            "",
            "GET /v2.1",
            "POST /v2.1/flavors HTTP/1.1\r\nHost: h\r\nX-Auth-Token: admin\r\nContent-Length: 9\r\n\r\n{",
        ];
        let _ = stream.write_all(piece[fastrand::usize(..piece.len())].as_bytes()).await;
        tokio::time::sleep(Duration::from_millis(fastrand::u64(10..500))).await;
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

fn fail(seen: &Seen) {
    seen.good_failures.fetch_add(1, Ordering::Relaxed);
}

fn resident_kib(pid: u32) -> Result<u64, Failure> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status"))
        .map_err(|error| format!("the server is gone: {error}"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or("");
    line.trim().trim_end_matches(" kB").parse().map_err(|_| "the server's memory cannot be read".to_owned())
}
