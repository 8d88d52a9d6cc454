//! The collector as the exporter's HTTP client: batches over the HTTP that Keystone is spoken to with.
//!
//! The exporter's thread drives a runtime of its own, so that neither waits for the service's threads nor holds them up.
//! That nobody listens is told once, and once more when somebody does again.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use http::{Request, Response, StatusCode};
use opentelemetry_http::HttpError;
use tokio::runtime::{Builder, Runtime};

use crate::filters::TransportSettings;
use crate::http_client::{Ask, Base, HttpClient};

/// A collector.
pub(super) struct Collector {
    base: Base,
    client: HttpClient,
    runtime: Runtime,
    timeout: Duration,
    /// Whether the last batch was lost.
    lost: AtomicBool,
}

impl Collector {
    /// Reads the authorities, but opens no connection.
    pub(super) fn new(base: Base, timeout: Duration, cafile: Option<String>) -> Result<Self, String> {
        let seconds = timeout.as_secs().saturating_add(1);
        let client = HttpClient::new(Some(seconds), 0, &TransportSettings { cafile, ..TransportSettings::default() });
        #[cfg(feature = "tls")]
        if base.secure {
            client.check().map_err(|why| format!("OTEL_EXPORTER_OTLP_CERTIFICATE: {why}"))?;
        }
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| format!("spans cannot be exported: {error}"))?;
        Ok(Self { base, client, runtime, timeout, lost: AtomicBool::new(false) })
    }

    async fn post(&self, request: Request<Bytes>) -> Result<Response<Bytes>, String> {
        let (head, body) = request.into_parts();
        let ask = Ask { method: head.method, base: &self.base, rest: "", headers: head.headers, body };
        let answer = tokio::time::timeout(self.timeout, self.client.send(&ask))
            .await
            .map_err(|_| format!("POST {}: no answer within {:?}", self.base, self.timeout))??;
        if !answer.status.is_success() {
            return Err(format!("POST {}: {}", self.base, answer.status));
        }
        let mut response = Response::new(answer.body);
        *response.status_mut() = StatusCode::OK;
        *response.headers_mut() = answer.headers;
        Ok(response)
    }

    fn tell(&self, problem: Option<&String>) {
        match (problem, self.lost.swap(problem.is_some(), Ordering::Relaxed)) {
            (Some(problem), false) => {
                tracing::warn!(%problem, "spans are lost until the collector takes them; this is told once");
            }
            (None, true) => tracing::info!(collector = %self.base, "the collector takes spans again"),
            _ => {}
        }
    }
}

#[async_trait]
impl opentelemetry_http::HttpClient for Collector {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        // Not awaited: the exporter's thread is no thread of tokio, and waits for nothing else.
        let answer = self.runtime.block_on(self.post(request));
        self.tell(answer.as_ref().err());
        answer.map_err(Into::into)
    }
}

impl fmt::Debug for Collector {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Collector({})", self.base)
    }
}
