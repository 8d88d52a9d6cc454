//! Key pairs, each under its user and name.

use rusqlite::params;

use super::Tx;
use super::record::record;
use crate::compute::error::ComputeError;
use crate::compute::keypair::KeyPair;

record!(KeyPair, "keypairs", [number, user_id, name, kind, fingerprint, public_key, created_at]);

impl Tx<'_> {
    /// Returns a user's key pair.
    pub fn keypair(&self, user: &str, name: &str) -> Result<Option<KeyPair>, ComputeError> {
        self.one("WHERE user_id = ? AND name = ?", [user, name])
    }

    /// Stores a new key pair and returns its number.
    pub fn add_keypair(&self, pair: &KeyPair) -> Result<i64, ComputeError> {
        self.add(pair)
    }

    /// Returns how many key pairs a user has.
    pub fn keypair_count(&self, user: &str) -> Result<i64, ComputeError> {
        self.number("SELECT count(*) FROM keypairs WHERE user_id = ?", [user])
    }

    /// Returns a user's key pairs after a name, by name.
    pub fn list_keypairs(&self, user: &str, after: Option<&str>, limit: usize) -> Result<Vec<KeyPair>, ComputeError> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        self.many("WHERE user_id = ?1 AND name > ?2 ORDER BY name LIMIT ?3", params![user, after.unwrap_or(""), limit])
    }

    /// Deletes a key pair; false when there was none.
    pub fn delete_keypair(&self, user: &str, name: &str) -> Result<bool, ComputeError> {
        Ok(self.run("DELETE FROM keypairs WHERE user_id = ? AND name = ?", [user, name])? > 0)
    }
}
