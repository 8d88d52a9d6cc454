//! The routers that are compared, by name.

pub mod actix;
pub mod generated;
pub mod matchit;
pub mod path_tree;
pub mod starmap;
pub mod wayfind;

use crate::routes::Template;
use crate::set::Set;

/// A router with a table in it.
pub trait Contestant: Sized {
    /// Whether a path whose best template lacks the method goes on to another template.
    const FALLS_BACK: bool = false;

    /// Fills a router; `None` if it does not take this table.
    fn new(set: &'static Set) -> Option<Self>;

    /// Finds the number of the template that fits, if it has the method, and hands each parameter's text to `read`.
    fn find(&self, method: usize, path: &str, read: impl FnMut(&str)) -> Option<u16>;
}

/// What a router without a notion of methods keeps for a template.
#[derive(Clone, Copy, Debug)]
pub struct Endpoint {
    template: u16,
    methods: u8,
}

impl Endpoint {
    fn of(templates: &[Template]) -> impl Iterator<Item = (&str, Self)> {
        templates.iter().enumerate().map(|(number, template)| {
            (template.text.as_str(), Self { template: number as u16, methods: template.methods })
        })
    }

    fn with(self, method: usize) -> Option<u16> {
        (self.methods >> method & 1 == 1).then_some(self.template)
    }
}

/// Calls a macro with each contestant's name and type.
macro_rules! contestants {
    ($with:ident) => {
        $with! {
            "loop" => crate::contestant::Nothing,
            "generated match" => crate::contestant::generated::Generated,
            "starmap" => crate::contestant::starmap::Starmap,
            "starmap, project id in the templates" => crate::contestant::starmap::Plain,
            "wayfind" => crate::contestant::wayfind::Wayfind,
            "matchit" => crate::contestant::matchit::Matchit,
            "path-tree" => crate::contestant::path_tree::PathTree,
            "actix-router" => crate::contestant::actix::Actix,
        }
    };
}
pub(crate) use contestants;

/// The loop around a lookup, which is taken off the others' counts.
pub struct Nothing;

impl Contestant for Nothing {
    fn new(_: &'static Set) -> Option<Self> {
        Some(Self)
    }

    #[inline(never)]
    fn find(&self, _: usize, path: &str, _: impl FnMut(&str)) -> Option<u16> {
        std::hint::black_box(path);
        None
    }
}
