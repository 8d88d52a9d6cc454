//! The insertion-ordered map of a JSON object.
//!
//! A small object is a plain vector and is searched from the front.
//! Beyond [`INDEX_FROM`] keys an index joins it, so that an adversarial object of many keys stays linear to read.

use std::collections::HashMap;

use super::Value;

/// From this many keys on, an index answers lookups instead of a search.
const INDEX_FROM: usize = 16;

/// A JSON object: keys in the order of their first insertion, each once.
#[derive(Clone, Debug, Default)]
pub struct Object {
    entries: Vec<(String, Value)>,
    /// Key to place in `entries`; empty while there are fewer than [`INDEX_FROM`] keys.
    index: HashMap<String, usize>,
}

impl Object {
    /// An empty object; allocates nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// The number of keys.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is no key.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The value of `key`.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.position(key).map(|at| &self.entries[at].1)
    }

    /// The value of `key`, to change in place.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Value> {
        self.position(key).map(|at| &mut self.entries[at].1)
    }

    /// Whether `key` is there.
    pub fn contains_key(&self, key: &str) -> bool {
        self.position(key).is_some()
    }

    /// Puts `value` under `key`. An existing key keeps its place and its old value is returned.
    pub fn insert(&mut self, key: impl Into<String>, value: impl Into<Value>) -> Option<Value> {
        let key = key.into();
        let value = value.into();
        if let Some(at) = self.position(&key) {
            return Some(std::mem::replace(&mut self.entries[at].1, value));
        }
        self.entries.push((key, value));
        self.index_last();
        None
    }

    /// Takes `key` out; the keys behind it move up, so this is linear. See [`retain`](Self::retain) for several.
    pub fn remove(&mut self, key: &str) -> Option<Value> {
        let at = self.position(key)?;
        let (_, value) = self.entries.remove(at);
        self.index_all();
        Some(value)
    }

    /// Keeps only the keys that `keep` says yes to, in one pass.
    pub fn retain(&mut self, mut keep: impl FnMut(&str, &Value) -> bool) {
        let before = self.entries.len();
        self.entries.retain(|(key, value)| keep(key, value));
        if self.entries.len() != before {
            self.index_all();
        }
    }

    /// Keys and values in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &Value)> + DoubleEndedIterator {
        self.entries.iter().map(|(key, value)| (key.as_str(), value))
    }

    /// Keys and values in order, values to change in place.
    pub fn iter_mut(&mut self) -> impl ExactSizeIterator<Item = (&str, &mut Value)> {
        self.entries.iter_mut().map(|(key, value)| (key.as_str(), value))
    }

    /// Keys in order.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &str> {
        self.entries.iter().map(|(key, _)| key.as_str())
    }

    fn position(&self, key: &str) -> Option<usize> {
        if self.index.is_empty() {
            return self.entries.iter().position(|(have, _)| have == key);
        }
        self.index.get(key).copied()
    }

    fn index_last(&mut self) {
        match self.entries.len() {
            INDEX_FROM => self.index_all(),
            len if len > INDEX_FROM => {
                self.index.insert(self.entries[len - 1].0.clone(), len - 1);
            }
            _ => {}
        }
    }

    fn index_all(&mut self) {
        self.index.clear();
        if self.entries.len() >= INDEX_FROM {
            self.index.extend(self.entries.iter().enumerate().map(|(at, (key, _))| (key.clone(), at)));
        }
    }
}

/// As Python's `dict`: the order of the keys does not count.
impl PartialEq for Object {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().all(|(key, value)| other.get(key) == Some(value))
    }
}

impl<K: Into<String>, V: Into<Value>> FromIterator<(K, V)> for Object {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        let mut object = Self::new();
        for (key, value) in pairs {
            object.insert(key, value);
        }
        object
    }
}

impl IntoIterator for Object {
    type Item = (String, Value);
    type IntoIter = std::vec::IntoIter<(String, Value)>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_value_stands_at_the_first_place() {
        let mut object: Object = [("a", 1), ("b", 2)].into_iter().collect();
        assert_eq!(object.insert("a", 3), Some(Value::Int(1)));
        assert_eq!(object.keys().collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(object.get("a"), Some(&Value::Int(3)));
    }

    #[test]
    fn the_index_follows_growth_and_removal() {
        for size in [INDEX_FROM - 1, INDEX_FROM, INDEX_FROM + 1, 5 * INDEX_FROM] {
            let mut object: Object = (0..size as i64).map(|n| (n.to_string(), n)).collect();
            assert_eq!(object.remove("3"), Some(Value::Int(3)));
            object.retain(|_, value| value.as_i64() != Some(5));
            object.insert("new", 1);
            for n in 0..size as i64 {
                let expected = if n == 3 || n == 5 { None } else { Some(Value::Int(n)) };
                assert_eq!(object.get(&n.to_string()).cloned(), expected, "{n} of {size}");
            }
            assert!(object.contains_key("new"));
        }
    }

    #[test]
    fn many_keys_are_read_in_linear_time() {
        let object: Object = (0..100_000).map(|n| (n.to_string(), n)).collect();
        assert_eq!(object.len(), 100_000);
        assert!((0..100_000).all(|n| object.get(&n.to_string()) == Some(&Value::Int(n))));
    }
}
