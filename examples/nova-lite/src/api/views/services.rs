//! What services look like.

use crate::compute::host::Service;

/// `{"services": […]}`
#[derive(Debug, starmap::View)]
pub struct ServiceList<'a> {
    /// All of them.
    pub services: Vec<ServiceView<'a>>,
}

/// `{"service": …}` from 2.53 on.
#[derive(Debug, starmap::View)]
pub struct ServiceBody<'a> {
    /// The service.
    pub service: ServiceView<'a>,
}

/// A service in full.
#[derive(Debug, starmap::View)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct ServiceView<'a> {
    #[view(name = "id", until = "2.52")]
    pub number: i64,
    #[view(since = "2.53")]
    pub id: &'a str,
    pub binary: &'a str,
    pub host: &'a str,
    pub zone: &'a str,
    pub status: &'static str,
    pub state: &'static str,
    pub updated_at: Option<String>,
    pub disabled_reason: Option<&'a str>,
    #[view(since = "2.11")]
    pub forced_down: bool,
}

impl<'a> ServiceView<'a> {
    /// A service in full.
    pub fn new(service: &'a Service) -> Self {
        Self {
            number: service.id,
            id: &service.uuid,
            binary: &service.binary,
            host: &service.host,
            zone: &service.zone,
            status: status(service),
            state: state(service),
            updated_at: service.updated_at.map(|at| at.micros_text()),
            disabled_reason: service.disabled_reason.as_deref(),
            forced_down: service.forced_down,
        }
    }
}

/// Whether a service takes work, in Nova's words.
pub fn status(service: &Service) -> &'static str {
    if service.disabled { "disabled" } else { "enabled" }
}

/// Whether a service answers, in Nova's words.
pub fn state(service: &Service) -> &'static str {
    if service.is_up() { "up" } else { "down" }
}

/// `{"service": …}` below 2.53.
#[derive(Debug, starmap::View)]
pub struct OldServiceBody<'a> {
    /// What changed.
    pub service: OldServiceView<'a>,
}

/// What changed about a service.
#[derive(Debug, Default, starmap::View)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct OldServiceView<'a> {
    pub host: &'a str,
    pub binary: &'a str,
    #[view(skip_none)]
    pub status: Option<&'static str>,
    #[view(skip_none)]
    pub disabled_reason: Option<String>,
    #[view(skip_none)]
    pub forced_down: Option<bool>,
}
