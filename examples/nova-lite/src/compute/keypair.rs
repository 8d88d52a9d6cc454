//! Key pairs: public keys of a user, under names. Keys and fingerprints are made by the caller.

use crate::compute::clock::Timestamp;
use crate::compute::error::ComputeError;
use crate::compute::quota::Resource;
use crate::compute::{Caller, Compute};

/// A key pair's public half.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct KeyPair {
    /// Counts from 1; 0 before the key pair is stored.
    pub number: i64,
    pub user_id: String,
    pub name: String,
    /// `ssh` or `x509`.
    pub kind: String,
    pub fingerprint: String,
    pub public_key: String,
    pub created_at: Timestamp,
}

impl Compute {
    /// Stores a key pair for its user.
    ///
    /// # Errors
    /// `KeyPairExists`; `Forbidden` beyond the user's quota; `Unavailable`.
    pub async fn create_keypair(&self, caller: &Caller, mut pair: KeyPair) -> Result<KeyPair, ComputeError> {
        let (project, defaults) = (caller.project_id.clone(), self.settings.quota.clone());
        self.store
            .write(move |tx| {
                let limit = tx.limits(&defaults, &project, Some(&pair.user_id))?.of(Resource::KeyPairs);
                if limit >= 0 && tx.keypair_count(&pair.user_id)? >= limit {
                    return Err(ComputeError::Forbidden("Quota exceeded, too many key pairs.".into()));
                }
                if tx.keypair(&pair.user_id, &pair.name)?.is_some() {
                    return Err(ComputeError::KeyPairExists(pair.name));
                }
                pair.number = tx.add_keypair(&pair)?;
                Ok(pair)
            })
            .await
    }

    /// Returns a user's key pair.
    ///
    /// # Errors
    /// `KeyPairNotFound`, `Unavailable`.
    pub async fn keypair(&self, user: &str, name: &str) -> Result<KeyPair, ComputeError> {
        let (user, name) = (user.to_owned(), name.to_owned());
        self.store.read(move |tx| tx.keypair(&user, &name)?.ok_or(ComputeError::KeyPairNotFound(name, user))).await
    }

    /// Returns a page of a user's key pairs, by name.
    ///
    /// # Errors
    /// `Invalid` when the marker names no key pair; `Unavailable`.
    pub async fn list_keypairs(
        &self,
        user: &str,
        marker: Option<String>,
        limit: usize,
    ) -> Result<Vec<KeyPair>, ComputeError> {
        let user = user.to_owned();
        self.store
            .read(move |tx| {
                if let Some(marker) = &marker
                    && tx.keypair(&user, marker)?.is_none()
                {
                    return Err(ComputeError::Invalid(format!("Marker {marker} could not be found.")));
                }
                tx.list_keypairs(&user, marker.as_deref(), limit)
            })
            .await
    }

    /// Deletes a user's key pair. Servers made with it keep its name.
    ///
    /// # Errors
    /// `KeyPairNotFound`, `Unavailable`.
    pub async fn delete_keypair(&self, user: &str, name: &str) -> Result<(), ComputeError> {
        let (user, name) = (user.to_owned(), name.to_owned());
        self.store
            .write(move |tx| {
                if tx.delete_keypair(&user, &name)? { Ok(()) } else { Err(ComputeError::KeyPairNotFound(name, user)) }
            })
            .await
    }
}
