//! A controller of another crate, as seen from a test: what clashes with it is found across crates.
//!
//! Public and under every lint, it also shows that the macros pass them in a library.
#![deny(warnings, missing_docs, unreachable_pub, missing_debug_implementations, clippy::all, clippy::pedantic)]

/// Key pairs, by name.
#[derive(Debug, Default)]
pub struct KeypairsController;

#[starmap::resource("os-keypairs")]
impl KeypairsController {
    /// Names every key pair.
    #[action(GET)]
    pub async fn index(&self) {}

    /// Shows one key pair.
    ///
    /// # Errors
    ///
    /// 404 for the one that is lost.
    #[action(GET, "{name}")]
    pub async fn show(&self, name: &str) -> Result<(), starmap::fault::Fault> {
        if name == "lost" {
            return Err(starmap::fault::Fault::not_found(format!("Keypair {name} not found")));
        }
        Ok(())
    }
}

starmap::router! {
    /// An API of one controller.
    #[derive(Debug, Default)]
    pub struct Keypairs {}
    [KeypairsController]
}
