//! Consoles: which address shows a server's screen, and the tokens that a console proxy asks about.
//!
//! A token is a secret: random, good for a while only, and kept as its hash, so that the database opens no console.

use sha2::{Digest, Sha256};
use ssh_key::rand_core::{OsRng, RngCore};

use crate::compute::clock::Timestamp;
use crate::compute::error::ComputeError;
use crate::compute::server::Server;
use crate::compute::{Caller, Compute, ids};

/// Seconds that a token is good for, as with Nova's `[consoleauth] token_ttl`.
pub const TOKEN_SECONDS: i64 = 600;
const MICROS: i64 = 1_000_000;

/// A way to see and type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the kinds are Nova's console types, by Nova's names")]
pub enum ConsoleKind {
    NoVnc,
    SpiceHtml5,
    SpiceDirect,
    Serial,
    WebMks,
}

impl ConsoleKind {
    /// The name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::NoVnc => "novnc",
            Self::SpiceHtml5 => "spice-html5",
            Self::SpiceDirect => "spice-direct",
            Self::Serial => "serial",
            Self::WebMks => "webmks",
        }
    }
}

/// Where a driver shows a console.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsoleAddress {
    /// The host's name or address.
    pub host: String,
    /// The port without encryption.
    pub port: i64,
    /// The port with encryption.
    pub tls_port: Option<i64>,
    /// What a proxy has to ask for at that address.
    pub internal_access_path: Option<String>,
}

/// A token as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsoleToken {
    /// The SHA-256 of the token, in hexadecimal.
    pub token: String,
    /// The server it is for.
    pub server_id: String,
    /// The name of the console's kind.
    pub kind: String,
    /// Where the console is.
    pub host: String,
    /// Where the console is.
    pub port: i64,
    /// Where the console is, encrypted.
    pub tls_port: Option<i64>,
    /// What a proxy has to ask for there.
    pub internal_access_path: Option<String>,
    /// When it stops to be good.
    pub expires_at: Timestamp,
}

impl Compute {
    /// Opens a server's console and returns the token for it; the address of the proxy is the API's business.
    ///
    /// # Errors
    /// `ServerNotFound`; `NotReady` without a host; `NotSupported` for a kind that the driver has not; `Unavailable`.
    pub async fn open_console(&self, caller: &Caller, server: &str, kind: ConsoleKind) -> Result<String, ComputeError> {
        let server: Server = self.server(caller, server).await?;
        if server.host.is_none() {
            return Err(ComputeError::NotReady(server.id));
        }
        let address = self.driver.console_address(&server, kind).ok_or(ComputeError::NotSupported)?;
        let token = secret();
        let now = Timestamp::now();
        let kept = ConsoleToken {
            token: hash(&token),
            server_id: server.id,
            kind: kind.name().into(),
            host: address.host,
            port: address.port,
            tls_port: address.tls_port,
            internal_access_path: address.internal_access_path,
            expires_at: Timestamp(now.0 + TOKEN_SECONDS * MICROS),
        };
        self.store
            .write(move |tx| {
                tx.delete_expired_console_tokens(now)?;
                tx.add_console_token(&kept)
            })
            .await?;
        Ok(token)
    }

    /// Returns what a token opens.
    ///
    /// # Errors
    /// `NotFound` for a token that is none or is not good any more; `Unavailable`.
    pub async fn console_of_token(&self, token: &str) -> Result<ConsoleToken, ComputeError> {
        let kept = hash(token);
        let found = self.store.read(move |tx| tx.console_token(&kept, Timestamp::now())).await?;
        found.ok_or_else(|| ComputeError::NotFound("Token not found".into()))
    }
}

/// A random UUID that nobody can guess.
fn secret() -> String {
    let mut bytes = [0; 16];
    OsRng.fill_bytes(&mut bytes);
    ids::uuid_of(u128::from_be_bytes(bytes))
}

fn hash(token: &str) -> String {
    Sha256::digest(token.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_token_is_a_uuid_and_kept_as_something_else() {
        let token = super::secret();
        assert!(crate::compute::ids::is_uuid(&token), "{token}");
        assert_ne!(super::hash(&token), token);
        assert_eq!(super::hash("a").len(), 64);
    }
}
