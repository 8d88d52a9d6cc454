//! After a crash: every server with a task is brought to a state that holds, by Nova's `init_host` rules.
//!
//! What only has to be repeated is repeated at once; what cannot be told is an error with a fault that says so.

use std::sync::Arc;

use crate::compute::clock::Timestamp;
use crate::compute::error::ComputeError;
use crate::compute::server::Server;
use crate::compute::server_state::{PowerState, TaskState, VmState};
use crate::compute::{Compute, worker};
use crate::store::Tx;

impl Compute {
    pub(crate) async fn recover(self: &Arc<Self>) -> Result<(), ComputeError> {
        let count = self
            .store
            .write(|tx| {
                let servers = tx.servers_with_task()?;
                let count = servers.len();
                for server in servers {
                    set_right(tx, server)?;
                }
                tx.fail_saving_images()?;
                tx.fail_live_migrations()?;
                Ok(count)
            })
            .await?;
        if count > 0 {
            tracing::warn!(servers = count, "servers caught in the middle of a task were set right");
        }
        Ok(())
    }
}

/// Brings one server to a state without a task.
pub(crate) fn set_right(tx: &Tx<'_>, mut server: Server) -> Result<(), ComputeError> {
    let Some(task) = server.task_state.take() else { return Ok(()) };
    server.updated_at = Some(Timestamp::now());
    match task {
        TaskState::Scheduling | TaskState::Networking | TaskState::BlockDeviceMapping | TaskState::Spawning
            if server.vm_state == VmState::Building =>
        {
            worker::fail(&mut server, "The service was stopped while the server was being built.");
        }
        TaskState::Deleting => worker::bury(tx, &mut server)?,
        TaskState::SoftDeleting => server.vm_state = VmState::SoftDeleted,
        TaskState::PoweringOff => stand(&mut server, VmState::Stopped, PowerState::Shutdown),
        TaskState::PoweringOn
        | TaskState::Rebooting
        | TaskState::RebootStarted
        | TaskState::RebootingHard
        | TaskState::Unpausing
        | TaskState::Resuming
        | TaskState::Unrescuing
        | TaskState::Restoring => stand(&mut server, VmState::Active, PowerState::Running),
        TaskState::ShelvingOffloading => {
            stand(&mut server, VmState::ShelvedOffloaded, PowerState::Shutdown);
            server.leave_host();
        }
        // The machine may be on either host: only an administrator can tell.
        TaskState::ResizeMigrating
        | TaskState::ResizeMigrated
        | TaskState::ResizeFinish
        | TaskState::Rebuilding
        | TaskState::RebuildSpawning => {
            worker::fail(&mut server, "The service was stopped while the server was being moved or rebuilt.");
            tx.end_migration(&server.id, "error")?;
        }
        // These had changed nothing yet, or can simply be asked for again.
        _ => {}
    }
    tx.save_server(&server)
}

fn stand(server: &mut Server, vm: VmState, power: PowerState) {
    server.vm_state = vm;
    server.power_state = power;
}
