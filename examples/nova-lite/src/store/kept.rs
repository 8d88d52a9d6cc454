//! Rows that many requests read and few change, kept in memory between the commits that write them.
//!
//! Whoever was told of a commit reads what it wrote: the writer says [`Kept::forget`] before it answers, and rows that were read
//! before that are not kept after it. What another process wrote is seen after [`KEPT_FOR`], because nobody tells of it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How long rows are taken from memory.
const KEPT_FOR: Duration = Duration::from_secs(1);

/// How often rows were forgotten: what [`Kept::look`] saw and [`Kept::keep`] compares.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Age(u64);

/// A place for rows.
#[derive(Debug)]
pub(super) struct Kept<T: ?Sized>(Mutex<State<T>>);

#[derive(Debug)]
struct State<T: ?Sized> {
    age: Age,
    rows: Option<(Arc<T>, Instant)>,
}

impl<T: ?Sized> Default for Kept<T> {
    fn default() -> Self {
        Self(Mutex::new(State { age: Age::default(), rows: None }))
    }
}

impl<T: ?Sized> Kept<T> {
    /// The rows, or the age to keep them under once they were read.
    pub(super) fn look(&self) -> Result<Arc<T>, Age> {
        let state = self.lock();
        match &state.rows {
            Some((rows, read)) if read.elapsed() < KEPT_FOR => Ok(rows.clone()),
            _ => Err(state.age),
        }
    }

    /// Keeps rows that were read after [`Kept::look`] told this age, unless they were forgotten meanwhile.
    pub(super) fn keep(&self, age: Age, rows: Arc<T>) {
        let mut state = self.lock();
        if state.age == age {
            state.rows = Some((rows, Instant::now()));
        }
    }

    /// The rows have been written.
    pub(super) fn forget(&self) {
        let mut state = self.lock();
        state.age.0 += 1;
        state.rows = None;
    }

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_before_a_commit_is_not_kept_after_it() {
        let kept = Kept::<str>::default();
        let before = kept.look().expect_err("nothing was read yet");
        kept.forget();
        kept.keep(before, "old".into());
        let after = kept.look().expect_err("the old rows are not kept");
        kept.keep(after, "new".into());
        assert_eq!(kept.look().as_deref(), Ok("new"));
        kept.forget();
        assert!(kept.look().is_err());
    }
}
