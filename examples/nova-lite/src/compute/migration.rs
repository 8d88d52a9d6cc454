//! Migrations: moves of servers between hosts, and resizes, which are moves too.

use crate::compute::Compute;
use crate::compute::clock::Timestamp;
use crate::compute::error::ComputeError;

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
    /// `pre-migrating`, `migrating`, `finished`, `confirmed`, `reverted`, `completed`, `error`, `accepted` or `done`.
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
}
