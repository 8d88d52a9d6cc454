//! What makes an OpenTelemetry span of the span of a request, when that closes.
//!
//! The parent is that of the request's `traceparent`, so that the sampler can do as the caller did.

use std::collections::HashMap;
use std::fmt::{self, Write};
use std::time::SystemTime;

use opentelemetry::propagation::TextMapPropagator;
use opentelemetry::trace::{Span, SpanBuilder, SpanKind, Status, Tracer};
use opentelemetry::{Context, KeyValue};
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::SdkTracer;
use tracing::Subscriber;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing_subscriber::Layer;
use tracing_subscriber::layer;
use tracing_subscriber::registry::LookupSpan;

use crate::span;

/// The most bytes of an attribute; the rest is cut off.
pub const ATTRIBUTE_BYTES_MAX: usize = 256;

/// Exports the span of each request when it closes, and no other.
pub struct RequestSpans {
    tracer: SdkTracer,
}

impl RequestSpans {
    pub(super) fn new(tracer: SdkTracer) -> Self {
        Self { tracer }
    }

    fn export(&self, request: Seen) {
        let parent = parent(&request.traceparent);
        let mut span = self.tracer.build_with_context(request.into_builder(), &parent);
        span.end();
    }
}

impl fmt::Debug for RequestSpans {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("RequestSpans")
    }
}

impl<S> Layer<S> for RequestSpans
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: layer::Context<'_, S>) {
        if attributes.metadata().target() != span::TARGET {
            return;
        }
        let Some(span) = context.span(id) else { return };
        let mut seen = Seen::now();
        attributes.record(&mut seen);
        span.extensions_mut().replace(seen);
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: layer::Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        if let Some(seen) = span.extensions_mut().get_mut::<Seen>() {
            values.record(seen);
        }
    }

    fn on_close(&self, id: Id, context: layer::Context<'_, S>) {
        let Some(span) = context.span(&id) else { return };
        let seen = span.extensions_mut().remove::<Seen>();
        if let Some(seen) = seen {
            self.export(seen);
        }
    }
}

/// What the span of a request has said so far.
struct Seen {
    start: SystemTime,
    method: String,
    route: String,
    status: Option<u64>,
    request_id: String,
    global_request_id: String,
    user_identity: String,
    traceparent: String,
}

impl Seen {
    fn now() -> Self {
        Self {
            start: SystemTime::now(),
            method: String::new(),
            route: String::new(),
            status: None,
            request_id: String::new(),
            global_request_id: String::new(),
            user_identity: String::new(),
            traceparent: String::new(),
        }
    }

    fn into_builder(self) -> SpanBuilder {
        // Without a route the name is the method alone: names have to be few, and paths are not.
        let name = if self.route.is_empty() { self.method.clone() } else { format!("{} {}", self.method, self.route) };
        let failed = self.status.is_some_and(|status| status >= 500);
        let texts = [
            (span::METHOD, self.method),
            (span::ROUTE, self.route),
            (span::REQUEST_ID, self.request_id),
            (span::GLOBAL_REQUEST_ID, self.global_request_id),
            (span::USER_IDENTITY, self.user_identity),
        ];
        let mut attributes: Vec<KeyValue> = texts
            .into_iter()
            .filter(|(_, text)| !text.is_empty())
            .map(|(key, text)| KeyValue::new(key, text))
            .collect();
        if let Some(status) = self.status.and_then(|status| i64::try_from(status).ok()) {
            attributes.push(KeyValue::new(span::STATUS, status));
        }
        let builder = SpanBuilder::from_name(name)
            .with_kind(SpanKind::Server)
            .with_start_time(self.start)
            .with_attributes(attributes);
        // A client's mistake is no error of the server's.
        if failed { builder.with_status(Status::error("")) } else { builder }
    }
}

impl Visit for Seen {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let held = match field.name() {
            span::METHOD => &mut self.method,
            span::ROUTE => &mut self.route,
            span::REQUEST_ID => &mut self.request_id,
            span::GLOBAL_REQUEST_ID => &mut self.global_request_id,
            span::USER_IDENTITY => &mut self.user_identity,
            span::TRACEPARENT => &mut self.traceparent,
            _ => return,
        };
        held.clear();
        // Writing to a string does not fail.
        let _ = write!(held, "{value:?}");
        held.truncate(held.floor_char_boundary(ATTRIBUTE_BYTES_MAX));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.record_debug(field, &format_args!("{value}"));
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        if field.name() == span::STATUS {
            self.status = Some(value);
        }
    }
}

/// The caller's span; nothing where there is none, or none that W3C's form would know.
fn parent(traceparent: &str) -> Context {
    let carrier = HashMap::from([(span::TRACEPARENT.to_owned(), traceparent.to_owned())]);
    TraceContextPropagator::new().extract_with_context(&Context::new(), &carrier)
}
