//! The command line of nova-lite: words to a running server, and mistakes to one line and an exit code.

use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use nova_lite::app::{NovaLite, StartError, load_plan};
use nova_lite::cli::{self, Command, Options};
use nova_lite::config::{self, Given, Settings, options};
use nova_lite::{inspect, log};
use sd_notify::NotifyState;
use starmap::config::{Config, Sources, find_files};
use starmap::explain::Question;
use starmap::policy::{Enforcer, Refresh};
use starmap::server::{Limits, Server, Tls, TlsFiles};
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};

/// The exit codes, after sysexits.h.
const USAGE: u8 = 64;
const UNAVAILABLE: u8 = 69;
const IO_ERROR: u8 = 74;
const CONFIGURATION: u8 = 78;

/// A sentence for stderr and an exit code.
struct Failure(u8, String);

fn main() -> ExitCode {
    let outcome = match cli::parse(std::env::args_os().skip(1)) {
        Ok(Command::Help) => say(cli::HELP),
        Ok(Command::Version) => say(&format!("nova-lite {}\n", env!("CARGO_PKG_VERSION"))),
        Ok(Command::Serve(options)) => serve(options),
        Ok(Command::Routes(routes)) => say(&inspect::routes(&routes)),
        Ok(Command::Explain(question, options)) => explain(&question, options),
        Ok(Command::CheckConfig(options)) => check_config(options),
        Ok(Command::OpenApi(version)) => say(&inspect::openapi(version)),
        Ok(Command::PolicySample) => say(&starmap::policy::sample(nova_lite::policies::DEFAULTS)),
        Err(error) => Err(Failure(USAGE, format!("{error}; see nova-lite --help"))),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure(code, text)) => {
            let _ = writeln!(std::io::stderr(), "nova-lite: {text}");
            ExitCode::from(code)
        }
    }
}

fn say(text: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(|error| Failure(IO_ERROR, error.to_string()))
}

fn explain(question: &Question, options: Options) -> Result<(), Failure> {
    let paste_config = options.paste_config.clone();
    let (settings, config) = load(options)?;
    let plan = load_plan(&settings, &config, paste_config.as_deref())?;
    say(&inspect::explain(&plan, question))
}

fn check_config(options: Options) -> Result<(), Failure> {
    let paste_config = options.paste_config.clone();
    let (settings, config) = load(options)?;
    let plan = load_plan(&settings, &config, paste_config.as_deref())?;
    let (_, warnings) =
        nova_lite::policies::enforcer(&config).map_err(|problems| Failure(CONFIGURATION, problems.to_string()))?;
    let warnings: Vec<String> = config.warnings.iter().chain(&warnings).map(ToString::to_string).collect();
    say(&inspect::configuration(&settings, &config, &plan, &warnings))
}

impl From<StartError> for Failure {
    fn from(error: StartError) -> Self {
        match error {
            StartError::Configuration(text) => Self(CONFIGURATION, text),
            StartError::Database(text) => Self(IO_ERROR, text),
        }
    }
}

fn serve(options: Options) -> Result<(), Failure> {
    let paste_config = options.paste_config.clone();
    let (sources, given) = sources(options);
    let (settings, config) = load_from(&sources, &given)?;
    let log = log::start(&config).map_err(|text| Failure(CONFIGURATION, text))?;
    for warning in &config.warnings {
        tracing::warn!("{warning}");
    }
    let threads = settings.workers.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from));
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(threads)
        .enable_all()
        .build()
        .map_err(|error| Failure(UNAVAILABLE, format!("cannot start threads: {error}")))?;
    #[cfg(feature = "otel")]
    {
        let outcome = runtime.block_on(run(settings, config, paste_config, sources, log.clone()));
        log.finish();
        outcome
    }
    #[cfg(not(feature = "otel"))]
    runtime.block_on(run(settings, config, paste_config, sources, log))
}

/// A limit of file sizes is an error of the write, which a client sees as a 503, and not the end of the process.
fn outlive_file_size_limits() {
    /// Its number on every Linux but MIPS.
    const SIGXFSZ: i32 = 25;
    // To have a handler is enough; what it is told interests nobody.
    if let Err(error) = signal(SignalKind::from_raw(SIGXFSZ)) {
        tracing::debug!(%error, "a limit of file sizes would end the process");
    }
}

/// Why there is no listening on `address`, and what chooses another.
fn unavailable(option: &str, address: SocketAddr, error: &io::Error) -> Failure {
    let way_out = match error.kind() {
        io::ErrorKind::AddrInUse => {
            format!("; another process has it: choose another with {option}, port 0 for a free one")
        }
        _ => format!("; {option} chooses another"),
    };
    Failure(UNAVAILABLE, format!("cannot listen on {address}: {error}{way_out}"))
}

async fn run(
    settings: Settings,
    config: Config,
    paste_config: Option<PathBuf>,
    sources: Sources,
    log: log::Log,
) -> Result<(), Failure> {
    outlive_file_size_limits();
    let listen = settings.listen;
    let admin_listen = settings.admin_listen;
    let shutdown_timeout_ms = match settings.graceful_shutdown_seconds {
        0 => u64::MAX,
        seconds => seconds.saturating_mul(1000),
    };
    let tls = load_tls(&config)?;
    let nova = NovaLite::open(settings, &config, paste_config.as_deref(), None).await?;
    let cannot_listen = |error: io::Error| unavailable("--listen", listen, &error);
    let limits = Limits { shutdown_timeout_ms, ..Limits::default() };
    let mut server = match inherited_listener().map_err(cannot_listen)? {
        Some(listener) => Server::on(listener, nova.service.clone(), limits),
        None => Server::bind(listen, nova.service.clone(), limits).await.map_err(cannot_listen)?,
    };
    if let Some(admin_listen) = admin_listen {
        let cannot_listen = |error: io::Error| unavailable("[nova_lite] admin_listen", admin_listen, &error);
        let admin = Server::bind(admin_listen, nova.admin.clone(), Limits::default()).await.map_err(cannot_listen)?;
        tracing::info!(address = %admin.local_address().map_err(cannot_listen)?, "listening for operators");
        tokio::spawn(admin.serve(std::future::pending()));
    }
    let scheme = if tls.is_some() { "https" } else { "http" };
    if let Some(tls) = tls.clone() {
        server = server.with_tls(tls);
    }
    let address = server.local_address().map_err(cannot_listen)?;
    // Whoever is told that we are ready may send signals at once, and some end a process that does not wait for them.
    let (hangup, stopped) = (signal(SignalKind::hangup()), stopped());
    say(&format!("listening on {scheme}://{address}\n"))?;
    notify(&[NotifyState::Ready]);
    let reloading = tokio::spawn(reload_on(hangup, sources, config, nova.policy.clone(), tls, log));
    let dropped = server.serve(stopped).await;
    notify(&[NotifyState::Stopping]);
    reloading.abort();
    if dropped > 0 {
        tracing::warn!(dropped, "connections were still open at the shutdown timeout");
    }
    nova.compute.shutdown().await;
    Ok(())
}

/// A socket that systemd, or whoever started us, has bound already.
fn inherited_listener() -> std::io::Result<Option<TcpListener>> {
    let Some(listener) = listenfd::ListenFd::from_env().take_tcp_listener(0)? else { return Ok(None) };
    listener.set_nonblocking(true)?;
    TcpListener::from_std(listener).map(Some)
}

fn load_tls(config: &Config) -> Result<Option<Tls>, Failure> {
    let certificate = config.read(&options::WSGI_SSL_CERT_FILE);
    let key = config.read(&options::WSGI_SSL_KEY_FILE);
    match (certificate, key) {
        (None, None) => Ok(None),
        (Some(certificate), Some(key)) => {
            let client_authorities = config.read(&options::WSGI_SSL_CA_FILE).map(PathBuf::from);
            let files = TlsFiles { certificate: certificate.into(), key: key.into(), client_authorities };
            Tls::load(files).map(Some).map_err(|error| Failure(CONFIGURATION, error.to_string()))
        }
        _ => Err(Failure(CONFIGURATION, "[wsgi] ssl_cert_file and ssl_key_file are given both or neither".to_owned())),
    }
}

/// On SIGHUP: reads the configuration's mutable options, the policy and the certificates again. What is wrong stays as it was.
async fn reload_on(
    hangup: io::Result<Signal>,
    sources: Sources,
    mut config: Config,
    policy: Arc<Enforcer>,
    tls: Option<Tls>,
    log: log::Log,
) {
    let Ok(mut hangup) = hangup else { return };
    while hangup.recv().await.is_some() {
        // systemd compares the time with that of its own signal.
        match NotifyState::monotonic_usec_now() {
            Ok(now) => notify(&[NotifyState::Reloading, now]),
            Err(_) => notify(&[NotifyState::Reloading]),
        }
        match config.reload(&sources) {
            Ok(reload) => {
                for change in &reload.applied {
                    tracing::info!(group = %change.group, option = change.option, "changed by SIGHUP");
                }
                for change in &reload.restart {
                    tracing::warn!(group = %change.group, option = change.option, "changed, but needs a restart");
                }
                config = reload.config;
                log.follow(&config);
            }
            Err(problems) => tracing::error!("the configuration stays as it was: {problems}"),
        }
        if let Refresh::Kept(problems) = policy.refresh() {
            tracing::error!("the policy stays as it was: {problems}");
        }
        if let Some(Err(error)) = tls.as_ref().map(Tls::reload) {
            tracing::error!("the certificates stay as they were: {error}");
        }
        notify(&[NotifyState::Ready]);
    }
}

/// Tells systemd, where it listens. Nobody else minds if it does not.
fn notify(states: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(states) {
        tracing::debug!(%error, "systemd cannot be told");
    }
}

/// Waits for SIGTERM or SIGINT, those included that come before anybody waits.
fn stopped() -> impl Future<Output = ()> {
    let signals = (signal(SignalKind::terminate()), signal(SignalKind::interrupt()));
    async move {
        let (Ok(mut terminate), Ok(mut interrupt)) = signals else {
            // Without signal handlers the default action ends the process, so there is nothing to wait for.
            return std::future::pending().await;
        };
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    }
}

fn load(options: Options) -> Result<(Settings, Config), Failure> {
    let (sources, given) = sources(options);
    load_from(&sources, &given)
}

fn load_from(sources: &Sources, given: &Given) -> Result<(Settings, Config), Failure> {
    Settings::load(sources, given).map_err(|problems| Failure(CONFIGURATION, problems.to_string()))
}

fn sources(options: Options) -> (Sources, Given) {
    let home = std::env::var_os("HOME").map(PathBuf::from);
    let mut sources = Sources {
        registry: config::registry(),
        files: options.config_files,
        directories: options.config_dirs,
        strict: options.strict,
        environment: std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect(),
        ..Sources::default()
    };
    if sources.files.is_empty() && sources.directories.is_empty() {
        let (file, directory) = find_files("nova", home.as_deref());
        sources.files.extend(file);
        sources.directories.extend(directory);
    }
    if let Some((host, port)) = options.listen {
        sources.command_line.push(("DEFAULT", "osapi_compute_listen", host));
        sources.command_line.push(("DEFAULT", "osapi_compute_listen_port", port));
    }
    if let Some(url) = options.database {
        sources.command_line.push(("database", "connection", url));
    }
    let state_home = std::env::var_os("XDG_STATE_HOME").map(PathBuf::from);
    let given = Given { insecure_noauth: options.insecure_noauth, state_home, home };
    (sources, given)
}
