//! What flavors look like.

use std::collections::BTreeMap;

use starmap::json::Writer;
use starmap::links::Links;
use starmap::microversion::Microversion;
use starmap::schema::{Keyword, Literal, Schema, Type};
use starmap::view::View;

use super::common::{Link, self_and_bookmark};
use crate::api::flavors::FlavorsController;
use crate::compute::flavor::Flavor;

/// `{"flavor": …}`
#[derive(Debug, starmap::View)]
pub struct FlavorBody<'a> {
    /// The flavor.
    pub flavor: FlavorView<'a>,
}

/// A flavor in full.
#[derive(Debug, starmap::View)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct FlavorView<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub ram: i64,
    pub disk: i64,
    /// Nothing instead of 0 below 2.75.
    #[view(name = "swap", until = "2.74")]
    pub swap_or_empty: SwapOrEmpty,
    #[view(since = "2.75")]
    pub swap: i64,
    #[view(name = "OS-FLV-EXT-DATA:ephemeral")]
    pub ephemeral: i64,
    #[view(name = "OS-FLV-DISABLED:disabled", until = "2.101")]
    pub disabled: bool,
    pub vcpus: i64,
    #[view(name = "os-flavor-access:is_public")]
    pub is_public: bool,
    #[view(until = "2.101")]
    pub rxtx_factor: f64,
    pub links: Vec<Link>,
    #[view(since = "2.55")]
    pub description: Option<&'a str>,
    /// Left out for callers who may not see them.
    #[view(since = "2.61", skip_none)]
    pub extra_specs: Option<&'a BTreeMap<String, String>>,
}

impl<'a> FlavorView<'a> {
    /// A flavor as the caller may see it.
    pub fn new(flavor: &'a Flavor, with_extra_specs: bool, links: &Links) -> Self {
        Self {
            id: &flavor.id,
            name: &flavor.name,
            ram: flavor.ram,
            disk: flavor.disk,
            swap_or_empty: SwapOrEmpty(flavor.swap),
            swap: flavor.swap,
            ephemeral: flavor.ephemeral,
            disabled: flavor.disabled,
            vcpus: flavor.vcpus,
            is_public: flavor.is_public,
            rxtx_factor: flavor.rxtx_factor,
            links: self_and_bookmark(links, &FlavorsController::show_url(&flavor.id)),
            description: flavor.description.as_deref(),
            extra_specs: with_extra_specs.then_some(&flavor.extra_specs.0),
        }
    }
}

/// MiB of swap; none is written as empty text, as Nova did below 2.75.
#[derive(Clone, Copy, Debug)]
pub struct SwapOrEmpty(pub i64);

impl View for SwapOrEmpty {
    const SCHEMA: &'static Schema = &Schema::new(&[Keyword::AnyOf(&[
        &Schema::new(&[Keyword::Type(&[Type::Integer])]),
        &Schema::new(&[Keyword::Enum(&[Literal::Str("")])]),
    ])]);

    fn write(&self, out: &mut Writer, _: Microversion) {
        match self.0 {
            0 => out.string(""),
            size => out.int(size),
        }
    }
}

/// `{"flavors": […]}` in full.
#[derive(Debug, starmap::View)]
pub struct FlavorDetails<'a> {
    /// The page.
    pub flavors: Vec<FlavorView<'a>>,
    /// The page after it.
    #[view(skip_none)]
    pub flavors_links: Option<Vec<Link>>,
}

/// `{"flavors": […]}`
#[derive(Debug, starmap::View)]
pub struct FlavorList<'a> {
    /// The page.
    pub flavors: Vec<FlavorSummary<'a>>,
    /// The page after it.
    #[view(skip_none)]
    pub flavors_links: Option<Vec<Link>>,
}

/// A flavor in a list.
#[derive(Debug, starmap::View)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct FlavorSummary<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub links: Vec<Link>,
    #[view(since = "2.55")]
    pub description: Option<&'a str>,
}

impl<'a> FlavorSummary<'a> {
    /// A flavor as a list names it.
    pub fn new(flavor: &'a Flavor, links: &Links) -> Self {
        Self {
            id: &flavor.id,
            name: &flavor.name,
            links: self_and_bookmark(links, &FlavorsController::show_url(&flavor.id)),
            description: flavor.description.as_deref(),
        }
    }
}
