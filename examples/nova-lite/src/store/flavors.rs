//! Flavors and the projects that may use the private ones.

use rusqlite::params;

use super::Tx;
use super::record::record;
use crate::compute::Caller;
use crate::compute::error::ComputeError;
use crate::compute::flavor::{Flavor, FlavorQuery, FlavorSortKey};

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

    /// Returns every flavor that fits, in order; the page is cut by the caller, flavors are few.
    pub fn list_flavors(&self, query: &FlavorQuery) -> Result<Vec<Flavor>, ComputeError> {
        let column = match query.sort {
            FlavorSortKey::Id => "id",
            FlavorSortKey::Number => "number",
            FlavorSortKey::Ram => "ram",
            FlavorSortKey::Disk => "disk",
            FlavorSortKey::Ephemeral => "ephemeral",
            other => other.name(),
        };
        let direction = if query.descending { "DESC" } else { "ASC" };
        let rest = format!(
            "WHERE (?1 IS NULL OR is_public = ?1 OR (?1 AND EXISTS
                 (SELECT 1 FROM flavor_access a WHERE a.flavor_id = flavors.id AND a.project_id = ?5)))
             AND (?2 IS NULL OR disabled = ?2) AND ram >= ?3 AND disk >= ?4 AND (?6 IS NULL OR name REGEXP ?6)
             ORDER BY {column} {direction}, number {direction}"
        );
        let q = query;
        self.many(&rest, params![q.is_public, q.disabled, q.min_ram, q.min_disk, q.project_id, q.name])
    }

    /// Stores a new flavor and returns its number.
    pub fn add_flavor(&self, flavor: &Flavor) -> Result<i64, ComputeError> {
        self.add(flavor)
    }

    /// Writes a flavor back.
    pub fn save_flavor(&self, flavor: &Flavor) -> Result<(), ComputeError> {
        self.save(flavor)
    }

    /// Deletes a flavor; false when there was none.
    pub fn delete_flavor(&self, id: &str) -> Result<bool, ComputeError> {
        Ok(self.run("DELETE FROM flavors WHERE id = ?", [id])? > 0)
    }

    /// Returns the projects that may use a private flavor.
    pub fn flavor_projects(&self, id: &str) -> Result<Vec<String>, ComputeError> {
        self.texts("SELECT project_id FROM flavor_access WHERE flavor_id = ? ORDER BY project_id", [id])
    }

    /// Lets a project use a flavor; false when it already may.
    pub fn add_flavor_project(&self, id: &str, project: &str) -> Result<bool, ComputeError> {
        Ok(self.run("INSERT OR IGNORE INTO flavor_access VALUES (?, ?)", [id, project])? > 0)
    }

    /// Takes a flavor away from a project; false when it may not use it.
    pub fn remove_flavor_project(&self, id: &str, project: &str) -> Result<bool, ComputeError> {
        Ok(self.run("DELETE FROM flavor_access WHERE flavor_id = ? AND project_id = ?", [id, project])? > 0)
    }
}
