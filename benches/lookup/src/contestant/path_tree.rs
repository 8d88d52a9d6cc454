//! path-tree.

use super::{Contestant, Endpoint};
use crate::set::Set;

pub struct PathTree(::path_tree::PathTree<Endpoint>);

impl Contestant for PathTree {
    fn new(set: &'static Set) -> Option<Self> {
        let mut tree = ::path_tree::PathTree::new();
        for (template, endpoint) in Endpoint::of(&set.templates) {
            let template: String = template.replace('{', ":").replace('}', "");
            let _ = tree.insert(&template, endpoint);
        }
        Some(Self(tree))
    }

    #[inline(never)]
    fn find(&self, method: usize, path: &str, mut read: impl FnMut(&str)) -> Option<u16> {
        let (endpoint, found) = self.0.find(path)?;
        let template = endpoint.with(method)?;
        found.params_iter().for_each(|(_, text)| read(text));
        Some(template)
    }
}
