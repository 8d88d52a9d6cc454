//! Usages: how much of what each project used in a period.

use starmap::authorize::Policy;
use starmap::extract::QueryWithParams;
use starmap::fault::Fault;
use starmap::links::Links;
use starmap::microversion::Microversion;
use starmap::policy::Target;
use starmap::response::Written;

use super::controller;
use super::schemas::usages::{ListUsages, ShowUsage};
use super::views::common::next;
use super::views::usages::{MaybeUsage, UsageBody, UsageList, UsageView};
use crate::compute::clock::Timestamp;
use crate::compute::usage::{ProjectUsage, UsageQuery};

/// From here on servers are counted in pages.
const PAGES: Microversion = Microversion::literal("2.40");

controller! {
    /// Serves `/os-simple-tenant-usage`.
    UsagesController
}

#[starmap::resource("os-simple-tenant-usage")]
impl UsagesController {
    /// Shows what every project used.
    #[action(GET, policy = "os_compute_api:os-simple-tenant-usage:list")]
    async fn index(
        &self,
        QueryWithParams(query, params): QueryWithParams<ListUsages>,
        policy: Policy<'_>,
        links: Links,
        version: Microversion,
    ) -> Result<Written<UsageList<'_>>, Fault> {
        policy.authorize()?;
        let period = period(&query.start, &query.end)?;
        let detailed = query.detailed.first().is_some_and(|text| text == "1");
        let limit = self.limit(query.limit.as_deref(), version);
        let usages = self.usages(None, period, query.marker, limit).await?;
        let last = full_page(&usages, limit).filter(|_| version >= PAGES);
        let tenant_usages_links = last.map(|last| next(links.next(&Self::index_url(), &params, last)));
        let tenant_usages = usages.iter().map(|usage| UsageView::new(usage, period, detailed)).collect();
        Ok(Written::of(&UsageList { tenant_usages, tenant_usages_links }, version))
    }

    /// Shows what one project used.
    #[action(GET, "{id}", policy = "os_compute_api:os-simple-tenant-usage:show")]
    async fn show(
        &self,
        id: &str,
        QueryWithParams(query, params): QueryWithParams<ShowUsage>,
        policy: Policy<'_>,
        links: Links,
        version: Microversion,
    ) -> Result<Written<UsageBody<'_>>, Fault> {
        policy.authorize_on(&Target { project_id: Some(id), ..Target::default() })?;
        let period = period(&query.start, &query.end)?;
        let limit = self.limit(query.limit.as_deref(), version);
        let usages = self.usages(Some(id.to_owned()), period, query.marker, limit).await?;
        let path = Self::show_url(id);
        let last = full_page(&usages, limit).filter(|_| version >= PAGES);
        let tenant_usage_links = last.map(|last| next(links.next(&path, &params, last)));
        let usage = usages.first().map(|usage| UsageView::new(usage, period, true));
        Ok(Written::of(&UsageBody { tenant_usage: MaybeUsage { usage }, tenant_usage_links }, version))
    }
}

impl UsagesController {
    fn limit(&self, asked: Option<&str>, version: Microversion) -> usize {
        self.state.page_limit(asked.filter(|_| version >= PAGES))
    }

    async fn usages(
        &self,
        project_id: Option<String>,
        (from, to): (Timestamp, Timestamp),
        marker: Option<String>,
        limit: usize,
    ) -> Result<Vec<ProjectUsage>, Fault> {
        Ok(self.state.compute.usage(UsageQuery { project_id, from, to, marker, limit }).await?)
    }
}

/// The last server, when there are as many as a page holds.
fn full_page(usages: &[ProjectUsage], limit: usize) -> Option<&str> {
    let count: usize = usages.iter().map(|usage| usage.servers.len()).sum();
    let last = usages.last()?.servers.last()?;
    (count == limit).then_some(last.server.id.as_str())
}

/// The period that is asked for, which ends now at the latest. Without words it is the moment.
fn period(start: &[String], end: &[String]) -> Result<(Timestamp, Timestamp), Fault> {
    let now = Timestamp::now();
    let start = moment(start)?.unwrap_or(now);
    // Nova looks at the clock twice.
    let end = moment(end)?.unwrap_or(Timestamp(now.0 + 1));
    if start >= end {
        return Err(Fault::bad_request("Invalid start time. The start time cannot occur after the end time."));
    }
    Ok((start, end.min(now)))
}

/// Reads the first value that is not empty, in one of the three spellings that Nova knows.
fn moment(values: &[String]) -> Result<Option<Timestamp>, Fault> {
    let Some(text) = values.iter().find(|text| !text.is_empty()) else { return Ok(None) };
    let (time, fraction) = text.split_once('.').map_or((text.as_str(), None), |(time, rest)| (time, Some(rest)));
    let digits = |part: &str| (1..=6).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    let spelled = match time.as_bytes().get(10) {
        Some(b'T') => fraction.is_none_or(digits),
        Some(b' ') => fraction.is_some_and(digits),
        _ => false,
    };
    let wrong = || Fault::bad_request("Invalid datetime string: Datetime is in invalid format");
    // A zone would stand behind the seconds.
    let parsed = Timestamp::parse(text).filter(|_| spelled && time.len() == 19);
    parsed.map(Some).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::{moment, period};

    #[test]
    fn a_moment_has_three_spellings() {
        for (text, good) in [
            ("2020-01-02T03:04:05", true),
            ("2020-01-02T03:04:05.678", true),
            ("2020-01-02 03:04:05.678", true),
            ("2020-01-02 03:04:05", false),
            ("2020-01-02", false),
            ("2020-01-02T03:04:05Z", false),
            ("nonsense", false),
        ] {
            assert_eq!(moment(&[text.to_owned()]).is_ok(), good, "{text}");
        }
        assert!(moment(&[]).is_ok_and(|moment| moment.is_none()));
    }

    #[test]
    fn a_period_has_to_have_a_length() {
        let at = |text: &str| vec![text.to_owned()];
        assert!(period(&[], &[]).is_ok());
        assert!(period(&at("2020-01-02T00:00:00"), &at("2020-01-01T00:00:00")).is_err());
        let (start, end) = period(&at("2020-01-01T00:00:00"), &at("2999-01-01T00:00:00")).unwrap();
        assert!(start < end && end.micros_text().as_str() < "2999");
    }
}
