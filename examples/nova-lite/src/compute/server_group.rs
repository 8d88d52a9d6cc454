//! Server groups: which servers should share a host, and which must not.

use crate::compute::clock::Timestamp;
use crate::compute::error::ComputeError;
use crate::compute::quota::Resource;
use crate::compute::{Caller, Compute, ids};

/// The one policy that rules are for.
const ANTI_AFFINITY: &str = "anti-affinity";

/// A server group.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct ServerGroup {
    /// Counts from 1; 0 before the group is stored.
    pub number: i64,
    pub id: String,
    pub name: String,
    pub project_id: String,
    pub user_id: String,
    /// `affinity`, `anti-affinity`, `soft-affinity` or `soft-anti-affinity`.
    pub policy: String,
    /// Only for `anti-affinity`.
    pub max_server_per_host: Option<i64>,
    pub created_at: Timestamp,
}

/// A group with the ids of its servers.
#[derive(Clone, Debug)]
pub struct GroupReport {
    /// The group.
    pub group: ServerGroup,
    /// Ids of its servers that are not deleted.
    pub members: Vec<String>,
}

impl Compute {
    /// Creates a group for the caller.
    ///
    /// # Errors
    /// `Forbidden` beyond the quota of the project or of the user, `Invalid` for a rule of another policy than
    /// `anti-affinity`, `Unavailable`.
    pub async fn create_server_group(
        &self,
        caller: &Caller,
        name: &str,
        policy: &str,
        max_server_per_host: Option<i64>,
    ) -> Result<GroupReport, ComputeError> {
        let defaults = self.settings.quota.clone();
        let mut group = ServerGroup {
            number: 0,
            id: ids::uuid(),
            name: name.into(),
            project_id: caller.project_id.clone(),
            user_id: caller.user_id.clone(),
            policy: policy.into(),
            max_server_per_host,
            created_at: Timestamp::now(),
        };
        self.store
            .write(move |tx| {
                for user in [None, Some(group.user_id.as_str())] {
                    let limit = tx.limits(&defaults, &group.project_id, user)?.of(Resource::ServerGroups);
                    if limit >= 0 && tx.server_group_count(&group.project_id, user)? >= limit {
                        return Err(ComputeError::Forbidden("Quota exceeded, too many server groups.".into()));
                    }
                }
                if group.policy != ANTI_AFFINITY && group.max_server_per_host.is_some() {
                    return Err(ComputeError::Invalid("Only anti-affinity policy supports rules.".into()));
                }
                group.number = tx.add_server_group(&group)?;
                Ok(GroupReport { group, members: Vec::new() })
            })
            .await
    }

    /// Returns a group of the caller's project, or any for an administrator.
    ///
    /// # Errors
    /// `NotFound`, `Unavailable`.
    pub async fn server_group(&self, caller: &Caller, id: &str) -> Result<GroupReport, ComputeError> {
        let (caller, id) = (caller.clone(), id.to_owned());
        self.store
            .read(move |tx| {
                let group = tx.server_group(&id)?.filter(|g| caller.may_see(&g.project_id));
                let group = group.ok_or_else(|| missing(&id))?;
                Ok(GroupReport { members: member_ids(tx, &group.id)?, group })
            })
            .await
    }

    /// Returns the groups of a project, or of all, oldest first.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn list_server_groups(
        &self,
        project: Option<String>,
        offset: usize,
        limit: usize,
    ) -> Result<Vec<GroupReport>, ComputeError> {
        self.store
            .read(move |tx| {
                let groups = tx.list_server_groups(project.as_deref(), offset, limit)?;
                groups.into_iter().map(|group| Ok(GroupReport { members: member_ids(tx, &group.id)?, group })).collect()
            })
            .await
    }

    /// Deletes a group; its servers stay.
    ///
    /// # Errors
    /// `NotFound`, `Unavailable`.
    pub async fn delete_server_group(&self, caller: &Caller, id: &str) -> Result<(), ComputeError> {
        let (caller, id) = (caller.clone(), id.to_owned());
        self.store
            .write(move |tx| {
                let group = tx.server_group(&id)?.filter(|g| caller.may_see(&g.project_id));
                tx.delete_server_group(&group.ok_or_else(|| missing(&id))?.id)
            })
            .await
    }
}

fn member_ids(tx: &crate::store::Tx<'_>, group: &str) -> Result<Vec<String>, ComputeError> {
    Ok(tx.group_members(group)?.into_iter().map(|server| server.id).collect())
}

fn missing(id: &str) -> ComputeError {
    ComputeError::NotFound(format!("Instance group {id} could not be found."))
}
