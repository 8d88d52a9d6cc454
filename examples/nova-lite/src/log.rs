//! The log, as the configuration says: where lines go, what they look like, and which level, which may change while
//! nova-lite runs.
//!
//! The options are Nova's. `RUST_LOG` outweighs `debug` and `default_log_levels`.

use std::io;
use std::path::PathBuf;

use starmap::config::{Config, Opt, oslo};
use starmap::log::{Format, LogFile, LogStyle, OsloLines};
#[cfg(feature = "otel")]
use starmap::otel::Traces;
use tracing_subscriber::layer::{Layered, SubscriberExt};
use tracing_subscriber::reload::{self, Handle};
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer, Registry};

/// The file in `log_dir` where no `log_file` names one.
const FILE_NAME: &str = "nova-lite.log";

/// Libraries that say at debug level what goes over the wire, tokens included: never more than this of them.
const WIRE_LIBRARIES: [&str; 5] = ["h2=info", "hyper=info", "hyper_util=info", "rustls=info", "tokio_util=info"];

/// The spans that are exported.
#[cfg(feature = "otel")]
const REQUEST_SPANS: &str = "starmap::request=info";

/// What lines are written by, above the level.
type Lines = Box<dyn Layer<Layered<reload::Layer<EnvFilter, Registry>, Registry>> + Send + Sync>;

/// What of the log can be changed while it is written.
#[derive(Clone, Debug)]
pub struct Log {
    level: Handle<EnvFilter, Registry>,
    file: Option<LogFile>,
    #[cfg(feature = "otel")]
    traces: Option<Traces>,
}

/// Starts the log.
///
/// # Errors
///
/// A format string that cannot be read, a file that cannot be opened; names the option. With the feature `otel` also a variable
/// of OpenTelemetry's that cannot be used.
pub fn start(config: &Config) -> Result<Log, String> {
    let (style, file) = (style(config)?, file(config)?);
    let (filter, level) = reload::Layer::new(filter(config));
    let mut lines: Vec<Lines> = Vec::new();
    if let Some(file) = &file {
        lines.push(OsloLines::new(style.clone(), file.clone()).boxed());
    }
    if file.is_none() || config.read(&oslo::USE_STDERR) {
        lines.push(OsloLines::new(style, io::stderr).boxed());
    }
    #[cfg(feature = "otel")]
    let traces = Traces::from_env("nova-lite")?;
    #[cfg(feature = "otel")]
    if let Some(traces) = &traces {
        lines.push(traces.layer().boxed());
    }
    tracing_subscriber::registry().with(filter).with(lines).init();
    let log = Log {
        level,
        file,
        #[cfg(feature = "otel")]
        traces,
    };
    Ok(log)
}

impl Log {
    /// Sends the spans that wait to be exported. Blocks, for some seconds at most.
    #[cfg(feature = "otel")]
    pub fn finish(&self) {
        if let Some(traces) = &self.traces {
            traces.finish();
        }
    }

    /// Takes the level of a configuration that was read again, and opens the file anew.
    pub fn follow(&self, config: &Config) {
        if let Err(error) = self.level.reload(filter(config)) {
            tracing::error!(%error, "the log level stays as it was");
        }
        if let Some(Err(error)) = self.file.as_ref().map(LogFile::reopen) {
            tracing::error!(%error, "the log file stays the one that was open");
        }
    }
}

fn style(config: &Config) -> Result<LogStyle, String> {
    Ok(LogStyle {
        within_request: format(config, &oslo::LOGGING_CONTEXT_FORMAT_STRING)?,
        otherwise: format(config, &oslo::LOGGING_DEFAULT_FORMAT_STRING)?,
        date: config.read(&oslo::LOG_DATE_FORMAT),
        json: config.read(&oslo::USE_JSON),
    })
}

fn format(config: &Config, option: &'static Opt<String>) -> Result<Format, String> {
    Format::parse(&config.read(option)).map_err(|error| format!("[DEFAULT] {}: {error}", option.declared.name))
}

/// `log_file`, within `log_dir` where it is relative; a file of nova-lite's own name where only `log_dir` is given.
fn file(config: &Config) -> Result<Option<LogFile>, String> {
    let (name, folder) = (config.read(&oslo::LOG_FILE), config.read(&oslo::LOG_DIR));
    let path = match (name, folder) {
        (None, None) => return Ok(None),
        (name, folder) => PathBuf::from(folder.unwrap_or_default()).join(name.as_deref().unwrap_or(FILE_NAME)),
    };
    let shown = path.display().to_string();
    LogFile::open(path).map(Some).map_err(|error| format!("[DEFAULT] log_file: cannot open {shown}: {error}"))
}

fn filter(config: &Config) -> EnvFilter {
    let filter = line_filter(config);
    // No line has this target, only the span of a request, which a log of warnings alone would not open.
    #[cfg(feature = "otel")]
    let filter = filter.add_directive(REQUEST_SPANS.parse().expect("a target and a level"));
    filter
}

fn line_filter(config: &Config) -> EnvFilter {
    if let Ok(filter) = EnvFilter::try_from_default_env() {
        return filter;
    }
    let level = if config.read(&oslo::DEBUG) { "debug" } else { "info" };
    let named = config.read(&oslo::DEFAULT_LOG_LEVELS);
    let directives =
        WIRE_LIBRARIES.into_iter().map(str::to_owned).chain(named.iter().filter_map(|pair| directive(pair)));
    directives.filter_map(|directive| directive.parse().ok()).fold(EnvFilter::new(level), EnvFilter::add_directive)
}

/// `logger=LEVEL` in the words of Rust; none for what is no such pair, which oslo takes silently too.
fn directive(pair: &str) -> Option<String> {
    let (logger, level) = pair.split_once('=')?;
    let level = match level.trim() {
        "CRITICAL" | "FATAL" | "ERROR" => "error",
        "WARN" | "WARNING" => "warn",
        "INFO" | "NOTICE" => "info",
        "DEBUG" => "debug",
        "NOTSET" | "TRACE" => "trace",
        _ => return None,
    };
    Some(format!("{}={level}", logger.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_named_as_python_names_them() {
        for (pair, directive_) in [
            ("nova.api=WARNING", Some("nova.api=warn")),
            (" hyper = CRITICAL ", Some("hyper=error")),
            ("nova=LOUD", None),
            ("nova", None),
        ] {
            assert_eq!(directive(pair).as_deref(), directive_, "{pair}");
        }
    }
}
