//! What is known of the things that were written, as far as answers told.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What an acknowledged write left behind at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// A GET answers with success.
    There,
    /// A GET answers 404.
    Gone,
}

/// Paths with what has to be there. A path with a write under way, or one whose answer was lost, is not in it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Journal(Arc<Mutex<Entries>>);

#[derive(Debug, Default)]
struct Entries {
    fates: BTreeMap<String, Fate>,
    /// What changed since [`Journal::recent`] was last asked.
    recent: BTreeSet<String>,
    acknowledged: usize,
}

impl Journal {
    /// Takes out what is known of a path and of everything beneath it: from here until the answer nobody knows.
    pub(crate) fn begin(&self, path: &str) -> Vec<(String, Fate)> {
        let mut entries = self.lock();
        let beneath = format!("{path}/");
        let paths: Vec<String> =
            entries.fates.keys().filter(|known| *known == path || known.starts_with(&beneath)).cloned().collect();
        paths.into_iter().filter_map(|path| entries.fates.remove_entry(&path)).collect()
    }

    /// Puts back what was known, since the write was refused.
    pub(crate) fn refused(&self, before: Vec<(String, Fate)>) {
        self.lock().fates.extend(before);
    }

    /// Notes a write that was acknowledged.
    pub(crate) fn acknowledged(&self, path: String, fate: Fate) {
        let mut entries = self.lock();
        entries.acknowledged += 1;
        entries.recent.insert(path.clone());
        entries.fates.insert(path, fate);
    }

    /// What changed since it was last asked.
    pub(crate) fn recent(&self) -> Vec<(String, Fate)> {
        let mut entries = self.lock();
        let recent = std::mem::take(&mut entries.recent);
        recent.into_iter().filter_map(|path| entries.fates.get_key_value(&path).map(|(p, f)| (p.clone(), *f))).collect()
    }

    /// Everything that is known.
    pub(crate) fn all(&self) -> Vec<(String, Fate)> {
        self.lock().fates.iter().map(|(path, fate)| (path.clone(), *fate)).collect()
    }

    /// How many writes were acknowledged.
    pub(crate) fn count(&self) -> usize {
        self.lock().acknowledged
    }

    fn lock(&self) -> MutexGuard<'_, Entries> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
