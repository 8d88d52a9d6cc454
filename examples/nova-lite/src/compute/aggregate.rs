//! Host aggregates: named sets of hosts with metadata, one of which may be an availability zone.

use crate::compute::clock::Timestamp;
use crate::compute::error::ComputeError;
use crate::compute::server::{Labels, Names};
use crate::compute::{Compute, ids};
use crate::store::Tx;

const ZONE: &str = "availability_zone";

/// A host aggregate.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct Aggregate {
    /// Counts from 1; 0 before the aggregate is stored.
    pub id: i64,
    pub uuid: String,
    pub name: String,
    pub hosts: Names,
    /// The zone is the entry `availability_zone`.
    pub metadata: Labels,
    pub created_at: Timestamp,
    pub updated_at: Option<Timestamp>,
}

impl Compute {
    /// Returns every aggregate, by id.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn list_aggregates(&self) -> Result<Vec<Aggregate>, ComputeError> {
        self.store.read(|tx| tx.aggregates()).await
    }

    /// Returns an aggregate.
    ///
    /// # Errors
    /// `NotFound`, `Unavailable`.
    pub async fn aggregate(&self, id: i64) -> Result<Aggregate, ComputeError> {
        self.store.read(move |tx| find(tx, id)).await
    }

    /// Creates an aggregate without hosts.
    ///
    /// # Errors
    /// `Conflict` when the name is taken, `Unavailable`.
    pub async fn create_aggregate(&self, name: &str, zone: Option<String>) -> Result<Aggregate, ComputeError> {
        let name = name.to_owned();
        self.store
            .write(move |tx| {
                check_name(tx, 0, &name)?;
                let mut aggregate = Aggregate {
                    id: 0,
                    uuid: ids::uuid(),
                    name,
                    hosts: Names::default(),
                    metadata: zone.map(|zone| (ZONE, zone)).into_iter().collect(),
                    created_at: Timestamp::now(),
                    updated_at: None,
                };
                aggregate.id = tx.add_aggregate(&aggregate)?;
                Ok(aggregate)
            })
            .await
    }

    /// Renames an aggregate or moves it to another zone; `None` leaves as it is.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` when the name is taken; `Unavailable`.
    pub async fn update_aggregate(
        &self,
        id: i64,
        name: Option<String>,
        zone: Option<String>,
    ) -> Result<Aggregate, ComputeError> {
        self.change_aggregate(id, move |tx, aggregate| {
            if let Some(name) = name {
                check_name(tx, aggregate.id, &name)?;
                aggregate.name = name;
            }
            aggregate.metadata.extend(zone.map(|zone| (ZONE.to_owned(), zone)));
            aggregate.updated_at = Some(Timestamp::now());
            Ok(())
        })
        .await
    }

    /// Sets metadata; an entry without value is removed.
    ///
    /// # Errors
    /// `NotFound`, `Unavailable`.
    pub async fn set_aggregate_metadata(
        &self,
        id: i64,
        entries: Vec<(String, Option<String>)>,
    ) -> Result<Aggregate, ComputeError> {
        self.change_aggregate(id, move |_, aggregate| {
            for (key, value) in entries {
                match value {
                    Some(value) => aggregate.metadata.insert(key, value),
                    None => aggregate.metadata.remove(&key),
                };
            }
            aggregate.updated_at = Some(Timestamp::now());
            Ok(())
        })
        .await
    }

    /// Adds a compute host. Nova leaves the time of the last change alone here.
    ///
    /// # Errors
    /// `NotFound` for the aggregate or the host; `Conflict` when it is in already; `Unavailable`.
    pub async fn add_aggregate_host(&self, id: i64, host: &str) -> Result<Aggregate, ComputeError> {
        let host = host.to_owned();
        self.change_aggregate(id, move |tx, aggregate| {
            if !tx.hypervisors()?.iter().any(|h| h.host == host) {
                return Err(ComputeError::NotFound(format!("Compute host {host} could not be found.")));
            }
            if aggregate.hosts.contains(&host) {
                return Err(ComputeError::Conflict(format!("Aggregate {id} already has host {host}.")));
            }
            aggregate.hosts.push(host);
            Ok(())
        })
        .await
    }

    /// Removes a host.
    ///
    /// # Errors
    /// `NotFound` for the aggregate or the host in it, `Unavailable`.
    pub async fn remove_aggregate_host(&self, id: i64, host: &str) -> Result<Aggregate, ComputeError> {
        let host = host.to_owned();
        self.change_aggregate(id, move |_, aggregate| {
            let Some(at) = aggregate.hosts.iter().position(|h| *h == host) else {
                return Err(ComputeError::NotFound(format!("Cannot remove host {host} in aggregate {id}")));
            };
            aggregate.hosts.remove(at);
            Ok(())
        })
        .await
    }

    /// Deletes an aggregate without hosts.
    ///
    /// # Errors
    /// `NotFound`; `Invalid` while it has hosts; `Unavailable`.
    pub async fn delete_aggregate(&self, id: i64) -> Result<(), ComputeError> {
        self.store
            .write(move |tx| {
                if !find(tx, id)?.hosts.is_empty() {
                    return Err(ComputeError::Invalid(format!(
                        "Cannot remove host from aggregate {id}. Reason: Host aggregate is not empty."
                    )));
                }
                tx.delete_aggregate(id)
            })
            .await
    }

    async fn change_aggregate<F>(&self, id: i64, change: F) -> Result<Aggregate, ComputeError>
    where
        F: FnOnce(&Tx<'_>, &mut Aggregate) -> Result<(), ComputeError> + Send + 'static,
    {
        self.store
            .write(move |tx| {
                let mut aggregate = find(tx, id)?;
                change(tx, &mut aggregate)?;
                tx.save_aggregate(&aggregate)?;
                Ok(aggregate)
            })
            .await
    }
}

fn find(tx: &Tx<'_>, id: i64) -> Result<Aggregate, ComputeError> {
    let found = tx.aggregates()?.into_iter().find(|aggregate| aggregate.id == id);
    found.ok_or_else(|| ComputeError::NotFound(format!("Aggregate {id} could not be found.")))
}

fn check_name(tx: &Tx<'_>, own: i64, name: &str) -> Result<(), ComputeError> {
    if tx.aggregates()?.iter().any(|other| other.id != own && other.name == name) {
        return Err(ComputeError::Conflict(format!("Aggregate {name} already exists.")));
    }
    Ok(())
}
