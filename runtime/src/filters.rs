//! The filters of Nova's api-paste.ini, and the one place where a stage of a plan becomes a filter.
//!
//! Settings come from nova.conf; the options of a stage's section are laid over them, as in oslo.

pub(crate) mod auth_token;
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

pub use auth_token::{
    AuthToken, AuthTokenSettings, AuthTokens, LOOK_UP_SECONDS_MAX, LoginSettings, Secret, TransportSettings,
    ValidatedToken,
};
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
    /// `[keystone_authtoken]`.
    pub auth_token: AuthTokens,
    /// Decides who is an administrator.
    pub policy: Option<Arc<Enforcer>>,
}

impl FilterSettings {
    /// Reads oslo's options.
    ///
    /// # Errors
    ///
    /// A value of `[healthcheck]` that cannot be read, an `auth_section` that is not there.
    pub fn from_config(config: &Config, policy: Option<Arc<Enforcer>>) -> Result<Self, String> {
        Ok(Self {
            cors: cors_settings(config, "cors"),
            cors_groups: config.subgroups("cors").into_iter().map(|group| cors_settings(config, group)).collect(),
            body_bytes_max: u64::try_from(config.read(&oslo::OSLO_MIDDLEWARE_MAX_REQUEST_BODY_SIZE)).ok(),
            believe_proxies: config.read(&oslo::OSLO_MIDDLEWARE_ENABLE_PROXY_HEADERS_PARSING),
            health: health_settings(config)?,
            auth_token: AuthTokens::new(AuthTokenSettings::from_config(config)?),
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
        "authtoken" => return Some(boxed(settings.auth_token.of(&options(stage)))),
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

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::drive::{body, drive_through, request, response, shown};
    use super::*;
    use crate::filter::{Outcome, Unhandled};
    use crate::paste::{Known, known, load};
    use crate::request::Request;

    /// The filters of a pipeline with these names; a name may have options after it, `name key=value`.
    fn made(stages: &[&str], settings: &FilterSettings) -> Result<Vec<Box<dyn Filter>>, String> {
        let mut names = String::new();
        let mut sections = String::new();
        for (index, stage) in stages.iter().enumerate() {
            let mut words = stage.split(' ');
            names += &format!("f{index} ");
            sections += &format!("[filter:f{index}]\nuse = starmap:{}\n", words.next().unwrap_or(""));
            words.for_each(|option| sections += &format!("{option}\n"));
        }
        let source = format!("[pipeline:main]\npipeline = {names}starmap:healthcheck\n{sections}");
        let none = |_: &Path| Err(std::io::Error::other("nothing is included"));
        let plan = load(&source, Path::new("/etc/p.ini"), "main", "noauth2", &Known::BASE, &none)
            .map_err(|error| error.to_string())?;
        let filters = &plan.mounts[0].pipeline.filters;
        filters
            .iter()
            .map(|stage| build(stage, settings).unwrap_or_else(|| Err(stage.factory.name.to_owned())))
            .collect()
    }

    const FRONT: [&str; 8] = [
        "cors",
        "http_proxy_to_wsgi",
        "compute_req_id",
        "faultwrap",
        "request_log",
        "sizelimit",
        "osprofiler",
        "noauth2",
    ];

    fn through_front(asked: &str, answer: fn(&mut Request) -> Outcome) -> (String, String, Option<String>) {
        let mut request = request(asked);
        let filters = made(&FRONT, &FilterSettings::default()).expect("the filters are known");
        let answer = drive_through(filters, &mut request, answer).expect("nothing gets past faultwrap");
        (shown(&answer), body(&answer), request.request_id.map(|id| id.to_string()))
    }

    #[test]
    fn every_filter_that_a_file_may_name_is_made() {
        // Who checks tokens needs a Keystone, and with it settings of its own.
        for factory in known::FILTERS.iter().filter(|factory| factory.name != "authtoken") {
            assert!(made(&[factory.name], &FilterSettings::default()).is_ok(), "{}", factory.name);
        }
    }

    #[test]
    fn the_front_of_a_pipeline_stands_in_nova_s_order() {
        let ids = |id: Option<String>| {
            let id = id.expect("a request id");
            format!("x-compute-request-id: {id}\nx-openstack-request-id: {id}")
        };
        let with_token = "GET /v2.1/servers\nx-auth-token: me:p";
        let (answer, _, id) = through_front(with_token, |request| {
            assert!(request.context.as_ref().is_some_and(|context| context.user_id() == "me"));
            Ok(response("200"))
        });
        assert_eq!(answer, format!("200\n{}", ids(id)));
        let (answer, _, id) = through_front("POST /v2.1/servers\ncontent-length: 114689", |_| Ok(response("200")));
        assert_eq!(answer, format!("413\ncontent-type: text/plain; charset=UTF-8\n{}", ids(id)));
        let (answer, text, id) = through_front(with_token, |_| Err(Unhandled::internal("secret")));
        assert_eq!(answer, format!("500\ncontent-type: application/json; charset=UTF-8\n{}", ids(id)));
        assert!(text.starts_with("{\"computeFault\": {\"code\": 500") && !text.contains("secret"), "{text}");
        // Recorded: cors stands outside and forgets the ids with the rest of the answer.
        let (answer, _, _) = through_front("OPTIONS /v2.1/servers\nx-auth-token: me:p", |_| Ok(response("404")));
        assert_eq!(answer, "200");
    }

    #[test]
    fn a_section_is_laid_over_the_settings() {
        let settings = FilterSettings {
            body_bytes_max: Some(10),
            cors: CorsSettings { expose_headers: vec!["X-One".to_owned()], ..CorsSettings::default() },
            ..FilterSettings::default()
        };
        let status = |stages: &[&str], asked: &str| {
            let filters = made(stages, &settings).expect("the options are good");
            shown(&drive_through(filters, &mut request(asked), |_| Ok(response("200"))).expect("a response"))
        };
        assert!(status(&["sizelimit"], "POST /\ncontent-length: 11").starts_with("413"));
        assert_eq!(status(&["sizelimit max_request_body_size=11"], "POST /\ncontent-length: 11"), "200");
        assert_eq!(status(&["cors"], "GET /\norigin: http://a"), "200");
        assert_eq!(
            status(&["cors allowed_origin=http://a"], "GET /\norigin: http://a"),
            "200\naccess-control-allow-credentials: true\naccess-control-allow-origin: http://a\n\
             access-control-expose-headers: X-One\nvary: Origin"
        );
        assert!(status(&["healthcheck path=/up ignore_proxied_requests=yes"], "GET /up").starts_with("200\ncontent"));
        for (stage, problem) in [
            ("sizelimit max_request_body_size=much", "`max_request_body_size = much` is not a number that fits"),
            ("http_proxy_to_wsgi enable_proxy_headers_parsing=2", "`enable_proxy_headers_parsing = 2` is neither"),
            ("cors max_age=soon", "`max_age = soon` is not a number that fits"),
        ] {
            let error = made(&[stage], &settings).err().unwrap_or_default();
            assert!(error.starts_with(problem), "{error}");
        }
    }
}
