//! What the filter is configured with: `[keystone_authtoken]` of nova.conf, and over it the options of its api-paste.ini section.
//!
//! Only names are read here; whether they make a login is judged when the filter is made, so that a service which never uses
//! the filter needs none of them.

use crate::config::{Config, Opt, oslo};

use super::secret::Secret;
use crate::http_client::TransportSettings;

/// The settings of the filter. `Default` is the configuration of an empty nova.conf.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthTokenSettings {
    /// The Keystone that a client without a token is sent to; `auth_url` when unset.
    pub www_authenticate_uri: Option<String>,
    /// The Keystone that tokens are checked with, with or without `/v3`.
    pub auth_url: Option<String>,
    /// How the service logs in.
    pub login: LoginSettings,
    /// The interface of the identity endpoint in the catalog.
    pub interface: String,
    /// The region of the identity endpoint in the catalog; any when unset.
    pub region_name: Option<String>,
    /// Lets requests without a valid token pass, without an identity.
    pub delay_auth_decision: bool,
    /// The seconds that one try of a request to Keystone may take; 60 when unset.
    pub http_connect_timeout: Option<u64>,
    /// How often a request to Keystone is tried again when the connection fails.
    pub http_request_max_retries: u32,
    /// The seconds that a checked token is believed; -1 checks every request.
    pub token_cache_time: i64,
    /// Asks Keystone for the catalog with each token.
    pub include_service_catalog: bool,
    /// What a bound token has to prove: `disabled`, `permissive`, `strict`, `required`, or the name of a kind of bind.
    pub enforce_token_bind: String,
    /// The roles of which a service token needs one.
    pub service_token_roles: Vec<String>,
    /// Refuses service tokens without such a role.
    pub service_token_roles_required: bool,
    /// The type by which access rules name this service.
    pub service_type: Option<String>,
    /// How `https` is spoken to Keystone.
    pub transport: TransportSettings,
    /// The options that are set but not supported, for a warning.
    pub ignored: Vec<&'static str>,
}

/// How the service itself logs in to Keystone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LoginSettings {
    /// `password`, `v3password` or `v3applicationcredential`.
    pub auth_type: Option<String>,
    /// The service's user.
    pub username: Option<String>,
    /// The user's id, in place of a name and a domain.
    pub user_id: Option<String>,
    /// The domain of the user, by id.
    pub user_domain_id: Option<String>,
    /// The domain of the user, by name.
    pub user_domain_name: Option<String>,
    /// The password.
    pub password: Option<Secret>,
    /// The project to act in, by id.
    pub project_id: Option<String>,
    /// The project to act in, by name.
    pub project_name: Option<String>,
    /// The domain of the project, by id.
    pub project_domain_id: Option<String>,
    /// The domain of the project, by name.
    pub project_domain_name: Option<String>,
    /// The domain, by id, of a user or a project that is named without one.
    pub default_domain_id: Option<String>,
    /// The domain, by name, of a user or a project that is named without one.
    pub default_domain_name: Option<String>,
    /// The domain to act in, by id.
    pub domain_id: Option<String>,
    /// The domain to act in, by name.
    pub domain_name: Option<String>,
    /// `all` to act on the system.
    pub system_scope: Option<String>,
    /// The trust to act by.
    pub trust_id: Option<String>,
    /// The application credential, by id.
    pub application_credential_id: Option<String>,
    /// The application credential, by name; the user is then named too.
    pub application_credential_name: Option<String>,
    /// Its secret.
    pub application_credential_secret: Option<Secret>,
}

impl Default for AuthTokenSettings {
    fn default() -> Self {
        Self {
            www_authenticate_uri: None,
            auth_url: None,
            login: LoginSettings::default(),
            interface: "internal".to_owned(),
            region_name: None,
            delay_auth_decision: false,
            http_connect_timeout: None,
            http_request_max_retries: 3,
            token_cache_time: 300,
            include_service_catalog: true,
            enforce_token_bind: "permissive".to_owned(),
            service_token_roles: vec!["service".to_owned()],
            service_token_roles_required: true,
            service_type: None,
            transport: TransportSettings::default(),
            ignored: Vec::new(),
        }
    }
}

impl AuthTokenSettings {
    /// Reads `[keystone_authtoken]`, and the login from the section that `auth_section` names.
    ///
    /// # Errors
    ///
    /// An `auth_section` that is not there.
    pub fn from_config(config: &Config) -> Result<Self, String> {
        let text = |option| config.read(option);
        let ignored = [
            ("memcached_servers", !config.read(&oslo::KEYSTONE_AUTHTOKEN_MEMCACHED_SERVERS).is_empty()),
            ("cache", text(&oslo::KEYSTONE_AUTHTOKEN_CACHE).is_some()),
        ];
        let group = text(&oslo::KEYSTONE_AUTHTOKEN_AUTH_SECTION).filter(|section| !section.is_empty());
        let group = group.as_deref().unwrap_or("keystone_authtoken");
        if !config.knows(group, &oslo::KEYSTONE_AUTHTOKEN_AUTH_TYPE) {
            return Err(format!("[keystone_authtoken] auth_section names [{group}], a section that is not there"));
        }
        Ok(Self {
            www_authenticate_uri: text(&oslo::KEYSTONE_AUTHTOKEN_WWW_AUTHENTICATE_URI),
            auth_url: config.read_in(group, &oslo::KEYSTONE_AUTHTOKEN_AUTH_URL),
            login: LoginSettings::read(config, group),
            interface: config.read(&oslo::KEYSTONE_AUTHTOKEN_INTERFACE),
            region_name: text(&oslo::KEYSTONE_AUTHTOKEN_REGION_NAME),
            delay_auth_decision: config.read(&oslo::KEYSTONE_AUTHTOKEN_DELAY_AUTH_DECISION),
            http_connect_timeout: config
                .read(&oslo::KEYSTONE_AUTHTOKEN_HTTP_CONNECT_TIMEOUT)
                .and_then(|seconds| u64::try_from(seconds).ok()),
            http_request_max_retries: u32::try_from(config.read(&oslo::KEYSTONE_AUTHTOKEN_HTTP_REQUEST_MAX_RETRIES))
                .unwrap_or(u32::MAX),
            token_cache_time: config.read(&oslo::KEYSTONE_AUTHTOKEN_TOKEN_CACHE_TIME),
            include_service_catalog: config.read(&oslo::KEYSTONE_AUTHTOKEN_INCLUDE_SERVICE_CATALOG),
            enforce_token_bind: config.read(&oslo::KEYSTONE_AUTHTOKEN_ENFORCE_TOKEN_BIND),
            service_token_roles: config.read(&oslo::KEYSTONE_AUTHTOKEN_SERVICE_TOKEN_ROLES),
            service_token_roles_required: config.read(&oslo::KEYSTONE_AUTHTOKEN_SERVICE_TOKEN_ROLES_REQUIRED),
            service_type: text(&oslo::KEYSTONE_AUTHTOKEN_SERVICE_TYPE),
            transport: TransportSettings {
                cafile: text(&oslo::KEYSTONE_AUTHTOKEN_CAFILE),
                certfile: text(&oslo::KEYSTONE_AUTHTOKEN_CERTFILE),
                keyfile: text(&oslo::KEYSTONE_AUTHTOKEN_KEYFILE),
                insecure: config.read(&oslo::KEYSTONE_AUTHTOKEN_INSECURE),
            },
            ignored: ignored.into_iter().filter_map(|(name, set)| set.then_some(name)).collect(),
        })
    }

    /// Lays the options of an api-paste.ini section over these, as keystonemiddleware does. What is unknown is left alone.
    ///
    /// # Errors
    ///
    /// A value that cannot be read, with the name of its option.
    pub fn with_options(mut self, options: &[(String, String)]) -> Result<Self, String> {
        for (name, value) in options {
            self.set(name, value).map_err(|expected| format!("`{name} = {value}` is not {expected}"))?;
        }
        Ok(self)
    }

    fn set(&mut self, name: &str, value: &str) -> Result<(), &'static str> {
        let number = "a whole number";
        match name {
            "www_authenticate_uri" | "auth_uri" => self.www_authenticate_uri = Some(value.to_owned()),
            "auth_url" => self.auth_url = Some(value.to_owned()),
            "interface" => self.interface = value.to_owned(),
            "region_name" => self.region_name = Some(value.to_owned()),
            "delay_auth_decision" => self.delay_auth_decision = boolean(value)?,
            "http_connect_timeout" => self.http_connect_timeout = Some(value.parse().map_err(|_| number)?),
            "http_request_max_retries" => self.http_request_max_retries = value.parse().map_err(|_| number)?,
            "token_cache_time" => self.token_cache_time = value.parse().map_err(|_| number)?,
            "include_service_catalog" => self.include_service_catalog = boolean(value)?,
            "enforce_token_bind" => self.enforce_token_bind = value.to_owned(),
            "service_token_roles" => self.service_token_roles = list(value),
            "service_token_roles_required" => self.service_token_roles_required = boolean(value)?,
            "cafile" => self.transport.cafile = Some(value.to_owned()),
            "certfile" => self.transport.certfile = Some(value.to_owned()),
            "keyfile" => self.transport.keyfile = Some(value.to_owned()),
            "insecure" => self.transport.insecure = boolean(value)?,
            "service_type" => self.service_type = Some(value.to_owned()),
            _ => self.login.set(name, value),
        }
        Ok(())
    }
}

impl LoginSettings {
    fn read(config: &Config, group: &str) -> Self {
        let text = |option: &Opt<Option<String>>| config.read_in(group, option);
        Self {
            auth_type: text(&oslo::KEYSTONE_AUTHTOKEN_AUTH_TYPE),
            username: text(&oslo::KEYSTONE_AUTHTOKEN_USERNAME),
            user_id: text(&oslo::KEYSTONE_AUTHTOKEN_USER_ID),
            user_domain_id: text(&oslo::KEYSTONE_AUTHTOKEN_USER_DOMAIN_ID),
            user_domain_name: text(&oslo::KEYSTONE_AUTHTOKEN_USER_DOMAIN_NAME),
            password: text(&oslo::KEYSTONE_AUTHTOKEN_PASSWORD).map(Secret::from),
            project_id: text(&oslo::KEYSTONE_AUTHTOKEN_PROJECT_ID),
            project_name: text(&oslo::KEYSTONE_AUTHTOKEN_PROJECT_NAME),
            project_domain_id: text(&oslo::KEYSTONE_AUTHTOKEN_PROJECT_DOMAIN_ID),
            project_domain_name: text(&oslo::KEYSTONE_AUTHTOKEN_PROJECT_DOMAIN_NAME),
            default_domain_id: text(&oslo::KEYSTONE_AUTHTOKEN_DEFAULT_DOMAIN_ID),
            default_domain_name: text(&oslo::KEYSTONE_AUTHTOKEN_DEFAULT_DOMAIN_NAME),
            domain_id: text(&oslo::KEYSTONE_AUTHTOKEN_DOMAIN_ID),
            domain_name: text(&oslo::KEYSTONE_AUTHTOKEN_DOMAIN_NAME),
            system_scope: text(&oslo::KEYSTONE_AUTHTOKEN_SYSTEM_SCOPE),
            trust_id: text(&oslo::KEYSTONE_AUTHTOKEN_TRUST_ID),
            application_credential_id: text(&oslo::KEYSTONE_AUTHTOKEN_APPLICATION_CREDENTIAL_ID),
            application_credential_name: text(&oslo::KEYSTONE_AUTHTOKEN_APPLICATION_CREDENTIAL_NAME),
            application_credential_secret: text(&oslo::KEYSTONE_AUTHTOKEN_APPLICATION_CREDENTIAL_SECRET)
                .map(Secret::from),
        }
    }

    fn set(&mut self, name: &str, value: &str) {
        let field = match name {
            "auth_type" | "auth_plugin" => &mut self.auth_type,
            "username" | "user_name" => &mut self.username,
            "user_id" => &mut self.user_id,
            "user_domain_id" => &mut self.user_domain_id,
            "user_domain_name" => &mut self.user_domain_name,
            "project_id" | "tenant_id" => &mut self.project_id,
            "project_name" | "tenant_name" => &mut self.project_name,
            "project_domain_id" => &mut self.project_domain_id,
            "project_domain_name" => &mut self.project_domain_name,
            "default_domain_id" => &mut self.default_domain_id,
            "default_domain_name" => &mut self.default_domain_name,
            "domain_id" => &mut self.domain_id,
            "domain_name" => &mut self.domain_name,
            "system_scope" => &mut self.system_scope,
            "trust_id" => &mut self.trust_id,
            "application_credential_id" => &mut self.application_credential_id,
            "application_credential_name" => &mut self.application_credential_name,
            "password" => return self.password = Some(value.into()),
            "application_credential_secret" => return self.application_credential_secret = Some(value.into()),
            _ => return,
        };
        *field = Some(value.to_owned());
    }
}

fn boolean(value: &str) -> Result<bool, &'static str> {
    match value.trim().to_ascii_lowercase().as_str() {
        "true" | "1" | "on" | "yes" => Ok(true),
        "false" | "0" | "off" | "no" => Ok(false),
        _ => Err("a boolean: true or false"),
    }
}

fn list(value: &str) -> Vec<String> {
    value.split(',').map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Sources;

    fn from_config(name: &str, text: &str) -> Result<AuthTokenSettings, String> {
        let path = std::env::temp_dir().join(format!("starmap-authtoken-{}-{name}", std::process::id()));
        std::fs::write(&path, text).expect("the file is written");
        let sources = Sources { registry: vec![oslo::OPTIONS], files: vec![path.clone()], ..Sources::default() };
        let config = Config::load(&sources).expect("a good file");
        std::fs::remove_file(path).expect("the file is removed");
        AuthTokenSettings::from_config(&config)
    }

    #[test]
    fn an_empty_file_gives_the_defaults() {
        assert_eq!(from_config("empty", "").expect("settings"), AuthTokenSettings::default());
    }

    #[test]
    fn the_section_is_read() {
        let text = "[keystone_authtoken]\nwww_authenticate_uri = http://a\nauth_url = http://b/v3\nauth_type = password\n\
                    user_name = nova\npassword = p$$w\ntenant_name = service\nuser_domain_id = default\n\
                    delay_auth_decision = true\ntoken_cache_time = -1\nhttp_connect_timeout = 5\n\
                    service_token_roles = service,admin\nmemcached_servers = localhost:11211\n";
        let settings = from_config("section", text).expect("settings");
        let expected = AuthTokenSettings {
            www_authenticate_uri: Some("http://a".to_owned()),
            auth_url: Some("http://b/v3".to_owned()),
            delay_auth_decision: true,
            token_cache_time: -1,
            http_connect_timeout: Some(5),
            service_token_roles: vec!["service".to_owned(), "admin".to_owned()],
            ignored: vec!["memcached_servers"],
            login: LoginSettings {
                auth_type: Some("password".to_owned()),
                username: Some("nova".to_owned()),
                password: Some("p$w".into()),
                project_name: Some("service".to_owned()),
                user_domain_id: Some("default".to_owned()),
                ..LoginSettings::default()
            },
            ..AuthTokenSettings::default()
        };
        assert_eq!(settings, expected);
    }

    #[test]
    fn the_login_may_stand_in_another_section() {
        let text = "[keystone_authtoken]\nauth_section = login\nwww_authenticate_uri = http://a\n\
                    [login]\nauth_type = password\nauth_url = http://b\npassword = secret\n";
        let settings = from_config("lent", text).expect("settings");
        assert_eq!(settings.auth_url.as_deref(), Some("http://b"));
        assert_eq!(settings.login.password, Some("secret".into()));
        let missing = from_config("missing", "[keystone_authtoken]\nauth_section = login\n").expect_err("no section");
        assert_eq!(missing, "[keystone_authtoken] auth_section names [login], a section that is not there");
    }

    #[test]
    fn a_section_of_api_paste_ini_lies_over_it() {
        let option = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let options = [
            option("delay_auth_decision", "yes"),
            option("auth_url", "http://c"),
            option("password", "secret"),
            option("cafile", "/authority.pem"),
            option("insecure", "true"),
            option("paste.filter_factory", "keystonemiddleware.auth_token:filter_factory"),
        ];
        let settings = AuthTokenSettings::default().with_options(&options).expect("settings");
        assert!(settings.delay_auth_decision);
        assert_eq!((settings.auth_url.as_deref(), settings.login.password), (Some("http://c"), Some("secret".into())));
        let wrong = AuthTokenSettings::default().with_options(&[option("delay_auth_decision", "maybe")]);
        assert_eq!(wrong.expect_err("no boolean"), "`delay_auth_decision = maybe` is not a boolean: true or false");
    }
}
