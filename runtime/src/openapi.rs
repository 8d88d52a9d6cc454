//! OpenAPI 3.1 from the rows of a mapper, at one microversion.
//!
//! An operation is a method of a path; the server actions of a path are one operation whose body is one of several. What a
//! success holds is what the action's type says; every status that a request can be answered with is named.

mod responses;
#[cfg(feature = "docs")]
mod viewer;

use std::collections::BTreeMap;

use crate::json::Writer;
use crate::mapper::Mapper;
use crate::microversion::{Microversion, Versioning};
use crate::route::{Method, Route, Segment, Source};
use crate::schema::{Keyword, Property, Schema, to_json_schema};

#[cfg(feature = "docs")]
pub use viewer::Docs;

/// What the document says about the service besides its routes.
#[derive(Clone, Copy, Debug)]
pub struct Info {
    /// The service's name.
    pub title: &'static str,
    /// The path that the API is mounted at.
    pub mount: &'static str,
    /// The header that carries a token, for services that ask for one.
    pub token_header: Option<&'static str>,
    /// The faults that the filters before the API answer with.
    pub pipeline: &'static [u16],
}

/// Writes the document of what exists at `version`.
pub fn document(mapper: Mapper<'_>, info: Info, versioning: Option<Versioning>, version: Microversion) -> Vec<u8> {
    let mut out = Writer::new();
    let page = Page { info, versioning, version };
    page.write(&mut out, &operations(mapper, version));
    out.finish()
}

type Operations<'t> = BTreeMap<&'static str, BTreeMap<Method, Vec<&'t Route>>>;

fn operations(mapper: Mapper<'_>, version: Microversion) -> Operations<'_> {
    let mut paths = Operations::new();
    for route in mapper.rows().iter().map(|row| &row.route).filter(|route| route.range.contains(version)) {
        paths.entry(route.template).or_default().entry(route.method).or_default().push(route);
    }
    paths
}

struct Page {
    info: Info,
    versioning: Option<Versioning>,
    version: Microversion,
}

impl Page {
    fn write(&self, out: &mut Writer, paths: &Operations<'_>) {
        out.begin_object();
        text(out, "openapi", "3.1.0");
        out.key("info");
        out.begin_object();
        text(out, "title", self.info.title);
        text(out, "version", &self.version.to_string());
        out.end_object();
        out.key("servers");
        out.begin_array();
        out.begin_object();
        text(out, "url", if self.info.mount.is_empty() { "/" } else { self.info.mount });
        out.end_object();
        out.end_array();
        out.key("paths");
        out.begin_object();
        for (template, methods) in paths {
            out.key(template);
            out.begin_object();
            for (method, routes) in methods {
                out.key(&method.as_str().to_lowercase());
                self.write_operation(out, routes);
            }
            out.end_object();
        }
        out.end_object();
        self.write_components(out, paths);
        out.end_object();
    }

    fn write_operation(&self, out: &mut Writer, routes: &[&Route]) {
        let first = routes[0];
        out.begin_object();
        let server_actions = first.body.is_some();
        let name = if server_actions { "action" } else { first.action };
        text(out, "operationId", &operation_id(first, name));
        if !server_actions && !first.summary.is_empty() {
            text(out, "summary", first.summary);
        }
        out.key("tags");
        out.begin_array();
        out.string(first.controller.trim_end_matches("Controller"));
        out.end_array();
        let policies: Vec<&str> = routes.iter().filter_map(|route| route.policy).collect();
        if !policies.is_empty() {
            out.key("x-policies");
            out.begin_array();
            policies.iter().for_each(|policy| out.string(policy));
            out.end_array();
        }
        self.write_parameters(out, first);
        self.write_body(out, routes);
        self.write_responses(out, routes);
        out.end_object();
    }

    fn write_parameters(&self, out: &mut Writer, route: &Route) {
        out.key("parameters");
        out.begin_array();
        for segment in route.segments() {
            let Segment::Parameter(name) = segment else { continue };
            out.begin_object();
            text(out, "name", name);
            text(out, "in", "path");
            out.key("required");
            out.bool(true);
            out.key("schema");
            out.begin_object();
            text(out, "type", "string");
            text(out, "pattern", "^[^/]+$");
            out.end_object();
            out.end_object();
        }
        for source in route.sources {
            let Source::Query(schema) = *source else { continue };
            for property in properties(schema).filter(|property| property.range.contains(self.version)) {
                out.begin_object();
                text(out, "name", property.name);
                text(out, "in", "query");
                out.key("schema");
                to_json_schema(property.schema, self.version, out);
                out.end_object();
            }
        }
        if self.versioning.is_some() {
            out.begin_object();
            text(out, "$ref", "#/components/parameters/Microversion");
            out.end_object();
        }
        out.end_array();
    }

    fn write_body(&self, out: &mut Writer, routes: &[&Route]) {
        if !matches!(routes[0].method, Method::Post | Method::Put | Method::Patch) {
            return;
        }
        let schemas: Vec<Option<&'static Schema>> = routes.iter().map(|route| body_schema(route)).collect();
        if routes[0].body.is_none() && schemas[0].is_none() {
            return;
        }
        out.key("requestBody");
        out.begin_object();
        out.key("required");
        out.bool(true);
        out.key("content");
        out.begin_object();
        out.key("application/json");
        out.begin_object();
        out.key("schema");
        if routes[0].body.is_none() {
            to_json_schema(schemas[0].unwrap_or(&Schema::ANY), self.version, out);
        } else {
            out.begin_object();
            out.key("oneOf");
            out.begin_array();
            for (route, schema) in routes.iter().zip(schemas) {
                self.write_server_action(out, route, schema);
            }
            out.end_array();
            out.end_object();
        }
        out.end_object();
        out.end_object();
        out.end_object();
    }

    /// The body of a server action: by its own schema, or an object with just its key, where the schema says nothing of it.
    fn write_server_action(&self, out: &mut Writer, route: &Route, schema: Option<&'static Schema>) {
        let key = route.body.unwrap_or_default();
        if let Some(schema) = schema.filter(|schema| requires(schema, key, self.version)) {
            return to_json_schema(schema, self.version, out);
        }
        out.begin_object();
        text(out, "type", "object");
        out.key("properties");
        out.begin_object();
        out.key(key);
        out.begin_object();
        out.end_object();
        out.end_object();
        out.key("required");
        out.begin_array();
        out.string(key);
        out.end_array();
        out.key("additionalProperties");
        out.bool(false);
        out.end_object();
    }

    fn write_components(&self, out: &mut Writer, paths: &Operations<'_>) {
        out.key("components");
        out.begin_object();
        if let Some(versioning) = &self.versioning {
            out.key("parameters");
            out.begin_object();
            out.key("Microversion");
            out.begin_object();
            text(out, "name", "OpenStack-API-Version");
            text(out, "in", "header");
            text(out, "description", &format!("The microversion, {} to {}.", versioning.min, versioning.max));
            out.key("required");
            // Without it the answer is of the lowest.
            out.bool(self.version != versioning.min);
            out.key("schema");
            out.begin_object();
            let value = format!("{} {}", versioning.service, self.version);
            text(out, "const", &value);
            // What forms are filled in with.
            text(out, "default", &value);
            out.end_object();
            out.end_object();
            out.end_object();
            out.key("headers");
            out.begin_object();
            out.key("Microversion");
            out.begin_object();
            text(out, "description", "The microversion that the answer is of: the one that was asked for.");
            out.key("schema");
            out.begin_object();
            text(out, "pattern", &format!("^{} [0-9]+\\.[0-9]+$", versioning.service));
            out.end_object();
            out.end_object();
            out.end_object();
        }
        out.key("responses");
        out.begin_object();
        let routes = paths.values().flat_map(BTreeMap::values).flatten().copied();
        self.write_faults(out, routes);
        out.end_object();
        if let Some(header) = self.info.token_header {
            out.key("securitySchemes");
            out.begin_object();
            out.key("token");
            out.begin_object();
            text(out, "type", "apiKey");
            text(out, "in", "header");
            text(out, "name", header);
            out.end_object();
            out.end_object();
        }
        out.end_object();
        if self.info.token_header.is_some() {
            out.key("security");
            out.begin_array();
            out.begin_object();
            out.key("token");
            out.begin_array();
            out.end_array();
            out.end_object();
            out.end_array();
        }
    }
}

/// Unique: two controllers may have an action of the same name, and one action may answer several paths.
fn operation_id(route: &Route, action: &str) -> String {
    let path: Vec<String> =
        route.template.split('/').filter(|part| !part.is_empty()).map(|part| part.replace(['{', '}'], "")).collect();
    format!("{}_{}_{action}", route.method.as_str().to_lowercase(), path.join("_").replace(['-', '.'], "_"))
}

fn body_schema(route: &Route) -> Option<&'static Schema> {
    route.sources.iter().find_map(|source| match *source {
        Source::Body(schema) => Some(schema),
        _ => None,
    })
}

fn properties(schema: &'static Schema) -> impl Iterator<Item = &'static Property> {
    schema.keywords.iter().flat_map(|keyword| match keyword {
        Keyword::Properties(properties) => *properties,
        _ => &[],
    })
}

fn requires(schema: &Schema, key: &str, version: Microversion) -> bool {
    schema.keywords.iter().any(|keyword| match keyword {
        Keyword::Required(required) => required.iter().any(|one| one.name == key && one.range.contains(version)),
        _ => false,
    })
}

fn text(out: &mut Writer, key: &str, value: &str) {
    out.key(key);
    out.string(value);
}
