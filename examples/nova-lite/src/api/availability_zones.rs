//! Availability zones: where servers can be put.

use starmap::authorize::Policy;
use starmap::extract::Query;
use starmap::fault::Fault;
use starmap::microversion::Microversion;
use starmap::response::Written;

use super::controller;
use super::schemas::common::NoQuery;
use super::views::availability_zones::{ZoneList, ZoneView};
use crate::compute::host::{INTERNAL_ZONE, Zone};

controller! {
    /// Serves `/os-availability-zone`.
    AvailabilityZonesController
}

#[starmap::resource("os-availability-zone")]
impl AvailabilityZonesController {
    /// Lists the zones that servers can be put into.
    #[action(GET, policy = "os_compute_api:os-availability-zone:list")]
    async fn index(
        &self,
        Query(_): Query<NoQuery>,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<Written<ZoneList<'_>>, Fault> {
        policy.authorize()?;
        let mut zones = self.zones().await?;
        zones.retain(|zone| zone.name != INTERNAL_ZONE);
        Ok(Written::of(&ZoneList { zones: zones.iter().map(ZoneView::summary).collect() }, version))
    }

    /// Lists all zones with their services.
    #[action(GET, "detail", policy = "os_compute_api:os-availability-zone:detail")]
    async fn detail(
        &self,
        Query(_): Query<NoQuery>,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<Written<ZoneList<'_>>, Fault> {
        policy.authorize()?;
        let zones = self.zones().await?;
        Ok(Written::of(&ZoneList { zones: zones.iter().map(ZoneView::detail).collect() }, version))
    }
}

impl AvailabilityZonesController {
    /// The zones, usable ones first.
    async fn zones(&self) -> Result<Vec<Zone>, Fault> {
        let mut zones = self.state.compute.list_zones().await?;
        zones.sort_by_key(|zone| !zone.available);
        Ok(zones)
    }
}
