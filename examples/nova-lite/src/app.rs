//! Composition: settings to a service. The one place that knows every part.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use starmap::config::Config;
use starmap::filters::{self, FilterSettings};
use starmap::metrics::Metrics;
use starmap::openapi::Docs;
use starmap::paste::{self, Factory, Known, Plan, Stage};
use starmap::policy::Enforcer;
use starmap::router::{Dispatch, Router, RouterSettings};
use starmap::service::Service;

use crate::admin::AdminApp;
use crate::api::versions::{COMPUTE, VersionDocument, VersionList};
use crate::api::{Api, ApiState};
use crate::compute::{self, Compute};
use crate::config::{Database, Settings};
use crate::inspect::INFO;
use crate::world::World;

/// The applications that api-paste.ini may name, besides the runtime's own.
pub const APPS: &[Factory] = &[
    Factory::new("osapi_compute_app_v21", &["nova.api.openstack.compute:APIRouterV21.factory"], &[]),
    Factory::new("oscomputeversionapp", &["nova.api.openstack.compute.versions:Versions.factory"], &[]),
    Factory::new("oscomputeversionapp_v2", &["nova.api.openstack.compute.versions:VersionsV2.factory"], &[]),
];

/// Everything that api-paste.ini may name.
pub const KNOWN: Known = Known { apps: &[paste::known::APPS, APPS], ..Known::BASE };

/// The composite that is served.
pub const COMPOSITE: &str = "osapi_compute";

const PASTE_INI: &str = include_str!("../etc/api-paste.ini");
const CLASSIC_PASTE_INI: &str = include_str!("../etc/api-paste-classic.ini");

const _: () = paste::assert_valid("etc/api-paste.ini", PASTE_INI, COMPOSITE, &["noauth2", "keystone"], &KNOWN);
const _: () =
    paste::assert_valid("etc/api-paste-classic.ini", CLASSIC_PASTE_INI, COMPOSITE, &["noauth2", "keystone"], &KNOWN);

starmap::applications! {
    /// What stands at the end of a pipeline.
    #[derive(Debug)]
    pub enum App {
        /// The compute API.
        Api(Router),
        /// The list of versions.
        VersionList(VersionList),
        /// The document of one version.
        VersionDocument(VersionDocument),
        /// oslo's healthcheck.
        Healthcheck(filters::HealthcheckApp),
        /// The documentation of the compute API, for a browser.
        Docs(Docs),
    }
}

/// A composed nova-lite.
#[derive(Debug)]
pub struct NovaLite {
    /// The service that answers requests.
    pub service: Arc<Service<App>>,
    /// The domain behind it.
    pub compute: Arc<Compute>,
    /// What decides who may do what; it can be told to read its files again.
    pub policy: Arc<Enforcer>,
    /// What is counted of the API, and whether it is well, for operators.
    pub admin: Arc<Service<AdminApp>>,
}

/// Why nova-lite cannot start, by whose mistake it is.
#[derive(Debug)]
pub enum StartError {
    /// A configuration file, an api-paste.ini or a policy file.
    Configuration(String),
    /// The database.
    Database(String),
}

impl std::fmt::Display for StartError {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Configuration(text) | Self::Database(text) => out.write_str(text),
        }
    }
}

impl std::error::Error for StartError {}

impl NovaLite {
    /// Opens the database, composes the service and starts the background work.
    ///
    /// `paste_config` is the file of `--paste-config`; `world` fills a fresh database in place of the built-in one.
    ///
    /// # Errors
    ///
    /// What is wrong with the configuration or the database, for the operator.
    pub async fn open(
        settings: Settings,
        config: &Config,
        paste_config: Option<&Path>,
        world: Option<World>,
    ) -> Result<Self, StartError> {
        // The files first: a mistake in them should not have touched the database.
        let plan = load_plan(&settings, config, paste_config)?;
        let (policy, warnings) =
            crate::policies::enforcer(config).map_err(|problems| StartError::Configuration(problems.to_string()))?;
        for warning in warnings {
            tracing::warn!("{warning}");
        }
        let policy = Arc::new(policy);
        let filter_settings =
            FilterSettings::from_config(config, Some(policy.clone())).map_err(StartError::Configuration)?;
        let compute = open_compute(&settings, world).await?;
        compute.start_workers().await.map_err(|error| StartError::Database(error.for_the_log()))?;
        let state = Arc::new(ApiState { compute: compute.clone(), settings });
        let metrics = Arc::new(Metrics::new(Api::mapper()));
        let service = Service::from_plan(
            plan,
            |stage| filter(stage, &filter_settings),
            |stage| application(stage, &state, &filter_settings, &policy, &metrics).map(Arc::new),
        )
        .map_err(|error| StartError::Configuration(error.to_string()))?;
        let admin = Arc::new(crate::admin::service(metrics, filter_settings.health));
        Ok(Self { service: Arc::new(service), compute, policy, admin })
    }
}

fn filter(stage: &Stage, settings: &FilterSettings) -> Result<Box<dyn starmap::filter::Filter>, String> {
    filters::build(stage, settings)
        .unwrap_or_else(|| Err(format!("the filter `{}` is known but cannot be made", stage.factory.name)))
}

fn application(
    stage: &Stage,
    state: &Arc<ApiState>,
    filter_settings: &FilterSettings,
    policy: &Arc<Enforcer>,
    metrics: &Arc<Metrics>,
) -> Result<App, String> {
    let settings = || RouterSettings {
        link_prefix: state.settings.api.compute_link_prefix.clone(),
        policy: Some(policy.clone()),
        metrics: Some(metrics.clone()),
        ..RouterSettings::default()
    };
    match stage.factory.name {
        "osapi_compute_app_v21" => Ok(App::Api(Router::new(Api::from_state(state), settings()))),
        "oscomputeversionapp" => Ok(App::VersionList(VersionList::new(settings()))),
        "oscomputeversionapp_v2" => Ok(App::VersionDocument(VersionDocument::new(settings()))),
        "healthcheck" => {
            let health = filter_settings.health.clone().with_options(&stage.options)?;
            Ok(App::Healthcheck(filters::HealthcheckApp(health)))
        }
        "docs" => Ok(App::Docs(Docs::new(Api::mapper(), INFO, Some(COMPUTE)))),
        other => Err(format!("the application `{other}` is known but cannot be made")),
    }
}

async fn open_compute(settings: &Settings, world: Option<World>) -> Result<Arc<Compute>, StartError> {
    let database = match &settings.database {
        Database::Memory => ":memory:".to_owned(),
        Database::File(path) => {
            create_directory(path).map_err(|error| StartError::Database(error.to_string()))?;
            path.display().to_string()
        }
    };
    let compute = compute::Settings {
        database,
        world,
        quota: settings.quota.limits(),
        reclaim_instance_interval: settings.reclaim_seconds,
        max_local_block_devices: settings.max_local_disks,
        shelved_offload_time: settings.shelved_offload_seconds,
        ..compute::Settings::default()
    };
    Compute::open(compute).await.map_err(|error| StartError::Database(error.to_string()))
}

/// The default database lies in a directory that may not exist yet.
fn create_directory(path: &Path) -> io::Result<()> {
    let Some(directory) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) else { return Ok(()) };
    fs::create_dir_all(directory).map_err(|error| {
        io::Error::new(error.kind(), format!("cannot make the directory {}: {error}", directory.display()))
    })
}

/// The pipelines: of the given file, of the one the configuration names, or of the embedded one.
///
/// # Errors
///
/// What is wrong with the file, by its lines.
pub fn load_plan(settings: &Settings, config: &Config, given: Option<&Path>) -> Result<Plan, StartError> {
    let file = match given {
        Some(path) => Some(path.to_owned()),
        None => configured_paste(settings, config),
    };
    let strategy = settings.auth_strategy.as_str();
    let read = |path: &Path| fs::read_to_string(path);
    let plan = match &file {
        Some(path) => {
            let source = fs::read_to_string(path)
                .map_err(|error| StartError::Configuration(format!("cannot read {}: {error}", path.display())))?;
            paste::load(&source, path, COMPOSITE, strategy, &KNOWN, &read)
        }
        None => paste::load(PASTE_INI, Path::new("api-paste.ini (embedded)"), COMPOSITE, strategy, &KNOWN, &read),
    };
    plan.map_err(|error| StartError::Configuration(error.to_string()))
}

/// The file that `[wsgi] api_paste_config` names: as it stands, or beside a configuration file, if there is one.
fn configured_paste(settings: &Settings, config: &Config) -> Option<PathBuf> {
    let named = &settings.paste_config;
    if named.is_absolute() {
        return Some(named.clone());
    }
    let beside = config.files.iter().rev().filter_map(|file| file.parent()).map(|directory| directory.join(named));
    beside.into_iter().find(|path| path.is_file())
}
