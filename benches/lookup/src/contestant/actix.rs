//! actix-router, one flat scope: a regular expression a template, tried one after the other.

use actix_router::{Path, Router};

use super::{Contestant, Endpoint};
use crate::set::Set;

pub struct Actix(Router<Endpoint>);

impl Contestant for Actix {
    fn new(set: &'static Set) -> Option<Self> {
        // Its first match counts, so that literals have to come before parameters.
        let mut sorted: Vec<_> = Endpoint::of(&set.templates).collect();
        sorted.sort_by_key(|(template, _)| template.replace('{', "\u{7f}"));
        let mut router = Router::build();
        for (template, endpoint) in sorted {
            router.path(template, endpoint);
        }
        Some(Self(router.finish()))
    }

    #[inline(never)]
    fn find(&self, method: usize, path: &str, mut read: impl FnMut(&str)) -> Option<u16> {
        let mut found = Path::new(path);
        let (endpoint, _) = self.0.recognize(&mut found)?;
        let template = endpoint.with(method)?;
        for (_, text) in found.iter() {
            read(text);
        }
        Some(template)
    }
}
