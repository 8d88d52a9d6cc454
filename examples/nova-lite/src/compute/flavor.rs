//! Flavors: sizes on offer, their extra specs and who may use the private ones.

use std::cmp::Ordering;
use std::sync::Arc;

use crate::compute::clock::Timestamp;
use crate::compute::error::ComputeError;
use crate::compute::server::{FlavorCopy, Labels};
use crate::compute::server_state::wire_names;
use crate::compute::{Caller, Compute, ids};

/// A flavor. Sizes are MiB for `ram` and `swap`, GiB for the disks.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct Flavor {
    /// Counts from 1; 0 before the flavor is stored.
    pub number: i64,
    /// The id clients use; any text.
    pub id: String,
    pub name: String,
    pub ram: i64,
    pub vcpus: i64,
    pub disk: i64,
    pub ephemeral: i64,
    pub swap: i64,
    pub rxtx_factor: f64,
    pub is_public: bool,
    pub disabled: bool,
    pub description: Option<String>,
    pub extra_specs: Labels,
    pub created_at: Timestamp,
    pub updated_at: Option<Timestamp>,
}

impl Default for Flavor {
    fn default() -> Self {
        Self {
            number: 0,
            id: String::new(),
            name: String::new(),
            ram: 0,
            vcpus: 0,
            disk: 0,
            ephemeral: 0,
            swap: 0,
            rxtx_factor: 1.0,
            is_public: true,
            disabled: false,
            description: None,
            extra_specs: Labels::default(),
            created_at: Timestamp::now(),
            updated_at: None,
        }
    }
}

impl Flavor {
    /// Returns the copy a server takes along.
    #[must_use]
    pub fn copy(&self) -> FlavorCopy {
        FlavorCopy {
            number: self.number,
            id: self.id.clone(),
            name: self.name.clone(),
            ram: self.ram,
            vcpus: self.vcpus,
            disk: self.disk,
            ephemeral: self.ephemeral,
            swap: self.swap,
            rxtx_factor: self.rxtx_factor,
            extra_specs: self.extra_specs.clone(),
        }
    }
}

/// A flavor with the projects that may use it while it is private.
#[derive(Clone, Debug)]
pub struct OfferedFlavor {
    /// The flavor.
    pub flavor: Arc<Flavor>,
    /// Ids, in order.
    pub projects: Vec<String>,
}

impl OfferedFlavor {
    fn is_open_to(&self, project: &str) -> bool {
        self.flavor.is_public || self.projects.iter().any(|one| one == project)
    }
}

wire_names! {
    /// A key flavors can be sorted by.
    FlavorSortKey {
        CreatedAt = "created_at",
        Description = "description",
        Disabled = "disabled",
        Ephemeral = "ephemeral_gb",
        Id = "flavorid",
        Number = "id",
        IsPublic = "is_public",
        Ram = "memory_mb",
        Name = "name",
        Disk = "root_gb",
        RxtxFactor = "rxtx_factor",
        Swap = "swap",
        UpdatedAt = "updated_at",
        Vcpus = "vcpus",
    }
}

/// Which flavors. `Default` is every flavor, by id.
#[derive(Clone, Debug)]
pub struct FlavorQuery {
    /// `None` is both public and private.
    pub is_public: Option<bool>,
    /// Whose private flavors stand among the public ones.
    pub project_id: Option<String>,
    /// A regular expression for the name.
    pub name: Option<String>,
    /// `None` is both.
    pub disabled: Option<bool>,
    /// Least MiB of memory.
    pub min_ram: i64,
    /// Least GiB of disk.
    pub min_disk: i64,
    /// Key to sort by.
    pub sort: FlavorSortKey,
    /// Largest first.
    pub descending: bool,
    /// The id of the last flavor of the page before.
    pub marker: Option<String>,
    /// Most flavors to return.
    pub limit: usize,
}

impl Default for FlavorQuery {
    fn default() -> Self {
        Self {
            is_public: None,
            project_id: None,
            name: None,
            disabled: None,
            min_ram: 0,
            min_disk: 0,
            sort: FlavorSortKey::Id,
            descending: false,
            marker: None,
            limit: super::list::PAGE_MAX,
        }
    }
}

impl FlavorQuery {
    /// Whether a flavor fits, but for its name.
    fn asks_for(&self, one: &OfferedFlavor) -> bool {
        let flavor = &one.flavor;
        let access = match (self.is_public, &self.project_id) {
            (None, _) => true,
            (Some(true), Some(project)) => one.is_open_to(project),
            (Some(public), _) => flavor.is_public == public,
        };
        let able = self.disabled.is_none_or(|disabled| flavor.disabled == disabled);
        access && able && flavor.ram >= self.min_ram && flavor.disk >= self.min_disk
    }

    fn order(&self, one: &Flavor, other: &Flavor) -> Ordering {
        let order = match self.sort {
            FlavorSortKey::CreatedAt => one.created_at.cmp(&other.created_at),
            FlavorSortKey::Description => one.description.cmp(&other.description),
            FlavorSortKey::Disabled => one.disabled.cmp(&other.disabled),
            FlavorSortKey::Ephemeral => one.ephemeral.cmp(&other.ephemeral),
            FlavorSortKey::Id => one.id.cmp(&other.id),
            FlavorSortKey::Number => Ordering::Equal,
            FlavorSortKey::IsPublic => one.is_public.cmp(&other.is_public),
            FlavorSortKey::Ram => one.ram.cmp(&other.ram),
            FlavorSortKey::Name => one.name.cmp(&other.name),
            FlavorSortKey::Disk => one.disk.cmp(&other.disk),
            FlavorSortKey::RxtxFactor => one.rxtx_factor.total_cmp(&other.rxtx_factor),
            FlavorSortKey::Swap => one.swap.cmp(&other.swap),
            FlavorSortKey::UpdatedAt => one.updated_at.cmp(&other.updated_at),
            FlavorSortKey::Vcpus => one.vcpus.cmp(&other.vcpus),
        };
        let ascending = order.then(one.number.cmp(&other.number));
        if self.descending { ascending.reverse() } else { ascending }
    }
}

impl Compute {
    /// Returns a page of flavors.
    ///
    /// # Errors
    /// `MarkerNotFound`; `Invalid` for a pattern that is no regular expression; `Unavailable`.
    pub async fn list_flavors(&self, query: &FlavorQuery) -> Result<Vec<Arc<Flavor>>, ComputeError> {
        let offered = self.store.flavors().await?;
        let name = query.name.as_deref().map(super::list::pattern).transpose()?;
        let fits = |one: &&OfferedFlavor| {
            query.asks_for(one) && name.as_ref().is_none_or(|name| name.is_match(&one.flavor.name))
        };
        let mut flavors: Vec<&Arc<Flavor>> = offered.iter().filter(fits).map(|one| &one.flavor).collect();
        flavors.sort_unstable_by(|one, other| query.order(one, other));
        let from = match &query.marker {
            None => 0,
            Some(marker) => {
                let at = flavors.iter().position(|flavor| flavor.id == *marker);
                at.ok_or_else(|| ComputeError::MarkerNotFound(marker.clone()))? + 1
            }
        };
        Ok(flavors.into_iter().skip(from).take(query.limit).cloned().collect())
    }

    /// Returns a flavor the caller may see: a public one, one of its project's, any for an administrator.
    ///
    /// # Errors
    /// `FlavorNotFound`, `Unavailable`.
    pub async fn flavor(&self, caller: &Caller, id: &str) -> Result<Arc<Flavor>, ComputeError> {
        let offered = self.store.flavors().await?;
        let visible =
            |one: &&OfferedFlavor| one.flavor.id == id && (caller.is_admin || one.is_open_to(&caller.project_id));
        let found = offered.iter().find(visible).map(|one| one.flavor.clone());
        found.ok_or_else(|| ComputeError::FlavorNotFound(id.into()))
    }

    /// Creates a flavor; an empty id becomes a UUID.
    ///
    /// # Errors
    /// `Conflict` when the id or the name is taken, `Unavailable`.
    pub async fn create_flavor(&self, mut flavor: Flavor) -> Result<Flavor, ComputeError> {
        if flavor.id.is_empty() {
            flavor.id = ids::uuid();
        }
        self.store
            .write(move |tx| {
                if tx.flavor_named(&flavor.name)?.is_some() {
                    return Err(ComputeError::Conflict(format!("Flavor with name {} already exists.", flavor.name)));
                }
                if tx.flavor(&flavor.id)?.is_some() {
                    return Err(ComputeError::Conflict(format!("Flavor with ID {} already exists.", flavor.id)));
                }
                flavor.number = tx.add_flavor(&flavor)?;
                Ok(flavor)
            })
            .await
    }

    /// Changes a flavor in one transaction and returns it. The closure sees the flavor as stored.
    ///
    /// # Errors
    /// `FlavorNotFound`, the closure's own, `Unavailable`.
    pub async fn update_flavor<F>(&self, id: &str, change: F) -> Result<Flavor, ComputeError>
    where
        F: FnOnce(&mut Flavor) -> Result<(), ComputeError> + Send + 'static,
    {
        let id = id.to_owned();
        self.store
            .write(move |tx| {
                let mut flavor = tx.flavor(&id)?.ok_or(ComputeError::FlavorNotFound(id))?;
                change(&mut flavor)?;
                flavor.updated_at = Some(Timestamp::now());
                tx.save_flavor(&flavor)?;
                Ok(flavor)
            })
            .await
    }

    /// Deletes a flavor. Servers keep their copies.
    ///
    /// # Errors
    /// `FlavorNotFound`, `Unavailable`.
    pub async fn delete_flavor(&self, id: &str) -> Result<(), ComputeError> {
        let id = id.to_owned();
        self.store
            .write(move |tx| if tx.delete_flavor(&id)? { Ok(()) } else { Err(ComputeError::FlavorNotFound(id)) })
            .await
    }

    /// Adds and changes extra specs and returns the flavor.
    ///
    /// # Errors
    /// `FlavorNotFound`, `Unavailable`.
    pub async fn set_extra_specs(&self, id: &str, specs: Labels) -> Result<Flavor, ComputeError> {
        self.update_flavor(id, move |flavor| {
            flavor.extra_specs.extend(specs.0);
            Ok(())
        })
        .await
    }

    /// Removes one extra spec.
    ///
    /// # Errors
    /// `FlavorNotFound`, `NotFound` when there is no such key, `Unavailable`.
    pub async fn delete_extra_spec(&self, id: &str, key: &str) -> Result<Flavor, ComputeError> {
        let key = key.to_owned();
        self.update_flavor(id, move |flavor| match flavor.extra_specs.remove(&key) {
            Some(_) => Ok(()),
            None => Err(no_extra_spec(&flavor.id, &key)),
        })
        .await
    }

    /// Returns the projects that may use a private flavor.
    ///
    /// # Errors
    /// `FlavorNotFound`; `NotFound` for a public flavor; `Unavailable`.
    pub async fn flavor_access(&self, caller: &Caller, id: &str) -> Result<Vec<String>, ComputeError> {
        let (caller, id) = (caller.clone(), id.to_owned());
        self.store
            .read(move |tx| {
                if tx.visible_flavor(&caller, &id)?.is_public {
                    return Err(ComputeError::NotFound("Access list not available for public flavors.".into()));
                }
                tx.flavor_projects(&id)
            })
            .await
    }

    /// Lets a project use a private flavor, and returns all that may. `public_too` notes it of a public flavor as well.
    ///
    /// # Errors
    /// `FlavorNotFound`; `Conflict` for a public flavor or a project that already may; `Unavailable`.
    pub async fn add_flavor_access(
        &self,
        id: &str,
        project: &str,
        public_too: bool,
    ) -> Result<Vec<String>, ComputeError> {
        let (id, project) = (id.to_owned(), project.to_owned());
        self.store
            .write(move |tx| {
                let flavor = tx.flavor(&id)?.ok_or_else(|| ComputeError::FlavorNotFound(id.clone()))?;
                if flavor.is_public && !public_too {
                    return Err(ComputeError::Conflict("Can not add access to a public flavor.".into()));
                }
                if !tx.add_flavor_project(&id, &project)? {
                    let number = flavor.number;
                    return Err(ComputeError::Conflict(format!(
                        "Flavor access already exists for flavor {number} and project {project} combination."
                    )));
                }
                tx.flavor_projects(&id)
            })
            .await
    }

    /// Takes a private flavor away from a project, and returns all that still may use it.
    ///
    /// # Errors
    /// `FlavorNotFound`; `NotFound` for a project that may not; `Unavailable`.
    pub async fn remove_flavor_access(&self, id: &str, project: &str) -> Result<Vec<String>, ComputeError> {
        let (id, project) = (id.to_owned(), project.to_owned());
        self.store
            .write(move |tx| {
                let flavor = tx.flavor(&id)?.ok_or_else(|| ComputeError::FlavorNotFound(id.clone()))?;
                if !tx.remove_flavor_project(&id, &project)? {
                    let number = flavor.number;
                    return Err(ComputeError::NotFound(format!(
                        "Flavor access not found for {number} / {project} combination."
                    )));
                }
                tx.flavor_projects(&id)
            })
            .await
    }
}

/// The refusal for a flavor without a certain extra spec.
#[must_use]
pub fn no_extra_spec(flavor: &str, key: &str) -> ComputeError {
    ComputeError::NotFound(format!("Flavor {flavor} has no extra specs with key {key}."))
}
