//! Deletes for good what was deleted softly and not restored in time.

use std::sync::{Arc, Weak};
use std::time::Duration;

use crate::compute::clock::Timestamp;
use crate::compute::error::ComputeError;
use crate::compute::{Caller, Compute, ServerAction, ids};

/// The longest time between two looks, in seconds.
const LOOK_EVERY_MAX: u64 = 60;

const MICROSECONDS: u64 = 1_000_000;

impl Compute {
    /// Looks for such servers from now on, for as long as the cloud is there.
    pub(super) fn start_reclaiming(self: &Arc<Self>) {
        let interval = self.settings.reclaim_instance_interval;
        if interval == 0 {
            return;
        }
        let pause = Duration::from_secs(interval.min(LOOK_EVERY_MAX));
        tokio::spawn(reclaim_for_ever(Arc::downgrade(self), pause));
    }

    /// Deletes the servers whose time to be restored is over, and says how many.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn reclaim(self: &Arc<Self>) -> Result<usize, ComputeError> {
        let interval = self.settings.reclaim_instance_interval.saturating_mul(MICROSECONDS);
        let moment = Timestamp(Timestamp::now().0.saturating_sub(i64::try_from(interval).unwrap_or(i64::MAX)));
        let over = self.store.read(move |tx| tx.soft_deleted_until(moment)).await?;
        for server in &over {
            let caller = Caller {
                user_id: server.user_id.clone(),
                project_id: server.project_id.clone(),
                is_admin: true,
                request_id: format!("req-{}", ids::uuid()),
            };
            // Whoever restored or deleted it meanwhile was first.
            match self.act(&caller, &server.id, ServerAction::ForceDelete).await {
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
            tracing::error!(%error, detail = error.detail(), "servers that were deleted softly were not reclaimed");
        }
    }
}
