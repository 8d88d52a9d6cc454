//! Migrations: moves of servers between hosts, and resizes, which are moves too.

use crate::compute::clock::Timestamp;
use crate::compute::error::ComputeError;
use crate::compute::server::Server;
use crate::compute::server_state::TaskState;
use crate::compute::{Caller, Compute, action_log};
use crate::store::Tx;

/// The kind of a migration that the server does not notice.
pub const LIVE: &str = "live-migration";
/// The states of a live migration that is under way.
const IN_PROGRESS: [&str; 4] = ["queued", "preparing", "running", "post-migrating"];
/// The only state in which a live migration can be hurried.
pub(crate) const RUNNING: &str = "running";

/// One move.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct Migration {
    /// Counts from 1; 0 before the migration is stored.
    pub id: i64,
    pub uuid: String,
    pub server_id: String,
    /// `resize`, `migration`, `live-migration` or `evacuation`.
    pub kind: String,
    /// `pre-migrating`, `migrating`, `finished`, `confirmed`, `reverted`, `running`, `completed`, `cancelled`, `error`,
    /// `accepted` or `done`.
    pub status: String,
    pub source_host: Option<String>,
    pub source_node: Option<String>,
    pub dest_host: Option<String>,
    pub dest_node: Option<String>,
    pub dest_address: Option<String>,
    /// The database's numbers of the flavors.
    pub old_flavor: Option<i64>,
    pub new_flavor: Option<i64>,
    pub user_id: String,
    pub project_id: String,
    pub hidden: bool,
    pub created_at: Timestamp,
    pub updated_at: Option<Timestamp>,
}

impl Migration {
    /// Whether this is a live migration that is under way.
    #[must_use]
    pub fn is_live_in_progress(&self) -> bool {
        self.kind == LIVE && IN_PROGRESS.contains(&self.status.as_str())
    }
}

/// Which migrations. `Default` is all, newest first.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "the fields are Nova's filters, by Nova's names")]
pub struct MigrationQuery {
    pub server_id: Option<String>,
    pub status: Option<String>,
    pub kind: Option<String>,
    /// Source or destination.
    pub host: Option<String>,
    pub source_host: Option<String>,
    pub user_id: Option<String>,
    pub project_id: Option<String>,
    pub hidden: Option<bool>,
    pub changed_since: Option<Timestamp>,
    pub changed_before: Option<Timestamp>,
    /// The UUID of the last migration of the page before.
    pub marker: Option<String>,
    /// `None` is every one.
    pub limit: Option<usize>,
}

impl Compute {
    /// Returns migrations, newest first.
    ///
    /// # Errors
    /// `Invalid` when the marker names no migration; `Unavailable`.
    pub async fn list_migrations(&self, query: MigrationQuery) -> Result<Vec<Migration>, ComputeError> {
        self.store
            .read(move |tx| {
                if let Some(marker) = &query.marker
                    && tx.migration(marker)?.is_none()
                {
                    return Err(ComputeError::Invalid(format!("Marker {marker} could not be found.")));
                }
                tx.list_migrations(&query)
            })
            .await
    }

    /// Returns a server's live migrations that are under way, newest first.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn live_migrations(&self, server: &str) -> Result<Vec<Migration>, ComputeError> {
        let query = MigrationQuery { kind: Some(LIVE.into()), ..of_server(server) };
        let mut migrations = self.store.read(move |tx| tx.list_migrations(&query)).await?;
        migrations.retain(Migration::is_live_in_progress);
        Ok(migrations)
    }

    /// Returns one of a server's live migrations that are under way.
    ///
    /// # Errors
    /// `NotFound`, with another sentence for another migration of the server; `Unavailable`.
    pub async fn live_migration(&self, server: &str, id: &str) -> Result<Migration, ComputeError> {
        let (server, id) = (server.to_owned(), id.to_owned());
        self.store
            .read(move |tx| {
                let missing = format!("In-progress live migration {id} is not found for server {server}.");
                let migration = find(tx, &server, &id)?.ok_or(ComputeError::NotFound(missing))?;
                if migration.kind != LIVE {
                    let text = format!("Migration {id} for server {server} is not live-migration.");
                    return Err(ComputeError::NotFound(text));
                }
                if !migration.is_live_in_progress() {
                    let text = format!("Live migration {id} for server {server} is not in progress.");
                    return Err(ComputeError::NotFound(text));
                }
                Ok(migration)
            })
            .await
    }

    /// Aborts a live migration: the server stays where it is. With `queued_too` one that has not begun yet is taken as
    /// well.
    ///
    /// # Errors
    /// `ServerNotFound`; `Locked`; `Conflict` for a server that is not migrating; `NotFound` for the migration;
    /// `Invalid` for its state; `Unavailable`.
    pub async fn abort_live_migration(
        &self,
        caller: &Caller,
        server: &str,
        id: &str,
        queued_too: bool,
    ) -> Result<(), ComputeError> {
        let (caller, server, id) = (caller.clone(), server.to_owned(), id.to_owned());
        self.store
            .write(move |tx| {
                let started = Timestamp::now();
                let mut server = migrating(tx, &caller, &server, "abort live migration")?;
                let migration = find(tx, &server.id, &id)?.ok_or_else(|| no_migration(&id, &server.id))?;
                let queued = ["queued", "preparing"].contains(&migration.status.as_str());
                if migration.status != RUNNING && !(queued && queued_too) {
                    return Err(wrong_state(&migration, "abort live migration"));
                }
                server.task_state = None;
                server.old_vm_state = None;
                server.updated_at = Some(started);
                tx.save_server(&server)?;
                tx.end_migration(&server.id, "cancelled")?;
                let number = action_log::begin(tx, &caller, &server.id, "live_migration_cancel")?;
                let event = "compute_live_migration_abort";
                action_log::end(tx, number, event, server.host.as_deref(), started, None)
            })
            .await
    }

    /// Asks for a live migration to come to its end. The embedded drivers finish in their own time, so it ends with the
    /// checks and an entry in the log of actions.
    ///
    /// # Errors
    /// `ServerNotFound`; `Locked`; `Conflict` for a server that is not migrating; `Invalid` for the migration or its
    /// state; `Unavailable`.
    pub async fn force_live_migration(&self, caller: &Caller, server: &str, id: &str) -> Result<(), ComputeError> {
        let (caller, server, id) = (caller.clone(), server.to_owned(), id.to_owned());
        self.store
            .write(move |tx| {
                let started = Timestamp::now();
                let server = migrating(tx, &caller, &server, "force_complete")?;
                // Nova answers 400 here and 404 to an abort.
                let missing = || ComputeError::Invalid(no_migration(&id, &server.id).to_string());
                let migration = find(tx, &server.id, &id)?.ok_or_else(missing)?;
                if migration.status != RUNNING {
                    return Err(wrong_state(&migration, "force complete"));
                }
                let number = action_log::begin(tx, &caller, &server.id, "live_migration_force_complete")?;
                let event = "compute_live_migration_force_complete";
                action_log::end(tx, number, event, server.host.as_deref(), started, None)
            })
            .await
    }
}

fn of_server(server: &str) -> MigrationQuery {
    MigrationQuery { server_id: Some(server.into()), ..MigrationQuery::default() }
}

/// One of a server's migrations, by its number as text.
fn find(tx: &Tx<'_>, server: &str, id: &str) -> Result<Option<Migration>, ComputeError> {
    let Ok(id) = id.parse::<i64>() else { return Ok(None) };
    Ok(tx.list_migrations(&of_server(server))?.into_iter().find(|migration| migration.id == id))
}

/// The server, if it is being migrated live and not locked.
fn migrating(tx: &Tx<'_>, caller: &Caller, id: &str, action: &str) -> Result<Server, ComputeError> {
    let server = tx.own_server(caller, id)?;
    caller.check_lock(&server)?;
    match server.task_state {
        Some(TaskState::Migrating) => Ok(server),
        Some(task) => Err(ComputeError::Conflict(format!(
            "Cannot '{action}' instance {id} while it is in task_state {}",
            task.name()
        ))),
        None => Err(ComputeError::Conflict(format!("Instance {id} is in an invalid state for '{action}'"))),
    }
}

fn no_migration(id: &str, server: &str) -> ComputeError {
    ComputeError::NotFound(format!("Migration {id} not found for instance {server}"))
}

fn wrong_state(migration: &Migration, method: &str) -> ComputeError {
    let Migration { id, server_id, status, .. } = migration;
    ComputeError::Invalid(format!(
        "Migration {id} state of instance {server_id} is {status}. Cannot {method} while the migration is in this state."
    ))
}
