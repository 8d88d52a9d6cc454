//! The log: to stderr, at the level that the configuration says, which may change while nova-lite runs.

use starmap::config::{Config, oslo};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::reload::{self, Handle};
use tracing_subscriber::util::SubscriberInitExt;

/// The log's level.
#[derive(Clone, Debug)]
pub struct Log(Handle<EnvFilter, tracing_subscriber::Registry>);

/// Starts the log. `RUST_LOG` outweighs `[DEFAULT] debug`.
pub fn start(config: &Config) -> Log {
    let (filter, handle) = reload::Layer::new(filter(config));
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_ansi(false);
    tracing_subscriber::registry().with(filter).with(lines).init();
    Log(handle)
}

impl Log {
    /// Takes the level of a configuration that was read again.
    pub fn follow(&self, config: &Config) {
        if let Err(error) = self.0.reload(filter(config)) {
            tracing::error!(%error, "the log level stays as it was");
        }
    }
}

fn filter(config: &Config) -> EnvFilter {
    let level = if config.read(&oslo::DEBUG) { "debug" } else { "info" };
    EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(level))
}
