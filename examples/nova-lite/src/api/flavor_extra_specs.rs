//! Extra specs: what a flavor asks of a host beyond its sizes.

use std::collections::BTreeMap;

use starmap::authorize::Policy;
use starmap::extract::{Body, Query};
use starmap::fault::Fault;
use starmap::json::Value;
use starmap::microversion::Microversion;
use starmap::response::{Viewed, Written};
use starmap::schema::Map;

use super::controller;
use super::schemas::common::NoQuery;
use super::schemas::flavor_extra_specs::{CreateExtraSpecs, UpdateExtraSpec};
use super::views::flavor_extra_specs::{ExtraSpecs, NewExtraSpecs};
use crate::compute::flavor::no_extra_spec;
use crate::compute::server::Labels;
use crate::compute::{Caller, extra_specs};

/// From here on names and values are checked.
const CHECKED: Microversion = Microversion::literal("2.86");
/// The most characters of a value that is a number; text is held to as many by the schema.
const VALUE_MAX: usize = 255;

controller! {
    /// Serves `/flavors/{flavor_id}/os-extra_specs`.
    FlavorExtraSpecsController
}

#[starmap::resource("flavors/{flavor_id}/os-extra_specs")]
impl FlavorExtraSpecsController {
    /// Lists a flavor's extra specs.
    #[action(GET, also(404), policy = "os_compute_api:os-flavor-extra-specs:index")]
    async fn index(
        &self,
        flavor_id: &str,
        Query(_): Query<NoQuery>,
        policy: Policy<'_>,
        caller: Caller,
        version: Microversion,
    ) -> Result<Written<ExtraSpecs<'_>>, Fault> {
        policy.authorize()?;
        let flavor = self.state.compute.flavor(&caller, flavor_id).await?;
        Ok(Written::of(&ExtraSpecs { extra_specs: &flavor.extra_specs.0 }, version))
    }

    /// Shows one extra spec.
    #[action(GET, "{id}", also(404), policy = "os_compute_api:os-flavor-extra-specs:show")]
    async fn show(
        &self,
        flavor_id: &str,
        id: &str,
        Query(_): Query<NoQuery>,
        policy: Policy<'_>,
        caller: Caller,
    ) -> Result<Viewed<BTreeMap<String, String>>, Fault> {
        policy.authorize()?;
        let flavor = self.state.compute.flavor(&caller, flavor_id).await?;
        let value = flavor.extra_specs.get(id).ok_or_else(|| no_extra_spec(flavor_id, id))?;
        Ok(Viewed([(id.to_owned(), value.clone())].into()))
    }

    /// Adds and changes extra specs.
    #[action(POST, also(404, 409), policy = "os_compute_api:os-flavor-extra-specs:create")]
    async fn create(
        &self,
        flavor_id: &str,
        Body(body): Body<CreateExtraSpecs>,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<Viewed<NewExtraSpecs>, Fault> {
        policy.authorize()?;
        let specs = checked(&body.extra_specs, version)?;
        self.state.compute.set_extra_specs(flavor_id, specs).await?;
        Ok(Viewed(NewExtraSpecs { extra_specs: body.extra_specs }))
    }

    /// Changes one extra spec.
    #[action(PUT, "{id}", also(404, 409), policy = "os_compute_api:os-flavor-extra-specs:update")]
    async fn update(
        &self,
        flavor_id: &str,
        id: &str,
        Body(UpdateExtraSpec(body)): Body<UpdateExtraSpec>,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<Viewed<Map<Value>>, Fault> {
        policy.authorize()?;
        let specs = checked(&body, version)?;
        if !specs.contains_key(id) {
            return Err(Fault::bad_request("Request body and URI mismatch"));
        }
        self.state.compute.set_extra_specs(flavor_id, specs).await?;
        Ok(Viewed(body))
    }

    /// Removes one extra spec.
    #[action(DELETE, "{id}", also(404), policy = "os_compute_api:os-flavor-extra-specs:delete")]
    async fn delete(&self, flavor_id: &str, id: &str, policy: Policy<'_>) -> Result<(), Fault> {
        policy.authorize()?;
        self.state.compute.delete_extra_spec(flavor_id, id).await?;
        Ok(())
    }
}

/// The extra specs as text, each of which is checked where the microversion asks for it.
fn checked(specs: &Map<Value>, version: Microversion) -> Result<Labels, Fault> {
    let mut labels = Labels::default();
    for (name, value) in specs.iter() {
        let value = value.python_str().to_string();
        let length = value.chars().count();
        if length > VALUE_MAX {
            let text = format!("extra_specs value has {length} characters, more than {VALUE_MAX}.");
            return Err(Fault::bad_request(format!("Invalid input received: {text}")));
        }
        if version >= CHECKED {
            extra_specs::check(name, &value)?;
        }
        labels.insert(name.to_owned(), value);
    }
    Ok(labels)
}
