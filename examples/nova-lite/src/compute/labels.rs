//! Metadata and tags of a server.

use crate::compute::clock::Timestamp;
use crate::compute::error::ComputeError;
use crate::compute::quota::{Limits, Resource};
use crate::compute::server::{Labels, Names, Server};
use crate::compute::server_state::Rule;
use crate::compute::{Caller, Compute};
use crate::store::Tx;

impl Compute {
    /// Adds and changes metadata, or with `replace` sets all of it, and returns all.
    ///
    /// # Errors
    /// `ServerNotFound`; `Locked`; `InvalidState`; `Forbidden` beyond the quota; `Unavailable`.
    pub async fn set_metadata(
        &self,
        caller: &Caller,
        id: &str,
        entries: Labels,
        replace: bool,
    ) -> Result<Labels, ComputeError> {
        let limits = self.settings.quota.clone();
        self.change_server(caller, id, Rule::UPDATE_METADATA, move |tx, server| {
            if replace {
                server.metadata = entries;
            } else {
                server.metadata.extend(entries.0);
            }
            check_metadata(tx, &limits, &server.project_id, &server.metadata)?;
            Ok(server.metadata.clone())
        })
        .await
    }

    /// Removes one entry of the metadata.
    ///
    /// # Errors
    /// `ServerNotFound`; `NotFound` for the entry; `Locked`; `InvalidState`; `Unavailable`.
    pub async fn delete_metadata(&self, caller: &Caller, id: &str, key: &str) -> Result<(), ComputeError> {
        let key = key.to_owned();
        let server = self.server(caller, id).await?;
        if !server.metadata.contains_key(&key) {
            return Err(no_metadata());
        }
        self.change_server(caller, id, Rule::DELETE_METADATA, move |_, server| {
            server.metadata.remove(&key).map(drop).ok_or_else(no_metadata)
        })
        .await
    }

    /// Replaces the tags of a server, and returns them in order.
    ///
    /// # Errors
    /// `ServerNotFound`, `InvalidState`, `Unavailable`.
    pub async fn set_tags(&self, caller: &Caller, id: &str, tags: Vec<String>) -> Result<Vec<String>, ComputeError> {
        let rule = Rule { action: "update tags", ..Rule::UPDATE_TAGS };
        self.change_tags(caller, id, rule, move |_, held| {
            *held = tags;
            Ok(())
        })
        .await
    }

    /// Removes every tag of a server.
    ///
    /// # Errors
    /// `ServerNotFound`, `InvalidState`, `Unavailable`.
    pub async fn delete_tags(&self, caller: &Caller, id: &str) -> Result<(), ComputeError> {
        let rule = Rule { action: "delete tags", ..Rule::UPDATE_TAGS };
        self.change_tags(caller, id, rule, |_, held| {
            held.clear();
            Ok(())
        })
        .await
        .map(drop)
    }

    /// Adds a tag; false when the server had it.
    ///
    /// # Errors
    /// `ServerNotFound`; `InvalidState`; `Invalid` with 50 tags, even when this is one of them; `Unavailable`.
    pub async fn add_tag(&self, caller: &Caller, id: &str, tag: &str) -> Result<bool, ComputeError> {
        let had = self.server(caller, id).await?.tags.iter().any(|held| held == tag);
        let tag = tag.to_owned();
        self.change_tags(caller, id, Rule::UPDATE_TAGS, move |_, held| {
            if held.len() >= TAGS_MAX {
                return Err(ComputeError::Invalid(format!(
                    "The number of tags exceeded the per-server limit {TAGS_MAX}"
                )));
            }
            if !held.contains(&tag) {
                held.push(tag);
            }
            Ok(())
        })
        .await?;
        Ok(!had)
    }

    /// Removes a tag.
    ///
    /// # Errors
    /// `ServerNotFound`; `NotFound` for the tag; `InvalidState`; `Unavailable`.
    pub async fn delete_tag(&self, caller: &Caller, id: &str, tag: &str) -> Result<(), ComputeError> {
        let tag = tag.to_owned();
        let rule = Rule { action: "delete tag", ..Rule::UPDATE_TAGS };
        self.change_tags(caller, id, rule, move |server, held| {
            let at = held.iter().position(|held| *held == tag);
            let at = at.ok_or_else(|| ComputeError::NotFound(format!("Instance {} has no tag '{tag}'", server.id)))?;
            held.remove(at);
            Ok(())
        })
        .await
        .map(drop)
    }

    async fn change_tags<F>(
        &self,
        caller: &Caller,
        id: &str,
        rule: Rule,
        change: F,
    ) -> Result<Vec<String>, ComputeError>
    where
        F: FnOnce(&Server, &mut Vec<String>) -> Result<(), ComputeError> + Send + 'static,
    {
        let (caller, id) = (caller.clone(), id.to_owned());
        self.store
            .write(move |tx| {
                let server = tx.own_server(&caller, &id)?;
                rule.check(&server)?;
                let mut tags = server.tags.0.clone();
                change(&server, &mut tags)?;
                tags.sort();
                tags.dedup();
                tx.set_tags(&id, &Names(tags.clone()))?;
                Ok(tags)
            })
            .await
    }

    /// Changes a server in one transaction, if the caller may and its state allows.
    pub(crate) async fn change_server<T, F>(
        &self,
        caller: &Caller,
        id: &str,
        rule: Rule,
        change: F,
    ) -> Result<T, ComputeError>
    where
        T: Send + 'static,
        F: FnOnce(&Tx<'_>, &mut Server) -> Result<T, ComputeError> + Send + 'static,
    {
        let (caller, id) = (caller.clone(), id.to_owned());
        self.store
            .write(move |tx| {
                let mut server = tx.own_server(&caller, &id)?;
                caller.check_lock(&server)?;
                rule.check(&server)?;
                let result = change(tx, &mut server)?;
                server.updated_at = Some(Timestamp::now());
                tx.save_server(&server)?;
                Ok(result)
            })
            .await
    }
}

/// Most tags of one server.
const TAGS_MAX: usize = 50;

/// Refuses more metadata than the quota allows.
pub(crate) fn check_metadata(
    tx: &Tx<'_>,
    defaults: &Limits,
    project: &str,
    metadata: &Labels,
) -> Result<(), ComputeError> {
    let limit = tx.limits(defaults, project, None)?.of(Resource::MetadataItems);
    if limit >= 0 && i64::try_from(metadata.len()).unwrap_or(i64::MAX) > limit {
        return Err(ComputeError::Forbidden(format!("Maximum number of metadata items exceeds {limit}")));
    }
    Ok(())
}

fn no_metadata() -> ComputeError {
    ComputeError::NotFound("Metadata item was not found".into())
}
