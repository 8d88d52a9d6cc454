//! Child processes that say where they listen: started, awaited, stopped; and the nova-lite executable to start.
//!
//! Each is stopped by its own handle; dropping one kills it, so that no way out of the program leaves it behind.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

use crate::Failure;

const START_TIMEOUT: Duration = Duration::from_secs(30);
const LOG_LINES_SHOWN: usize = 20;

/// A running process that printed `listening on URL`.
#[derive(Debug)]
pub struct Listening {
    /// Where it listens, without a slash at the end.
    pub url: String,
    name: String,
    child: Child,
    log: Option<PathBuf>,
}

impl Listening {
    /// Its process id, while it runs.
    pub fn pid(&self) -> Option<u32> {
        self.child.id()
    }

    /// Starts the command and waits for its address. The end of `log` is shown when it does not come.
    pub async fn start(mut command: Command, log: Option<&Path>) -> Result<Listening, Failure> {
        let name = command.as_std().get_program().to_string_lossy().into_owned();
        command.kill_on_drop(true).stdin(Stdio::null()).stdout(Stdio::piped());
        let mut child = command.spawn().map_err(|e| format!("failed to start {name}: {e}"))?;
        let stdout = child.stdout.take().expect("stdout was piped above");
        let mut lines = BufReader::new(stdout).lines();
        let address = async {
            while let Ok(Some(line)) = lines.next_line().await {
                if let Some(url) = line.strip_prefix("listening on ") {
                    return Some(url.trim_end_matches('/').to_owned());
                }
            }
            None
        };
        let Ok(Some(url)) = timeout(START_TIMEOUT, address).await else {
            return Err(format!("{name} did not say where it listens\n{}", log.map(tail).unwrap_or_default()));
        };
        // The pipe is read on, or a talkative child would be stopped by a full or a broken one.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Ok(Listening { url, name, child, log: log.map(Path::to_owned) })
    }

    /// Sends the process a signal by its name, such as `HUP`.
    ///
    /// # Errors
    ///
    /// When it has ended.
    pub async fn signal(&self, name: &str) -> Result<(), Failure> {
        let pid = self.pid().ok_or_else(|| format!("{} has ended", self.name))?;
        let sent = Command::new("kill").arg(format!("-{name}")).arg(pid.to_string()).status().await;
        match sent {
            Ok(status) if status.success() => Ok(()),
            other => Err(format!("kill -{name} {pid}: {other:?}")),
        }
    }

    /// Waits until the process ends by itself.
    ///
    /// # Errors
    ///
    /// When it cannot be waited for.
    pub async fn ended(mut self) -> Result<ExitStatus, Failure> {
        self.child.wait().await.map_err(|e| format!("failed to wait for {}: {e}", self.name))
    }

    /// Ends the process.
    ///
    /// # Errors
    ///
    /// When it had ended before by itself: whatever was counted since is not its answer.
    pub async fn stop(mut self) -> Result<(), Failure> {
        if let Ok(Some(status)) = self.child.try_wait() {
            let log = self.log.as_deref().map(tail).unwrap_or_default();
            return Err(format!("{} ended by itself with {status}\n{log}", self.name));
        }
        self.child.kill().await.map_err(|e| format!("failed to stop {}: {e}", self.name))
    }
}

/// Builds nova-lite in the profile this program was built in and returns its path.
///
/// Both packages are named, since cargo unites the features of the packages of one command: like this the libraries
/// beneath are those that this program was linked with, and only nova-lite's own executable is left to build.
pub async fn build_nova_lite() -> Result<PathBuf, Failure> {
    let this = env::current_exe().map_err(|e| format!("failed to find this program's own path: {e}"))?;
    let folder = this.parent().ok_or("this program's path has no folder")?;
    // Where cargo puts tests, beneath the folder of the profile.
    let folder = if folder.ends_with("deps") { folder.parent().unwrap_or(folder) } else { folder };
    let profile = match folder.file_name().and_then(|name| name.to_str()) {
        Some("debug") | None => "dev",
        Some(name) => name,
    };
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).kill_on_drop(true);
    command.args(["build", "--quiet", "--profile", profile, "-p", "starmap-tests", "-p", "nova-lite"]);
    let status = command.args(["--bin", "nova-lite"]).status().await;
    match status {
        Ok(status) if status.success() => Ok(folder.join("nova-lite")),
        Ok(status) => Err(format!("building nova-lite ended with {status}; --server runs one that exists")),
        Err(e) => Err(format!("failed to start cargo: {e}; --server runs a nova-lite that exists")),
    }
}

fn tail(log: &Path) -> String {
    let text = fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(LOG_LINES_SHOWN)..].join("\n")
}
