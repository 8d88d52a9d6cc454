//! Limits that were set; what nobody set comes from the settings.

use rusqlite::params;

use super::{Tx, unavailable};
use crate::compute::error::ComputeError;
use crate::compute::quota::{Limits, QuotaScope, Resource};

impl Tx<'_> {
    /// Returns the limits of a project, or of one user in it.
    pub fn limits(&self, defaults: &Limits, project: &str, user: Option<&str>) -> Result<Limits, ComputeError> {
        let mut limits = defaults.clone();
        self.lay_over(&mut limits, &QuotaScope::Class("default".into()))?;
        self.lay_over(&mut limits, &QuotaScope::Project(project.into()))?;
        if let Some(user) = user {
            self.lay_over(&mut limits, &QuotaScope::User(project.into(), user.into()))?;
        }
        Ok(limits)
    }

    /// Returns the limits of any scope.
    pub fn limits_of(&self, defaults: &Limits, scope: &QuotaScope) -> Result<Limits, ComputeError> {
        match scope {
            QuotaScope::Project(project) => self.limits(defaults, project, None),
            QuotaScope::User(project, user) => self.limits(defaults, project, Some(user)),
            QuotaScope::Class(_) => {
                let mut limits = defaults.clone();
                self.lay_over(&mut limits, scope)?;
                Ok(limits)
            }
        }
    }

    /// Whether a user has limits of its own in a project.
    pub fn has_user_limits(&self, project: &str, user: &str) -> Result<bool, ComputeError> {
        let (scope, owner) = key(&QuotaScope::User(project.into(), user.into()));
        Ok(self.number("SELECT count(*) FROM quotas WHERE scope = ? AND owner = ?", params![scope, owner])? > 0)
    }

    /// Returns the sum of the limits that users of a project have, all or all but one.
    pub fn user_limits_total(
        &self,
        project: &str,
        resource: Resource,
        except: Option<&str>,
    ) -> Result<i64, ComputeError> {
        let sql = "SELECT sum(\"limit\") FROM quotas WHERE scope = 'user' AND resource = ?2 AND \"limit\" > 0
            AND substr(owner, 1, length(?1) + 1) = ?1 || char(9) AND owner IS NOT ?1 || char(9) || ?3";
        self.number(sql, params![project, resource.name(), except])
    }

    /// Sets one limit.
    pub fn set_limit(&self, scope: &QuotaScope, resource: Resource, limit: i64) -> Result<(), ComputeError> {
        let (scope, owner) = key(scope);
        self.run("INSERT OR REPLACE INTO quotas VALUES (?, ?, ?, ?)", params![scope, owner, resource.name(), limit])?;
        Ok(())
    }

    /// Forgets every limit of a scope; a project takes its users' along.
    pub fn delete_limits(&self, scope: &QuotaScope) -> Result<(), ComputeError> {
        let (name, owner) = key(scope);
        self.run("DELETE FROM quotas WHERE scope = ? AND owner = ?", params![name, owner])?;
        if let QuotaScope::Project(project) = scope {
            let users = "DELETE FROM quotas WHERE scope = 'user' AND substr(owner, 1, length(?1) + 1) = ?1 || char(9)";
            self.run(users, [project])?;
        }
        Ok(())
    }

    fn lay_over(&self, limits: &mut Limits, scope: &QuotaScope) -> Result<(), ComputeError> {
        let (scope, owner) = key(scope);
        let sql = "SELECT resource, \"limit\" FROM quotas WHERE scope = ? AND owner = ?";
        let mut statement = self.conn.prepare_cached(sql).map_err(unavailable)?;
        let mut rows = statement.query(params![scope, owner]).map_err(unavailable)?;
        while let Some(row) = rows.next().map_err(unavailable)? {
            let name: String = row.get(0).map_err(unavailable)?;
            if let Some(resource) = Resource::from_name(&name) {
                limits.put(resource, row.get(1).map_err(unavailable)?);
            }
        }
        Ok(())
    }
}

fn key(scope: &QuotaScope) -> (&'static str, String) {
    match scope {
        QuotaScope::Project(project) => ("project", project.clone()),
        QuotaScope::User(project, user) => ("user", format!("{project}\t{user}")),
        QuotaScope::Class(class) => ("class", class.clone()),
    }
}
