//! Moves of a server to another host: resize, migration, live migration, evacuation, and their migration records.

use crate::compute::actions::{Job, ServerAction};
use crate::compute::clock::Timestamp;
use crate::compute::error::ComputeError;
use crate::compute::migration::{self, Migration};
use crate::compute::schedule::{self, Wanted};
use crate::compute::server::{FlavorCopy, Server};
use crate::compute::server_state::{PowerState, TaskState, VmState};
use crate::compute::worker::{Stop, Work, no_host, settle_on};
use crate::compute::{Caller, host, ids};
use crate::store::Tx;
use crate::virt::Operation;

impl Work<'_> {
    pub(super) async fn resize(&self, job: &Job) -> Result<(), Stop> {
        let (flavor, caller, address) = (job.flavor.clone(), job.caller.clone(), self.migration_address());
        let target = match &job.action {
            ServerAction::Migrate { host } => host.clone(),
            _ => None,
        };
        let server = self
            .step(Some(TaskState::ResizePrep), move |tx, server| {
                let kind = if flavor.is_some() { "resize" } else { "migration" };
                let flavor = flavor.unwrap_or_else(|| server.flavor.clone());
                let report = choose_other(tx, server, &flavor, target.as_deref())?;
                let mut migration = new_migration(server, kind, &caller);
                migration.aim(&report, address);
                migration.new_flavor = Some(flavor.number);
                tx.add_migration(&migration)?;
                server.old_flavor = Some(std::mem::replace(&mut server.flavor, flavor));
                server.flavor_id.clone_from(&server.flavor.id);
                server.coming_flavor = None;
                server.old_host = server.host.replace(report.service.host);
                server.node = Some(report.hypervisor.hostname);
                server.task_state = Some(TaskState::ResizeMigrating);
                Ok(())
            })
            .await?;
        self.perform(Operation::MigrateAway, &server).await?;
        let server = self
            .step(Some(TaskState::ResizeMigrating), |tx, server| {
                server.task_state = Some(TaskState::ResizeFinish);
                tx.end_migration(&server.id, "post-migrating")
            })
            .await?;
        let power = self.perform(Operation::FinishMigration, &server).await?;
        self.step(Some(TaskState::ResizeFinish), move |tx, server| {
            server.vm_state = VmState::Resized;
            server.task_state = None;
            server.power_state =
                if server.old_vm_state == Some(VmState::Stopped) { PowerState::Shutdown } else { power };
            server.launched_at = Some(Timestamp::now());
            tx.end_migration(&server.id, "finished")
        })
        .await
        .map(drop)
    }

    pub(super) async fn confirm(&self) -> Result<(), Stop> {
        let server = self.current(None).await?;
        self.perform(Operation::ConfirmMigration, &server).await?;
        self.step(None, |tx, server| {
            // A second confirmation that was accepted meanwhile finds nothing left to do.
            if server.vm_state != VmState::Resized {
                return Ok(());
            }
            server.vm_state = server.old_vm_state.take().unwrap_or(VmState::Active);
            server.old_flavor = None;
            server.old_host = None;
            tx.end_migration(&server.id, "confirmed")
        })
        .await
        .map(drop)
    }

    pub(super) async fn revert(&self) -> Result<(), Stop> {
        let server = self.current(Some(TaskState::ResizeReverting)).await?;
        let power = self.perform(Operation::RevertMigration, &server).await?;
        self.step(Some(TaskState::ResizeReverting), move |tx, server| {
            if let Some(old) = server.old_flavor.take() {
                server.flavor_id.clone_from(&old.id);
                server.flavor = old;
            }
            if let Some(old) = server.old_host.take() {
                server.node = tx.hypervisors()?.into_iter().find(|h| h.host == old).map(|h| h.hostname);
                server.host = Some(old);
            }
            server.vm_state = server.old_vm_state.take().unwrap_or(VmState::Active);
            server.power_state = if server.vm_state == VmState::Stopped { PowerState::Shutdown } else { power };
            server.task_state = None;
            server.launched_at = Some(Timestamp::now());
            tx.end_migration(&server.id, "reverted")
        })
        .await
        .map(drop)
    }

    pub(super) async fn live_migrate(&self, job: &Job, target: Option<String>) -> Result<(), Stop> {
        let (caller, address) = (job.caller.clone(), self.migration_address());
        let id = ids::uuid();
        let uuid = id.clone();
        let server = self
            .step(Some(TaskState::Migrating), move |tx, server| {
                let report = choose_other(tx, server, &server.flavor.clone(), target.as_deref())?;
                let mut migration = new_migration(server, migration::LIVE, &caller);
                migration.aim(&report, address);
                migration.uuid = uuid;
                migration.status = migration::RUNNING.into();
                tx.add_migration(&migration)?;
                Ok(())
            })
            .await?;
        let power = self.perform(Operation::LiveMigrate, &server).await?;
        self.step(Some(TaskState::Migrating), move |tx, server| {
            // One that was aborted meanwhile is over, even if another has begun.
            let ours = tx.migration(&id)?.filter(Migration::is_live_in_progress);
            let report = ours.map(|ours| destination(tx, &ours)).transpose()?;
            settle_on(server, report.ok_or_else(|| ComputeError::ServerNotFound(server.id.clone()))?);
            server.vm_state = server.old_vm_state.take().unwrap_or(VmState::Active);
            server.power_state = power;
            server.task_state = None;
            tx.end_migration(&server.id, "completed")
        })
        .await
        .map(drop)
    }

    pub(super) async fn evacuate(&self, job: &Job, target: Option<String>) -> Result<(), Stop> {
        let (caller, address) = (job.caller.clone(), self.migration_address());
        let server = self
            .step(Some(TaskState::Rebuilding), move |tx, server| {
                let report = choose_other(tx, server, &server.flavor.clone(), target.as_deref())?;
                let mut migration = new_migration(server, "evacuation", &caller);
                migration.aim(&report, address);
                migration.status = "done".into();
                tx.add_migration(&migration)?;
                settle_on(server, report);
                server.task_state = Some(TaskState::RebuildSpawning);
                Ok(())
            })
            .await?;
        let power = self.perform(Operation::Spawn, &server).await?;
        self.back_to_old_state(Some(TaskState::RebuildSpawning), power).await
    }
}

/// The host that a migration was aimed at, as it is now.
fn destination(tx: &Tx<'_>, migration: &Migration) -> Result<host::HostReport, ComputeError> {
    let reports = host::reports(tx)?;
    let aimed = |report: &host::HostReport| Some(&report.service.host) == migration.dest_host.as_ref();
    reports.into_iter().find(aimed).ok_or_else(no_host)
}

/// Another host than the present one; with a single host in the cloud a resize stays where it is.
fn choose_other(
    tx: &Tx<'_>,
    server: &Server,
    flavor: &FlavorCopy,
    target: Option<&str>,
) -> Result<host::HostReport, ComputeError> {
    let wanted = Wanted {
        zone: server.pinned_availability_zone.clone(),
        host: target.map(str::to_owned),
        node: None,
        not_host: server.host.clone(),
    };
    let resizing = server.task_state == Some(TaskState::ResizePrep) && target.is_none();
    match schedule::choose(tx, server, flavor, &wanted)? {
        Some(report) => Ok(report),
        None if resizing => {
            schedule::choose(tx, server, flavor, &Wanted { not_host: None, ..wanted })?.ok_or_else(no_host)
        }
        None => Err(no_host()),
    }
}

fn new_migration(server: &Server, kind: &str, caller: &Caller) -> Migration {
    Migration {
        id: 0,
        uuid: ids::uuid(),
        server_id: server.id.clone(),
        kind: kind.into(),
        status: "migrating".into(),
        source_host: server.host.clone(),
        source_node: server.node.clone(),
        dest_host: None,
        dest_node: None,
        dest_address: None,
        old_flavor: Some(server.flavor.number),
        new_flavor: Some(server.flavor.number),
        user_id: caller.user_id.clone(),
        project_id: server.project_id.clone(),
        hidden: false,
        created_at: Timestamp::now(),
        // One that is on its way has been through the states before: Nova asks it to have been updated.
        updated_at: Some(Timestamp::now()),
    }
}

impl Migration {
    /// Sets the destination; `address` takes the place of the host's own.
    fn aim(&mut self, report: &host::HostReport, address: Option<String>) {
        self.dest_host = Some(report.service.host.clone());
        self.dest_node = Some(report.hypervisor.hostname.clone());
        self.dest_address = address.or_else(|| Some(report.hypervisor.host_ip.clone()));
    }
}
