//! The domain: servers, flavors and all the rest, with their rules. It knows no HTTP and no SQL.
//!
//! [`Compute`] is the whole of it for callers. Policy is decided outside; a [`Caller`] says who asks. Long work runs
//! in the background after the request that asked for it was accepted and stored.

pub mod action_log;
mod actions;
pub mod aggregate;
pub mod attachment;
pub mod clock;
pub mod console;
pub mod create;
pub mod disk;
pub mod error;
pub mod extra_specs;
pub mod flavor;
pub mod floating_ip;
pub mod host;
pub mod ids;
pub mod image;
pub mod interface;
pub mod key_material;
pub mod keypair;
mod labels;
pub mod list;
pub mod migration;
mod moves;
pub mod network;
pub mod quota;
mod reclaim;
mod recovery;
mod schedule;
pub mod security_group;
pub mod server;
pub mod server_group;
pub mod server_state;
pub mod usage;
pub mod volume;
mod worker;
pub(crate) mod x509_key;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

pub use actions::{Accepted, Rebuild, ServerAction, lock_holder};
pub use create::{NewServer, ServerUpdate};
use error::ComputeError;
use server::Server;
use server_state::PowerState;
use tokio::sync::{Notify, Semaphore};

use crate::store::{OpenError, Store};
use crate::virt::{Diagnostics, Driver, FakeDriver};
use crate::world::World;

/// Most tasks that run at one time; further ones wait their turn.
pub const TASKS_MAX: usize = 64;

/// Who asks.
#[derive(Clone, Debug, Default)]
pub struct Caller {
    /// The user's id.
    pub user_id: String,
    /// The project's id.
    pub project_id: String,
    /// Whether other projects' things and locked servers are open to the caller.
    pub is_admin: bool,
    /// The id of the request, for the log of actions.
    pub request_id: String,
}

impl Caller {
    /// Whether the caller may see a project's things.
    #[must_use]
    pub fn may_see(&self, project: &str) -> bool {
        self.is_admin || self.project_id == project
    }

    pub(crate) fn check_lock(&self, server: &Server) -> Result<(), ComputeError> {
        if server.is_locked() && !self.is_admin {
            return Err(ComputeError::Locked(server.id.clone()));
        }
        Ok(())
    }
}

/// How the domain is set up.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The database's url; see [`Store::open`].
    pub database: String,
    /// What fills a fresh database; `None` is the built-in world.
    pub world: Option<World>,
    /// Limits where no others are set; left at Nova's defaults, the world's take their place.
    pub quota: quota::Limits,
    /// How long each step of the fake driver takes.
    pub pace: Duration,
    /// Seconds that a deleted server can be restored; 0 deletes at once.
    pub reclaim_instance_interval: u64,
    /// Seconds that a shelved server stays on its host; 0 takes it off at once, less never.
    pub shelved_offload_time: i64,
    /// Most local disks of a server; less than 0 is no limit.
    pub max_local_block_devices: i64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            database: ":memory:".into(),
            world: None,
            quota: quota::Limits::default(),
            pace: Duration::from_millis(10),
            reclaim_instance_interval: 0,
            shelved_offload_time: 0,
            max_local_block_devices: 3,
        }
    }
}

/// The cloud.
#[derive(Debug)]
pub struct Compute {
    pub(crate) store: Store,
    pub(crate) settings: Settings,
    pub(crate) driver: Arc<dyn Driver>,
    running: AtomicUsize,
    stopping: AtomicBool,
    idle: Notify,
    slots: Semaphore,
}

impl Compute {
    /// Opens the database, fills it when it is fresh, and sets right what a crash left half done.
    ///
    /// # Errors
    /// Says what is wrong with the database or the world, for the operator.
    pub async fn open(mut settings: Settings) -> Result<Arc<Self>, OpenError> {
        let url = settings.database.clone();
        let opened = tokio::task::spawn_blocking(move || Store::open(&url)).await;
        let store = opened.map_err(|e| OpenError(format!("opening the database ended early: {e}")))??;
        let world = match settings.world.take() {
            Some(world) => world,
            None => World::built_in().map_err(OpenError)?,
        };
        if let (Some(quota), true) = (&world.quota, settings.quota == quota::Limits::default()) {
            settings.quota = quota.clone();
        }
        let explain = |e: ComputeError| OpenError(format!("{}: {}", settings.database, e.for_the_log()));
        store.write(move |tx| world.fill(tx)).await.map_err(explain)?;
        let driver = Arc::new(FakeDriver { pace: settings.pace });
        Ok(Arc::new(Self {
            store,
            settings,
            driver,
            running: AtomicUsize::new(0),
            stopping: AtomicBool::new(false),
            idle: Notify::new(),
            slots: Semaphore::new(TASKS_MAX),
        }))
    }

    /// Takes up again, or gives up, what was under way when the process ended. Call once, before serving.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn start_workers(self: &Arc<Self>) -> Result<(), ComputeError> {
        self.start_reclaiming();
        self.recover().await
    }

    /// Waits until every task that was accepted is done, then closes the database.
    pub async fn shutdown(&self) {
        self.stopping.store(true, Ordering::Release);
        loop {
            let idle = self.idle.notified();
            if self.running.load(Ordering::Acquire) == 0 {
                break;
            }
            idle.await;
        }
        self.store.close().await;
    }

    pub(crate) fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Acquire)
    }

    /// Returns a server the caller may see.
    ///
    /// # Errors
    /// `ServerNotFound`, `Unavailable`.
    pub async fn server(&self, caller: &Caller, id: &str) -> Result<Server, ComputeError> {
        let (caller, id) = (caller.clone(), id.to_owned());
        self.store.read(move |tx| tx.own_server(&caller, &id)).await
    }

    /// Returns a server whoever asks, for the services around.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn server_of_any_project(&self, id: &str) -> Result<Option<Server>, ComputeError> {
        let id = id.to_owned();
        self.store.read(move |tx| Ok(tx.any_server(&id)?.filter(|server| !server.is_deleted()))).await
    }

    /// Returns a server the caller may see, deleted or not.
    ///
    /// # Errors
    /// `ServerNotFound`, `Unavailable`.
    pub async fn any_server(&self, caller: &Caller, id: &str) -> Result<Server, ComputeError> {
        let (caller, id) = (caller.clone(), id.to_owned());
        self.store
            .read(move |tx| {
                let found = tx.any_server(&id)?.filter(|server| caller.may_see(&server.project_id));
                found.ok_or(ComputeError::ServerNotFound(id))
            })
            .await
    }

    /// Whether a server of this id exists or existed, whoever's it is.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn knows_server(&self, id: &str) -> Result<bool, ComputeError> {
        let id = id.to_owned();
        self.store.read(move |tx| Ok(tx.any_server(&id)?.is_some())).await
    }

    /// Returns what the driver measured of a running server.
    ///
    /// # Errors
    /// `ServerNotFound`; `NotReady` without a host; `Conflict` for a server that does not run; `Unavailable`.
    pub async fn diagnostics(&self, caller: &Caller, id: &str) -> Result<Diagnostics, ComputeError> {
        let server = self.server(caller, id).await?;
        if server.host.is_none() {
            return Err(ComputeError::NotReady(server.id));
        }
        if server.power_state != PowerState::Running {
            let (id, state) = (&server.id, server.power_state as i64);
            let text = format!("Cannot 'get_diagnostics' instance {id} while it is in power state {state}");
            return Err(ComputeError::Conflict(text));
        }
        Ok(self.driver.diagnostics(&server))
    }

    /// Returns what a server's console shows.
    ///
    /// # Errors
    /// `ServerNotFound`; `NotReady` without a host; `Unavailable`.
    pub async fn console(&self, caller: &Caller, id: &str) -> Result<String, ComputeError> {
        let server = self.server(caller, id).await?;
        if server.host.is_none() {
            return Err(ComputeError::NotReady(server.id));
        }
        Ok(self.driver.console(&server))
    }
}

impl crate::store::Tx<'_> {
    /// Returns a server the caller may see.
    ///
    /// # Errors
    /// `ServerNotFound`, also for another project's.
    pub fn own_server(&self, caller: &Caller, id: &str) -> Result<Server, ComputeError> {
        let server = self.server(id)?;
        if caller.may_see(&server.project_id) { Ok(server) } else { Err(ComputeError::ServerNotFound(id.into())) }
    }
}
