//! The background: carries accepted work out through the driver, one short write per step.
//!
//! Each step first looks whether the server still has the task it works on; when a delete or a reset came between,
//! it stops without a word. A failure puts the server in error with a fault, in one write with the log.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::task::JoinHandle;

use crate::compute::actions::{Job, ServerAction};
use crate::compute::clock::Timestamp;
use crate::compute::create::Build;
use crate::compute::error::ComputeError;
use crate::compute::schedule::{self, Wanted};
use crate::compute::server::{Server, ServerFault};
use crate::compute::server_state::{PowerState, TaskState, VmState};
use crate::compute::{Compute, action_log, attachment, disk, host, network};
use crate::store::Tx;
use crate::virt::{DriverError, Operation};

/// How long work waits between two tries to store a step, at first and at most.
const STORE_PAUSE_MIN: Duration = Duration::from_millis(100);
const STORE_PAUSE_MAX: Duration = Duration::from_secs(5);
/// How long work waits altogether for a storage that fails.
const STORE_PATIENCE: Duration = Duration::from_secs(3600);

/// Why work stopped.
#[derive(Debug)]
pub(super) enum Stop {
    /// Somebody else took the server over.
    Overtaken,
    /// The server could not be brought further; the sentence is for its fault.
    Failed(String),
}

impl From<ComputeError> for Stop {
    fn from(error: ComputeError) -> Self {
        match error {
            ComputeError::ServerNotFound(_) => Self::Overtaken,
            // Without the detail, which is the database's own text: clients read the fault of a server.
            other => Self::Failed(other.to_string()),
        }
    }
}

impl From<DriverError> for Stop {
    fn from(error: DriverError) -> Self {
        Self::Failed(error.0)
    }
}

/// The server and the record of what is being done with it.
pub(super) struct Work<'c> {
    compute: &'c Compute,
    server: String,
    record: i64,
    event: &'static str,
    started: Timestamp,
}

impl Compute {
    pub(crate) fn spawn_build(self: &Arc<Self>, build: Build) {
        self.spawn(move |compute| async move {
            let work = compute.work(&build.server, build.action, "compute__do_build_and_run_instance");
            let result = work.build(&build).await;
            work.finish(result).await;
        });
    }

    /// Carries an action out; what comes of it is the sentence of its failure.
    pub(crate) fn spawn_job(self: &Arc<Self>, job: Job) -> JoinHandle<Option<String>> {
        self.spawn(move |compute| async move {
            let work = compute.work(&job.server, job.record, event(&job.action));
            let result = work.carry_out(&job).await;
            let failure = match &result {
                Err(Stop::Failed(text)) => Some(text.clone()),
                _ => None,
            };
            work.finish(result).await;
            failure
        })
    }

    /// Runs work that `shutdown` waits for, at most `TASKS_MAX` at one time.
    fn spawn<F, W>(self: &Arc<Self>, work: W) -> JoinHandle<F::Output>
    where
        W: FnOnce(Arc<Self>) -> F + Send + 'static,
        F: Future<Output: Send> + Send + 'static,
    {
        let compute = self.clone();
        self.running.fetch_add(1, Ordering::AcqRel);
        tokio::spawn(async move {
            let _running = Running(compute.clone());
            let _slot = compute.slots.acquire().await;
            work(compute.clone()).await
        })
    }

    fn work<'c>(&'c self, server: &str, record: i64, event: &'static str) -> Work<'c> {
        Work { compute: self, server: server.into(), record, event, started: Timestamp::now() }
    }
}

/// Counts a task as done however it ends.
struct Running(Arc<Compute>);

impl Drop for Running {
    fn drop(&mut self) {
        if self.0.running.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.0.idle.notify_waiters();
        }
    }
}

impl Work<'_> {
    /// Changes the server if it still has the task, and returns it.
    pub(super) async fn step<F>(&self, task: Option<TaskState>, change: F) -> Result<Server, Stop>
    where
        F: FnOnce(&Tx<'_>, &mut Server) -> Result<(), ComputeError> + Clone + Send + 'static,
    {
        let id = self.server.clone();
        let write = self.write(move |tx| {
            let mut server = tx.server(&id)?;
            if server.task_state != task {
                return Err(ComputeError::ServerNotFound(id));
            }
            change(tx, &mut server)?;
            server.updated_at = Some(Timestamp::now());
            tx.save_server(&server)?;
            Ok(server)
        });
        Ok(write.await?)
    }

    /// Writes, again and again while the storage fails: what was accepted is carried on when a full disk has room again.
    async fn write<T, F>(&self, work: F) -> Result<T, ComputeError>
    where
        T: Send + 'static,
        F: FnOnce(&Tx<'_>) -> Result<T, ComputeError> + Clone + Send + 'static,
    {
        let mut pause = STORE_PAUSE_MIN;
        let mut waited = Duration::ZERO;
        loop {
            match self.compute.store.write(work.clone()).await {
                // After a shutdown the recovery of the next start does the rest.
                Err(ComputeError::Unavailable(_)) if waited < STORE_PATIENCE && !self.compute.is_stopping() => {
                    tokio::time::sleep(pause).await;
                    waited += pause;
                    pause = (pause * 2).min(STORE_PAUSE_MAX);
                }
                result => return result,
            }
        }
    }

    pub(super) async fn perform(&self, operation: Operation, server: &Server) -> Result<PowerState, Stop> {
        Ok(self.compute.driver.perform(operation, server).await?)
    }

    pub(super) fn migration_address(&self) -> Option<String> {
        self.compute.driver.migration_address().map(str::to_owned)
    }

    async fn build(&self, build: &Build) -> Result<(), Stop> {
        let (wanted, device) = (build.wanted.clone(), self.compute.driver.root_device());
        tokio::time::sleep(self.compute.driver.scheduling_time()).await;
        self.step(Some(TaskState::Scheduling), move |tx, server| {
            place(tx, server, &wanted)?;
            server.task_state = Some(TaskState::Networking);
            Ok(())
        })
        .await?;
        let (networks, disks, caller) = (build.networks.clone(), build.disks.clone(), build.caller.clone());
        let server = self
            .step(Some(TaskState::Networking), move |tx, server| {
                for wanted in &networks {
                    network::plug(tx, server, wanted, &server.security_groups)?;
                }
                server.root_device_name = Some(device.into());
                disk::make(tx, &caller, server, &disks)?;
                server.task_state = Some(TaskState::Spawning);
                Ok(())
            })
            .await?;
        let power = self.perform(Operation::Spawn, &server).await?;
        self.settle(Some(TaskState::Spawning), VmState::Active, power, true).await
    }

    /// Ends the task in a vm_state.
    async fn settle(
        &self,
        task: Option<TaskState>,
        vm: VmState,
        power: PowerState,
        launched: bool,
    ) -> Result<(), Stop> {
        self.step(task, move |_, server| {
            server.vm_state = vm;
            server.task_state = None;
            server.power_state = power;
            if launched {
                server.launched_at = Some(Timestamp::now());
            }
            Ok(())
        })
        .await
        .map(drop)
    }

    async fn carry_out(&self, job: &Job) -> Result<(), Stop> {
        if let Some((operation, vm, launched)) = simple(&job.action) {
            let server = self.current(job.task).await?;
            if job.action == ServerAction::ChangePassword && server.power_state != PowerState::Running {
                let id = &server.id;
                return Err(Stop::Failed(format!(
                    "Failed to set admin password on {id} because instance {id} is not running"
                )));
            }
            let power = self.perform(operation, &server).await?;
            return self.settle(job.task, vm.unwrap_or(server.vm_state), power, launched).await;
        }
        match &job.action {
            ServerAction::Resize { .. } | ServerAction::Migrate { .. } => self.resize(job).await,
            ServerAction::ConfirmResize => self.confirm().await,
            ServerAction::RevertResize => self.revert().await,
            ServerAction::Rebuild(_) => self.rebuild().await,
            ServerAction::LiveMigrate { host } => self.live_migrate(job, host.clone()).await,
            ServerAction::Evacuate { host } => self.evacuate(job, host.clone()).await,
            ServerAction::Shelve => self.shelve().await,
            ServerAction::ShelveOffload => self.offload().await,
            ServerAction::Unshelve { zone, host } => self.unshelve(zone.clone().flatten(), host.clone()).await,
            ServerAction::CreateImage { .. } | ServerAction::CreateBackup { .. } => self.snapshot(job).await,
            ServerAction::Delete | ServerAction::ForceDelete => self.delete().await,
            _ => Ok(()),
        }
    }

    pub(super) async fn current(&self, task: Option<TaskState>) -> Result<Server, Stop> {
        self.step(task, |_, _| Ok(())).await
    }

    async fn rebuild(&self) -> Result<(), Stop> {
        let server = self.current(Some(TaskState::Rebuilding)).await?;
        self.perform(Operation::Destroy, &server).await?;
        let next = |_: &Tx<'_>, server: &mut Server| {
            server.task_state = Some(TaskState::RebuildSpawning);
            Ok(())
        };
        let server = self.step(Some(TaskState::Rebuilding), next).await?;
        let power = self.perform(Operation::Spawn, &server).await?;
        self.back_to_old_state(Some(TaskState::RebuildSpawning), power).await
    }

    /// Ends a task that a stopped server goes through as well as an active one.
    pub(super) async fn back_to_old_state(&self, task: Option<TaskState>, power: PowerState) -> Result<(), Stop> {
        self.step(task, move |_, server| {
            let stopped = server.old_vm_state.take() == Some(VmState::Stopped);
            server.vm_state = if stopped { VmState::Stopped } else { VmState::Active };
            server.power_state = if stopped { PowerState::Shutdown } else { power };
            server.task_state = None;
            server.fault = None;
            server.launched_at = Some(Timestamp::now());
            Ok(())
        })
        .await
        .map(drop)
    }

    async fn shelve(&self) -> Result<(), Stop> {
        let server = self.current(Some(TaskState::Shelving)).await?;
        self.perform(Operation::PowerOff, &server).await?;
        let at_once = self.compute.settings.shelved_offload_time == 0;
        let next = move |_: &Tx<'_>, server: &mut Server| {
            server.vm_state = VmState::Shelved;
            server.power_state = PowerState::Shutdown;
            server.task_state = at_once.then_some(TaskState::ShelvingOffloading);
            Ok(())
        };
        self.step(Some(TaskState::Shelving), next).await?;
        if at_once { self.offload().await } else { Ok(()) }
    }

    async fn offload(&self) -> Result<(), Stop> {
        let server = self.current(Some(TaskState::ShelvingOffloading)).await?;
        self.perform(Operation::Destroy, &server).await?;
        self.step(Some(TaskState::ShelvingOffloading), |_, server| {
            server.vm_state = VmState::ShelvedOffloaded;
            server.power_state = PowerState::Shutdown;
            server.task_state = None;
            server.leave_host();
            Ok(())
        })
        .await
        .map(drop)
    }

    async fn unshelve(&self, zone: Option<String>, host: Option<String>) -> Result<(), Stop> {
        let server = self
            .step(Some(TaskState::Unshelving), move |tx, server| {
                if server.host.is_none() {
                    let zone = zone.or_else(|| server.pinned_availability_zone.clone());
                    place(tx, server, &Wanted { zone, host, ..Wanted::default() })?;
                    attachment::name_devices(tx, server)?;
                }
                server.task_state = Some(TaskState::Spawning);
                Ok(())
            })
            .await?;
        let power = self.perform(Operation::Spawn, &server).await?;
        self.step(Some(TaskState::Spawning), |_, server| {
            server.old_vm_state = None;
            Ok(())
        })
        .await?;
        self.settle(Some(TaskState::Spawning), VmState::Active, power, true).await
    }

    async fn snapshot(&self, job: &Job) -> Result<(), Stop> {
        // The host takes a snapshot over under another name; a backup it does not.
        let task = if job.task == Some(TaskState::ImageBackup) { job.task } else { Some(TaskState::ImageSnapshot) };
        let server = self
            .step(job.task, move |_, server| {
                server.task_state = task;
                Ok(())
            })
            .await?;
        self.perform(Operation::Snapshot, &server).await?;
        let (image, backup) = (job.image.clone(), job.action.clone());
        self.step(task, move |tx, server| {
            server.task_state = None;
            if let Some(mut image) = image.map(|id| tx.image(&id)).transpose()?.flatten() {
                image.status = "ACTIVE".into();
                image.size = server.flavor.disk << 30;
                image.updated_at = Timestamp::now();
                if let ServerAction::CreateBackup { kind, .. } = &backup {
                    image.properties.insert("backup_type".into(), kind.clone());
                }
                tx.save_image(&image)?;
            }
            if let ServerAction::CreateBackup { kind, rotation, .. } = &backup {
                rotate_backups(tx, &server.id, kind, *rotation)?;
            }
            Ok(())
        })
        .await
        .map(drop)
    }

    async fn delete(&self) -> Result<(), Stop> {
        let server = self.current(Some(TaskState::Deleting)).await?;
        if server.host.is_some() {
            self.perform(Operation::Destroy, &server).await?;
        }
        self.step(Some(TaskState::Deleting), bury).await.map(drop)
    }

    /// Notes how it went; a failure puts the server in error unless the machine is as it was. A delete goes on.
    async fn finish(&self, result: Result<(), Stop>) {
        let failure = match result {
            Ok(()) => None,
            Err(Stop::Overtaken) => Some(None),
            Err(Stop::Failed(text)) => Some(Some(text)),
        };
        let (id, record, event, started) = (self.server.clone(), self.record, self.event, self.started);
        let write = self.write(move |tx| {
            let Some(mut server) = tx.any_server(&id)? else { return Ok(()) };
            let host = server.host.clone();
            if let Some(Some(text)) = &failure
                && !server.is_deleted()
                && server.task_state != Some(TaskState::Deleting)
            {
                let before = server.vm_state;
                let harmless = server.task_state.is_some_and(is_harmless);
                fail(&mut server, text);
                if harmless {
                    server.vm_state = before;
                }
                tx.save_server(&server)?;
            }
            let said = failure.map(|text| text.unwrap_or_else(|| "the server was taken over by another action".into()));
            action_log::end(tx, record, event, host.as_deref(), started, said.as_deref())
        });
        if let Err(error) = write.await {
            tracing::error!(server = %self.server, detail = error.detail(), %error, "the end of a task was not stored");
        }
    }
}

/// Actions that are one operation of the driver: the vm_state they end in (`None` keeps it), and whether they count
/// as a launch.
fn simple(action: &ServerAction) -> Option<(Operation, Option<VmState>, bool)> {
    Some(match action {
        ServerAction::Start => (Operation::PowerOn, Some(VmState::Active), false),
        ServerAction::Stop => (Operation::PowerOff, Some(VmState::Stopped), false),
        ServerAction::Reboot { hard: false } => (Operation::RebootSoft, Some(VmState::Active), false),
        ServerAction::Reboot { hard: true } => (Operation::RebootHard, Some(VmState::Active), false),
        ServerAction::Pause => (Operation::Pause, Some(VmState::Paused), false),
        ServerAction::Unpause => (Operation::Unpause, Some(VmState::Active), false),
        ServerAction::Suspend => (Operation::Suspend, Some(VmState::Suspended), false),
        ServerAction::Resume => (Operation::Resume, Some(VmState::Active), false),
        ServerAction::Rescue { .. } => (Operation::Rescue, Some(VmState::Rescued), true),
        ServerAction::Unrescue => (Operation::Unrescue, Some(VmState::Active), false),
        ServerAction::Restore => (Operation::PowerOn, Some(VmState::Active), false),
        ServerAction::ChangePassword => (Operation::SetPassword, None, false),
        ServerAction::CrashDump => (Operation::CrashDump, None, false),
        _ => return None,
    })
}

fn event(action: &ServerAction) -> &'static str {
    match action {
        ServerAction::Start => "compute_start_instance",
        ServerAction::Stop => "compute_stop_instance",
        ServerAction::Reboot { .. } => "compute_reboot_instance",
        ServerAction::Pause => "compute_pause_instance",
        ServerAction::Unpause => "compute_unpause_instance",
        ServerAction::Suspend => "compute_suspend_instance",
        ServerAction::Resume => "compute_resume_instance",
        ServerAction::Rescue { .. } => "compute_rescue_instance",
        ServerAction::Unrescue => "compute_unrescue_instance",
        ServerAction::Shelve => "compute_shelve_instance",
        ServerAction::ShelveOffload => "compute_shelve_offload_instance",
        ServerAction::Unshelve { .. } => "compute_unshelve_instance",
        ServerAction::Resize { .. } | ServerAction::Migrate { .. } => "compute_finish_resize",
        ServerAction::LiveMigrate { .. } => "compute_live_migration",
        ServerAction::ConfirmResize => "compute_confirm_resize",
        ServerAction::RevertResize => "compute_finish_revert_resize",
        ServerAction::Rebuild(_) | ServerAction::Evacuate { .. } => "compute_rebuild_instance",
        ServerAction::CreateImage { .. } => "compute_snapshot_instance",
        ServerAction::CreateBackup { .. } => "compute_backup_instance",
        ServerAction::ChangePassword => "compute_set_admin_password",
        ServerAction::CrashDump => "compute_trigger_crash_dump",
        ServerAction::Delete | ServerAction::ForceDelete => "compute_terminate_instance",
        ServerAction::Restore => "compute_restore_instance",
        ServerAction::ResetState { .. }
        | ServerAction::Lock { .. }
        | ServerAction::Unlock
        | ServerAction::InjectNetworkInfo => "api",
    }
}

/// Whether a task that failed left the machine as it was.
fn is_harmless(task: TaskState) -> bool {
    use TaskState::{
        ImageBackup, ImageSnapshot, ImageSnapshotPending, Migrating, ResizePrep, Unshelving, UpdatingPassword,
    };
    matches!(
        task,
        ImageBackup | ImageSnapshot | ImageSnapshotPending | Migrating | ResizePrep | Unshelving | UpdatingPassword
    )
}

/// Puts a server in error with a reason.
pub(crate) fn fail(server: &mut Server, text: &str) {
    server.vm_state = VmState::Error;
    server.task_state = None;
    server.updated_at = Some(Timestamp::now());
    server.fault =
        Some(ServerFault { code: 500, message: text.into(), details: String::new(), created_at: Timestamp::now() });
}

/// Marks a server deleted and gives back what it held.
pub(crate) fn bury(tx: &Tx<'_>, server: &mut Server) -> Result<(), ComputeError> {
    let now = Timestamp::now();
    for port in tx.ports_of(&server.id)? {
        network::unplug(tx, port)?;
    }
    for held in tx.attachments(&server.id)? {
        attachment::release_for_good(tx, &held)?;
    }
    // One that the deletion cut short is carried on by nobody.
    tx.fail_migrations_of(&server.id)?;
    server.vm_state = VmState::Deleted;
    server.task_state = None;
    server.power_state = PowerState::NoState;
    server.terminated_at = Some(now);
    server.deleted_at = Some(now);
    Ok(())
}

fn place(tx: &Tx<'_>, server: &mut Server, wanted: &Wanted) -> Result<(), ComputeError> {
    let report = schedule::choose(tx, server, &server.flavor, wanted)?.ok_or_else(no_host)?;
    settle_on(server, report);
    Ok(())
}

pub(super) fn settle_on(server: &mut Server, report: host::HostReport) {
    server.availability_zone = Some(report.service.zone);
    server.host = Some(report.service.host);
    server.node = Some(report.hypervisor.hostname);
}

pub(super) fn no_host() -> ComputeError {
    ComputeError::Invalid("No valid host was found. There are not enough hosts available.".into())
}

fn rotate_backups(tx: &Tx<'_>, server: &str, kind: &str, rotation: i64) -> Result<(), ComputeError> {
    let backups = tx.backups(server)?;
    let same: Vec<_> = backups.iter().filter(|i| i.properties.get("backup_type").is_some_and(|k| k == kind)).collect();
    let surplus = same.len().saturating_sub(usize::try_from(rotation).unwrap_or(0));
    for image in &same[..surplus] {
        tx.delete_image(&image.id)?;
    }
    Ok(())
}
