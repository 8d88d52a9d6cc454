//! Quotas: what a project, or one user in it, may hold, and what it holds.
//!
//! Limits come from the user's own row, else the project's, else the class `default`, else the settings. Usage is
//! counted in the transaction that takes it, so parallel requests cannot exceed a limit together.

use crate::compute::Compute;
use crate::compute::error::ComputeError;
use crate::compute::server_state::wire_names;
use crate::store::Tx;

wire_names! {
    /// A resource with a limit, under Nova's name for it.
    Resource {
        Instances = "instances",
        Cores = "cores",
        Ram = "ram",
        MetadataItems = "metadata_items",
        InjectedFiles = "injected_files",
        InjectedFileContentBytes = "injected_file_content_bytes",
        InjectedFilePathBytes = "injected_file_path_bytes",
        KeyPairs = "key_pairs",
        ServerGroups = "server_groups",
        ServerGroupMembers = "server_group_members",
        FixedIps = "fixed_ips",
        FloatingIps = "floating_ips",
        SecurityGroups = "security_groups",
        SecurityGroupRules = "security_group_rules",
    }
}

/// A limit for every resource; -1 is no limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits([i64; Resource::ALL.len()]);

impl Limits {
    /// Returns the limit of a resource.
    #[must_use]
    pub fn of(&self, resource: Resource) -> i64 {
        self.0[resource as usize]
    }

    /// Sets the limit of a resource.
    pub fn put(&mut self, resource: Resource, limit: i64) {
        self.0[resource as usize] = limit;
    }
}

/// Nova's defaults.
impl Default for Limits {
    fn default() -> Self {
        Self([10, 20, 51_200, 128, 5, 10_240, 255, 100, 10, 10, -1, -1, -1, -1])
    }
}

/// What a project or user holds of what grows with servers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Servers that are not deleted.
    pub instances: i64,
    /// Their virtual CPUs.
    pub cores: i64,
    /// Their MiB of memory.
    pub ram: i64,
}

/// Limits with usage, for `/limits` and quota detail.
#[derive(Clone, Debug)]
pub struct QuotaReport {
    /// What may be held.
    pub limits: Limits,
    /// What servers hold.
    pub usage: Usage,
    /// Server groups held.
    pub server_groups: i64,
}

impl QuotaReport {
    /// What is held of a resource; what nothing counts is 0.
    #[must_use]
    pub fn in_use(&self, resource: Resource) -> i64 {
        match resource {
            Resource::Instances => self.usage.instances,
            Resource::Cores => self.usage.cores,
            Resource::Ram => self.usage.ram,
            Resource::ServerGroups => self.server_groups,
            _ => 0,
        }
    }
}

/// Whose limits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QuotaScope {
    /// A project's.
    Project(String),
    /// One user's in a project.
    User(String, String),
    /// A quota class's; the class `default` replaces the settings for everybody.
    Class(String),
}

/// Refuses what would exceed a limit; `user` limits are checked against the user's own holdings.
///
/// # Errors
/// `QuotaExceeded` naming every resource that would be exceeded.
pub(crate) fn check(
    tx: &Tx<'_>,
    defaults: &Limits,
    project: &str,
    user: &str,
    wanted: Usage,
) -> Result<(), ComputeError> {
    let limits = tx.limits(defaults, project, None)?;
    check_against(&limits, tx.usage(project, None)?, wanted)?;
    if tx.has_user_limits(project, user)? {
        let limits = tx.limits(defaults, project, Some(user))?;
        check_against(&limits, tx.usage(project, Some(user))?, wanted)?;
    }
    Ok(())
}

fn check_against(limits: &Limits, used: Usage, wanted: Usage) -> Result<(), ComputeError> {
    // Nova names the resources in alphabetical order.
    let rows = [
        (Resource::Cores, wanted.cores, used.cores),
        (Resource::Instances, wanted.instances, used.instances),
        (Resource::Ram, wanted.ram, used.ram),
    ];
    let over = |(resource, wanted, used): &(Resource, i64, i64)| {
        let limit = limits.of(*resource);
        *wanted > 0 && limit >= 0 && used.saturating_add(*wanted) > limit
    };
    let exceeded: Vec<_> = rows.into_iter().filter(over).collect();
    if exceeded.is_empty() {
        return Ok(());
    }
    let join =
        |text: &dyn Fn(&(Resource, i64, i64)) -> String| exceeded.iter().map(text).collect::<Vec<_>>().join(", ");
    Err(ComputeError::QuotaExceeded {
        resources: join(&|row| row.0.name().into()),
        requested: join(&|row| row.1.to_string()),
        used: join(&|row| row.2.to_string()),
        limits: join(&|row| limits.of(row.0).to_string()),
    })
}

impl Compute {
    /// Returns the limits of a project, a user or a class.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn limits(&self, scope: QuotaScope) -> Result<Limits, ComputeError> {
        let defaults = self.settings.quota.clone();
        self.store.read(move |tx| tx.limits_of(&defaults, &scope)).await
    }

    /// Returns the limits that hold where nothing else is said.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn default_limits(&self) -> Result<Limits, ComputeError> {
        self.limits(QuotaScope::Class("default".into())).await
    }

    /// Returns the limits with what is held, of a project or of one user in it.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn quota_report(&self, project: &str, user: Option<String>) -> Result<QuotaReport, ComputeError> {
        let (project, defaults) = (project.to_owned(), self.settings.quota.clone());
        self.store.read(move |tx| report(tx, &defaults, &project, user.as_deref())).await
    }

    /// Sets limits and returns all of that scope. Unless `force` is set, a limit below what is held, or of a user
    /// above what the project has left, is refused.
    ///
    /// # Errors
    /// `Invalid` naming the limit, `Unavailable`.
    pub async fn set_limits(
        &self,
        scope: QuotaScope,
        changes: Vec<(Resource, i64)>,
        force: bool,
    ) -> Result<Limits, ComputeError> {
        let defaults = self.settings.quota.clone();
        self.store
            .write(move |tx| {
                for (resource, limit) in changes {
                    check_change(tx, &defaults, &scope, (resource, limit), force)?;
                    tx.set_limit(&scope, resource, limit)?;
                }
                tx.limits_of(&defaults, &scope)
            })
            .await
    }

    /// Forgets the limits set for a project or user.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn delete_limits(&self, scope: QuotaScope) -> Result<(), ComputeError> {
        self.store.write(move |tx| tx.delete_limits(&scope)).await
    }
}

fn report(tx: &Tx<'_>, defaults: &Limits, project: &str, user: Option<&str>) -> Result<QuotaReport, ComputeError> {
    Ok(QuotaReport {
        limits: tx.limits(defaults, project, user)?,
        usage: tx.usage(project, user)?,
        server_groups: tx.server_group_count(project, user)?,
    })
}

/// Refuses a limit below what is held or promised to users, and one of a user above what the project has left.
fn check_change(
    tx: &Tx<'_>,
    defaults: &Limits,
    scope: &QuotaScope,
    (resource, limit): (Resource, i64),
    force: bool,
) -> Result<(), ComputeError> {
    let (project, user) = match scope {
        _ if force => return Ok(()),
        QuotaScope::Class(_) => return Ok(()),
        QuotaScope::Project(project) => (project, None),
        QuotaScope::User(project, user) => (project, Some(user.as_str())),
    };
    let held = report(tx, defaults, project, user)?.in_use(resource);
    let promised = tx.user_limits_total(project, resource, user)?;
    let (least, most) = match user {
        None => (held.max(promised), -1),
        Some(_) => match tx.limits(defaults, project, None)?.of(resource) {
            -1 => (held, -1),
            limit => (held, limit - promised),
        },
    };
    let name = resource.name();
    // -1 stands for no limit, on either side.
    if limit >= 0 && limit < least {
        let text = format!(
            "Quota limit {limit} for {name} must be greater than or equal to already used and reserved {least}."
        );
        return Err(ComputeError::Invalid(text));
    }
    if most != -1 && (limit > most || limit < 0) {
        let text = format!("Quota limit {limit} for {name} must be less than or equal to {most}.");
        return Err(ComputeError::Invalid(text));
    }
    Ok(())
}
