//! What servers used: hours of processors, memory and disk in a period.

use crate::compute::Compute;
use crate::compute::clock::Timestamp;
use crate::compute::error::ComputeError;
use crate::compute::server::Server;

/// Microseconds of an hour.
const HOUR: f64 = 3_600e6;

/// Which use.
#[derive(Clone, Debug)]
pub struct UsageQuery {
    /// Of this project only.
    pub project_id: Option<String>,
    /// From here on.
    pub from: Timestamp,
    /// Up to here.
    pub to: Timestamp,
    /// The id of the last server of the page before.
    pub marker: Option<String>,
    /// Most servers to count.
    pub limit: usize,
}

/// What one server used.
#[derive(Clone, Debug)]
pub struct ServerUsage {
    /// The server, which may be deleted.
    pub server: Server,
    /// How long it ran in the period.
    pub hours: f64,
    /// When it started.
    pub started_at: Timestamp,
    /// Seconds that it has been there, or was.
    pub uptime: i64,
}

impl ServerUsage {
    /// GiB of its local disks.
    #[must_use]
    pub fn local_gb(&self) -> i64 {
        self.server.flavor.disk + self.server.flavor.ephemeral
    }
}

/// What the servers of a project used.
#[derive(Clone, Debug)]
pub struct ProjectUsage {
    /// The project.
    pub project_id: String,
    /// By id of the server.
    pub servers: Vec<ServerUsage>,
}

impl ProjectUsage {
    /// The sum over the servers of a size times the hours it was used.
    #[must_use]
    pub fn total(&self, size: impl Fn(&ServerUsage) -> i64) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "no size comes near 2^53")]
        self.servers.iter().map(|usage| size(usage) as f64 * usage.hours).sum()
    }
}

impl Compute {
    /// Returns what servers used, by project.
    ///
    /// # Errors
    /// `Invalid` when the marker names no server of the period; `Unavailable`.
    pub async fn usage(&self, query: UsageQuery) -> Result<Vec<ProjectUsage>, ComputeError> {
        let (from, to, project) = (query.from, query.to, query.project_id.clone());
        let servers = self.store.read(move |tx| tx.servers_of_period(from, to, project.as_deref())).await?;
        let start = match &query.marker {
            None => 0,
            Some(marker) => {
                let missing = || ComputeError::Invalid(format!("Marker {marker} could not be found."));
                servers.iter().position(|server| server.id == *marker).ok_or_else(missing)? + 1
            }
        };
        let mut projects: Vec<ProjectUsage> = Vec::new();
        for server in servers.into_iter().skip(start).take(query.limit) {
            let Some(usage) = usage_of(server, from, to) else { continue };
            let project = &usage.server.project_id;
            match projects.last_mut().filter(|last| last.project_id == *project) {
                Some(last) => last.servers.push(usage),
                None => projects.push(ProjectUsage { project_id: project.clone(), servers: vec![usage] }),
            }
        }
        Ok(projects)
    }
}

/// What a server used; nothing when it never started.
fn usage_of(server: Server, from: Timestamp, to: Timestamp) -> Option<ServerUsage> {
    let started_at = server.launched_at?;
    let ended = server.terminated_at;
    let stop = ended.map_or(to, |ended| ended.min(to));
    let used = (stop.0 - started_at.max(from).0).max(0);
    let uptime = (ended.unwrap_or_else(Timestamp::now).0 - started_at.0) / 1_000_000;
    #[expect(clippy::cast_precision_loss, reason = "a period of 285 years fits")]
    let hours = used as f64 / HOUR;
    Some(ServerUsage { server, hours, started_at, uptime })
}

#[cfg(test)]
mod tests {
    use super::{Server, Timestamp, usage_of};

    #[test]
    fn only_the_hours_of_the_period_count() {
        let at = |hours: i64| Timestamp(hours * 3_600_000_000);
        for (launched, terminated, hours) in
            [(1, None, 4.0), (3, None, 3.0), (0, Some(4), 2.0), (3, Some(5), 2.0), (0, Some(1), 0.0), (7, None, 0.0)]
        {
            let server =
                Server { launched_at: Some(at(launched)), terminated_at: terminated.map(at), ..Server::default() };
            let usage = usage_of(server, at(2), at(6)).expect("it was launched");
            assert!((usage.hours - hours).abs() < 1e-9, "{launched} {terminated:?}: {}", usage.hours);
        }
        assert!(usage_of(Server::default(), at(2), at(6)).is_none());
    }
}
