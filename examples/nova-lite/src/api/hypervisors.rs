//! Hypervisors: what the compute hosts have and what runs on them.

use starmap::authorize::Policy;
use starmap::extract::{Query, QueryWithParams};
use starmap::fault::Fault;
use starmap::links::Links;
use starmap::microversion::Microversion;
use starmap::response::Written;
use starmap::schema::QueryParams;

use super::schemas::common::AnyQuery;
use super::schemas::hypervisors::{ListHypervisors, ShowHypervisor};
use super::views::common::{Link, next};
use super::views::hypervisors::{
    HypervisorBody, HypervisorDetails, HypervisorList, HypervisorSummary, HypervisorView, Servers, Statistics,
    StatisticsBody,
};
use super::{controller, parameters};
use crate::compute::error::ComputeError;
use crate::compute::host::HostReport;

/// From here on lists have pages.
const PAGES: Microversion = Microversion::literal("2.33");
/// From here on hypervisors have UUIDs, and lists can be searched.
const UUIDS: Microversion = Microversion::literal("2.53");

controller! {
    /// Serves `/os-hypervisors`.
    HypervisorsController
}

#[starmap::resource("os-hypervisors")]
impl HypervisorsController {
    /// Lists hypervisors by name.
    #[action(GET, also(404), policy = "os_compute_api:os-hypervisors:list")]
    async fn index(
        &self,
        QueryWithParams(query, params): QueryWithParams<ListHypervisors>,
        policy: Policy<'_>,
        links: Links,
        version: Microversion,
    ) -> Result<Written<HypervisorList<'_>>, Fault> {
        policy.authorize()?;
        let servers = Servers::wanted(query.with_servers, version);
        let mut page = self.page(query, version).await?;
        page.reports = self.with_servers(page.reports, servers).await?;
        let list = HypervisorList {
            hypervisors: page.reports.iter().map(|report| HypervisorSummary::new(report, servers)).collect(),
            hypervisors_links: page.links(&links, &Self::index_url(), &params, version),
        };
        Ok(Written::of(&list, version))
    }

    /// Lists hypervisors in full.
    #[action(GET, "detail", also(404), policy = "os_compute_api:os-hypervisors:list-detail")]
    async fn detail(
        &self,
        QueryWithParams(query, params): QueryWithParams<ListHypervisors>,
        policy: Policy<'_>,
        links: Links,
        version: Microversion,
    ) -> Result<Written<HypervisorDetails<'_>>, Fault> {
        policy.authorize()?;
        let servers = Servers::wanted(query.with_servers, version);
        let mut page = self.page(query, version).await?;
        page.reports = self.with_servers(page.reports, servers).await?;
        let list = HypervisorDetails {
            hypervisors: page.reports.iter().map(|report| HypervisorView::new(report, servers)).collect(),
            hypervisors_links: page.links(&links, &Self::detail_url(), &params, version),
        };
        Ok(Written::of(&list, version))
    }

    /// Adds up what the enabled hypervisors have.
    #[action(GET, "statistics", until = "2.87", policy = "os_compute_api:os-hypervisors:statistics")]
    async fn statistics(
        &self,
        Query(_): Query<AnyQuery>,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<Written<StatisticsBody>, Fault> {
        policy.authorize()?;
        let mut reports = self.state.compute.list_hosts().await?;
        reports.retain(|report| !report.service.disabled);
        Ok(Written::of(&StatisticsBody { hypervisor_statistics: Statistics::of(&reports) }, version))
    }

    /// Shows a hypervisor.
    #[action(GET, "{id}", also(404), policy = "os_compute_api:os-hypervisors:show")]
    async fn show(
        &self,
        id: &str,
        Query(query): Query<ShowHypervisor>,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<Written<HypervisorBody<'_>>, Fault> {
        policy.authorize()?;
        let servers = Servers::wanted(query.with_servers, version);
        let found = self.with_servers(vec![self.find(id, version).await?], servers).await?;
        let report = found.first().ok_or_else(|| Fault::escaped("a hypervisor was lost"))?;
        Ok(Written::of(&HypervisorBody { hypervisor: HypervisorView::new(report, servers) }, version))
    }

    /// Would show how long a hypervisor has been up, which no driver here knows.
    #[action(GET, "{id}/uptime", until = "2.87", also(404, 501), policy = "os_compute_api:os-hypervisors:uptime")]
    async fn uptime(
        &self,
        id: &str,
        Query(_): Query<AnyQuery>,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<(), Fault> {
        policy.authorize()?;
        let report = self.find(id, version).await?;
        self.state.compute.reachable_host(&report.hypervisor.host).await?;
        Err(ComputeError::NotSupported.into())
    }

    /// Lists hypervisors with a text in their names.
    #[action(GET, "{id}/search", until = "2.52", also(404), policy = "os_compute_api:os-hypervisors:search")]
    async fn search(
        &self,
        id: &str,
        Query(_): Query<AnyQuery>,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<Written<HypervisorList<'_>>, Fault> {
        policy.authorize()?;
        self.matching(id, Servers::Hidden, version).await
    }

    /// Lists hypervisors with a text in their names, and their servers.
    #[action(GET, "{id}/servers", until = "2.52", also(404), policy = "os_compute_api:os-hypervisors:servers")]
    async fn servers(
        &self,
        id: &str,
        Query(_): Query<AnyQuery>,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<Written<HypervisorList<'_>>, Fault> {
        policy.authorize()?;
        self.matching(id, Servers::WhereAny, version).await
    }
}

impl HypervisorsController {
    async fn find(&self, id: &str, version: Microversion) -> Result<HostReport, Fault> {
        let missing = || Fault::not_found(format!("Hypervisor with ID '{id}' could not be found."));
        if version >= UUIDS {
            parameters::uuid(id)?;
        }
        let reports = self.state.compute.list_hosts().await?;
        reports.into_iter().find(|report| is(report, id, version)).ok_or_else(missing)
    }

    async fn with_servers(&self, reports: Vec<HostReport>, servers: Servers) -> Result<Vec<HostReport>, Fault> {
        match servers {
            Servers::Hidden => Ok(reports),
            Servers::WhereAny | Servers::Shown => Ok(self.state.compute.name_servers(reports).await?),
        }
    }

    async fn matching(
        &self,
        text: &str,
        servers: Servers,
        version: Microversion,
    ) -> Result<Written<HypervisorList<'_>>, Fault> {
        let reports = self.with_servers(self.search_hosts(text).await?, servers).await?;
        let hypervisors = reports.iter().map(|report| HypervisorSummary::new(report, servers)).collect();
        Ok(Written::of(&HypervisorList { hypervisors, hypervisors_links: None }, version))
    }

    async fn search_hosts(&self, text: &str) -> Result<Vec<HostReport>, Fault> {
        let reports = self.state.compute.search_hosts(text).await?;
        if reports.is_empty() {
            return Err(Fault::not_found(format!("No hypervisor matching '{text}' could be found.")));
        }
        Ok(reports)
    }

    async fn page(&self, query: ListHypervisors, version: Microversion) -> Result<Page, Fault> {
        if let Some(pattern) = &query.hypervisor_hostname_pattern {
            // Nova says no more than that: a search has no pages.
            if query.limit().is_some() || query.marker().is_some() {
                return Err(Fault::generic(http::StatusCode::BAD_REQUEST));
            }
            return Ok(Page { reports: self.search_hosts(pattern).await?, full: false });
        }
        let mut reports = self.state.compute.list_hosts().await?;
        if version < PAGES {
            return Ok(Page { reports, full: false });
        }
        if let Some(marker) = query.marker() {
            let missing = || Fault::bad_request(format!("marker [{marker}] not found"));
            let at = reports.iter().position(|report| is(report, marker, version)).ok_or_else(missing)?;
            reports.drain(..=at);
        }
        let limit = self.state.page_limit(query.limit());
        reports.truncate(limit);
        Ok(Page { full: reports.len() == limit, reports })
    }
}

/// Part of a list.
struct Page {
    reports: Vec<HostReport>,
    full: bool,
}

impl Page {
    /// The link to the page after this one, when this one is full.
    fn links(&self, links: &Links, path: &str, params: &QueryParams, version: Microversion) -> Option<Vec<Link>> {
        let last = &self.reports.last().filter(|_| self.full)?.hypervisor;
        let marker = if version >= UUIDS { last.uuid.clone() } else { last.id.to_string() };
        Some(next(links.next(path, params, &marker)))
    }
}

/// Whether a hypervisor has this id, of the kind that the microversion shows.
fn is(report: &HostReport, id: &str, version: Microversion) -> bool {
    if version >= UUIDS { report.hypervisor.uuid == id } else { id.parse() == Ok(report.hypervisor.id) }
}
