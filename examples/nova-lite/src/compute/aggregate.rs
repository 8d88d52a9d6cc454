//! Host aggregates: named sets of hosts with metadata, one of which may be an availability zone.

use crate::compute::clock::Timestamp;
use crate::compute::error::ComputeError;
use crate::compute::server::{Labels, Names};
use crate::compute::{Caller, Compute, ids};
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

impl Aggregate {
    /// The availability zone that the aggregate makes, if it makes one.
    #[must_use]
    pub fn zone(&self) -> Option<&str> {
        self.metadata.get(ZONE).map(String::as_str)
    }
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
    /// `AggregateNotFound`, `Unavailable`.
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
    /// `AggregateNotFound`; `Conflict` when the name is taken; `Invalid` for a zone that its hosts cannot be in;
    /// `Unavailable`.
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
            if let Some(zone) = zone {
                check_zone(tx, aggregate, "Cannot update aggregate", &zone)?;
                aggregate.metadata.insert(ZONE.to_owned(), zone);
            }
            aggregate.updated_at = Some(Timestamp::now());
            Ok(())
        })
        .await
    }

    /// Sets metadata; an entry without value is removed.
    ///
    /// # Errors
    /// `AggregateNotFound`; `Invalid` for a zone that its hosts cannot be in; `Unavailable`.
    pub async fn set_aggregate_metadata(
        &self,
        id: i64,
        entries: Vec<(String, Option<String>)>,
    ) -> Result<Aggregate, ComputeError> {
        self.change_aggregate(id, move |tx, aggregate| {
            for (key, value) in entries {
                if key == ZONE {
                    check_zone(tx, aggregate, "Cannot update metadata of aggregate", value.as_deref().unwrap_or(""))?;
                }
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
    /// `NotFound` for the host; `AggregateNotFound`; `Conflict` when it is in already; `Invalid` when it is in another
    /// zone already; `Unavailable`.
    pub async fn add_aggregate_host(&self, id: i64, host: &str) -> Result<Aggregate, ComputeError> {
        let host = host.to_owned();
        self.store
            .write(move |tx| {
                if !tx.hypervisors()?.iter().any(|h| h.host == host) {
                    return Err(ComputeError::NotFound(format!("Compute host {host} could not be found.")));
                }
                let mut aggregate = find(tx, id)?;
                if let Some(zone) = aggregate.zone() {
                    check_hosts(tx, &aggregate, std::slice::from_ref(&host), "Cannot add host to aggregate", zone)?;
                }
                if aggregate.hosts.contains(&host) {
                    return Err(ComputeError::Conflict(format!("Aggregate {id} already has host {host}.")));
                }
                aggregate.hosts.push(host);
                tx.save_aggregate(&aggregate)?;
                Ok(aggregate)
            })
            .await
    }

    /// Removes a host.
    ///
    /// # Errors
    /// `AggregateNotFound`; `NotFound` for the host in it; `Unavailable`.
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
    /// `AggregateNotFound`; `Invalid` while it has hosts; `Unavailable`.
    pub async fn delete_aggregate(&self, id: i64) -> Result<(), ComputeError> {
        self.store
            .write(move |tx| {
                if !find(tx, id)?.hosts.is_empty() {
                    // Nova's own words, though it is the aggregate that cannot be removed.
                    return Err(refused("Cannot remove host from aggregate", id, "Host aggregate is not empty"));
                }
                tx.delete_aggregate(id)
            })
            .await
    }

    /// Takes note of images that an aggregate's hosts should fetch. The hosts here hold no images, so it ends with the
    /// check that the images are there.
    ///
    /// # Errors
    /// `AggregateNotFound`; `NotFound` for an image; `Unavailable`.
    pub async fn cache_aggregate_images(
        &self,
        caller: &Caller,
        id: i64,
        images: Vec<String>,
    ) -> Result<(), ComputeError> {
        let caller = caller.clone();
        self.store
            .read(move |tx| {
                find(tx, id)?;
                for image in &images {
                    let missing = || ComputeError::NotFound(format!("Image {image} could not be found."));
                    tx.visible_image(&caller, image)?.ok_or_else(missing)?;
                }
                Ok(())
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
    found.ok_or_else(|| ComputeError::AggregateNotFound(id.to_string()))
}

/// A zone can be given to an aggregate if it has a name, no other aggregate puts one of the hosts elsewhere, and no
/// server would be carried along to it.
fn check_zone(tx: &Tx<'_>, aggregate: &Aggregate, what: &str, zone: &str) -> Result<(), ComputeError> {
    if zone.is_empty() {
        let reason = format!("Aggregate {} does not support empty named availability zone", aggregate.name);
        return Err(refused(what, aggregate.id, &reason));
    }
    check_hosts(tx, aggregate, &aggregate.hosts, what, zone)?;
    if aggregate.zone() == Some(zone) {
        return Ok(());
    }
    for host in aggregate.hosts.iter() {
        if !tx.servers_of_host(host)?.is_empty() {
            return Err(refused(what, aggregate.id, "One or more hosts contain instances in this zone"));
        }
    }
    Ok(())
}

fn check_hosts(
    tx: &Tx<'_>,
    aggregate: &Aggregate,
    hosts: &[String],
    what: &str,
    zone: &str,
) -> Result<(), ComputeError> {
    let aggregates = tx.aggregates()?;
    let others = aggregates.iter().filter(|other| other.id != aggregate.id);
    let shared = others.filter(|other| other.hosts.iter().any(|host| hosts.contains(host)));
    let elsewhere: Vec<&str> = shared.filter_map(Aggregate::zone).filter(|other| *other != zone).collect();
    if elsewhere.is_empty() {
        return Ok(());
    }
    let zones = elsewhere.iter().map(|zone| format!("'{zone}'")).collect::<Vec<_>>().join(", ");
    Err(refused(what, aggregate.id, &format!("One or more hosts already in availability zone(s) [{zones}]")))
}

fn refused(what: &str, id: i64, reason: &str) -> ComputeError {
    ComputeError::Invalid(format!("{what} {id}. Reason: {reason}."))
}

fn check_name(tx: &Tx<'_>, own: i64, name: &str) -> Result<(), ComputeError> {
    if tx.aggregates()?.iter().any(|other| other.id != own && other.name == name) {
        return Err(ComputeError::Conflict(format!("Aggregate {name} already exists.")));
    }
    Ok(())
}
