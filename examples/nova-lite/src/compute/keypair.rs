//! Key pairs: public keys of a user, under names. The keys themselves are in `key_material`.

use crate::compute::clock::Timestamp;
use crate::compute::error::ComputeError;
use crate::compute::quota::{Limits, Resource};
use crate::compute::{Caller, Compute, key_material, x509_key};
use crate::store::Tx;

/// The kind of a key for SSH.
pub const SSH: &str = "ssh";
/// The kind of a certificate.
pub const X509: &str = "x509";

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

/// What a key pair is asked to be.
#[derive(Clone, Debug)]
pub struct NewKeyPair {
    /// Whose it shall be.
    pub user_id: String,
    /// Its name.
    pub name: String,
    /// `ssh` or `x509`.
    pub kind: String,
    /// The public half; without one, a key is made.
    pub public_key: Option<String>,
}

/// A key pair just made, with the only copy of its private half if it was made here.
#[derive(Clone, Debug)]
pub struct CreatedKeyPair {
    /// What is stored.
    pub pair: KeyPair,
    /// Never stored.
    pub private_key: Option<String>,
}

impl Compute {
    /// Stores a key pair for its user, and makes the key if none is given.
    ///
    /// # Errors
    /// `Forbidden` beyond the user's quota; `Invalid` for a text that is no key; `KeyPairExists`; `Unavailable`.
    pub async fn create_keypair(&self, caller: &Caller, new: NewKeyPair) -> Result<CreatedKeyPair, ComputeError> {
        // The quota is asked first, so that nobody waits for a key that cannot be kept.
        let (project, user) = (caller.project_id.clone(), new.user_id.clone());
        let defaults = self.settings.quota.clone();
        self.store.read(move |tx| check_quota(tx, &defaults, &project, &user)).await?;
        let (public_key, private_key) = match (new.public_key, new.kind.as_str()) {
            (Some(public_key), _) => (public_key, None),
            (None, kind) => {
                let made = match kind {
                    X509 => x509_key::generate_x509(&new.user_id).await?,
                    _ => key_material::generate_ssh().await?,
                };
                (made.public_key, Some(made.private_key))
            }
        };
        let fingerprint = match new.kind.as_str() {
            X509 => key_material::x509_fingerprint(&public_key)?,
            _ => key_material::ssh_fingerprint(&public_key)?,
        };
        let (name, user_id, kind) = (new.name, new.user_id, new.kind);
        let pair = KeyPair { number: 0, user_id, name, kind, fingerprint, public_key, created_at: Timestamp::now() };
        let pair = self.add_keypair(caller, pair).await?;
        Ok(CreatedKeyPair { pair, private_key })
    }

    async fn add_keypair(&self, caller: &Caller, mut pair: KeyPair) -> Result<KeyPair, ComputeError> {
        let (project, defaults) = (caller.project_id.clone(), self.settings.quota.clone());
        self.store
            .write(move |tx| {
                check_quota(tx, &defaults, &project, &pair.user_id)?;
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

fn check_quota(tx: &Tx<'_>, defaults: &Limits, project: &str, user: &str) -> Result<(), ComputeError> {
    let limit = tx.limits(defaults, project, Some(user))?.of(Resource::KeyPairs);
    if limit >= 0 && tx.keypair_count(user)? >= limit {
        return Err(ComputeError::Forbidden("Quota exceeded, too many key pairs.".into()));
    }
    Ok(())
}
