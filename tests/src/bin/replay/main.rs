//! Replays recorded answers of a real Nova against nova-lite and counts how many come out the same.
//!
//! `replay DIR` starts nova-lite on a fresh database that holds the recordings' world, runs the folder's own `replay.py`
//! against it, and ends with the closing line `matched N of M`. What is equal and what is not is decided by `replay.py`
//! alone; this program only prepares, starts, counts and stops.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command line program talks to its terminal")]

mod args;
mod counts;

mod recordings;

use std::fs::{self, File};
use std::path::Path;
use std::process::{ExitCode, Stdio};

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;
use tokio::signal::unix::{SignalKind, signal};

use args::{Args, Auth};
use counts::Counts;
use recordings::Recordings;
use starmap_tests::Failure;
use starmap_tests::process::{self, Listening};
use starmap_tests::temp::TempDir;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let args = match args::parse(lexopt::Parser::from_env()) {
        Ok(Some(args)) => args,
        Ok(None) => {
            print!("{}", args::HELP);
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            eprintln!("replay: {error}\n{}", args::USAGE);
            return ExitCode::from(2);
        }
    };
    // Losing the race drops the replay, and with it every child process and temporary folder.
    let outcome = tokio::select! {
        outcome = replay(&args) => outcome,
        () = told_to_stop() => Err("stopped by a signal".to_owned()),
    };
    match outcome {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("replay: {failure}");
            ExitCode::from(2)
        }
    }
}

async fn told_to_stop() {
    let mut terminate = signal(SignalKind::terminate()).expect("a runtime with signals was built by main");
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}

async fn replay(args: &Args) -> Result<ExitCode, Failure> {
    let temp = TempDir::new("starmap-replay")?;
    let recordings = Recordings::open(&args.recordings, &temp).await?;
    let executable = match &args.server {
        Some(path) => path.clone(),
        None => process::build_nova_lite().await?,
    };
    let tokens = match args.auth {
        Auth::Keystone => Some(start_token_service(&recordings).await?),
        Auth::Noauth2 => None,
    };
    let config = recordings.config(tokens.as_ref().map(|tokens| tokens.url.as_str()))?;
    let server = start_server(args, &executable, &recordings, &config, &temp).await?;

    let (passed, counts) = run_script(args, &recordings, &server.url).await?;
    server.stop().await?;
    if let Some(tokens) = tokens {
        tokens.stop().await?;
    }
    judge(args, &counts, passed)
}

async fn start_token_service(recordings: &Recordings) -> Result<Listening, Failure> {
    let mut command = python();
    command.arg(recordings.file("token_service.py")).arg("0");
    Listening::start(command, None).await
}

async fn start_server(
    args: &Args,
    executable: &Path,
    recordings: &Recordings,
    config: &str,
    temp: &TempDir,
) -> Result<Listening, Failure> {
    let config_file = temp.path().join("nova.conf");
    fs::write(&config_file, config).map_err(|e| format!("failed to write {}: {e}", config_file.display()))?;
    let database = format!("sqlite:///{}", temp.path().join("nova.sqlite3").display());
    recordings.fill_world(&database).await?;

    let log = args.server_log.clone().unwrap_or_else(|| temp.path().join("nova-lite.log"));
    let log_file = File::create(&log).map_err(|e| format!("failed to create {}: {e}", log.display()))?;
    let mut command = Command::new(executable);
    command.args(["--listen", "127.0.0.1:0", "--database", &database, "--config-file"]).arg(&config_file);
    command.stderr(log_file);
    Listening::start(command, Some(&log)).await
}

/// Runs `replay.py`, prints what it prints, and returns whether it was content, and its counts.
async fn run_script(args: &Args, recordings: &Recordings, base: &str) -> Result<(bool, Counts), Failure> {
    let mut command = python();
    command.arg(recordings.file("replay.py")).args(["--base", base]).args(&args.handed_through).args(&args.scenarios);
    let mut script =
        command.stdout(Stdio::piped()).spawn().map_err(|e| format!("failed to start replay.py with python3: {e}"))?;
    let mut lines = BufReader::new(script.stdout.take().expect("stdout was piped above")).lines();
    let mut counts = Counts::default();
    while let Some(line) = lines.next_line().await.map_err(|e| format!("failed to read from replay.py: {e}"))? {
        println!("{line}");
        counts.note(&line);
    }
    let status = script.wait().await.map_err(|e| format!("failed to wait for replay.py: {e}"))?;
    match status.code() {
        Some(code @ (0 | 1)) if !counts.is_empty() => Ok((code == 0, counts)),
        Some(0 | 1) => Err(format!("no scenario was replayed; check the prefixes {:?}", args.scenarios)),
        _ => Err(format!("replay.py ended with {status}")),
    }
}

fn judge(args: &Args, counts: &Counts, passed: bool) -> Result<ExitCode, Failure> {
    if let Some(path) = &args.bless {
        let mut blessed = if path.exists() { Counts::read(path)? } else { Counts::default() };
        if args.scenarios.is_empty() {
            blessed = Counts::default();
        }
        blessed.replace(counts);
        return blessed.write(path).map(|()| ExitCode::SUCCESS);
    }
    let Some(path) = &args.check else {
        return Ok(if passed { ExitCode::SUCCESS } else { ExitCode::FAILURE });
    };
    let comparison = Counts::read(path)?.compare(counts, &args.scenarios);
    for rise in &comparison.risen {
        println!("risen: {rise}");
    }
    for fault in &comparison.fallen {
        println!("FALLEN: {fault}");
    }
    let verdict = if comparison.fallen.is_empty() { "no scenario fell below" } else { "some scenarios fell below" };
    println!("{verdict} {}", path.display());
    if !comparison.risen.is_empty() {
        println!("keep what was won with `--bless {}`", path.display());
    }
    Ok(if comparison.fallen.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn python() -> Command {
    let mut command = Command::new("python3");
    // The recordings' folder may be anybody's: it is left as it was found.
    command.env("PYTHONDONTWRITEBYTECODE", "1").kill_on_drop(true);
    command
}
