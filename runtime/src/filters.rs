//! The filters of Nova's api-paste.ini, and the one place where a stage of a plan becomes a filter.
//!
//! Settings come from nova.conf; the options of a stage's section are laid over them, as in oslo.

mod cors;
#[cfg(test)]
mod drive;
mod fault_wrap;
mod health;
mod http_proxy;
mod keystone_context;
mod legacy_v2;
mod no_auth;
mod option;
mod request_id;
mod request_log;
mod size_limit;

use std::sync::Arc;

pub use cors::{Cors, CorsSettings};
pub use fault_wrap::FaultWrap;
pub use health::{HealthSettings, HealthcheckApp, HealthcheckFilter};
pub use http_proxy::HttpProxy;
pub use keystone_context::KeystoneContext;
pub use legacy_v2::LegacyV2;
pub use no_auth::{NoAuth, TOKENS_MAX};
pub use request_id::RequestIds;
pub use request_log::{RequestLog, TARGET as REQUEST_LOG_TARGET};
pub use size_limit::{BODY_BYTES_MAX, SizeLimit};

use crate::config::{Config, oslo};
use crate::filter::Filter;
use crate::paste::{Options, Stage};
use crate::policy::Enforcer;

/// What filters are made with besides their section's options.
#[derive(Clone, Debug, Default)]
pub struct FilterSettings {
    /// `[cors]`, over which the options of a section are laid.
    pub cors: CorsSettings,
    /// Each `[cors.NAME]`.
    pub cors_groups: Vec<CorsSettings>,
    /// `[oslo_middleware] max_request_body_size`.
    pub body_bytes_max: Option<u64>,
    /// `[oslo_middleware] enable_proxy_headers_parsing`.
    pub believe_proxies: bool,
    /// `[healthcheck]`.
    pub health: HealthSettings,
    /// Decides who is an administrator.
    pub policy: Option<Arc<Enforcer>>,
}

impl FilterSettings {
    /// Reads oslo's options.
    ///
    /// # Errors
    ///
    /// A value of `[healthcheck]` that cannot be read.
    pub fn from_config(config: &Config, policy: Option<Arc<Enforcer>>) -> Result<Self, String> {
        Ok(Self {
            cors: cors_settings(config, "cors"),
            cors_groups: config.subgroups("cors").into_iter().map(|group| cors_settings(config, group)).collect(),
            body_bytes_max: u64::try_from(config.read(&oslo::OSLO_MIDDLEWARE_MAX_REQUEST_BODY_SIZE)).ok(),
            believe_proxies: config.read(&oslo::OSLO_MIDDLEWARE_ENABLE_PROXY_HEADERS_PARSING),
            health: health_settings(config)?,
            policy,
        })
    }
}

fn cors_settings(config: &Config, group: &str) -> CorsSettings {
    CorsSettings {
        allowed_origins: config.read_in(group, &oslo::CORS_ALLOWED_ORIGIN),
        allow_credentials: config.read_in(group, &oslo::CORS_ALLOW_CREDENTIALS),
        expose_headers: config.read_in(group, &oslo::CORS_EXPOSE_HEADERS),
        max_age: config.read_in(group, &oslo::CORS_MAX_AGE),
        allow_methods: config.read_in(group, &oslo::CORS_ALLOW_METHODS),
        allow_headers: config.read_in(group, &oslo::CORS_ALLOW_HEADERS),
    }
}

fn health_settings(config: &Config) -> Result<HealthSettings, String> {
    let mut options = Vec::new();
    let mut put = |name: &str, value: String| options.push((name.to_owned(), value));
    if let Some(path) = config.read(&oslo::HEALTHCHECK_PATH) {
        put("path", path);
    }
    if let Some(path) = config.read(&oslo::HEALTHCHECK_DISABLE_BY_FILE_PATH) {
        put("disable_by_file_path", path);
    }
    put("detailed", config.read(&oslo::HEALTHCHECK_DETAILED).to_string());
    put("ignore_proxied_requests", config.read(&oslo::HEALTHCHECK_IGNORE_PROXIED_REQUESTS).to_string());
    for (name, option) in [
        ("backends", &oslo::HEALTHCHECK_BACKENDS),
        ("allowed_source_ranges", &oslo::HEALTHCHECK_ALLOWED_SOURCE_RANGES),
        ("disable_by_file_paths", &oslo::HEALTHCHECK_DISABLE_BY_FILE_PATHS),
        ("enable_by_file_paths", &oslo::HEALTHCHECK_ENABLE_BY_FILE_PATHS),
    ] {
        put(name, config.read(option).join(","));
    }
    HealthSettings::default().with_options(&options).map_err(|problem| format!("[healthcheck]: {problem}"))
}

/// Makes the filter of a stage; `None` where it is none of this crate's.
///
/// # Errors
///
/// An option of the stage's section that cannot be read.
pub fn build(stage: &Stage, settings: &FilterSettings) -> Option<Result<Box<dyn Filter>, String>> {
    let filter: Box<dyn Filter> = match stage.factory.name {
        "cors" => {
            let own = settings.cors.clone().with_options(&options(stage));
            let cors = own.and_then(|own| Cors::new(std::iter::once(&own).chain(&settings.cors_groups)));
            return Some(boxed(cors));
        }
        "sizelimit" => {
            let limit = SizeLimit { body_bytes_max: settings.body_bytes_max.unwrap_or(BODY_BYTES_MAX) };
            return Some(boxed(limit.with_options(&options(stage))));
        }
        "http_proxy_to_wsgi" => {
            let proxy = HttpProxy { enabled: settings.believe_proxies };
            return Some(boxed(proxy.with_options(&options(stage))));
        }
        "request_id" => Box::new(RequestIds::oslo()),
        "compute_req_id" => Box::new(RequestIds::compute()),
        "faultwrap" => Box::new(FaultWrap),
        "request_log" => Box::new(RequestLog),
        "noauth2" => Box::new(NoAuth::v2()),
        "noauth2_v2_18" => Box::new(NoAuth::v2_18()),
        "legacy_v2_compatible" => Box::new(LegacyV2),
        "keystonecontext" => Box::new(KeystoneContext { policy: settings.policy.clone() }),
        "osprofiler" => Box::new(PassThrough),
        "healthcheck" => {
            let health = settings.health.clone().with_options(&options(stage));
            return Some(boxed(health.map(HealthcheckFilter)));
        }
        _ => return None,
    };
    Some(Ok(filter))
}

fn boxed(filter: Result<impl Filter, String>) -> Result<Box<dyn Filter>, String> {
    filter.map(|filter| Box::new(filter) as Box<dyn Filter>)
}

/// What oslo's filters take: the section's own options over what `[DEFAULT]` and `set` give every section.
fn options(stage: &Stage) -> Options {
    [stage.globals.as_slice(), &stage.options].concat()
}

/// `osprofiler`: accepted, because operators' files name it, and without effect.
#[derive(Debug)]
struct PassThrough;

impl Filter for PassThrough {}
