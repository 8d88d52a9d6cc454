//! What the log of usage audits looks like.

use std::collections::BTreeMap;

/// `{"instance_usage_audit_logs": …}`
#[derive(Debug, starmap::View)]
pub struct CurrentAudit {
    /// The last whole period.
    pub instance_usage_audit_logs: AuditLog,
}

/// `{"instance_usage_audit_log": …}`
#[derive(Debug, starmap::View)]
pub struct AuditBefore {
    /// The last whole period before the one asked about.
    pub instance_usage_audit_log: AuditLog,
}

/// Which hosts have written down what their servers used in a period.
#[derive(Debug, starmap::View)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct AuditLog {
    pub period_beginning: String,
    pub period_ending: String,
    pub num_hosts: u64,
    pub num_hosts_done: u64,
    pub num_hosts_running: u64,
    pub num_hosts_not_run: u64,
    pub hosts_not_run: Vec<String>,
    pub total_instances: u64,
    pub total_errors: u64,
    pub overall_status: String,
    pub log: BTreeMap<String, String>,
}
