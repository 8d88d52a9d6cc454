//! What floating addresses and their pools look like.

use crate::compute::floating_ip::FloatingIpReport;

/// `{"floating_ip_pools": […]}`
#[derive(Debug, starmap::View)]
pub struct FloatingIpPoolList {
    /// All of them.
    pub floating_ip_pools: Vec<FloatingIpPool>,
}

/// A pool.
#[derive(Debug, starmap::View)]
pub struct FloatingIpPool {
    /// Its name.
    pub name: String,
}

/// `{"floating_ips": […]}`
#[derive(Debug, starmap::View)]
pub struct FloatingIpList<'a> {
    /// All of them.
    pub floating_ips: Vec<FloatingIpView<'a>>,
}

/// `{"floating_ip": …}`
#[derive(Debug, starmap::View)]
pub struct FloatingIpBody<'a> {
    /// The address.
    pub floating_ip: FloatingIpView<'a>,
}

/// A floating address.
#[derive(Debug, starmap::View)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct FloatingIpView<'a> {
    pub id: &'a str,
    pub ip: &'a str,
    pub pool: &'a str,
    pub fixed_ip: Option<&'a str>,
    pub instance_id: Option<&'a str>,
}

impl<'a> FloatingIpView<'a> {
    /// An address with where it leads.
    pub fn new(report: &'a FloatingIpReport) -> Self {
        Self {
            id: &report.ip.id,
            ip: &report.ip.address,
            pool: &report.pool,
            fixed_ip: report.ip.fixed_address.as_deref(),
            instance_id: report.server_id.as_deref(),
        }
    }
}
