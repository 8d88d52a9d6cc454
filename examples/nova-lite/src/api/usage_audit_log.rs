//! The log of usage audits.
//!
//! Audits are for services that meter, which are told by messages; there is nobody to tell here, so no host ever runs one.

use std::collections::{BTreeMap, BTreeSet};

use starmap::authorize::Policy;
use starmap::extract::Query;
use starmap::fault::Fault;
use starmap::response::Viewed;

use super::controller;
use super::schemas::common::NoQuery;
use super::views::usage_audit_log::{AuditBefore, AuditLog, CurrentAudit};
use crate::compute::clock::Timestamp;
use crate::compute::host::COMPUTE;

controller! {
    /// Serves `/os-instance_usage_audit_log`.
    UsageAuditLogController
}

#[starmap::resource("os-instance_usage_audit_log")]
impl UsageAuditLogController {
    /// Shows the audits of the last month.
    #[action(GET, policy = "os_compute_api:os-instance-usage-audit-log:list")]
    async fn index(&self, Query(_): Query<NoQuery>, policy: Policy<'_>) -> Result<Viewed<CurrentAudit>, Fault> {
        policy.authorize()?;
        let instance_usage_audit_logs = self.log(Timestamp::now()).await?;
        Ok(Viewed(CurrentAudit { instance_usage_audit_logs }))
    }

    /// Shows the audits of the last whole month before a moment.
    #[action(GET, "{id}", policy = "os_compute_api:os-instance-usage-audit-log:show")]
    async fn show(&self, id: &str, Query(_): Query<NoQuery>, policy: Policy<'_>) -> Result<Viewed<AuditBefore>, Fault> {
        policy.authorize()?;
        let wrong = || Fault::bad_request(format!("Invalid timestamp for date {id}"));
        // `2020-01-02 03:04:05`, with or without a fraction, and no zone.
        let time = id.split('.').next().unwrap_or_default();
        let spelled = time.len() == 19 && time.as_bytes()[10] == b' ' && !id.ends_with(['Z', 'z']);
        let before = Timestamp::parse(id).filter(|_| spelled).ok_or_else(wrong)?;
        Ok(Viewed(AuditBefore { instance_usage_audit_log: self.log(before).await? }))
    }
}

impl UsageAuditLogController {
    async fn log(&self, before: Timestamp) -> Result<AuditLog, Fault> {
        let services = self.state.compute.list_services().await?;
        let compute = services.into_iter().filter(|service| service.binary == COMPUTE);
        let hosts: BTreeSet<String> = compute.map(|service| service.host).collect();
        let (period_beginning, period_ending) = month_before(before);
        let count = hosts.len() as u64;
        Ok(AuditLog {
            period_beginning,
            period_ending,
            num_hosts: count,
            num_hosts_done: 0,
            num_hosts_running: 0,
            num_hosts_not_run: count,
            total_instances: 0,
            total_errors: 0,
            overall_status: match count {
                0 => "ALL hosts done. 0 errors.".to_owned(),
                _ => format!("0 of {count} hosts done. 0 errors."),
            },
            hosts_not_run: hosts.into_iter().collect(),
            log: BTreeMap::new(),
        })
    }
}

/// The first moments of the last whole month before `moment`, and of the month after it.
fn month_before(moment: Timestamp) -> (String, String) {
    // The month of the last moment that lies before: a month that ends just now is whole.
    let text = Timestamp(moment.0 - 1).seconds_text();
    let mut parts = text.split('-').map(|part| part.parse::<i64>().unwrap_or(1));
    let (year, month) = (parts.next().unwrap_or(1970), parts.next().unwrap_or(1));
    let (last_year, last_month) = if month == 1 { (year - 1, 12) } else { (year, month - 1) };
    (format!("{last_year:04}-{last_month:02}-01 00:00:00"), format!("{year:04}-{month:02}-01 00:00:00"))
}

#[cfg(test)]
mod tests {
    use super::{Timestamp, month_before};

    #[test]
    fn an_audit_is_of_a_whole_month() {
        for (moment, from, to) in [
            ("2026-11-22T15:27:48Z", "2026-10", "2026-11"),
            ("2026-01-15T00:00:00Z", "2025-12", "2026-01"),
            ("2026-03-01T00:00:00Z", "2026-01", "2026-02"),
        ] {
            let moment = Timestamp::parse(moment).expect("the test's own moment");
            assert_eq!(month_before(moment), (format!("{from}-01 00:00:00"), format!("{to}-01 00:00:00")));
        }
    }
}
