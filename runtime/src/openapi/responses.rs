//! The responses of an operation: what a success holds, and every fault with the reason why it can come.
//!
//! A fault is JSON; those of the layers before the API are pages whose form follows `Accept`.

use std::collections::BTreeMap;

use http::StatusCode;

use super::{Page, text};
use crate::fault::fault_name;
use crate::json::Writer;
use crate::route::{Answer, Route};
use crate::schema::{Schema, to_json_schema};

/// What the responses of one status hold, of all actions of an operation.
#[derive(Default)]
struct Holding {
    schemas: Vec<&'static Schema>,
    /// Some action makes its answer without saying of what.
    unknown: bool,
    /// Some answer has no content.
    nothing: bool,
}

impl Holding {
    fn add(&mut self, answer: Answer) {
        match answer {
            Answer::Any => self.unknown = true,
            Answer::Nothing | Answer::Fault(_) => self.nothing = true,
            Answer::Json(schema) => self.add_schema(schema),
            Answer::Perhaps(schema) => {
                self.nothing = true;
                self.add_schema(schema);
            }
        }
    }

    fn add_schema(&mut self, schema: &'static Schema) {
        if !self.schemas.iter().any(|known| std::ptr::eq(*known, schema)) {
            self.schemas.push(schema);
        }
    }
}

impl Page {
    pub(super) fn write_responses(&self, out: &mut Writer, routes: &[&Route]) {
        out.key("responses");
        out.begin_object();
        for (status, holding) in self.successes(routes) {
            out.key(&status.to_string());
            self.write_success(out, status, &holding);
        }
        for status in self.faults(routes) {
            out.key(&status.to_string());
            out.begin_object();
            text(out, "$ref", &format!("#/components/responses/Fault{status}"));
            out.end_object();
        }
        out.end_object();
    }

    fn successes(&self, routes: &[&Route]) -> BTreeMap<u16, Holding> {
        let mut statuses: BTreeMap<u16, Holding> = BTreeMap::new();
        for route in routes.iter().filter(|route| !matches!(route.answer, Answer::Fault(_))) {
            let own = route.success_at(self.version);
            for status in route.also().filter(|status| *status < 400).chain([own]) {
                statuses.entry(status).or_default().add(if status == 204 { Answer::Nothing } else { route.answer });
            }
        }
        statuses
    }

    fn write_success(&self, out: &mut Writer, status: u16, holding: &Holding) {
        out.begin_object();
        let reason = StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason());
        let reason = reason.unwrap_or("Success");
        let has_content = holding.unknown || !holding.schemas.is_empty();
        let note = if has_content && holding.nothing { ", or no content" } else { "" };
        text(out, "description", &format!("{reason}{note}"));
        if !note.is_empty() {
            // OpenAPI has no word for it.
            out.key("x-may-be-empty");
            out.bool(true);
        }
        if has_content {
            out.key("content");
            out.begin_object();
            out.key("application/json");
            out.begin_object();
            out.key("schema");
            self.write_alternatives(out, if holding.unknown { &[] } else { &holding.schemas });
            out.end_object();
            out.end_object();
        }
        if self.versioning.is_some() {
            out.key("headers");
            out.begin_object();
            out.key("OpenStack-API-Version");
            out.begin_object();
            text(out, "$ref", "#/components/headers/Microversion");
            out.end_object();
            out.end_object();
        }
        out.end_object();
    }

    fn write_alternatives(&self, out: &mut Writer, schemas: &[&'static Schema]) {
        match schemas {
            [] => to_json_schema(&Schema::ANY, self.version, out),
            [one] => to_json_schema(one, self.version, out),
            several => {
                out.begin_object();
                out.key("anyOf");
                out.begin_array();
                several.iter().for_each(|schema| to_json_schema(schema, self.version, out));
                out.end_array();
                out.end_object();
            }
        }
    }

    /// The statuses of every fault that a request for one of the routes can be answered with, in order.
    fn faults(&self, routes: &[&Route]) -> Vec<u16> {
        let mut statuses = EVERYWHERE.to_vec();
        statuses.extend(self.info.pipeline);
        if self.versioning.is_some() {
            statuses.extend([400, 406]);
        }
        for route in routes {
            statuses.extend(route.faults());
            // A client that leaves the header out asks for a microversion that may not have the action.
            if self.versioning.is_some_and(|all| !route.range.contains(all.min) || !route.range.contains(all.max)) {
                statuses.push(404);
            }
        }
        statuses.sort_unstable();
        statuses.dedup();
        statuses
    }

    /// The faults as components, so that each stands in the document once.
    pub(super) fn write_faults<'t>(&self, out: &mut Writer, routes: impl Iterator<Item = &'t Route>) {
        let routes: Vec<_> = routes.collect();
        for status in self.faults(&routes) {
            out.key(&format!("Fault{status}"));
            write_fault(out, status);
        }
    }
}

/// What any request may meet: a media type that nobody reads (415), a URI too long (414), an error of the server (500), and
/// more requests than it takes (503).
const EVERYWHERE: [u16; 4] = [414, 415, 500, 503];

/// Statuses that layers before the API answer with a page.
const PAGES: [u16; 5] = [401, 408, 413, 414, 503];

/// `{"itemNotFound": {"code": 404, "message": "…"}}`
fn write_fault(out: &mut Writer, status: u16) {
    let code = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    out.begin_object();
    text(out, "description", code.canonical_reason().unwrap_or("A fault"));
    out.key("content");
    out.begin_object();
    out.key("application/json");
    out.begin_object();
    out.key("schema");
    if PAGES.contains(&status) {
        out.begin_object();
        out.key("anyOf");
        out.begin_array();
        write_fault_schema(out, fault_name(code), status);
        out.begin_object();
        text(out, "type", "object");
        out.end_object();
        out.end_array();
        out.end_object();
    } else {
        write_fault_schema(out, fault_name(code), status);
    }
    out.end_object();
    if PAGES.contains(&status) {
        for media_type in ["text/html", "text/plain"] {
            out.key(media_type);
            out.begin_object();
            out.key("schema");
            out.begin_object();
            text(out, "type", "string");
            out.end_object();
            out.end_object();
        }
    }
    out.end_object();
    out.end_object();
}

fn write_fault_schema(out: &mut Writer, name: &str, status: u16) {
    out.begin_object();
    text(out, "type", "object");
    out.key("properties");
    out.begin_object();
    out.key(name);
    out.begin_object();
    text(out, "type", "object");
    out.key("properties");
    out.begin_object();
    out.key("code");
    out.begin_object();
    out.key("const");
    out.int(i64::from(status));
    out.end_object();
    for key in ["message", "retryAfter"] {
        out.key(key);
        out.begin_object();
        text(out, "type", "string");
        out.end_object();
    }
    out.end_object();
    write_required(out, &["code", "message"]);
    out.end_object();
    out.end_object();
    write_required(out, &[name]);
    out.end_object();
}

/// Nothing but what is declared, and these at least.
fn write_required(out: &mut Writer, names: &[&str]) {
    out.key("required");
    out.begin_array();
    names.iter().for_each(|name| out.string(name));
    out.end_array();
    out.key("additionalProperties");
    out.bool(false);
}
