//! The writer thread: takes jobs in order, runs a group of them in one transaction, commits, then answers.
//!
//! Each job has a savepoint of its own, so one that fails or panics undoes only itself.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use rusqlite::Connection;
use tokio::sync::oneshot;

use super::connection::Identity;
use super::kept::Kept;
use super::{OpenError, Tx, run_prepared};
use crate::compute::error::ComputeError;
use crate::compute::flavor::OfferedFlavor;

/// Most jobs in one commit.
const GROUP_COMMIT_MAX: usize = 64;
/// Most jobs waiting; beyond that a write is refused at once rather than queued without bound.
pub(super) const WAITING_MAX: usize = 4096;

/// Runs in the transaction, or not at all without one, and returns how to answer once the commit is decided.
pub(super) type Job = Box<dyn FnOnce(Option<Tx<'_>>) -> (Outcome, Answer) + Send>;
type Answer = Box<dyn FnOnce(Result<(), ComputeError>) + Send>;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    Keep,
    Undo,
}

/// What the thread works on.
struct Database {
    conn: Connection,
    identity: Option<Identity>,
    flavors: Arc<Kept<[OfferedFlavor]>>,
}

#[derive(Debug)]
pub(super) struct Writer {
    jobs: Mutex<Option<SyncSender<Job>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

/// Makes a job of a closure and the channel its caller waits on.
pub(super) fn job<T, F>(work: F, reply: oneshot::Sender<Result<T, ComputeError>>) -> Job
where
    T: Send + 'static,
    F: FnOnce(&Tx<'_>) -> Result<T, ComputeError> + Send + 'static,
{
    let panicked = |_| Err(ComputeError::Unavailable("a write panicked; see the log".into()));
    Box::new(move |tx| {
        let result = match tx {
            Some(tx) => catch_unwind(AssertUnwindSafe(|| work(&tx))).unwrap_or_else(panicked),
            None => Err(ComputeError::Unavailable("no transaction could be begun".into())),
        };
        let outcome = if result.is_ok() { Outcome::Keep } else { Outcome::Undo };
        // The caller may have gone away; the write stands all the same.
        let answer = move |committed: Result<(), ComputeError>| drop(reply.send(committed.and(result)));
        (outcome, Box::new(answer))
    })
}

impl Writer {
    pub(super) fn start(
        conn: Connection,
        identity: Option<Identity>,
        flavors: Arc<Kept<[OfferedFlavor]>>,
    ) -> Result<Self, OpenError> {
        let (jobs, queue) = sync_channel(WAITING_MAX);
        let thread = std::thread::Builder::new()
            .name("store-writer".into())
            .spawn(move || run(&Database { conn, identity, flavors }, &queue))
            .map_err(|e| OpenError(format!("cannot start the database's writer thread: {e}")))?;
        Ok(Self { jobs: Mutex::new(Some(jobs)), thread: Mutex::new(Some(thread)) })
    }

    pub(super) fn send(&self, job: Job) -> Result<(), ComputeError> {
        let jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(sender) = &*jobs else { return Err(ComputeError::Unavailable("the store is closed".into())) };
        sender.try_send(job).map_err(|_| ComputeError::Unavailable(format!("more than {WAITING_MAX} writes wait")))
    }

    /// Ends the thread once everything handed in is done.
    pub(super) fn stop(&self) {
        drop(self.jobs.lock().unwrap_or_else(PoisonError::into_inner).take());
        if let Some(thread) = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take()
            && thread.join().is_err()
        {
            tracing::error!("the writer thread panicked");
        }
    }
}

fn run(database: &Database, queue: &Receiver<Job>) {
    while let Ok(first) = queue.recv() {
        let mut group = vec![first];
        while group.len() < GROUP_COMMIT_MAX
            && let Ok(next) = queue.try_recv()
        {
            group.push(next);
        }
        commit(database, group);
    }
    if let Err(error) = database.conn.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)") {
        tracing::warn!(%error, "the log of the database could not be folded into the file");
    }
}

fn commit(database: &Database, group: Vec<Job>) {
    let mut answers = Vec::with_capacity(group.len());
    let flavors_written = Cell::new(false);
    let result = run_group(database, &flavors_written, group, &mut answers);
    if let Err(error) = &result {
        tracing::error!(detail = error.detail(), "a group of writes was not committed");
        // Nothing to undo when the transaction never began or SQLite ended it by itself.
        let _ = database.conn.execute_batch("ROLLBACK");
    }
    if flavors_written.get() {
        database.flavors.forget();
    }
    for answer in answers {
        answer(result.clone());
    }
}

fn run_group(
    Database { conn, identity, .. }: &Database,
    flavors_written: &Cell<bool>,
    group: Vec<Job>,
    answers: &mut Vec<Answer>,
) -> Result<(), ComputeError> {
    let mut result = run_prepared(conn, "BEGIN IMMEDIATE");
    for job in group {
        if result.is_ok() {
            result = run_prepared(conn, "SAVEPOINT job");
        }
        let (outcome, answer) = job(result.is_ok().then_some(Tx { conn, flavors_written }));
        answers.push(answer);
        if result.is_ok() {
            let undone = match outcome {
                Outcome::Keep => Ok(()),
                Outcome::Undo => run_prepared(conn, "ROLLBACK TO job"),
            };
            result = undone.and_then(|()| run_prepared(conn, "RELEASE job"));
        }
    }
    // Just before the commit, so that next to nothing can be acknowledged that goes into a file without a name.
    let in_place = || identity.as_ref().map_or(Ok(()), Identity::check).map_err(ComputeError::Unavailable);
    result.and_then(|()| in_place())?;
    run_prepared(conn, "COMMIT")
}
