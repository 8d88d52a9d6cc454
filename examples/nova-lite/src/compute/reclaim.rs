//! What happens to servers that are left alone for too long: one deleted softly is deleted for good, one shelved leaves its
//! host.

use std::sync::{Arc, Weak};
use std::time::Duration;

use crate::compute::clock::Timestamp;
use crate::compute::error::ComputeError;
use crate::compute::server_state::VmState;
use crate::compute::{Caller, Compute, ServerAction, ids};

/// The longest time between two looks, in seconds.
const LOOK_EVERY_MAX: u64 = 60;

const MICROSECONDS: u64 = 1_000_000;

impl Compute {
    /// Looks for such servers from now on, for as long as the cloud is there.
    pub(super) fn start_reclaiming(self: &Arc<Self>) {
        let intervals = [self.settings.reclaim_instance_interval, self.offload_interval()];
        let Some(shortest) = intervals.into_iter().filter(|seconds| *seconds > 0).min() else { return };
        let pause = Duration::from_secs(shortest.min(LOOK_EVERY_MAX));
        tokio::spawn(reclaim_for_ever(Arc::downgrade(self), pause));
    }

    /// Deletes the servers whose time to be restored is over, takes those off their hosts that were shelved long enough
    /// ago, and says how many there were.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn reclaim(self: &Arc<Self>) -> Result<usize, ComputeError> {
        let deleted = self.settings.reclaim_instance_interval;
        let deleted = self.act_on_rest(VmState::SoftDeleted, deleted, ServerAction::ForceDelete).await?;
        let shelved = self.offload_interval();
        Ok(deleted + self.act_on_rest(VmState::Shelved, shelved, ServerAction::ShelveOffload).await?)
    }

    /// The seconds after which a shelved server leaves its host; 0 when that happens at once or never.
    fn offload_interval(&self) -> u64 {
        u64::try_from(self.settings.shelved_offload_time).unwrap_or(0)
    }

    /// Begins an action on each server that has been in a state for so many seconds; none are so when there is no limit.
    async fn act_on_rest(
        self: &Arc<Self>,
        state: VmState,
        seconds: u64,
        action: ServerAction,
    ) -> Result<usize, ComputeError> {
        if seconds == 0 {
            return Ok(0);
        }
        let interval = i64::try_from(seconds.saturating_mul(MICROSECONDS)).unwrap_or(i64::MAX);
        let moment = Timestamp(Timestamp::now().0.saturating_sub(interval));
        let over = self.store.read(move |tx| tx.at_rest_since(state, moment)).await?;
        for server in &over {
            let caller = Caller {
                user_id: server.user_id.clone(),
                project_id: server.project_id.clone(),
                is_admin: true,
                request_id: format!("req-{}", ids::uuid()),
            };
            // Whoever restored or deleted it meanwhile was first.
            match self.act(&caller, &server.id, action.clone()).await {
                Err(error @ ComputeError::Unavailable(_)) => return Err(error),
                _ => continue,
            }
        }
        Ok(over.len())
    }
}

async fn reclaim_for_ever(compute: Weak<Compute>, pause: Duration) {
    loop {
        tokio::time::sleep(pause).await;
        let Some(compute) = compute.upgrade() else { return };
        if let Err(error) = compute.reclaim().await {
            tracing::error!(%error, detail = error.detail(), "servers that were deleted softly or shelved were not reclaimed");
        }
    }
}
