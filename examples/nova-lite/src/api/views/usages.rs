//! What usages look like.

use super::common::Link;
use crate::compute::clock::Timestamp;
use crate::compute::usage::{ProjectUsage, ServerUsage};

/// `{"tenant_usages": […]}`
#[derive(Debug, starmap::View)]
pub struct UsageList<'a> {
    /// By project.
    pub tenant_usages: Vec<UsageView<'a>>,
    /// The page after this one.
    #[view(skip_none)]
    pub tenant_usages_links: Option<Vec<Link>>,
}

/// `{"tenant_usage": …}`
#[derive(Debug, starmap::View)]
pub struct UsageBody<'a> {
    /// Empty for a project without servers in the period.
    pub tenant_usage: MaybeUsage<'a>,
    /// The page after this one.
    #[view(skip_none)]
    pub tenant_usage_links: Option<Vec<Link>>,
}

/// A usage, or an object without members.
#[derive(Debug, starmap::View)]
pub struct MaybeUsage<'a> {
    /// What is shown.
    #[view(flatten)]
    pub usage: Option<UsageView<'a>>,
}

/// What a project used. Totals are sizes times hours.
#[derive(Debug, starmap::View)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct UsageView<'a> {
    pub tenant_id: &'a str,
    #[view(skip_none)]
    pub server_usages: Option<Vec<ServerUsageView<'a>>>,
    pub total_local_gb_usage: f64,
    pub total_vcpus_usage: f64,
    pub total_memory_mb_usage: f64,
    pub total_hours: f64,
    pub start: String,
    pub stop: String,
}

/// What a server used.
#[derive(Debug, starmap::View)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct ServerUsageView<'a> {
    pub hours: f64,
    pub flavor: &'a str,
    pub instance_id: &'a str,
    pub name: &'a str,
    pub tenant_id: &'a str,
    pub memory_mb: i64,
    pub local_gb: i64,
    pub vcpus: i64,
    pub started_at: String,
    pub ended_at: Option<String>,
    pub state: &'a str,
    /// Seconds.
    pub uptime: i64,
}

impl<'a> UsageView<'a> {
    /// A project's use in a period, with each server if asked for.
    pub fn new(usage: &'a ProjectUsage, (from, to): (Timestamp, Timestamp), detailed: bool) -> Self {
        Self {
            tenant_id: &usage.project_id,
            server_usages: detailed.then(|| usage.servers.iter().map(ServerUsageView::new).collect()),
            total_local_gb_usage: usage.total(ServerUsage::local_gb),
            total_vcpus_usage: usage.total(|server| server.server.flavor.vcpus),
            total_memory_mb_usage: usage.total(|server| server.server.flavor.ram),
            total_hours: usage.total(|_| 1),
            start: from.micros_text(),
            stop: to.micros_text(),
        }
    }
}

impl<'a> ServerUsageView<'a> {
    fn new(usage: &'a ServerUsage) -> Self {
        let server = &usage.server;
        Self {
            hours: usage.hours,
            flavor: &server.flavor.name,
            instance_id: &server.id,
            name: &server.name,
            tenant_id: &server.project_id,
            memory_mb: server.flavor.ram,
            local_gb: usage.local_gb(),
            vcpus: server.flavor.vcpus,
            started_at: usage.started_at.micros_text(),
            ended_at: server.terminated_at.map(|at| at.micros_text()),
            state: if server.terminated_at.is_some() { "terminated" } else { server.vm_state.name() },
            uptime: usage.uptime,
        }
    }
}
