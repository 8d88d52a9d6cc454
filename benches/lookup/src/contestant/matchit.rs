//! matchit, which axum uses.

use super::{Contestant, Endpoint};
use crate::set::Set;

pub struct Matchit(::matchit::Router<Endpoint>);

impl Contestant for Matchit {
    fn new(set: &'static Set) -> Option<Self> {
        let mut router = ::matchit::Router::new();
        for (template, endpoint) in Endpoint::of(&set.templates) {
            router.insert(template, endpoint).ok()?;
        }
        Some(Self(router))
    }

    #[inline(never)]
    fn find(&self, method: usize, path: &str, mut read: impl FnMut(&str)) -> Option<u16> {
        let found = self.0.at(path).ok()?;
        let template = found.value.with(method)?;
        found.params.iter().for_each(|(_, text)| read(text));
        Some(template)
    }
}
