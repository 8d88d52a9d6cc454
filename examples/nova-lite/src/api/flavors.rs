//! Flavors: the sizes on offer.

use std::sync::Arc;

use starmap::authorize::Policy;
use starmap::extract::{Body, Query, QueryWithParams};
use starmap::fault::Fault;
use starmap::json::Value;
use starmap::links::Links;
use starmap::microversion::Microversion;
use starmap::response::Written;

use super::controller;
use super::schemas::common::NoQuery;
use super::schemas::flavors::{CreateFlavor, ListFlavors, NewFlavor, UpdateFlavor};
use super::views::common::{Link, next};
use super::views::flavors::{FlavorBody, FlavorDetails, FlavorList, FlavorSummary, FlavorView};
use crate::compute::Caller;
use crate::compute::flavor::{Flavor, FlavorQuery, FlavorSortKey};

controller! {
    /// Serves `/flavors`.
    FlavorsController
}

/// Guards the extra specs in every view of a flavor.
const SEE_EXTRA_SPECS: &str = "os_compute_api:os-flavor-extra-specs:index";

#[starmap::resource("flavors")]
impl FlavorsController {
    /// Lists flavors by name and id.
    #[action(GET)]
    async fn index(
        &self,
        query: QueryWithParams<ListFlavors>,
        caller: Caller,
        links: Links,
        version: Microversion,
    ) -> Result<Written<FlavorList<'_>>, Fault> {
        let (page, flavors_links) = self.page(query, &caller, &links, &Self::index_url()).await?;
        let flavors = page.iter().map(|flavor| FlavorSummary::new(flavor, &links)).collect();
        Ok(Written::of(&FlavorList { flavors, flavors_links }, version))
    }

    /// Lists flavors in full.
    #[action(GET, "detail", policy = "os_compute_api:os-flavor-extra-specs:index")]
    async fn detail(
        &self,
        query: QueryWithParams<ListFlavors>,
        caller: Caller,
        policy: Policy<'_>,
        links: Links,
        version: Microversion,
    ) -> Result<Written<FlavorDetails<'_>>, Fault> {
        let (page, flavors_links) = self.page(query, &caller, &links, &Self::detail_url()).await?;
        let seen = policy.allows(SEE_EXTRA_SPECS, &policy.own_target());
        let flavors = page.iter().map(|flavor| FlavorView::new(flavor, seen, &links)).collect();
        Ok(Written::of(&FlavorDetails { flavors, flavors_links }, version))
    }

    /// Shows a flavor.
    #[action(GET, "{id}", also(404), policy = "os_compute_api:os-flavor-extra-specs:index")]
    async fn show(
        &self,
        id: &str,
        Query(_): Query<NoQuery>,
        caller: Caller,
        policy: Policy<'_>,
        links: Links,
        version: Microversion,
    ) -> Result<Written<FlavorBody<'_>>, Fault> {
        let flavor = self.state.compute.flavor(&caller, id).await?;
        let seen = policy.allows(SEE_EXTRA_SPECS, &policy.own_target());
        Ok(Written::of(&FlavorBody { flavor: FlavorView::new(&flavor, seen, &links) }, version))
    }

    /// Creates a flavor.
    #[action(POST, also(409), policy = "os_compute_api:os-flavor-manage:create")]
    async fn create(
        &self,
        Body(body): Body<CreateFlavor>,
        policy: Policy<'_>,
        links: Links,
        version: Microversion,
    ) -> Result<Written<FlavorBody<'_>>, Fault> {
        policy.authorize()?;
        let flavor = self.state.compute.create_flavor(new_flavor(body.flavor)?).await?;
        let seen = policy.allows(SEE_EXTRA_SPECS, &policy.own_target());
        Ok(Written::of(&FlavorBody { flavor: FlavorView::new(&flavor, seen, &links) }, version))
    }

    /// Changes a flavor's description.
    #[action(PUT, "{id}", since = "2.55", also(404), policy = "os_compute_api:os-flavor-manage:update")]
    async fn update(
        &self,
        id: &str,
        Body(body): Body<UpdateFlavor>,
        policy: Policy<'_>,
        links: Links,
        version: Microversion,
    ) -> Result<Written<FlavorBody<'_>>, Fault> {
        policy.authorize()?;
        let description = body.flavor.description.into_option();
        let change = move |flavor: &mut Flavor| {
            flavor.description = description;
            Ok(())
        };
        let flavor = self.state.compute.update_flavor(id, change).await?;
        let seen = policy.allows(SEE_EXTRA_SPECS, &policy.own_target());
        Ok(Written::of(&FlavorBody { flavor: FlavorView::new(&flavor, seen, &links) }, version))
    }

    /// Deletes a flavor; servers made from it keep their copies.
    #[action(DELETE, "{id}", status = 202, also(404), policy = "os_compute_api:os-flavor-manage:delete")]
    async fn delete(&self, id: &str, policy: Policy<'_>) -> Result<(), Fault> {
        policy.authorize()?;
        Ok(self.state.compute.delete_flavor(id).await?)
    }
}

impl FlavorsController {
    /// A page of flavors, and the link to the page after it when this one is full.
    async fn page(
        &self,
        QueryWithParams(query, params): QueryWithParams<ListFlavors>,
        caller: &Caller,
        links: &Links,
        path: &str,
    ) -> Result<(Vec<Arc<Flavor>>, Option<Vec<Link>>), Fault> {
        let limit = self.state.page_limit(query.limit.as_deref());
        let flavors = self.state.compute.list_flavors(&flavor_query(query, caller, limit)?).await?;
        let full = flavors.last().filter(|_| flavors.len() == limit);
        let flavors_links = full.map(|last| next(links.next(path, &params, &last.id)));
        Ok((flavors, flavors_links))
    }
}

fn flavor_query(query: ListFlavors, caller: &Caller, limit: usize) -> Result<FlavorQuery, Fault> {
    let least = |text: Option<String>, name: &str| match text {
        None => Ok(0),
        Some(text) => text.trim().parse().map_err(|_| Fault::bad_request(format!("Invalid {name} filter [{text}]"))),
    };
    // Only an administrator may ask for private flavors; whoever else asks gets the public ones and the project's own.
    let is_public = match (caller.is_admin, query.is_public.as_deref()) {
        (true, Some(text)) => public_filter(text)?,
        _ => Some(true),
    };
    Ok(FlavorQuery {
        is_public,
        project_id: Some(caller.project_id.clone()),
        name: query.name,
        disabled: (!caller.is_admin).then_some(false),
        min_ram: least(query.min_ram, "minRam")?,
        min_disk: least(query.min_disk, "minDisk")?,
        sort: query.sort_key.as_deref().and_then(FlavorSortKey::from_name).unwrap_or(FlavorSortKey::Id),
        descending: query.sort_dir.as_deref() == Some("desc"),
        marker: query.marker,
        limit,
    })
}

/// `none` stands for both; anything else has to be a truth value.
fn public_filter(text: &str) -> Result<Option<bool>, Fault> {
    let lower = text.to_lowercase();
    match lower.trim() {
        // White space is forgiven around a truth value only.
        "none" if lower == "none" => Ok(None),
        "1" | "t" | "true" | "on" | "y" | "yes" => Ok(Some(true)),
        "0" | "f" | "false" | "off" | "n" | "no" => Ok(Some(false)),
        _ => Err(Fault::bad_request(format!("Invalid is_public filter [{text}]"))),
    }
}

fn new_flavor(body: NewFlavor) -> Result<Flavor, Fault> {
    let id = match body.id {
        None | Some(Value::Null) => String::new(),
        // Nova's own word for "choose one".
        Some(Value::String(text)) if text == "auto" => text,
        Some(other) => other.python_str().to_string(),
    };
    Ok(Flavor {
        id,
        name: body.name.trim().to_owned(),
        ram: body.ram.0,
        vcpus: body.vcpus.0,
        disk: body.disk.0,
        ephemeral: body.ephemeral.map_or(0, |size| size.0),
        swap: body.swap.map_or(0, |size| size.0),
        rxtx_factor: body.rxtx_factor.as_ref().and_then(number).unwrap_or(1.0),
        is_public: body.is_public.is_none_or(|truth| truth.0),
        description: body.description.and_then(|description| description.into_option()),
        ..Flavor::default()
    })
}

fn number(value: &Value) -> Option<f64> {
    value.python_str().to_string().parse().ok()
}
