//! The filters and apps that a file may name: this crate's list, which a service extends with its own.
//!
//! A factory is found by the string that Nova's file has for it, so that file works untouched, or as `starmap:NAME`.
//! What a factory does is not here: a service maps [`Factory::name`] to code.

use super::text::{after, same};

/// A filter or an app that a file may name.
#[derive(Clone, Copy, Debug)]
pub struct Factory {
    /// Its name, unique among the filters and among the apps; `starmap:NAME` names it in a file.
    pub name: &'static str,
    /// The other names it goes by: `module:attribute`, or `egg:distribution#entry`.
    pub aliases: &'static [&'static str],
    /// The option keys that its section takes; `*` stands for any.
    pub options: &'static [&'static str],
}

impl Factory {
    /// Joins the three.
    pub const fn new(name: &'static str, aliases: &'static [&'static str], options: &'static [&'static str]) -> Self {
        Self { name, aliases, options }
    }

    /// Whether a file means this factory by `text`.
    pub const fn is_called(&self, text: &str) -> bool {
        match after(text, "starmap:") {
            Some(name) => same(name, self.name),
            None => contains(self.aliases, text),
        }
    }

    /// Whether its section may hold the option.
    pub const fn takes(&self, option: &str) -> bool {
        contains(self.options, "*") || contains(self.options, option)
    }
}

/// Everything a file may name.
///
/// Lists of lists, so that a service puts its own beside this crate's without copying:
/// `Known { apps: &[known::APPS, &MINE], ..Known::BASE }`.
#[derive(Clone, Copy, Debug)]
pub struct Known {
    /// What `paste.filter_factory` may name.
    pub filters: &'static [&'static [Factory]],
    /// What `paste.app_factory` may name.
    pub apps: &'static [&'static [Factory]],
}

impl Known {
    /// This crate's filters and apps.
    pub const BASE: Self = Self { filters: &[FILTERS], apps: &[APPS] };
}

/// The composite that mounts apps under paths.
pub(super) const URLMAP: Factory = Factory::new(
    "urlmap",
    &["nova.api.openstack.urlmap:urlmap_factory", "paste.urlmap:urlmap_factory", "egg:Paste#urlmap"],
    &[],
);

/// The composite that holds one pipeline for each auth strategy.
pub(super) const AUTH_PIPELINE: Factory = Factory::new(
    "auth_pipeline",
    &[
        "nova.api.auth:pipeline_factory_v21",
        "nova.api.openstack.auth:pipeline_factory_v21",
        "nova.api.auth:pipeline_factory",
    ],
    &[],
);

const OSLO_OPTIONS: &[&str] = &["oslo_config_project", "oslo_config_file", "oslo_config_prog"];

const HEALTHCHECK_OPTIONS: &[&str] = &[
    "path",
    "detailed",
    "backends",
    "allowed_source_ranges",
    "ignore_proxied_requests",
    "ignore_path",
    "disable_by_file_path",
    "disable_by_file_paths",
    "enable_by_file_paths",
    "oslo_config_project",
    "oslo_config_file",
    "oslo_config_prog",
];

/// The filters of this crate.
pub const FILTERS: &[Factory] = &[
    Factory::new(
        "cors",
        &["oslo_middleware.cors:filter_factory", "oslo_middleware:CORS.factory", "egg:oslo.middleware#cors"],
        &[
            "oslo_config_project",
            "oslo_config_program",
            "oslo_config_file",
            "allowed_origin",
            "allow_credentials",
            "expose_headers",
            "max_age",
            "allow_methods",
            "allow_headers",
        ],
    ),
    Factory::new(
        "http_proxy_to_wsgi",
        &[
            "oslo_middleware.http_proxy_to_wsgi:HTTPProxyToWSGI.factory",
            "oslo_middleware:HTTPProxyToWSGI.factory",
            "egg:oslo.middleware#http_proxy_to_wsgi",
        ],
        &["enable_proxy_headers_parsing", "oslo_config_project", "oslo_config_file", "oslo_config_prog"],
    ),
    Factory::new(
        "request_id",
        &[
            "oslo_middleware:RequestId.factory",
            "oslo_middleware.request_id:RequestId.factory",
            "egg:oslo.middleware#request_id",
        ],
        OSLO_OPTIONS,
    ),
    Factory::new("compute_req_id", &["nova.api.compute_req_id:ComputeReqIdMiddleware.factory"], OSLO_OPTIONS),
    Factory::new("faultwrap", &["nova.api.openstack:FaultWrapper.factory"], &[]),
    Factory::new("request_log", &["nova.api.openstack.requestlog:RequestLog.factory"], &[]),
    Factory::new(
        "sizelimit",
        &[
            "oslo_middleware:RequestBodySizeLimiter.factory",
            "oslo_middleware.sizelimit:RequestBodySizeLimiter.factory",
            "egg:oslo.middleware#sizelimit",
        ],
        &["max_request_body_size", "oslo_config_project", "oslo_config_file", "oslo_config_prog"],
    ),
    Factory::new(
        "osprofiler",
        &["nova.profiler:WsgiMiddleware.factory", "osprofiler.web:WsgiMiddleware.factory"],
        &["hmac_keys", "enabled"],
    ),
    Factory::new("noauth2", &["nova.api.openstack.auth:NoAuthMiddleware.factory"], &[]),
    Factory::new("noauth2_v2_18", &["nova.api.openstack.auth:NoAuthMiddlewareV2_18.factory"], &[]),
    Factory::new("legacy_v2_compatible", &["nova.api.openstack:LegacyV2CompatibleWrapper.factory"], &[]),
    Factory::new(
        "authtoken",
        &["keystonemiddleware.auth_token:filter_factory", "egg:keystonemiddleware#auth_token"],
        &["*"],
    ),
    Factory::new("keystonecontext", &["nova.api.auth:NovaKeystoneContext.factory"], &[]),
    Factory::new(
        "healthcheck",
        &[
            "oslo_middleware:Healthcheck.factory",
            "oslo_middleware.healthcheck:Healthcheck.factory",
            "egg:oslo.middleware#healthcheck",
        ],
        HEALTHCHECK_OPTIONS,
    ),
];

/// The apps of this crate; what answers a service's own paths is the service's to add.
pub const APPS: &[Factory] = &[
    Factory::new(
        "healthcheck",
        &[
            "oslo_middleware:Healthcheck.app_factory",
            "oslo_middleware.healthcheck:Healthcheck.app_factory",
            "egg:oslo.middleware#healthcheck",
        ],
        HEALTHCHECK_OPTIONS,
    ),
    #[cfg(feature = "docs")]
    Factory::new("docs", &[], &[]),
];

/// The factory of these lists that a file calls `text`.
pub(super) const fn called(lists: &'static [&'static [Factory]], text: &str) -> Option<&'static Factory> {
    let mut list = 0;
    while list < lists.len() {
        let mut item = 0;
        while item < lists[list].len() {
            if lists[list][item].is_called(text) {
                return Some(&lists[list][item]);
            }
            item += 1;
        }
        list += 1;
    }
    None
}

const fn contains(list: &[&str], text: &str) -> bool {
    let mut index = 0;
    while index < list.len() {
        if same(list[index], text) {
            return true;
        }
        index += 1;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_or_alias_means_two_factories() {
        for lists in [Known::BASE.filters, Known::BASE.apps] {
            let mut names: Vec<&str> = lists
                .iter()
                .flat_map(|list| list.iter())
                .flat_map(|factory| factory.aliases.iter().copied().chain([factory.name]))
                .collect();
            let count = names.len();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), count);
        }
    }

    #[test]
    fn a_factory_goes_by_its_aliases_and_by_its_name_with_our_scheme() {
        let called = |text| called(Known::BASE.filters, text).map(|factory| factory.name);
        assert_eq!(called("oslo_middleware:RequestId.factory"), Some("request_id"));
        assert_eq!(called("starmap:faultwrap"), Some("faultwrap"));
        assert_eq!(called("faultwrap"), None);
    }
}
