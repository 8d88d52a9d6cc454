//! Bodies and queries of key pairs.

use starmap::schema::{Keyword, Schema, Type, types};
use starmap::{Body, Query};

/// `POST /os-keypairs`
#[derive(Debug, Body)]
pub struct CreateKeypair {
    /// The key pair to be.
    pub keypair: NewKeypair,
}

/// The key pair to be.
#[derive(Debug, Body)]
pub struct NewKeypair {
    /// Its name.
    #[schema(
        with(types::NAME_LEGACY, until = "2.0"),
        with(NAME, since = "2.1", until = "2.91"),
        with(NAME_2_92, since = "2.92")
    )]
    pub name: String,
    /// What kind of key it is.
    #[schema(name = "type", one_of("ssh", "x509"), since = "2.2")]
    pub kind: Option<String>,
    /// The public key; without one, a key is made.
    #[schema(required(since = "2.92"))]
    pub public_key: Option<String>,
    /// Whose it shall be.
    #[schema(since = "2.10")]
    pub user_id: Option<String>,
}

const NAME: Schema = Schema::new(&[Keyword::AllOf(&[&types::NAME, LETTERS])]);
const NAME_2_92: Schema = Schema::new(&[Keyword::AllOf(&[&types::NAME, LETTERS_2_92])]);

const LETTERS: &Schema = &Schema::new(&[
    Keyword::Type(&[Type::String]),
    Keyword::Pattern("^[_\\- a-zA-Z0-9]+$"),
    Keyword::MinLength(1),
    Keyword::MaxLength(255),
]);

const LETTERS_2_92: &Schema = &Schema::new(&[
    Keyword::Type(&[Type::String]),
    Keyword::Pattern("^[_\\-\\@\\. a-zA-Z0-9]+$"),
    Keyword::MinLength(1),
    Keyword::MaxLength(255),
]);

/// `GET /os-keypairs`
#[derive(Debug, Query)]
#[schema(additional(allow, until = "2.74"), additional(refuse, since = "2.75"))]
pub struct ListKeypairs {
    /// Whose key pairs; the first value counts.
    #[schema(since = "2.10")]
    pub user_id: Vec<String>,
    /// The most key pairs of a page.
    #[schema(with = types::NON_NEGATIVE_INTEGER, since = "2.35")]
    pub limit: Option<String>,
    /// The last key pair of the page before.
    #[schema(since = "2.35")]
    pub marker: Option<String>,
}

/// `GET` and `DELETE /os-keypairs/{id}`
#[derive(Debug, Query)]
#[schema(additional(allow, until = "2.74"), additional(refuse, since = "2.75"))]
pub struct OneKeypair {
    /// Whose key pair; the first value counts.
    #[schema(since = "2.10")]
    pub user_id: Vec<String>,
}
