//! Code generated for one table, the limit of what a compiled router can do; `build.rs` writes it.

use super::Contestant;
use crate::scan::{NONE, Texts};
use crate::set::{Set, Table};
use crate::tables;

type Find = for<'p> fn(&'p str, &mut Texts<'p>) -> u16;

pub struct Generated {
    find: Find,
    methods: &'static [u8],
}

impl Contestant for Generated {
    fn new(set: &'static Set) -> Option<Self> {
        let (find, methods): (Find, _) = match set.table {
            Table::Nova => (tables::nova::find, tables::nova::METHODS),
            Table::GitHub => (tables::github::find, tables::github::METHODS),
            Table::Synthetic(10) => (tables::syn10::find, tables::syn10::METHODS),
            Table::Synthetic(100) => (tables::syn100::find, tables::syn100::METHODS),
            Table::Synthetic(1000) => (tables::syn1000::find, tables::syn1000::METHODS),
            Table::Synthetic(_) => return None,
        };
        Some(Self { find, methods })
    }

    #[inline(never)]
    fn find(&self, method: usize, path: &str, mut read: impl FnMut(&str)) -> Option<u16> {
        let mut texts = [""; 8];
        let found = (self.find)(path, &mut texts);
        if found == NONE || self.methods.get(usize::from(found))? >> method & 1 == 0 {
            return None;
        }
        // No parameter is empty.
        texts.iter().take_while(|text| !text.is_empty()).for_each(|text| read(text));
        Some(found)
    }
}
