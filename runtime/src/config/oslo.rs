//! The options that oslo's and keystone's libraries bring to every service: logging, CORS, request limits, health, tokens,
//! policy, tracing, database.
//!
//! Names, types and defaults are those of the libraries at Nova 34, so that a file written for them is understood; a service
//! lists [`OPTIONS`] first in its registry and declares again what it gives another default.

crate::options! {
    list OPTIONS;
    /// `[DEFAULT] debug`: logs at debug level.
    DEBUG: bool = Opt::bool("DEFAULT", "debug", false).mutable().help("Logs at debug level.");
    /// `[DEFAULT] log_config_append`: A logging configuration file of Python.
    LOG_CONFIG_APPEND: Option<String> = Opt::text_or_none("DEFAULT", "log_config_append").mutable().was(&[("DEFAULT", "log_config")]).help("A logging configuration file of Python.");
    /// `[DEFAULT] log_date_format`: the date in log lines.
    LOG_DATE_FORMAT: String = Opt::text("DEFAULT", "log_date_format", "%Y-%m-%d %H:%M:%S").help("The date in log lines.");
    /// `[DEFAULT] log_file`: the file that logs go to; standard error without it.
    LOG_FILE: Option<String> = Opt::text_or_none("DEFAULT", "log_file").was(&[("DEFAULT", "logfile")]).help("The file that logs go to; standard error without it.");
    /// `[DEFAULT] log_dir`: the directory of a relative log_file.
    LOG_DIR: Option<String> = Opt::text_or_none("DEFAULT", "log_dir").was(&[("DEFAULT", "logdir")]).help("The directory of a relative log_file.");
    /// `[DEFAULT] use_syslog`: logs to syslog.
    USE_SYSLOG: bool = Opt::bool("DEFAULT", "use_syslog", false).help("Logs to syslog.");
    /// `[DEFAULT] use_journal`: logs to the journal.
    USE_JOURNAL: bool = Opt::bool("DEFAULT", "use_journal", false).help("Logs to the journal.");
    /// `[DEFAULT] syslog_log_facility`: the facility of syslog lines.
    SYSLOG_LOG_FACILITY: String = Opt::text("DEFAULT", "syslog_log_facility", "LOG_USER").help("The facility of syslog lines.");
    /// `[DEFAULT] use_json`: logs one JSON object a line.
    USE_JSON: bool = Opt::bool("DEFAULT", "use_json", false).help("Logs one JSON object a line.");
    /// `[DEFAULT] use_stderr`: logs to standard error beside the file.
    USE_STDERR: bool = Opt::bool("DEFAULT", "use_stderr", false).help("Logs to standard error beside the file.");
    /// `[DEFAULT] log_color`: colours log lines by level.
    LOG_COLOR: bool = Opt::bool("DEFAULT", "log_color", false).help("Colours log lines by level.");
    /// `[DEFAULT] log_rotate_interval`: how many units of log_rotate_interval_type lie between two rotations.
    LOG_ROTATE_INTERVAL: i64 = Opt::int("DEFAULT", "log_rotate_interval", 1).help("How many units of log_rotate_interval_type lie between two rotations.");
    /// `[DEFAULT] log_rotate_interval_type`: the unit of log_rotate_interval.
    LOG_ROTATE_INTERVAL_TYPE: String = Opt::choice_in_any_case("DEFAULT", "log_rotate_interval_type", "days", &["seconds", "minutes", "hours", "days", "weekday", "midnight"]).help("The unit of log_rotate_interval.");
    /// `[DEFAULT] max_logfile_count`: how many rotated log files are kept.
    MAX_LOGFILE_COUNT: i64 = Opt::int("DEFAULT", "max_logfile_count", 30).help("How many rotated log files are kept.");
    /// `[DEFAULT] max_logfile_size_mb`: the size at which a log file is rotated, in MB.
    MAX_LOGFILE_SIZE_MB: i64 = Opt::int("DEFAULT", "max_logfile_size_mb", 200).help("The size at which a log file is rotated, in MB.");
    /// `[DEFAULT] log_rotation_type`: what makes a log file rotate.
    LOG_ROTATION_TYPE: String = Opt::choice_in_any_case("DEFAULT", "log_rotation_type", "none", &["interval", "size", "none"]).help("What makes a log file rotate.");
    /// `[DEFAULT] logging_context_format_string`: the form of a log line inside a request.
    LOGGING_CONTEXT_FORMAT_STRING: String = Opt::text("DEFAULT", "logging_context_format_string", "%(asctime)s.%(msecs)03d %(process)d %(levelname)s %(name)s [%(global_request_id)s %(request_id)s %(user_identity)s] %(instance)s%(message)s").help("The form of a log line inside a request.");
    /// `[DEFAULT] logging_default_format_string`: the form of a log line outside a request.
    LOGGING_DEFAULT_FORMAT_STRING: String = Opt::text("DEFAULT", "logging_default_format_string", "%(asctime)s.%(msecs)03d %(process)d %(levelname)s %(name)s [-] %(instance)s%(message)s").help("The form of a log line outside a request.");
    /// `[DEFAULT] logging_debug_format_suffix`: what follows a log line at debug level.
    LOGGING_DEBUG_FORMAT_SUFFIX: String = Opt::text("DEFAULT", "logging_debug_format_suffix", "%(funcName)s %(pathname)s:%(lineno)d").help("What follows a log line at debug level.");
    /// `[DEFAULT] logging_exception_prefix`: what precedes each line of an exception.
    LOGGING_EXCEPTION_PREFIX: String = Opt::text("DEFAULT", "logging_exception_prefix", "%(asctime)s.%(msecs)03d %(process)d ERROR %(name)s %(instance)s").help("What precedes each line of an exception.");
    /// `[DEFAULT] logging_user_identity_format`: the form of user_identity in log lines.
    LOGGING_USER_IDENTITY_FORMAT: String = Opt::text("DEFAULT", "logging_user_identity_format", "%(user)s %(project)s %(domain)s %(system_scope)s %(user_domain)s %(project_domain)s").help("The form of user_identity in log lines.");
    /// `[DEFAULT] default_log_levels`: the levels of loggers, each logger=LEVEL.
    DEFAULT_LOG_LEVELS: Vec<String> = Opt::list("DEFAULT", "default_log_levels", &["amqp=WARN", "boto=WARN", "sqlalchemy=WARN", "suds=INFO", "oslo.messaging=INFO", "oslo_messaging=INFO", "iso8601=WARN", "requests.packages.urllib3.connectionpool=WARN", "urllib3.connectionpool=WARN", "websocket=WARN", "requests.packages.urllib3.util.retry=WARN", "urllib3.util.retry=WARN", "keystonemiddleware=WARN", "routes.middleware=WARN", "stevedore=WARN", "taskflow=WARN", "keystoneauth=WARN", "oslo.cache=INFO", "oslo_policy=INFO", "dogpile.core.dogpile=INFO"]).help("The levels of loggers, each logger=LEVEL.");
    /// `[DEFAULT] publish_errors`: publishes error events.
    PUBLISH_ERRORS: bool = Opt::bool("DEFAULT", "publish_errors", false).help("Publishes error events.");
    /// `[DEFAULT] instance_format`: what precedes a message about one server.
    INSTANCE_FORMAT: String = Opt::text("DEFAULT", "instance_format", "[instance: %(uuid)s] ").help("What precedes a message about one server.");
    /// `[DEFAULT] instance_uuid_format`: what precedes a message about one server known by id.
    INSTANCE_UUID_FORMAT: String = Opt::text("DEFAULT", "instance_uuid_format", "[instance: %(uuid)s] ").help("What precedes a message about one server known by id.");
    /// `[DEFAULT] fatal_deprecations`: makes deprecations fatal.
    FATAL_DEPRECATIONS: bool = Opt::bool("DEFAULT", "fatal_deprecations", false).help("Makes deprecations fatal.");
    /// `[DEFAULT] rate_limit_interval`: the seconds over which log lines are limited; 0 is no limit.
    RATE_LIMIT_INTERVAL: i64 = Opt::int("DEFAULT", "rate_limit_interval", 0).help("The seconds over which log lines are limited; 0 is no limit.");
    /// `[DEFAULT] rate_limit_burst`: how many log lines pass in each rate_limit_interval.
    RATE_LIMIT_BURST: i64 = Opt::int("DEFAULT", "rate_limit_burst", 0).help("How many log lines pass in each rate_limit_interval.");
    /// `[DEFAULT] rate_limit_except_level`: the level from which log lines are never limited.
    RATE_LIMIT_EXCEPT_LEVEL: String = Opt::choice("DEFAULT", "rate_limit_except_level", "CRITICAL", &["CRITICAL", "ERROR", "INFO", "WARNING", "DEBUG", ""]).help("The level from which log lines are never limited.");
    /// `[DEFAULT] backdoor_port`: A debugging console that this service does not have.
    BACKDOOR_PORT: Option<String> = Opt::text_or_none("DEFAULT", "backdoor_port").help("A debugging console that this service does not have.");
    /// `[DEFAULT] backdoor_socket`: A debugging console that this service does not have.
    BACKDOOR_SOCKET: Option<String> = Opt::text_or_none("DEFAULT", "backdoor_socket").help("A debugging console that this service does not have.");
    /// `[DEFAULT] log_options`: logs every option at start, at debug level.
    LOG_OPTIONS: bool = Opt::bool("DEFAULT", "log_options", true).help("Logs every option at start, at debug level.");
    /// `[DEFAULT] graceful_shutdown_timeout`: the seconds that running requests get at SIGTERM; 0 waits for ever.
    GRACEFUL_SHUTDOWN_TIMEOUT: i64 = Opt::int("DEFAULT", "graceful_shutdown_timeout", 60).min(0).help("The seconds that running requests get at SIGTERM; 0 waits for ever.");
    /// `[DEFAULT] transport_url`: the message queue, with its password.
    TRANSPORT_URL: Option<String> = Opt::text_or_none("DEFAULT", "transport_url").secret().help("The message queue, with its password.");
    /// `[cors] allowed_origin`: the origins that may read answers, or `*`; none turns the filter off.
    CORS_ALLOWED_ORIGIN: Vec<String> = Opt::list("cors", "allowed_origin", &[]).subgroups().help("The origins that may read answers, or `*`; none turns the filter off.");
    /// `[cors] allow_credentials`: lets browsers send credentials.
    CORS_ALLOW_CREDENTIALS: bool = Opt::bool("cors", "allow_credentials", true).subgroups().help("Lets browsers send credentials.");
    /// `[cors] expose_headers`: the answer headers that scripts may read.
    CORS_EXPOSE_HEADERS: Vec<String> = Opt::list("cors", "expose_headers", &[]).subgroups().help("The answer headers that scripts may read.");
    /// `[cors] max_age`: the seconds that a preflight answer may be kept.
    CORS_MAX_AGE: i64 = Opt::int("cors", "max_age", 3600).subgroups().help("The seconds that a preflight answer may be kept.");
    /// `[cors] allow_methods`: the methods that scripts may use.
    CORS_ALLOW_METHODS: Vec<String> = Opt::list("cors", "allow_methods", &["OPTIONS", "GET", "HEAD", "POST", "PUT", "DELETE", "TRACE", "PATCH"]).subgroups().help("The methods that scripts may use.");
    /// `[cors] allow_headers`: the request headers that scripts may send.
    CORS_ALLOW_HEADERS: Vec<String> = Opt::list("cors", "allow_headers", &[]).subgroups().help("The request headers that scripts may send.");
    /// `[oslo_middleware] max_request_body_size`: the most bytes of a request body.
    OSLO_MIDDLEWARE_MAX_REQUEST_BODY_SIZE: i64 = Opt::int("oslo_middleware", "max_request_body_size", 114688).min(0).was(&[("DEFAULT", "osapi_max_request_body_size"), ("DEFAULT", "max_request_body_size")]).help("The most bytes of a request body.");
    /// `[oslo_middleware] enable_proxy_headers_parsing`: believes Forwarded and X-Forwarded-* headers; only behind a proxy that sets them.
    OSLO_MIDDLEWARE_ENABLE_PROXY_HEADERS_PARSING: bool = Opt::bool("oslo_middleware", "enable_proxy_headers_parsing", false).help("Believes Forwarded and X-Forwarded-* headers; only behind a proxy that sets them.");
    /// `[oslo_middleware] http_basic_auth_user_file`: the password file of the basic-auth filter.
    OSLO_MIDDLEWARE_HTTP_BASIC_AUTH_USER_FILE: String = Opt::text("oslo_middleware", "http_basic_auth_user_file", "/etc/htpasswd").help("The password file of the basic-auth filter.");
    /// `[oslo_middleware_tracing] enabled`: sends traces to an OpenTelemetry collector.
    OSLO_MIDDLEWARE_TRACING_ENABLED: bool = Opt::bool("oslo_middleware_tracing", "enabled", false).help("Sends traces to an OpenTelemetry collector.");
    /// `[oslo_middleware_tracing] otlp_endpoint`: the collector.
    OSLO_MIDDLEWARE_TRACING_OTLP_ENDPOINT: String = Opt::uri("oslo_middleware_tracing", "otlp_endpoint", "http://localhost:4318", &["http", "https"]).help("The collector.");
    /// `[oslo_middleware_tracing] otlp_protocol`: the collector's protocol.
    OSLO_MIDDLEWARE_TRACING_OTLP_PROTOCOL: String = Opt::choice("oslo_middleware_tracing", "otlp_protocol", "http/protobuf", &["http/protobuf", "grpc"]).help("The collector's protocol.");
    /// `[oslo_middleware_tracing] service_name`: the name that spans carry.
    OSLO_MIDDLEWARE_TRACING_SERVICE_NAME: Option<String> = Opt::text_or_none("oslo_middleware_tracing", "service_name").help("The name that spans carry.");
    /// `[oslo_middleware_tracing] sampling_rate`: the share of requests that are traced, 0 to 1.
    OSLO_MIDDLEWARE_TRACING_SAMPLING_RATE: f64 = Opt::float("oslo_middleware_tracing", "sampling_rate", 1.0).min(0).max(1).help("The share of requests that are traced, 0 to 1.");
    /// `[oslo_middleware_tracing] insecure`: skips the check of the collector's certificate.
    OSLO_MIDDLEWARE_TRACING_INSECURE: bool = Opt::bool("oslo_middleware_tracing", "insecure", false).help("Skips the check of the collector's certificate.");
    /// `[healthcheck] path`: the path of the filter form, /healthcheck when unset.
    HEALTHCHECK_PATH: Option<String> = Opt::text_or_none("healthcheck", "path").help("The path of the filter form, /healthcheck when unset.");
    /// `[healthcheck] detailed`: shows what each check said.
    HEALTHCHECK_DETAILED: bool = Opt::bool("healthcheck", "detailed", false).help("Shows what each check said.");
    /// `[healthcheck] backends`: the checks that run.
    HEALTHCHECK_BACKENDS: Vec<String> = Opt::list("healthcheck", "backends", &[]).help("The checks that run.");
    /// `[healthcheck] allowed_source_ranges`: the networks that may ask; all when empty.
    HEALTHCHECK_ALLOWED_SOURCE_RANGES: Vec<String> = Opt::list("healthcheck", "allowed_source_ranges", &[]).help("The networks that may ask; all when empty.");
    /// `[healthcheck] ignore_proxied_requests`: answers nobody who comes through a proxy.
    HEALTHCHECK_IGNORE_PROXIED_REQUESTS: bool = Opt::bool("healthcheck", "ignore_proxied_requests", false).help("Answers nobody who comes through a proxy.");
    /// `[healthcheck] disable_by_file_path`: A file whose presence makes the service report itself down.
    HEALTHCHECK_DISABLE_BY_FILE_PATH: Option<String> = Opt::text_or_none("healthcheck", "disable_by_file_path").help("A file whose presence makes the service report itself down.");
    /// `[healthcheck] disable_by_file_paths`: PORT:PATH of files that make the service on that port report itself down.
    HEALTHCHECK_DISABLE_BY_FILE_PATHS: Vec<String> = Opt::list("healthcheck", "disable_by_file_paths", &[]).help("PORT:PATH of files that make the service on that port report itself down.");
    /// `[healthcheck] enable_by_file_paths`: files whose absence makes the service report itself down.
    HEALTHCHECK_ENABLE_BY_FILE_PATHS: Vec<String> = Opt::list("healthcheck", "enable_by_file_paths", &[]).help("Files whose absence makes the service report itself down.");
    /// `[keystone_authtoken] www_authenticate_uri`: the Keystone that a client without a token is sent to.
    KEYSTONE_AUTHTOKEN_WWW_AUTHENTICATE_URI: Option<String> = Opt::text_or_none("keystone_authtoken", "www_authenticate_uri").was(&[("keystone_authtoken", "auth_uri")]).help("The Keystone that a client without a token is sent to.");
    /// `[keystone_authtoken] auth_version`: the version of the identity API; found out when unset.
    KEYSTONE_AUTHTOKEN_AUTH_VERSION: Option<String> = Opt::text_or_none("keystone_authtoken", "auth_version").help("The version of the identity API; found out when unset.");
    /// `[keystone_authtoken] interface`: the interface of the identity endpoint.
    KEYSTONE_AUTHTOKEN_INTERFACE: String = Opt::text("keystone_authtoken", "interface", "internal").help("The interface of the identity endpoint.");
    /// `[keystone_authtoken] delay_auth_decision`: lets requests without a valid token pass, marked as such.
    KEYSTONE_AUTHTOKEN_DELAY_AUTH_DECISION: bool = Opt::bool("keystone_authtoken", "delay_auth_decision", false).help("Lets requests without a valid token pass, marked as such.");
    /// `[keystone_authtoken] http_connect_timeout`: the seconds to wait for Keystone; for ever when unset.
    KEYSTONE_AUTHTOKEN_HTTP_CONNECT_TIMEOUT: Option<i64> = Opt::int_or_none("keystone_authtoken", "http_connect_timeout").min(0).help("The seconds to wait for Keystone; for ever when unset.");
    /// `[keystone_authtoken] http_request_max_retries`: how often a request to Keystone is tried again.
    KEYSTONE_AUTHTOKEN_HTTP_REQUEST_MAX_RETRIES: i64 = Opt::int("keystone_authtoken", "http_request_max_retries", 3).min(0).help("How often a request to Keystone is tried again.");
    /// `[keystone_authtoken] cache`: the key under which a WSGI environment holds a cache.
    KEYSTONE_AUTHTOKEN_CACHE: Option<String> = Opt::text_or_none("keystone_authtoken", "cache").help("The key under which a WSGI environment holds a cache.");
    /// `[keystone_authtoken] certfile`: the client certificate for Keystone.
    KEYSTONE_AUTHTOKEN_CERTFILE: Option<String> = Opt::text_or_none("keystone_authtoken", "certfile").help("The client certificate for Keystone.");
    /// `[keystone_authtoken] keyfile`: the client key for Keystone.
    KEYSTONE_AUTHTOKEN_KEYFILE: Option<String> = Opt::text_or_none("keystone_authtoken", "keyfile").help("The client key for Keystone.");
    /// `[keystone_authtoken] cafile`: the certificates that Keystone is checked against.
    KEYSTONE_AUTHTOKEN_CAFILE: Option<String> = Opt::text_or_none("keystone_authtoken", "cafile").help("The certificates that Keystone is checked against.");
    /// `[keystone_authtoken] insecure`: skips the check of Keystone's certificate.
    KEYSTONE_AUTHTOKEN_INSECURE: bool = Opt::bool("keystone_authtoken", "insecure", false).help("Skips the check of Keystone's certificate.");
    /// `[keystone_authtoken] region_name`: the region of the identity endpoint.
    KEYSTONE_AUTHTOKEN_REGION_NAME: Option<String> = Opt::text_or_none("keystone_authtoken", "region_name").help("The region of the identity endpoint.");
    /// `[keystone_authtoken] memcached_servers`: the memcached servers that hold checked tokens; this process holds them when empty.
    KEYSTONE_AUTHTOKEN_MEMCACHED_SERVERS: Vec<String> = Opt::list("keystone_authtoken", "memcached_servers", &[]).was(&[("keystone_authtoken", "memcache_servers")]).help("The memcached servers that hold checked tokens; this process holds them when empty.");
    /// `[keystone_authtoken] token_cache_time`: the seconds that a checked token is believed; -1 checks every request.
    KEYSTONE_AUTHTOKEN_TOKEN_CACHE_TIME: i64 = Opt::int("keystone_authtoken", "token_cache_time", 300).help("The seconds that a checked token is believed; -1 checks every request.");
    /// `[keystone_authtoken] memcache_security_strategy`: how tokens in memcached are protected.
    KEYSTONE_AUTHTOKEN_MEMCACHE_SECURITY_STRATEGY: String = Opt::choice_in_any_case("keystone_authtoken", "memcache_security_strategy", "None", &["None", "MAC", "ENCRYPT"]).help("How tokens in memcached are protected.");
    /// `[keystone_authtoken] memcache_secret_key`: the key that protects tokens in memcached.
    KEYSTONE_AUTHTOKEN_MEMCACHE_SECRET_KEY: Option<String> = Opt::text_or_none("keystone_authtoken", "memcache_secret_key").secret().help("The key that protects tokens in memcached.");
    /// `[keystone_authtoken] memcache_tls_enabled`: speaks TLS to memcached.
    KEYSTONE_AUTHTOKEN_MEMCACHE_TLS_ENABLED: bool = Opt::bool("keystone_authtoken", "memcache_tls_enabled", false).help("Speaks TLS to memcached.");
    /// `[keystone_authtoken] memcache_tls_cafile`: TLS to memcached: cafile.
    KEYSTONE_AUTHTOKEN_MEMCACHE_TLS_CAFILE: Option<String> = Opt::text_or_none("keystone_authtoken", "memcache_tls_cafile").help("TLS to memcached: cafile.");
    /// `[keystone_authtoken] memcache_tls_certfile`: TLS to memcached: certfile.
    KEYSTONE_AUTHTOKEN_MEMCACHE_TLS_CERTFILE: Option<String> = Opt::text_or_none("keystone_authtoken", "memcache_tls_certfile").help("TLS to memcached: certfile.");
    /// `[keystone_authtoken] memcache_tls_keyfile`: TLS to memcached: keyfile.
    KEYSTONE_AUTHTOKEN_MEMCACHE_TLS_KEYFILE: Option<String> = Opt::text_or_none("keystone_authtoken", "memcache_tls_keyfile").help("TLS to memcached: keyfile.");
    /// `[keystone_authtoken] memcache_tls_allowed_ciphers`: TLS to memcached: allowed ciphers.
    KEYSTONE_AUTHTOKEN_MEMCACHE_TLS_ALLOWED_CIPHERS: Option<String> = Opt::text_or_none("keystone_authtoken", "memcache_tls_allowed_ciphers").help("TLS to memcached: allowed ciphers.");
    /// `[keystone_authtoken] memcache_pool_dead_retry`: the seconds before a dead memcached is tried again.
    KEYSTONE_AUTHTOKEN_MEMCACHE_POOL_DEAD_RETRY: i64 = Opt::int("keystone_authtoken", "memcache_pool_dead_retry", 300).help("The seconds before a dead memcached is tried again.");
    /// `[keystone_authtoken] memcache_pool_maxsize`: the most connections to each memcached.
    KEYSTONE_AUTHTOKEN_MEMCACHE_POOL_MAXSIZE: i64 = Opt::int("keystone_authtoken", "memcache_pool_maxsize", 10).help("The most connections to each memcached.");
    /// `[keystone_authtoken] memcache_pool_socket_timeout`: the seconds to wait for memcached.
    KEYSTONE_AUTHTOKEN_MEMCACHE_POOL_SOCKET_TIMEOUT: i64 = Opt::int("keystone_authtoken", "memcache_pool_socket_timeout", 3).help("The seconds to wait for memcached.");
    /// `[keystone_authtoken] memcache_pool_unused_timeout`: the seconds that an idle connection to memcached lives.
    KEYSTONE_AUTHTOKEN_MEMCACHE_POOL_UNUSED_TIMEOUT: i64 = Opt::int("keystone_authtoken", "memcache_pool_unused_timeout", 60).help("The seconds that an idle connection to memcached lives.");
    /// `[keystone_authtoken] memcache_pool_conn_get_timeout`: the seconds to wait for a connection from the pool.
    KEYSTONE_AUTHTOKEN_MEMCACHE_POOL_CONN_GET_TIMEOUT: i64 = Opt::int("keystone_authtoken", "memcache_pool_conn_get_timeout", 10).help("The seconds to wait for a connection from the pool.");
    /// `[keystone_authtoken] memcache_use_advanced_pool`: pools connections to memcached.
    KEYSTONE_AUTHTOKEN_MEMCACHE_USE_ADVANCED_POOL: bool = Opt::bool("keystone_authtoken", "memcache_use_advanced_pool", true).help("Pools connections to memcached.");
    /// `[keystone_authtoken] memcache_sasl_enabled`: logs in to memcached.
    KEYSTONE_AUTHTOKEN_MEMCACHE_SASL_ENABLED: bool = Opt::bool("keystone_authtoken", "memcache_sasl_enabled", false).help("Logs in to memcached.");
    /// `[keystone_authtoken] memcache_username`: the name at memcached.
    KEYSTONE_AUTHTOKEN_MEMCACHE_USERNAME: Option<String> = Opt::text_or_none("keystone_authtoken", "memcache_username").help("The name at memcached.");
    /// `[keystone_authtoken] memcache_password`: the password at memcached.
    KEYSTONE_AUTHTOKEN_MEMCACHE_PASSWORD: Option<String> = Opt::text_or_none("keystone_authtoken", "memcache_password").secret().help("The password at memcached.");
    /// `[keystone_authtoken] include_service_catalog`: asks Keystone for the catalog with each token.
    KEYSTONE_AUTHTOKEN_INCLUDE_SERVICE_CATALOG: bool = Opt::bool("keystone_authtoken", "include_service_catalog", true).help("Asks Keystone for the catalog with each token.");
    /// `[keystone_authtoken] enforce_token_bind`: what a bound token has to prove.
    KEYSTONE_AUTHTOKEN_ENFORCE_TOKEN_BIND: String = Opt::choice("keystone_authtoken", "enforce_token_bind", "permissive", &["disabled", "permissive", "strict", "required", "kerberos"]).help("What a bound token has to prove.");
    /// `[keystone_authtoken] service_token_roles`: the roles of which a service token needs one.
    KEYSTONE_AUTHTOKEN_SERVICE_TOKEN_ROLES: Vec<String> = Opt::list("keystone_authtoken", "service_token_roles", &["service"]).help("The roles of which a service token needs one.");
    /// `[keystone_authtoken] service_token_roles_required`: refuses service tokens without such a role.
    KEYSTONE_AUTHTOKEN_SERVICE_TOKEN_ROLES_REQUIRED: bool = Opt::bool("keystone_authtoken", "service_token_roles_required", true).help("Refuses service tokens without such a role.");
    /// `[keystone_authtoken] service_type`: the type by which access rules name this service.
    KEYSTONE_AUTHTOKEN_SERVICE_TYPE: Option<String> = Opt::text_or_none("keystone_authtoken", "service_type").help("The type by which access rules name this service.");
    /// `[keystone_authtoken] auth_type`: how the service itself logs in to Keystone: password, v3password, v3applicationcredential.
    KEYSTONE_AUTHTOKEN_AUTH_TYPE: Option<String> = Opt::text_or_none("keystone_authtoken", "auth_type").was(&[("keystone_authtoken", "auth_plugin")]).help("How the service itself logs in to Keystone: password, v3password, v3applicationcredential.");
    /// `[keystone_authtoken] auth_section`: another section that holds the login.
    KEYSTONE_AUTHTOKEN_AUTH_SECTION: Option<String> = Opt::text_or_none("keystone_authtoken", "auth_section").help("Another section that holds the login.");
    /// `[keystone_authtoken] auth_url`: the Keystone that tokens are checked with.
    KEYSTONE_AUTHTOKEN_AUTH_URL: Option<String> = Opt::text_or_none("keystone_authtoken", "auth_url").help("The Keystone that tokens are checked with.");
    /// `[keystone_authtoken] username`: the service's user name.
    KEYSTONE_AUTHTOKEN_USERNAME: Option<String> = Opt::text_or_none("keystone_authtoken", "username").was(&[("keystone_authtoken", "user_name")]).help("The service's user name.");
    /// `[keystone_authtoken] password`: the service's password.
    KEYSTONE_AUTHTOKEN_PASSWORD: Option<String> = Opt::text_or_none("keystone_authtoken", "password").secret().help("The service's password.");
    /// `[keystone_authtoken] user_id`: the service's login: user id.
    KEYSTONE_AUTHTOKEN_USER_ID: Option<String> = Opt::text_or_none("keystone_authtoken", "user_id").help("The service's login: user id.");
    /// `[keystone_authtoken] user_domain_id`: the service's login: user domain id.
    KEYSTONE_AUTHTOKEN_USER_DOMAIN_ID: Option<String> = Opt::text_or_none("keystone_authtoken", "user_domain_id").help("The service's login: user domain id.");
    /// `[keystone_authtoken] user_domain_name`: the service's login: user domain name.
    KEYSTONE_AUTHTOKEN_USER_DOMAIN_NAME: Option<String> = Opt::text_or_none("keystone_authtoken", "user_domain_name").help("The service's login: user domain name.");
    /// `[keystone_authtoken] project_domain_id`: the service's login: project domain id.
    KEYSTONE_AUTHTOKEN_PROJECT_DOMAIN_ID: Option<String> = Opt::text_or_none("keystone_authtoken", "project_domain_id").help("The service's login: project domain id.");
    /// `[keystone_authtoken] project_domain_name`: the service's login: project domain name.
    KEYSTONE_AUTHTOKEN_PROJECT_DOMAIN_NAME: Option<String> = Opt::text_or_none("keystone_authtoken", "project_domain_name").help("The service's login: project domain name.");
    /// `[keystone_authtoken] default_domain_id`: the service's login: default domain id.
    KEYSTONE_AUTHTOKEN_DEFAULT_DOMAIN_ID: Option<String> = Opt::text_or_none("keystone_authtoken", "default_domain_id").help("The service's login: default domain id.");
    /// `[keystone_authtoken] default_domain_name`: the service's login: default domain name.
    KEYSTONE_AUTHTOKEN_DEFAULT_DOMAIN_NAME: Option<String> = Opt::text_or_none("keystone_authtoken", "default_domain_name").help("The service's login: default domain name.");
    /// `[keystone_authtoken] domain_id`: the service's login: domain id.
    KEYSTONE_AUTHTOKEN_DOMAIN_ID: Option<String> = Opt::text_or_none("keystone_authtoken", "domain_id").help("The service's login: domain id.");
    /// `[keystone_authtoken] domain_name`: the service's login: domain name.
    KEYSTONE_AUTHTOKEN_DOMAIN_NAME: Option<String> = Opt::text_or_none("keystone_authtoken", "domain_name").help("The service's login: domain name.");
    /// `[keystone_authtoken] system_scope`: the service's login: system scope.
    KEYSTONE_AUTHTOKEN_SYSTEM_SCOPE: Option<String> = Opt::text_or_none("keystone_authtoken", "system_scope").help("The service's login: system scope.");
    /// `[keystone_authtoken] trust_id`: the service's login: trust id.
    KEYSTONE_AUTHTOKEN_TRUST_ID: Option<String> = Opt::text_or_none("keystone_authtoken", "trust_id").help("The service's login: trust id.");
    /// `[keystone_authtoken] application_credential_id`: the service's login: application credential id.
    KEYSTONE_AUTHTOKEN_APPLICATION_CREDENTIAL_ID: Option<String> = Opt::text_or_none("keystone_authtoken", "application_credential_id").help("The service's login: application credential id.");
    /// `[keystone_authtoken] application_credential_name`: the service's login: application credential name.
    KEYSTONE_AUTHTOKEN_APPLICATION_CREDENTIAL_NAME: Option<String> = Opt::text_or_none("keystone_authtoken", "application_credential_name").help("The service's login: application credential name.");
    /// `[keystone_authtoken] project_id`: the service's login: project id.
    KEYSTONE_AUTHTOKEN_PROJECT_ID: Option<String> = Opt::text_or_none("keystone_authtoken", "project_id").was(&[("keystone_authtoken", "tenant_id")]).help("The service's login: project id.");
    /// `[keystone_authtoken] project_name`: the service's login: project name.
    KEYSTONE_AUTHTOKEN_PROJECT_NAME: Option<String> = Opt::text_or_none("keystone_authtoken", "project_name").was(&[("keystone_authtoken", "tenant_name")]).help("The service's login: project name.");
    /// `[keystone_authtoken] application_credential_secret`: the service's login: application credential secret.
    KEYSTONE_AUTHTOKEN_APPLICATION_CREDENTIAL_SECRET: Option<String> = Opt::text_or_none("keystone_authtoken", "application_credential_secret").secret().help("The service's login: application credential secret.");
    /// `[oslo_policy] enforce_new_defaults`: drops the checks that Nova had before 2021; they are allowed beside the new ones when false.
    OSLO_POLICY_ENFORCE_NEW_DEFAULTS: bool = Opt::bool("oslo_policy", "enforce_new_defaults", true).help("Drops the checks that Nova had before 2021; they are allowed beside the new ones when false.");
    /// `[oslo_policy] enforce_scope`: has no effect any more: the scope of a token is always checked.
    OSLO_POLICY_ENFORCE_SCOPE: Option<String> = Opt::text_or_none("oslo_policy", "enforce_scope").help("Has no effect any more: the scope of a token is always checked.");
    /// `[oslo_policy] policy_file`: the file of rules, beside the configuration file when relative.
    OSLO_POLICY_POLICY_FILE: String = Opt::text("oslo_policy", "policy_file", "policy.yaml").help("The file of rules, beside the configuration file when relative.");
    /// `[oslo_policy] policy_default_rule`: the rule that stands for rules nobody defined.
    OSLO_POLICY_POLICY_DEFAULT_RULE: String = Opt::text("oslo_policy", "policy_default_rule", "default").help("The rule that stands for rules nobody defined.");
    /// `[oslo_policy] policy_dirs`: directories whose files are read after policy_file.
    OSLO_POLICY_POLICY_DIRS: Vec<String> = Opt::multi("oslo_policy", "policy_dirs", &["policy.d"]).help("Directories whose files are read after policy_file.");
    /// `[oslo_policy] remote_content_type`: belongs to http: checks, which are refused here.
    OSLO_POLICY_REMOTE_CONTENT_TYPE: String = Opt::choice("oslo_policy", "remote_content_type", "application/x-www-form-urlencoded", &["application/x-www-form-urlencoded", "application/json"]).help("Belongs to http: checks, which are refused here.");
    /// `[oslo_policy] remote_ssl_verify_server_crt`: belongs to http: checks, which are refused here.
    OSLO_POLICY_REMOTE_SSL_VERIFY_SERVER_CRT: bool = Opt::bool("oslo_policy", "remote_ssl_verify_server_crt", false).help("Belongs to http: checks, which are refused here.");
    /// `[oslo_policy] remote_ssl_ca_crt_file`: belongs to http: checks, which are refused here.
    OSLO_POLICY_REMOTE_SSL_CA_CRT_FILE: Option<String> = Opt::text_or_none("oslo_policy", "remote_ssl_ca_crt_file").help("Belongs to http: checks, which are refused here.");
    /// `[oslo_policy] remote_ssl_client_crt_file`: belongs to http: checks, which are refused here.
    OSLO_POLICY_REMOTE_SSL_CLIENT_CRT_FILE: Option<String> = Opt::text_or_none("oslo_policy", "remote_ssl_client_crt_file").help("Belongs to http: checks, which are refused here.");
    /// `[oslo_policy] remote_ssl_client_key_file`: belongs to http: checks, which are refused here.
    OSLO_POLICY_REMOTE_SSL_CLIENT_KEY_FILE: Option<String> = Opt::text_or_none("oslo_policy", "remote_ssl_client_key_file").help("Belongs to http: checks, which are refused here.");
    /// `[oslo_policy] remote_timeout`: belongs to http: checks, which are refused here.
    OSLO_POLICY_REMOTE_TIMEOUT: f64 = Opt::float("oslo_policy", "remote_timeout", 60.0).min(0).help("Belongs to http: checks, which are refused here.");
    /// `[database] sqlite_synchronous`: waits for the disk at each commit of SQLite.
    DATABASE_SQLITE_SYNCHRONOUS: bool = Opt::bool("database", "sqlite_synchronous", true).help("Waits for the disk at each commit of SQLite.");
    /// `[database] backend`: the library that Nova reaches its database with.
    DATABASE_BACKEND: String = Opt::text("database", "backend", "sqlalchemy").help("The library that Nova reaches its database with.");
    /// `[database] connection`: the database URL.
    DATABASE_CONNECTION: Option<String> = Opt::text_or_none("database", "connection").secret().help("The database URL.");
    /// `[database] slave_connection`: the URL of a read-only copy of the database.
    DATABASE_SLAVE_CONNECTION: Option<String> = Opt::text_or_none("database", "slave_connection").secret().help("The URL of a read-only copy of the database.");
    /// `[database] asyncio_connection`: the database URL for asyncio.
    DATABASE_ASYNCIO_CONNECTION: Option<String> = Opt::text_or_none("database", "asyncio_connection").secret().help("The database URL for asyncio.");
    /// `[database] asyncio_slave_connection`: the URL of a read-only copy for asyncio.
    DATABASE_ASYNCIO_SLAVE_CONNECTION: Option<String> = Opt::text_or_none("database", "asyncio_slave_connection").secret().help("The URL of a read-only copy for asyncio.");
    /// `[database] synchronous_reader`: waits for a copy to catch up before it is read.
    DATABASE_SYNCHRONOUS_READER: bool = Opt::bool("database", "synchronous_reader", true).help("Waits for a copy to catch up before it is read.");
    /// `[database] mysql_sql_mode`: belongs to MySQL.
    DATABASE_MYSQL_SQL_MODE: String = Opt::text("database", "mysql_sql_mode", "TRADITIONAL").help("Belongs to MySQL.");
    /// `[database] mysql_wsrep_sync_wait`: belongs to MySQL.
    DATABASE_MYSQL_WSREP_SYNC_WAIT: Option<i64> = Opt::int_or_none("database", "mysql_wsrep_sync_wait").help("Belongs to MySQL.");
    /// `[database] connection_recycle_time`: the seconds after which a connection is opened anew.
    DATABASE_CONNECTION_RECYCLE_TIME: i64 = Opt::int("database", "connection_recycle_time", 3600).help("The seconds after which a connection is opened anew.");
    /// `[database] max_pool_size`: the connections that are kept; 0 is no limit.
    DATABASE_MAX_POOL_SIZE: i64 = Opt::int("database", "max_pool_size", 5).min(0).help("The connections that are kept; 0 is no limit.");
    /// `[database] max_retries`: how often a connection is tried at start; -1 never gives up.
    DATABASE_MAX_RETRIES: i64 = Opt::int("database", "max_retries", 10).help("How often a connection is tried at start; -1 never gives up.");
    /// `[database] retry_interval`: the seconds between two tries.
    DATABASE_RETRY_INTERVAL: i64 = Opt::int("database", "retry_interval", 10).help("The seconds between two tries.");
    /// `[database] max_overflow`: the connections beyond max_pool_size.
    DATABASE_MAX_OVERFLOW: i64 = Opt::int("database", "max_overflow", 50).help("The connections beyond max_pool_size.");
    /// `[database] connection_debug`: how much of the SQL is logged, 0 to 100.
    DATABASE_CONNECTION_DEBUG: i64 = Opt::int("database", "connection_debug", 0).min(0).max(100).help("How much of the SQL is logged, 0 to 100.");
    /// `[database] connection_trace`: adds the caller to each statement as a comment.
    DATABASE_CONNECTION_TRACE: bool = Opt::bool("database", "connection_trace", false).help("Adds the caller to each statement as a comment.");
    /// `[database] pool_timeout`: the seconds to wait for a connection from the pool.
    DATABASE_POOL_TIMEOUT: Option<i64> = Opt::int_or_none("database", "pool_timeout").help("The seconds to wait for a connection from the pool.");
    /// `[database] use_db_reconnect`: tries a statement again when its connection broke.
    DATABASE_USE_DB_RECONNECT: bool = Opt::bool("database", "use_db_reconnect", false).help("Tries a statement again when its connection broke.");
    /// `[database] db_retry_interval`: the seconds between two tries of a statement.
    DATABASE_DB_RETRY_INTERVAL: i64 = Opt::int("database", "db_retry_interval", 1).help("The seconds between two tries of a statement.");
    /// `[database] db_inc_retry_interval`: doubles db_retry_interval at each try.
    DATABASE_DB_INC_RETRY_INTERVAL: bool = Opt::bool("database", "db_inc_retry_interval", true).help("Doubles db_retry_interval at each try.");
    /// `[database] db_max_retry_interval`: the most seconds between two tries of a statement.
    DATABASE_DB_MAX_RETRY_INTERVAL: i64 = Opt::int("database", "db_max_retry_interval", 10).help("The most seconds between two tries of a statement.");
    /// `[database] db_max_retries`: how often a statement is tried.
    DATABASE_DB_MAX_RETRIES: i64 = Opt::int("database", "db_max_retries", 20).help("How often a statement is tried.");
    /// `[database] connection_parameters`: what is appended to the database URL.
    DATABASE_CONNECTION_PARAMETERS: String = Opt::text("database", "connection_parameters", "").help("What is appended to the database URL.");
}
