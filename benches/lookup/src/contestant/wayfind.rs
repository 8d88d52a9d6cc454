//! wayfind.

use super::{Contestant, Endpoint};
use crate::set::Set;

pub struct Wayfind(::wayfind::Router<Endpoint>);

impl Contestant for Wayfind {
    fn new(set: &'static Set) -> Option<Self> {
        let mut builder = ::wayfind::RouterBuilder::new();
        for (template, endpoint) in Endpoint::of(&set.templates) {
            // Angle brackets are its mark of a parameter.
            builder.insert(&template.replace('{', "<").replace('}', ">"), endpoint).ok()?;
        }
        Some(Self(builder.build()))
    }

    #[inline(never)]
    fn find(&self, method: usize, path: &str, mut read: impl FnMut(&str)) -> Option<u16> {
        let found = self.0.search(path)?;
        let template = found.data().with(method)?;
        found.parameters().iter().for_each(|(_, text)| read(text));
        Some(template)
    }
}
