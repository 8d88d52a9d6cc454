//! The only place that speaks SQL: one SQLite file, one writer, a few readers.
//!
//! Callers hand in closures over a [`Tx`]. Writes run in order on one thread and are committed in groups, each group
//! durable before any of its callers hears of it; a write once handed in runs to its end even if its caller goes away.
//! Reads run on blocking threads with a connection each, opened when first needed. No closure runs on a thread of the
//! async runtime, and no SQL text reaches a caller: failures become `ComputeError::Unavailable`.

mod columns;
mod connection;
mod few;
mod flavors;
mod kept;
mod keypairs;
mod pattern;
mod quotas;
mod record;
mod schema;
mod servers;
mod tables;
mod writer;

use std::cell::Cell;
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;
use tokio::sync::{Semaphore, oneshot};

use crate::compute::error::ComputeError;
use crate::compute::flavor::OfferedFlavor;
pub use connection::{OpenError, Place};

/// Most readers at one time; further reads wait.
pub const READERS_MAX: usize = 4;
/// Most flavors that are kept in memory; more are read from the database each time.
pub const FLAVORS_KEPT_MAX: usize = 10_000;

/// A handle on the database. Clones share it.
#[derive(Clone, Debug)]
pub struct Store {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    place: Place,
    writer: writer::Writer,
    idle: Mutex<Vec<Connection>>,
    permits: Arc<Semaphore>,
    flavors: Arc<kept::Kept<[OfferedFlavor]>>,
}

/// One transaction, with the typed reads and writes of every table on it.
#[derive(Clone, Copy, Debug)]
pub struct Tx<'c> {
    conn: &'c Connection,
    /// Whether flavors, or who may use them, were written since the last commit.
    flavors_written: &'c Cell<bool>,
}

impl Store {
    /// Opens the database of a url such as `sqlite:///nova.sqlite`, creating or upgrading the file where needed.
    ///
    /// # Errors
    /// Says what is wrong with the url or the file, naming it.
    pub fn open(url: &str) -> Result<Self, OpenError> {
        Self::open_with(Place::parse(url)?, schema::MIGRATIONS)
    }

    fn open_with(place: Place, migrations: &[&str]) -> Result<Self, OpenError> {
        let conn = connection::open_writer(&place, migrations)?;
        let identity = connection::Identity::of(&place)?;
        let flavors = Arc::new(kept::Kept::default());
        let shared = Shared {
            place,
            writer: writer::Writer::start(conn, identity, flavors.clone())?,
            idle: Mutex::default(),
            permits: Arc::new(Semaphore::new(READERS_MAX)),
            flavors,
        };
        Ok(Self { shared: Arc::new(shared) })
    }

    /// Runs a closure in the next write transaction and waits until it is on disk.
    ///
    /// An `Err` from the closure undoes what it wrote and nothing else.
    ///
    /// # Errors
    /// The closure's own, or `Unavailable` when the storage failed.
    pub async fn write<T, F>(&self, work: F) -> Result<T, ComputeError>
    where
        T: Send + 'static,
        F: FnOnce(&Tx<'_>) -> Result<T, ComputeError> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        self.shared.writer.send(writer::job(work, reply))?;
        answer.await.unwrap_or_else(|_| Err(ComputeError::Unavailable("the writer thread has ended".into())))
    }

    /// Runs a closure on one consistent view of the database.
    ///
    /// # Errors
    /// The closure's own, or `Unavailable` when the storage failed.
    pub async fn read<T, F>(&self, work: F) -> Result<T, ComputeError>
    where
        T: Send + 'static,
        F: FnOnce(&Tx<'_>) -> Result<T, ComputeError> + Send + 'static,
    {
        // A database in memory belongs to one connection.
        if self.shared.place.is_memory() {
            return self.write(work).await;
        }
        let closed = |_| ComputeError::Unavailable("the store is closed".into());
        let permit = self.shared.permits.clone().acquire_owned().await.map_err(closed)?;
        let shared = self.shared.clone();
        let task = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            shared.read_blocking(work)
        });
        task.await.unwrap_or_else(|e| Err(ComputeError::Unavailable(format!("a read ended early: {e}"))))
    }

    /// Returns every flavor, by number. They are read from the database only if one of them was written since they were last
    /// read, or that is long ago.
    ///
    /// # Errors
    /// `Unavailable` when the storage failed.
    pub async fn flavors(&self) -> Result<Arc<[OfferedFlavor]>, ComputeError> {
        let age = match self.shared.flavors.look() {
            Ok(flavors) => return Ok(flavors),
            Err(age) => age,
        };
        let flavors: Arc<[OfferedFlavor]> = self.read(|tx| tx.offered_flavors()).await?.into();
        if flavors.len() <= FLAVORS_KEPT_MAX {
            self.shared.flavors.keep(age, flavors.clone());
        }
        Ok(flavors)
    }

    /// Stops the writer after what was handed in, and folds the log back into the file.
    pub async fn close(&self) {
        self.shared.permits.close();
        let shared = self.shared.clone();
        let done = tokio::task::spawn_blocking(move || {
            shared.lock_idle().clear();
            shared.writer.stop();
        });
        if let Err(error) = done.await {
            tracing::error!(%error, "closing the database failed");
        }
    }
}

impl Shared {
    fn read_blocking<T>(&self, work: impl FnOnce(&Tx<'_>) -> Result<T, ComputeError>) -> Result<T, ComputeError> {
        let pooled = self.lock_idle().pop();
        let conn = match pooled {
            Some(conn) => conn,
            None => connection::open_reader(&self.place).map_err(unavailable)?,
        };
        // One transaction, so that every query of the closure sees the same. A connection that cannot end it is dropped.
        run_prepared(&conn, "BEGIN")?;
        let result = work(&Tx { conn: &conn, flavors_written: &Cell::new(false) });
        run_prepared(&conn, "COMMIT")?;
        self.lock_idle().push(conn);
        result
    }

    fn lock_idle(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Runs a statement that stays prepared.
fn run_prepared(conn: &Connection, sql: &str) -> Result<(), ComputeError> {
    conn.prepare_cached(sql).and_then(|mut statement| statement.execute([])).map(drop).map_err(unavailable)
}

/// Keeps SQLite's words for the log, with what can be done about it.
#[expect(clippy::needless_pass_by_value, reason = "it is what `map_err` calls")]
fn unavailable(error: rusqlite::Error) -> ComputeError {
    ComputeError::Unavailable(match connection::why(&error) {
        Some(why) => format!("database: {why} ({error})"),
        None => format!("database: {error}"),
    })
}

#[cfg(test)]
mod tests;
