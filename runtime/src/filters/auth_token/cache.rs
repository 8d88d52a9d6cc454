//! What is known about tokens, by their hashes, and the look-ups under way.
//!
//! Valid tokens and refused ones have shelves of their own, so that a flood of wrong tokens drives out no right one.
//! Each shelf is bounded and gives up its oldest entry first. Nothing here talks to Keystone.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

use tokio::sync::watch;

use super::token::ValidatedToken;

/// The most valid tokens that are remembered.
pub(super) const TOKENS_MAX: usize = 10_000;
/// The most bytes that they take, catalogs above all.
pub(super) const TOKEN_CACHE_BYTES_MAX: usize = 64 * 1024 * 1024;
/// The most refused tokens that are remembered.
pub(super) const REFUSED_MAX: usize = 10_000;
/// The longest that a refused token is remembered: another Keystone may only just not know it yet.
pub(super) const REFUSED_SECONDS_MAX: u64 = 30;

/// The SHA-256 of a token: the token itself is never kept.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Key(pub(super) [u8; 32]);

/// As OpenStack's services log a token.
impl fmt::Display for Key {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("{SHA256}")?;
        self.0.iter().try_for_each(|byte| write!(out, "{byte:02x}"))
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

/// What Keystone says about a token.
#[derive(Clone, Debug)]
pub(super) enum Verdict {
    /// It knows the token. Whether the token has ended since is for whoever asks.
    Valid(Arc<ValidatedToken>),
    /// It does not know the token, or no longer.
    Refused,
    /// It could not be asked.
    Unavailable,
}

/// Verdicts, and the look-ups that will bring some.
pub(super) struct Cache {
    /// `None` remembers nothing.
    keep: Option<Duration>,
    shelves: RwLock<Shelves>,
    flights: Mutex<HashMap<Question, watch::Receiver<Option<Verdict>>>>,
}

/// A token, and whether it may have expired: two questions with two answers.
pub(super) type Question = (Key, bool);

struct Shelves {
    valid: Shelf<Arc<ValidatedToken>>,
    /// With whether the token is refused even where expired ones are allowed.
    refused: Shelf<bool>,
}

impl Cache {
    /// A cache that remembers a verdict for so many seconds; none at all when that is not above 0.
    pub(super) fn new(seconds: i64) -> Self {
        let keep = u64::try_from(seconds).ok().filter(|seconds| *seconds > 0).map(Duration::from_secs);
        let shelves = Shelves {
            valid: Shelf::new(TOKENS_MAX, TOKEN_CACHE_BYTES_MAX),
            refused: Shelf::new(REFUSED_MAX, usize::MAX),
        };
        Self { keep, shelves: RwLock::new(shelves), flights: Mutex::default() }
    }

    /// The verdict, where it is known.
    pub(super) fn find(&self, (key, allow_expired): Question) -> Option<Verdict> {
        self.keep?;
        let now = Instant::now();
        // A poisoned lock only means that a panic passed by; each change leaves the shelves whole.
        let shelves = self.shelves.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(token) = shelves.valid.find(&key, now) {
            return Some(Verdict::Valid(token.clone()));
        }
        let even_expired = *shelves.refused.find(&key, now)?;
        (even_expired || !allow_expired).then_some(Verdict::Refused)
    }

    /// Waits for the verdict of `look_up`, or of one for the same question that is under way.
    ///
    /// It runs as a task of its own: whoever asked first may go away while others wait.
    pub(super) async fn ask<F>(self: &Arc<Self>, question: Question, look_up: impl FnOnce() -> F) -> Verdict
    where
        F: Future<Output = Verdict> + Send + 'static,
    {
        if self.keep.is_none() {
            return look_up().await;
        }
        let mut flight = self.join(question, look_up);
        let verdict = flight.wait_for(Option::is_some).await.ok().and_then(|verdict| verdict.clone());
        // The sender is gone without a verdict only when the look-up panicked.
        verdict.unwrap_or(Verdict::Unavailable)
    }

    fn join<F>(self: &Arc<Self>, question: Question, look_up: impl FnOnce() -> F) -> watch::Receiver<Option<Verdict>>
    where
        F: Future<Output = Verdict> + Send + 'static,
    {
        let mut flights = self.flights.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(flight) = flights.get(&question) {
            return flight.clone();
        }
        // A look-up may have ended between the first glance at the shelves and this one.
        if let Some(verdict) = self.find(question) {
            return watch::channel(Some(verdict)).1;
        }
        let (sender, receiver) = watch::channel(None);
        flights.insert(question, receiver.clone());
        let landing = Landing { cache: self.clone(), question };
        let looking = look_up();
        tokio::spawn(async move {
            let verdict = looking.await;
            landing.cache.keep(question, &verdict);
            drop(landing);
            // Nobody may be waiting any more.
            let _ = sender.send(Some(verdict));
        });
        receiver
    }

    fn keep(&self, (key, allow_expired): Question, verdict: &Verdict) {
        let Some(keep) = self.keep else { return };
        let now = Instant::now();
        let mut shelves = self.shelves.write().unwrap_or_else(PoisonError::into_inner);
        match verdict {
            Verdict::Valid(token) => shelves.valid.put(key, token.clone(), token.bytes(), now, now + keep),
            Verdict::Refused => {
                let until = now + keep.min(Duration::from_secs(REFUSED_SECONDS_MAX));
                shelves.refused.put(key, allow_expired, 0, now, until);
            }
            Verdict::Unavailable => {}
        }
    }
}

impl fmt::Debug for Cache {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shelves = self.shelves.read().unwrap_or_else(PoisonError::into_inner);
        write!(out, "Cache({} valid, {} refused)", shelves.valid.items.len(), shelves.refused.items.len())
    }
}

/// Ends a flight whatever becomes of its task.
struct Landing {
    cache: Arc<Cache>,
    question: Question,
}

impl Drop for Landing {
    fn drop(&mut self) {
        self.cache.flights.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.question);
    }
}

/// A bounded map that gives up its oldest entry first.
struct Shelf<T> {
    items: HashMap<Key, Item<T>>,
    /// Oldest first. An entry whose number is not its item's was replaced.
    order: VecDeque<(Key, u64)>,
    next: u64,
    bytes: usize,
    items_max: usize,
    bytes_max: usize,
}

struct Item<T> {
    value: T,
    until: Instant,
    bytes: usize,
    number: u64,
}

impl<T> Shelf<T> {
    fn new(items_max: usize, bytes_max: usize) -> Self {
        Self { items: HashMap::new(), order: VecDeque::new(), next: 0, bytes: 0, items_max, bytes_max }
    }

    fn find(&self, key: &Key, now: Instant) -> Option<&T> {
        self.items.get(key).filter(|item| now < item.until).map(|item| &item.value)
    }

    fn put(&mut self, key: Key, value: T, bytes: usize, now: Instant, until: Instant) {
        let number = self.next;
        self.next += 1;
        if let Some(old) = self.items.insert(key, Item { value, until, bytes, number }) {
            self.bytes -= old.bytes;
        }
        self.bytes += bytes;
        self.order.push_back((key, number));
        while let Some((oldest, number)) = self.order.front().copied() {
            let item = self.items.get(&oldest).filter(|item| item.number == number);
            let crowded = self.items.len() > self.items_max || self.bytes > self.bytes_max;
            if item.is_some_and(|item| now < item.until) && !crowded {
                return;
            }
            self.order.pop_front();
            if let Some(item) = item {
                self.bytes -= item.bytes;
                self.items.remove(&oldest);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(number: u8) -> Key {
        Key([number; 32])
    }

    #[test]
    fn a_shelf_gives_up_its_oldest_item_first() {
        let now = Instant::now();
        let until = now + Duration::from_secs(10);
        let mut shelf = Shelf::new(3, 100);
        for number in 0..5 {
            shelf.put(key(number), number, 10, now, until);
        }
        let kept =
            |shelf: &Shelf<u8>| (0..9).filter(|number| shelf.find(&key(*number), now).is_some()).collect::<Vec<_>>();
        assert_eq!(kept(&shelf), [2, 3, 4]);
        shelf.put(key(2), 2, 10, now, until);
        shelf.put(key(5), 5, 10, now, until);
        assert_eq!(kept(&shelf), [2, 4, 5], "what was put again is young again");
        shelf.put(key(6), 6, 85, now, until);
        assert_eq!(kept(&shelf), [5, 6], "bytes count too");
        assert_eq!(shelf.bytes, 95);
        shelf.put(key(7), 7, 1000, now, until);
        assert_eq!(kept(&shelf), [0u8; 0], "what fits nowhere is not kept");
        assert_eq!((shelf.bytes, shelf.order.len()), (0, 0));
    }

    #[test]
    fn an_item_ends_with_its_time() {
        let now = Instant::now();
        let (soon, later) = (now + Duration::from_secs(1), now + Duration::from_secs(2));
        let mut shelf = Shelf::new(10, 100);
        shelf.put(key(1), 1, 1, now, soon);
        assert_eq!(shelf.find(&key(1), now), Some(&1));
        assert_eq!(shelf.find(&key(1), soon), None);
        shelf.put(key(2), 2, 1, soon, later);
        assert_eq!(shelf.items.len(), 1, "what has ended makes room");
    }

    #[test]
    fn an_item_put_again_and_again_does_not_grow_the_shelf() {
        let now = Instant::now();
        let mut shelf = Shelf::new(10, 100);
        for round in 0..1000 {
            shelf.put(key(1), round, 1, now, now + Duration::from_secs(1));
        }
        assert_eq!((shelf.items.len(), shelf.order.len(), shelf.bytes), (1, 1, 1));
    }
}
