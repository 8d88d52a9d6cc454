//! The pools that floating addresses can be had from: the external networks.

use starmap::authorize::Policy;
use starmap::extract::Query;
use starmap::fault::Fault;
use starmap::response::Viewed;

use super::controller;
use super::schemas::common::AnyQuery;
use super::views::floating_ips::{FloatingIpPool, FloatingIpPoolList};

controller! {
    /// Serves `/os-floating-ip-pools`.
    FloatingIpPoolsController
}

#[starmap::resource("os-floating-ip-pools")]
impl FloatingIpPoolsController {
    /// Lists pools by name.
    #[action(GET, until = "2.35", policy = "os_compute_api:os-floating-ip-pools")]
    async fn index(&self, Query(_): Query<AnyQuery>, policy: Policy<'_>) -> Result<Viewed<FloatingIpPoolList>, Fault> {
        policy.authorize()?;
        let pools = self.state.compute.list_floating_ip_pools().await?;
        let floating_ip_pools = pools.into_iter().map(|name| FloatingIpPool { name }).collect();
        Ok(Viewed(FloatingIpPoolList { floating_ip_pools }))
    }
}
