//! Flavors and the projects that may use the private ones.
//!
//! Whatever writes one of the two tables says so, because their rows are kept in memory.

use std::collections::BTreeMap;
use std::sync::Arc;

use rusqlite::params;

use super::Tx;
use super::record::record;
use crate::compute::Caller;
use crate::compute::error::ComputeError;
use crate::compute::flavor::{Flavor, OfferedFlavor};

record!(
    Flavor,
    "flavors",
    [
        number,
        id,
        name,
        ram,
        vcpus,
        disk,
        ephemeral,
        swap,
        rxtx_factor,
        is_public,
        disabled,
        description,
        extra_specs,
        created_at,
        updated_at
    ]
);

const VISIBLE: &str =
    "(is_public OR EXISTS (SELECT 1 FROM flavor_access a WHERE a.flavor_id = flavors.id AND a.project_id = ?))";

impl Tx<'_> {
    /// Returns a flavor by its id.
    pub fn flavor(&self, id: &str) -> Result<Option<Flavor>, ComputeError> {
        self.one("WHERE id = ?", [id])
    }

    /// Returns a flavor by its name.
    pub fn flavor_named(&self, name: &str) -> Result<Option<Flavor>, ComputeError> {
        self.one("WHERE name = ?", [name])
    }

    /// Returns a flavor the caller may see.
    ///
    /// # Errors
    /// `FlavorNotFound`.
    pub fn visible_flavor(&self, caller: &Caller, id: &str) -> Result<Flavor, ComputeError> {
        let found = if caller.is_admin {
            self.flavor(id)?
        } else {
            self.one(&format!("WHERE id = ? AND {VISIBLE}"), params![id, caller.project_id])?
        };
        found.ok_or_else(|| ComputeError::FlavorNotFound(id.into()))
    }

    /// Returns every flavor, by number, each with the projects that may use it while it is private.
    pub fn offered_flavors(&self) -> Result<Vec<OfferedFlavor>, ComputeError> {
        let mut projects = BTreeMap::<String, Vec<String>>::new();
        let sql = "SELECT flavor_id, project_id FROM flavor_access ORDER BY flavor_id, project_id";
        for (flavor, project) in self.pairs(sql)? {
            projects.entry(flavor).or_default().push(project);
        }
        let offered = |flavor: Flavor| {
            let projects = projects.remove(&flavor.id).unwrap_or_default();
            OfferedFlavor { flavor: Arc::new(flavor), projects }
        };
        Ok(self.many("ORDER BY number", [])?.into_iter().map(offered).collect())
    }

    /// Stores a new flavor and returns its number.
    pub fn add_flavor(&self, flavor: &Flavor) -> Result<i64, ComputeError> {
        self.flavors_written.set(true);
        self.add(flavor)
    }

    /// Writes a flavor back.
    pub fn save_flavor(&self, flavor: &Flavor) -> Result<(), ComputeError> {
        self.flavors_written.set(true);
        self.save(flavor)
    }

    /// Deletes a flavor; false when there was none.
    pub fn delete_flavor(&self, id: &str) -> Result<bool, ComputeError> {
        self.flavors_written.set(true);
        Ok(self.run("DELETE FROM flavors WHERE id = ?", [id])? > 0)
    }

    /// Returns the projects that may use a private flavor.
    pub fn flavor_projects(&self, id: &str) -> Result<Vec<String>, ComputeError> {
        self.texts("SELECT project_id FROM flavor_access WHERE flavor_id = ? ORDER BY project_id", [id])
    }

    /// Lets a project use a flavor; false when it already may.
    pub fn add_flavor_project(&self, id: &str, project: &str) -> Result<bool, ComputeError> {
        self.flavors_written.set(true);
        Ok(self.run("INSERT OR IGNORE INTO flavor_access VALUES (?, ?)", [id, project])? > 0)
    }

    /// Takes a flavor away from a project; false when it may not use it.
    pub fn remove_flavor_project(&self, id: &str, project: &str) -> Result<bool, ComputeError> {
        self.flavors_written.set(true);
        Ok(self.run("DELETE FROM flavor_access WHERE flavor_id = ? AND project_id = ?", [id, project])? > 0)
    }
}
