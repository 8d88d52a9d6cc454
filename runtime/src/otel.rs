//! Request spans to an OpenTelemetry collector, over OTLP with HTTP and protobuf.
//!
//! The standard environment variables say where to and which: `OTEL_EXPORTER_OTLP_ENDPOINT` or its `TRACES` form (nothing is
//! exported without one), `…_HEADERS`, `…_TIMEOUT`, `…_CERTIFICATE`, `OTEL_SERVICE_NAME`, `OTEL_RESOURCE_ATTRIBUTES`,
//! `OTEL_TRACES_SAMPLER` with `_ARG`, `OTEL_BSP_*`, `OTEL_SDK_DISABLED`. A request never waits: its span goes into a queue of
//! `OTEL_BSP_MAX_QUEUE_SIZE` (2,048) spans and is dropped where that is full; a thread of its own sends batches.
//! The path is not exported, only its template: of some routes it holds a secret. Neither are events.

mod collector;
mod layer;

use std::env;
use std::fmt;
use std::time::Duration;

use opentelemetry::trace::TracerProvider;
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::SdkTracerProvider;

use crate::http_client::Base;
use collector::Collector;
pub use layer::{ATTRIBUTE_BYTES_MAX, RequestSpans};

/// How long the spans that are still queued may take at the end, in milliseconds.
pub const FLUSH_TIMEOUT_MS: u64 = 5_000;
/// How long one batch may take where the environment does not say, in milliseconds: the standard's default.
pub const EXPORT_TIMEOUT_MS: u64 = 10_000;

const ENDPOINT: &str = "OTEL_EXPORTER_OTLP_ENDPOINT";
const TRACES_ENDPOINT: &str = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";
const SAMPLER: &str = "OTEL_TRACES_SAMPLER";
const SAMPLER_ARG: &str = "OTEL_TRACES_SAMPLER_ARG";
const SAMPLERS: [&str; 6] = [
    "always_on",
    "always_off",
    "traceidratio",
    "parentbased_always_on",
    "parentbased_always_off",
    "parentbased_traceidratio",
];

/// The export of spans; clones are of the same.
#[derive(Clone)]
pub struct Traces {
    provider: SdkTracerProvider,
}

impl Traces {
    /// Starts the export as the environment says; none where it names no endpoint or switches the SDK or the traces off.
    ///
    /// `service_name` is that of a service whose environment gives it no other. Not to be called from asynchronous code.
    ///
    /// # Errors
    ///
    /// A variable whose value cannot be used, named, in one line.
    pub fn from_env(service_name: &'static str) -> Result<Option<Self>, String> {
        let switched_off = said("OTEL_SDK_DISABLED").is_some_and(|value| value.eq_ignore_ascii_case("true"));
        if switched_off || said("OTEL_TRACES_EXPORTER").is_some_and(|exporter| exporter == "none") {
            return Ok(None);
        }
        let Some(endpoint) = endpoint()? else { return Ok(None) };
        check_protocol()?;
        check_sampler()?;
        let collector = Collector::new(endpoint.clone(), timeout()?, for_traces("CERTIFICATE"))?;
        let exporter = SpanExporter::builder()
            .with_http()
            .with_protocol(Protocol::HttpBinary)
            .with_endpoint(endpoint.to_string())
            .with_http_client(collector)
            .build()
            .map_err(|error| format!("OTEL_EXPORTER_OTLP: {error}"))?;
        let provider =
            SdkTracerProvider::builder().with_resource(resource(service_name)).with_batch_exporter(exporter).build();
        Ok(Some(Self { provider }))
    }

    /// What collects the spans, to be put on a `tracing_subscriber::Registry`.
    pub fn layer(&self) -> RequestSpans {
        RequestSpans::new(self.provider.tracer("starmap"))
    }

    /// Sends what is queued, for [`FLUSH_TIMEOUT_MS`] at most, and ends the export. Blocks.
    pub fn finish(&self) {
        if let Err(error) = self.provider.shutdown_with_timeout(Duration::from_millis(FLUSH_TIMEOUT_MS)) {
            tracing::warn!(%error, "the last spans are lost");
        }
    }
}

impl fmt::Debug for Traces {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The provider would show the headers of the exporter, credentials among them.
        out.write_str("Traces")
    }
}

/// The value of a variable; the standard takes an empty one for none.
fn said(name: &str) -> Option<String> {
    env::var(name).ok().map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
}

/// The value of a variable of OTLP, where that for traces outweighs that for everything.
fn for_traces(name: &str) -> Option<String> {
    said(&format!("OTEL_EXPORTER_OTLP_TRACES_{name}")).or_else(|| said(&format!("OTEL_EXPORTER_OTLP_{name}")))
}

fn endpoint() -> Result<Option<Base>, String> {
    let parse = |name: &str, url: &str| Base::parse(url).map_err(|why| format!("{name} {why}"));
    if let Some(url) = said(TRACES_ENDPOINT) {
        return parse(TRACES_ENDPOINT, &url).map(Some);
    }
    let Some(url) = said(ENDPOINT) else { return Ok(None) };
    parse(ENDPOINT, &url).map(|base| Some(base.join("/v1/traces")))
}

fn check_protocol() -> Result<(), String> {
    match for_traces("PROTOCOL") {
        Some(protocol) if protocol != "http/protobuf" => Err(format!(
            "OTEL_EXPORTER_OTLP_PROTOCOL is `{protocol}`; only `http/protobuf` is spoken, at port 4318 of most"
        )),
        _ => Ok(()),
    }
}

/// The SDK would take another sampler than the one that was meant, without a word.
fn check_sampler() -> Result<(), String> {
    let Some(sampler) = said(SAMPLER) else { return Ok(()) };
    if !SAMPLERS.contains(&sampler.as_str()) {
        return Err(format!("{SAMPLER} is `{sampler}`; known are {}", SAMPLERS.join(", ")));
    }
    let Some(ratio) = said(SAMPLER_ARG).filter(|_| sampler.ends_with("traceidratio")) else { return Ok(()) };
    match ratio.parse::<f64>() {
        Ok(number) if (0.0..=1.0).contains(&number) => Ok(()),
        _ => Err(format!("{SAMPLER_ARG} is `{ratio}`; it has to be a number from 0 to 1")),
    }
}

fn timeout() -> Result<Duration, String> {
    let Some(text) = for_traces("TIMEOUT") else { return Ok(Duration::from_millis(EXPORT_TIMEOUT_MS)) };
    let number =
        text.parse().map_err(|_| format!("OTEL_EXPORTER_OTLP_TIMEOUT is `{text}`; it has to be milliseconds"))?;
    Ok(Duration::from_millis(number))
}

fn resource(service_name: &'static str) -> Resource {
    let named = said("OTEL_SERVICE_NAME").is_some()
        || said("OTEL_RESOURCE_ATTRIBUTES")
            .is_some_and(|pairs| pairs.split(',').any(|pair| pair.trim_start().starts_with("service.name=")));
    let resource = Resource::builder();
    if named { resource.build() } else { resource.with_service_name(service_name).build() }
}
