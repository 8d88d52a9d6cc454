//! What key pairs look like.

use super::common::Link;
use crate::compute::keypair::{CreatedKeyPair, KeyPair};

/// `{"keypair": …}` in full.
#[derive(Debug, starmap::View)]
pub struct KeypairBody<'a> {
    /// The key pair.
    pub keypair: KeypairView<'a>,
}

/// `{"keypair": …}` for a new one.
#[derive(Debug, starmap::View)]
pub struct NewKeypairBody<'a> {
    /// The key pair.
    pub keypair: NewKeypairView<'a>,
}

/// `{"keypair": …}` in a list.
#[derive(Debug, starmap::View)]
pub struct KeypairItem<'a> {
    /// The key pair.
    pub keypair: KeypairSummary<'a>,
}

/// `{"keypairs": […]}`, each under one more `keypair`.
#[derive(Debug, starmap::View)]
pub struct KeypairList<'a> {
    /// The page.
    pub keypairs: Vec<KeypairItem<'a>>,
    /// The page after it.
    #[view(skip_none)]
    pub keypairs_links: Option<Vec<Link>>,
}

/// A key pair in a list.
#[derive(Debug, starmap::View)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct KeypairSummary<'a> {
    pub name: &'a str,
    pub public_key: &'a str,
    pub fingerprint: &'a str,
    #[view(name = "type", since = "2.2")]
    pub kind: &'a str,
}

impl<'a> KeypairSummary<'a> {
    /// A key pair as a list names it.
    pub fn new(pair: &'a KeyPair) -> Self {
        Self { name: &pair.name, public_key: &pair.public_key, fingerprint: &pair.fingerprint, kind: &pair.kind }
    }
}

/// A key pair just created.
#[derive(Debug, starmap::View)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct NewKeypairView<'a> {
    /// Shown this once.
    #[view(skip_none)]
    pub private_key: Option<&'a str>,
    #[view(flatten)]
    pub summary: KeypairSummary<'a>,
    pub user_id: &'a str,
}

impl<'a> NewKeypairView<'a> {
    /// A key pair with its private half, if it was made here.
    pub fn new(created: &'a CreatedKeyPair) -> Self {
        Self {
            private_key: created.private_key.as_deref(),
            summary: KeypairSummary::new(&created.pair),
            user_id: &created.pair.user_id,
        }
    }
}

/// A key pair in full.
#[derive(Debug, starmap::View)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct KeypairView<'a> {
    #[view(flatten)]
    pub summary: KeypairSummary<'a>,
    pub user_id: &'a str,
    pub created_at: String,
    /// What is deleted is gone, so this is never true.
    pub deleted: bool,
    pub deleted_at: Option<String>,
    pub id: i64,
    /// Key pairs do not change.
    pub updated_at: Option<String>,
}

impl<'a> KeypairView<'a> {
    /// A key pair in full.
    pub fn new(pair: &'a KeyPair) -> Self {
        Self {
            summary: KeypairSummary::new(pair),
            user_id: &pair.user_id,
            created_at: pair.created_at.micros_text(),
            deleted: false,
            deleted_at: None,
            id: pair.number,
            updated_at: None,
        }
    }
}
