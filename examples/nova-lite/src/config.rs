//! nova-lite's settings: what the configuration says, read once into plain data, and who may come in.
//!
//! The options themselves are in [`options`] and, those that oslo's libraries bring, in [`starmap::config::oslo`]; a part of
//! nova-lite that needs one more value reads it from the [`Config`] that [`Settings::load`] returns.
//! Where files lie and what the command line said is decided in `main.rs`; nothing here opens a socket or a database.

pub mod options;

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, ToSocketAddrs};
use std::path::{Path, PathBuf};

use starmap::config::{Config, Opt, Problem, Problems, Source, Sources, oslo};

use crate::compute::quota::{Limits, Resource};

/// What the command line adds to the configuration.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// Whether anybody may be let in from everywhere without a configuration file: `--insecure-noauth`.
    pub insecure_noauth: bool,
    /// `$XDG_STATE_HOME`, when it is set to an absolute path.
    pub state_home: Option<PathBuf>,
    /// The user's home directory.
    pub home: Option<PathBuf>,
}

/// What nova-lite runs with.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The address and port of the API; port 0 takes any free one.
    pub listen: SocketAddr,
    /// The pipeline of api-paste.ini that requests take.
    pub auth_strategy: AuthStrategy,
    /// How many threads serve requests; one a processor without it.
    pub workers: Option<usize>,
    /// The database.
    pub database: Database,
    /// The name of this host in services and hypervisors; the system's without it.
    pub host: Option<String>,
    /// `[DEFAULT] my_ip`.
    pub my_ip: String,
    /// The pipelines' file, as the configuration names it.
    pub paste_config: PathBuf,
    /// The seconds that running requests get at the end; 0 waits for ever.
    pub graceful_shutdown_seconds: u64,
    /// The seconds that a deleted server can be restored; 0 deletes at once.
    pub reclaim_seconds: u64,
    /// The most local disks of a server; -1 is no limit.
    pub max_local_disks: i64,
    /// The seconds that a shelved server stays on its host; 0 takes it off at once, -1 never.
    pub shelved_offload_seconds: i64,
    /// The length of generated server passwords.
    pub password_length: usize,
    /// The availability zone of hosts that are in none.
    pub default_availability_zone: String,
    /// The availability zone of servers that ask for none.
    pub default_schedule_zone: Option<String>,
    /// The pool of floating addresses for callers that name none.
    pub default_floating_pool: String,
    /// The address and port of the listener for metrics and health.
    pub admin_listen: Option<SocketAddr>,
    /// `[api]`.
    pub api: Api,
    /// `[quota]`; `None` is no limit.
    pub quota: Quota,
    /// The addresses of consoles.
    pub console: Console,
}

/// `[api]`, as far as it is about requests.
#[derive(Clone, Debug)]
pub struct Api {
    /// The most items of one page.
    pub max_limit: usize,
    /// What replaces scheme and host in links to this API.
    pub compute_link_prefix: Option<String>,
    /// What replaces scheme and host in links to images.
    pub glance_link_prefix: Option<String>,
    /// The address of Glance, where one is named.
    pub glance_endpoint: Option<String>,
    /// Whether the password of a new server is shown.
    pub enable_instance_password: bool,
    /// What happens to an answer that does not meet its schema.
    pub response_validation: ResponseValidation,
}

/// What happens to an answer that does not meet its schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResponseValidation {
    /// The client gets an error.
    Error,
    /// A warning is logged.
    Warn,
    /// Nothing.
    Ignore,
}

/// The limits of a project and of its things; `None` is no limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// Servers of a project.
    pub servers: Option<u64>,
    /// Virtual processors of a project.
    pub cores: Option<u64>,
    /// Memory of a project, in MB.
    pub ram_mb: Option<u64>,
    /// Metadata items of a server.
    pub metadata_items: Option<u64>,
    /// Injected files of a server.
    pub injected_files: Option<u64>,
    /// Bytes of an injected file.
    pub injected_file_content_bytes: Option<u64>,
    /// Bytes of an injected file's path.
    pub injected_file_path_bytes: Option<u64>,
    /// Key pairs of a user.
    pub key_pairs: Option<u64>,
    /// Server groups of a project.
    pub server_groups: Option<u64>,
    /// Members of a server group.
    pub server_group_members: Option<u64>,
}

/// The addresses of consoles; `None` where that kind is off.
#[derive(Clone, Debug)]
pub struct Console {
    /// noVNC.
    pub novnc: Option<String>,
    /// SPICE in the browser.
    pub spice_html5: Option<String>,
    /// SPICE without the browser.
    pub spice_direct: Option<String>,
    /// Serial.
    pub serial: Option<String>,
}

/// Who a request is taken from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthStrategy {
    /// Whom Keystone vouches for.
    Keystone,
    /// Anybody, as anybody.
    Noauth2,
}

impl AuthStrategy {
    /// The name, as in `[api] auth_strategy` and in api-paste.ini.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Keystone => "keystone",
            Self::Noauth2 => "noauth2",
        }
    }
}

/// Where servers and all else are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Database {
    /// A file of SQLite.
    File(PathBuf),
    /// SQLite in memory: gone with the process.
    Memory,
}

/// The lists of options that [`Sources::registry`] takes; nova-lite's defaults outweigh oslo's.
pub fn registry() -> Vec<&'static [starmap::config::Declared]> {
    vec![oslo::OPTIONS, options::OPTIONS]
}

impl Settings {
    /// Loads the configuration and reads the settings from it.
    ///
    /// # Errors
    ///
    /// What [`Config::load`] finds, or else every value that nova-lite cannot run with.
    pub fn load(sources: &Sources, given: &Given) -> Result<(Self, Config), Problems> {
        let config = Config::load(sources)?;
        Ok((Self::read(&config, given)?, config))
    }

    /// Reads the settings from a configuration.
    ///
    /// # Errors
    ///
    /// Every value that nova-lite cannot run with: an address that does not resolve, a database it does not speak, a door
    /// that would stand open.
    pub fn read(config: &Config, given: &Given) -> Result<Self, Problems> {
        let mut problems = Vec::new();
        let listen = kept(&mut problems, listen(config));
        let database = kept(&mut problems, database(config, given));
        let admin_listen = kept(&mut problems, admin_listen(config));
        let auth_strategy = listen.and_then(|listen| {
            let decided = auth_strategy(&Door {
                file_given: !config.files.is_empty(),
                said: said(config),
                listen: listen.ip(),
                insecure_noauth: given.insecure_noauth,
            });
            kept(&mut problems, decided.map_err(|refusal| problem(config, &options::OSAPI_COMPUTE_LISTEN, &refusal)))
        });
        let (Some(listen), Some(database), Some(admin_listen), Some(auth_strategy)) =
            (listen, database, admin_listen, auth_strategy)
        else {
            return Err(Problems(problems));
        };
        Ok(Self {
            listen,
            auth_strategy,
            workers: config.read(&options::OSAPI_COMPUTE_WORKERS).and_then(|workers| usize::try_from(workers).ok()),
            database,
            host: config.read(&options::HOST),
            my_ip: config.read(&options::MY_IP),
            paste_config: config.read(&options::WSGI_API_PASTE_CONFIG).into(),
            graceful_shutdown_seconds: config.read(&oslo::GRACEFUL_SHUTDOWN_TIMEOUT).unsigned_abs(),
            max_local_disks: config.read(&options::MAX_LOCAL_BLOCK_DEVICES),
            shelved_offload_seconds: config.read(&options::SHELVED_OFFLOAD_TIME),
            reclaim_seconds: u64::try_from(config.read(&options::RECLAIM_INSTANCE_INTERVAL)).unwrap_or(0),
            password_length: usize::try_from(config.read(&options::PASSWORD_LENGTH)).unwrap_or(usize::MAX),
            default_availability_zone: config.read(&options::DEFAULT_AVAILABILITY_ZONE),
            default_schedule_zone: config.read(&options::DEFAULT_SCHEDULE_ZONE),
            default_floating_pool: config.read(&options::NEUTRON_DEFAULT_FLOATING_POOL),
            admin_listen,
            api: Api::read(config),
            quota: Quota::read(config),
            console: Console::read(config),
        })
    }
}

impl Api {
    fn read(config: &Config) -> Self {
        Self {
            max_limit: usize::try_from(config.read(&options::API_MAX_LIMIT)).unwrap_or(usize::MAX),
            compute_link_prefix: config.read(&options::API_COMPUTE_LINK_PREFIX),
            glance_link_prefix: config.read(&options::API_GLANCE_LINK_PREFIX),
            glance_endpoint: config.read(&options::GLANCE_API_SERVERS).into_iter().next(),
            enable_instance_password: config.read(&options::API_ENABLE_INSTANCE_PASSWORD),
            response_validation: match config.read(&options::API_RESPONSE_VALIDATION).as_str() {
                "error" => ResponseValidation::Error,
                "ignore" => ResponseValidation::Ignore,
                _ => ResponseValidation::Warn,
            },
        }
    }
}

impl Quota {
    fn read(config: &Config) -> Self {
        // The driver that counts nothing is Nova's way to say that nothing is limited.
        let unlimited = config.read(&options::QUOTA_DRIVER) == "nova.quota.NoopQuotaDriver";
        let limit = |option: &Opt<i64>| u64::try_from(config.read(option)).ok().filter(|_| !unlimited);
        Self {
            servers: limit(&options::QUOTA_INSTANCES),
            cores: limit(&options::QUOTA_CORES),
            ram_mb: limit(&options::QUOTA_RAM),
            metadata_items: limit(&options::QUOTA_METADATA_ITEMS),
            injected_files: limit(&options::QUOTA_INJECTED_FILES),
            injected_file_content_bytes: limit(&options::QUOTA_INJECTED_FILE_CONTENT_BYTES),
            injected_file_path_bytes: limit(&options::QUOTA_INJECTED_FILE_PATH_LENGTH),
            key_pairs: limit(&options::QUOTA_KEY_PAIRS),
            server_groups: limit(&options::QUOTA_SERVER_GROUPS),
            server_group_members: limit(&options::QUOTA_SERVER_GROUP_MEMBERS),
        }
    }
}

impl Quota {
    /// The limits as the domain counts with them.
    #[must_use]
    pub fn limits(&self) -> Limits {
        let mut limits = Limits::default();
        for (resource, limit) in [
            (Resource::Instances, self.servers),
            (Resource::Cores, self.cores),
            (Resource::Ram, self.ram_mb),
            (Resource::MetadataItems, self.metadata_items),
            (Resource::InjectedFiles, self.injected_files),
            (Resource::InjectedFileContentBytes, self.injected_file_content_bytes),
            (Resource::InjectedFilePathBytes, self.injected_file_path_bytes),
            (Resource::KeyPairs, self.key_pairs),
            (Resource::ServerGroups, self.server_groups),
            (Resource::ServerGroupMembers, self.server_group_members),
        ] {
            // More than a signed number holds is no limit either.
            limits.put(resource, limit.and_then(|limit| i64::try_from(limit).ok()).unwrap_or(-1));
        }
        limits
    }
}

impl Console {
    fn read(config: &Config) -> Self {
        let when = |enabled: &Opt<bool>, address: &Opt<String>| config.read(enabled).then(|| config.read(address));
        Self {
            novnc: when(&options::VNC_ENABLED, &options::VNC_NOVNCPROXY_BASE_URL),
            spice_html5: when(&options::SPICE_ENABLED, &options::SPICE_HTML5PROXY_BASE_URL),
            spice_direct: when(&options::SPICE_ENABLED, &options::SPICE_SPICE_DIRECT_PROXY_BASE_URL),
            serial: when(&options::SERIAL_CONSOLE_ENABLED, &options::SERIAL_CONSOLE_BASE_URL),
        }
    }
}

/// What decides who may come in.
#[derive(Clone, Copy, Debug)]
pub struct Door {
    /// Whether a configuration file was read, an empty one included.
    pub file_given: bool,
    /// What `[api] auth_strategy` says, if anything says it.
    pub said: Option<AuthStrategy>,
    /// The address that the API listens on.
    pub listen: IpAddr,
    /// `--insecure-noauth`.
    pub insecure_noauth: bool,
}

/// Why nova-lite does not start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal(IpAddr);

impl fmt::Display for Refusal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "without a configuration file anybody is let in, so `{}` is refused: listen on 127.0.0.1 or ::1, \
             give a configuration file, or say --insecure-noauth",
            self.0
        )
    }
}

/// Decides who may come in.
///
/// A configuration file means Keystone unless `noauth2` is said in so many words: Nova's files since 32.0 do not name a
/// strategy any more, and such a file must never open the door. Without a file there is nobody to vouch for a token, so
/// anybody is let in, from this machine alone.
///
/// # Errors
///
/// When anybody could come in from elsewhere and neither a file nor the command line said so.
pub fn auth_strategy(door: &Door) -> Result<AuthStrategy, Refusal> {
    let assumed = if door.file_given { AuthStrategy::Keystone } else { AuthStrategy::Noauth2 };
    let strategy = door.said.unwrap_or(assumed);
    let open = strategy == AuthStrategy::Noauth2 && !door.file_given;
    if open && !door.insecure_noauth && !is_loopback(door.listen) {
        return Err(Refusal(door.listen));
    }
    Ok(strategy)
}

fn is_loopback(address: IpAddr) -> bool {
    address.to_canonical().is_loopback()
}

fn said(config: &Config) -> Option<AuthStrategy> {
    if *config.source(&options::API_AUTH_STRATEGY) == Source::Default {
        return None;
    }
    let noauth = config.read(&options::API_AUTH_STRATEGY) == AuthStrategy::Noauth2.as_str();
    Some(if noauth { AuthStrategy::Noauth2 } else { AuthStrategy::Keystone })
}

/// The address of the API. Nova's default is every address; without a configuration file it is this machine's own.
fn listen(config: &Config) -> Result<SocketAddr, Problem> {
    let option = &options::OSAPI_COMPUTE_LISTEN;
    let port = config.read(&options::OSAPI_COMPUTE_LISTEN_PORT);
    if config.files.is_empty()
        && *config.source(option) == Source::Default
        && said(config) != Some(AuthStrategy::Keystone)
    {
        return Ok(SocketAddr::new(Ipv4Addr::LOCALHOST.into(), port));
    }
    let host = config.read(option);
    let bare = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(&host);
    (bare, port).to_socket_addrs().ok().and_then(|mut addresses| addresses.next()).ok_or_else(|| {
        problem(config, option, &format!("`{host}` is no address; accepted is an IP address or a host name"))
    })
}

fn admin_listen(config: &Config) -> Result<Option<SocketAddr>, Problem> {
    let option = &options::NOVA_LITE_ADMIN_LISTEN;
    let Some(text) = config.read(option).filter(|text| !text.is_empty()) else { return Ok(None) };
    match text.parse() {
        Ok(address) => Ok(Some(address)),
        Err(_) => Err(problem(
            config,
            option,
            &format!("`{text}` is not accepted; accepted is ADDRESS:PORT or [ADDRESS]:PORT"),
        )),
    }
}

/// The database's URL, in the form that Nova's database library reads; a file in the user's state directory without one.
fn database(config: &Config, given: &Given) -> Result<Database, Problem> {
    let option = &oslo::DATABASE_CONNECTION;
    match config.read(option) {
        Some(url) => database_url(&url).map_err(|message| problem(config, option, &message)),
        None => match state_directory(given) {
            Some(directory) => Ok(Database::File(directory.join("nova-lite").join("nova.sqlite3"))),
            None => Err(problem(
                config,
                option,
                &"is not set, and there is neither $XDG_STATE_HOME nor a home directory to keep a file in",
            )),
        },
    }
}

fn state_directory(given: &Given) -> Option<PathBuf> {
    let named = given.state_home.clone().filter(|path| path.is_absolute());
    named.or_else(|| given.home.as_deref().map(|home| home.join(".local/state")))
}

/// The URL may hold a password, so messages name its scheme alone.
fn database_url(url: &str) -> Result<Database, String> {
    let Some((scheme, rest)) = url.split_once("://") else {
        return Err("is no URL; accepted is sqlite:////ABSOLUTE/PATH or sqlite://".to_owned());
    };
    match scheme.split('+').next().unwrap_or_default() {
        "sqlite" if rest.is_empty() || rest == "/" || rest == "/:memory:" => Ok(Database::Memory),
        "sqlite" => match rest.strip_prefix('/') {
            Some(path) => Ok(Database::File(Path::new(path.split('?').next().unwrap_or_default()).to_owned())),
            None => Err("names a host, which SQLite has not; write sqlite:////ABSOLUTE/PATH".to_owned()),
        },
        _ => Err(format!(
            "`{scheme}` databases are not spoken here; accepted is sqlite:////ABSOLUTE/PATH, or no connection at all for a \
             file in the state directory"
        )),
    }
}

fn kept<T>(problems: &mut Vec<Problem>, result: Result<T, Problem>) -> Option<T> {
    result.map_err(|problem| problems.push(problem)).ok()
}

fn problem<T>(config: &Config, option: &Opt<T>, message: &dyn fmt::Display) -> Problem {
    Problem {
        source: config.source(option).clone(),
        subject: format!("[{}] {}", option.declared.group, option.declared.name),
        message: message.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given() -> Given {
        Given { insecure_noauth: false, state_home: Some("/state".into()), home: Some("/home/me".into()) }
    }

    fn sources(environment: &[(&str, &str)]) -> Sources {
        let environment = environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Sources { registry: registry(), environment, ..Sources::default() }
    }

    fn with_file(name: &str, text: &str) -> Result<(Settings, Config), Problems> {
        let path = std::env::temp_dir().join(format!("nova-lite-{}-{name}.conf", std::process::id()));
        std::fs::write(&path, text).unwrap();
        let loaded = Settings::load(&Sources { files: vec![path.clone()], ..sources(&[]) }, &given());
        std::fs::remove_file(path).unwrap();
        loaded
    }

    #[test]
    fn who_may_come_in() {
        use AuthStrategy::{Keystone, Noauth2};
        let (here, here6, mapped) = ("127.0.0.1", "::1", "::ffff:127.0.0.1");
        let (all, all6, there) = ("0.0.0.0", "::", "192.0.2.1");
        let refused = |address: &str| Err(Refusal(address.parse().unwrap()));
        let cases = [
            // (a file, what it says, address, --insecure-noauth, decision)
            (false, None, here, false, Ok(Noauth2)),
            (false, None, "127.8.8.8", false, Ok(Noauth2)),
            (false, None, here6, false, Ok(Noauth2)),
            (false, None, mapped, false, Ok(Noauth2)),
            (false, None, all, false, refused(all)),
            (false, None, all6, false, refused(all6)),
            (false, None, there, false, refused(there)),
            (false, Some(Noauth2), there, false, refused(there)),
            (false, None, all, true, Ok(Noauth2)),
            (false, Some(Keystone), all, false, Ok(Keystone)),
            (true, None, all, false, Ok(Keystone)),
            (true, None, here, false, Ok(Keystone)),
            (true, None, here, true, Ok(Keystone)),
            (true, Some(Keystone), here, true, Ok(Keystone)),
            (true, Some(Noauth2), all, false, Ok(Noauth2)),
        ];
        for (file_given, said, listen, insecure_noauth, decision) in cases {
            let door = Door { file_given, said, listen: listen.parse().unwrap(), insecure_noauth };
            assert_eq!(auth_strategy(&door), decision, "{door:?}");
        }
    }

    #[test]
    fn without_a_file() {
        let (settings, config) = Settings::load(&sources(&[]), &given()).unwrap();
        assert_eq!(settings.listen, "127.0.0.1:8774".parse().unwrap());
        assert_eq!(settings.auth_strategy, AuthStrategy::Noauth2);
        assert_eq!(settings.database, Database::File("/state/nova-lite/nova.sqlite3".into()));
        assert_eq!((settings.api.max_limit, settings.quota.servers), (1000, Some(10)));
        assert!(config.read(&options::CORS_ALLOW_METHODS).len() == 5, "Nova's own default outweighs oslo's");
        let open = sources(&[("OS_DEFAULT__OSAPI_COMPUTE_LISTEN", "0.0.0.0")]);
        let refused = Settings::load(&open, &given()).unwrap_err().to_string();
        assert!(refused.contains("--insecure-noauth") && refused.starts_with("environment OS_DEFAULT__"), "{refused}");
        assert!(Settings::load(&open, &Given { insecure_noauth: true, ..given() }).is_ok());
    }

    #[test]
    fn with_a_file() {
        let (settings, _) = with_file("empty", "").unwrap();
        assert_eq!(settings.auth_strategy, AuthStrategy::Keystone);
        assert_eq!(settings.listen, "0.0.0.0:8774".parse().unwrap());
        let (settings, _) = with_file("noauth", "[api]\nauth_strategy = noauth2\n").unwrap();
        assert_eq!(settings.auth_strategy, AuthStrategy::Noauth2);
        let text = "[quota]\ninstances=-1\nkey_pairs=3\n[vnc]\nenabled=no\n[DEFAULT]\nosapi_compute_listen=::1\n\
                    osapi_compute_listen_port=0\nreclaim_instance_interval=-5\n";
        let (settings, _) = with_file("values", text).unwrap();
        assert_eq!((settings.quota.servers, settings.quota.key_pairs), (None, Some(3)));
        assert_eq!((settings.console.novnc, settings.reclaim_seconds), (None, 0));
        assert_eq!(settings.listen, "[::1]:0".parse().unwrap());
    }

    #[test]
    fn every_setting_that_cannot_be_is_told() {
        let text = "[database]\nconnection = mysql+pymysql://nova:hunter2@db/nova\n[nova_lite]\nadmin_listen = 9\n\
                    [DEFAULT]\nosapi_compute_listen = not an address\n";
        let problems = with_file("refused", text).unwrap_err();
        let text = problems.to_string();
        assert_eq!(problems.0.len(), 3, "{text}");
        assert!(text.contains(":2: [database] connection: `mysql+pymysql` databases are not spoken here"), "{text}");
        assert!(!text.contains("hunter2"), "{text}");
    }

    #[test]
    fn database_urls() {
        let file = |path: &str| Ok(Database::File(path.into()));
        assert_eq!(database_url("sqlite:////var/lib/nova.db"), file("/var/lib/nova.db"));
        assert_eq!(database_url("sqlite+pysqlite:///nova.db?timeout=3"), file("nova.db"));
        assert_eq!(database_url("sqlite://"), Ok(Database::Memory));
        assert!(database_url("sqlite://host/x").unwrap_err().contains("names a host"));
        assert!(database_url("postgresql://u:p@h/d").unwrap_err().starts_with("`postgresql` databases"));
        assert!(database_url("/x").unwrap_err().starts_with("is no URL"));
    }

    #[test]
    fn defaults_are_values_that_their_options_accept() {
        let config = Config::load(&Sources { strict: true, ..sources(&[]) }).unwrap();
        assert!(config.effective().len() > 300);
        assert!(config.warnings.is_empty(), "{:?}", config.warnings);
    }

    #[test]
    fn the_recorded_novas_file_is_understood() {
        let text = "[api]\nauth_strategy = keystone\n[keystone_authtoken]\nwww_authenticate_uri = http://127.0.0.1:5000\n\
            auth_url = http://127.0.0.1:35357/v3\nauth_type = password\nusername = nova\npassword = nova\n\
            project_name = service\nuser_domain_id = default\nproject_domain_id = default\n[cors]\n\
            allowed_origin = http://cors.example:8080\n[oslo_policy]\nenforce_new_defaults = true\n[glance]\n\
            api_servers = http://localhost:9292\n[vnc]\nnovncproxy_base_url = http://127.0.0.1:6080/vnc_auto.html\n";
        let (settings, config) = with_file("recorded", text).unwrap();
        assert!(config.warnings.is_empty(), "{:?}", config.warnings);
        assert_eq!(settings.auth_strategy, AuthStrategy::Keystone);
        assert_eq!(config.read(&oslo::CORS_ALLOWED_ORIGIN), ["http://cors.example:8080"]);
    }
}
