//! A temporary folder that goes with its value.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use crate::Failure;

/// A killed child may still create a file while its folder is being emptied.
const REMOVE_TRIES: usize = 5;

/// A folder that is removed when its value is dropped.
#[derive(Debug)]
pub struct TempDir(PathBuf);

impl TempDir {
    /// Makes a folder whose name begins with `name`.
    ///
    /// # Errors
    ///
    /// When it cannot be made; names it.
    pub fn new(name: &str) -> Result<TempDir, Failure> {
        let path = std::env::temp_dir().join(format!("{name}-{:016x}", fastrand::u64(..)));
        fs::create_dir(&path).map_err(|e| format!("failed to create {}: {e}", path.display()))?;
        Ok(TempDir(path))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for TempDir {
    fn drop(&mut self) {
        for _ in 0..REMOVE_TRIES {
            if fs::remove_dir_all(&self.0).is_ok() || !self.0.exists() {
                return;
            }
            thread::sleep(Duration::from_millis(20));
        }
    }
}
