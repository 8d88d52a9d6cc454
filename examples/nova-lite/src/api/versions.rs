//! The version documents: the list at `/`, the choices for any other path there, and the document of each version.
//!
//! They need no token, so they are applications of their own beside the API. Every request method gives the same answer.

use http::header::CONTENT_TYPE;
use http::{HeaderValue, StatusCode};
use starmap::application::Application;
use starmap::extract::parse_json;
use starmap::fault::Fault;
use starmap::filter::{Outcome, Response};
use starmap::json::Writer;
use starmap::links::Links;
use starmap::microversion::{Microversion, Versioning};
use starmap::negotiation::{VersionHeaders, check_content_type, negotiate, read_body};
use starmap::request::Request;
use starmap::router::RouterSettings;

/// The microversions of the compute API.
pub const COMPUTE: Versioning = Versioning {
    service: "compute",
    legacy_header: Some("x-openstack-nova-api-version"),
    min: Microversion::literal("2.1"),
    max: Microversion::literal("2.104"),
};

/// One version of the API as clients discover it.
#[derive(Debug)]
pub struct ApiVersion {
    /// Its id, `v2.1`.
    pub id: &'static str,
    status: &'static str,
    /// Whether it has microversions.
    versioned: bool,
    updated: &'static str,
    /// The path it is mounted at, with a slash at its end.
    path: &'static str,
    media_type: &'static str,
}

/// The versions in the order of their ids.
pub const VERSIONS: [ApiVersion; 2] = [
    ApiVersion {
        id: "v2.0",
        status: "DEPRECATED",
        versioned: false,
        updated: "2025-07-04T12:00:00Z",
        path: "/v2/",
        media_type: "application/vnd.openstack.compute+json;version=2",
    },
    ApiVersion {
        id: "v2.1",
        status: "CURRENT",
        versioned: true,
        updated: "2013-07-23T11:33:21Z",
        path: "/v2.1/",
        media_type: "application/vnd.openstack.compute+json;version=2.1",
    },
];

/// The application at `/`: the list of versions, and 300 with the choices for every other path.
#[derive(Debug, Default)]
pub struct VersionList {
    settings: RouterSettings,
}

impl VersionList {
    /// With the settings that links are made by.
    pub fn new(settings: RouterSettings) -> Self {
        Self { settings }
    }

    async fn answer(&self, request: &mut Request) -> Result<Response, Fault> {
        check_request(request, &self.settings).await?;
        let links = Links::new(request, self.settings.link_prefix.as_deref());
        let root = links.application();
        if request.path_info() == "/" {
            return Ok(respond(request, StatusCode::OK, |out| write_list(out, root)));
        }
        let path = request.path_info().to_owned();
        Ok(respond(request, StatusCode::MULTIPLE_CHOICES, |out| write_choices(out, root, &path)))
    }
}

impl Application for VersionList {
    async fn call(&self, request: &mut Request) -> Outcome {
        match self.answer(request).await {
            Ok(response) => Ok(response),
            Err(fault) => fault.into_outcome(request),
        }
    }
}

/// The application at `/v2` and `/v2.1`: the document of the version that is mounted there.
#[derive(Debug)]
pub struct VersionDocument {
    settings: RouterSettings,
    headers: VersionHeaders,
}

impl VersionDocument {
    /// With the settings that links are made by.
    pub fn new(settings: RouterSettings) -> Self {
        Self { settings, headers: VersionHeaders::new(COMPUTE) }
    }

    async fn answer(&self, request: &mut Request) -> Result<Response, Fault> {
        negotiate(request, &COMPUTE)?;
        check_request(request, &self.settings).await?;
        let links = Links::new(request, self.settings.link_prefix.as_deref());
        let version = &VERSIONS[usize::from(!request.legacy)];
        Ok(document(request, version, &links))
    }
}

/// The document of a version as a response.
pub fn document(request: &Request, version: &ApiVersion, links: &Links) -> Response {
    respond(request, StatusCode::OK, |out| write_document(out, version, links.application()))
}

impl Application for VersionDocument {
    async fn call(&self, request: &mut Request) -> Outcome {
        let outcome = match self.answer(request).await {
            Ok(response) => Ok(response),
            Err(fault) => fault.into_outcome(request),
        };
        outcome.map(|mut response| {
            self.headers.add(request, response.headers_mut());
            response
        })
    }
}

async fn check_request(request: &mut Request, settings: &RouterSettings) -> Result<(), Fault> {
    check_content_type(request)?;
    match read_body(request).await? {
        Some(bytes) if !bytes.is_empty() => parse_json(&bytes, settings).map(drop),
        _ => Ok(()),
    }
}

fn respond(request: &Request, status: StatusCode, write: impl FnOnce(&mut Writer)) -> Response {
    let mut out = Writer::new();
    write(&mut out);
    let mut response = Response::new(out.finish().into());
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(request.media_type.0));
    response
}

fn write_list(out: &mut Writer, root: &str) {
    out.begin_object();
    out.key("versions");
    out.begin_array();
    for version in &VERSIONS {
        out.begin_object();
        write_summary(out, version);
        out.key("links");
        out.begin_array();
        write_link(out, "self", &[root, version.path].concat());
        out.end_array();
        out.end_object();
    }
    out.end_array();
    out.end_object();
}

fn write_choices(out: &mut Writer, root: &str, path: &str) {
    out.begin_object();
    out.key("choices");
    out.begin_array();
    for version in &VERSIONS {
        out.begin_object();
        out.key("id");
        out.string(version.id);
        out.key("status");
        out.string(version.status);
        out.key("links");
        out.begin_array();
        let mount = version.path.trim_end_matches('/');
        write_link(out, "self", &[root, mount, "/", path.trim_matches('/')].concat());
        out.end_array();
        write_media_types(out, version);
        out.end_object();
    }
    out.end_array();
    out.end_object();
}

fn write_document(out: &mut Writer, version: &ApiVersion, application: &str) {
    out.begin_object();
    out.key("version");
    out.begin_object();
    write_summary(out, version);
    out.key("links");
    out.begin_array();
    write_link(out, "self", &[application, "/"].concat());
    out.begin_object();
    out.key("rel");
    out.string("describedby");
    out.key("type");
    out.string("text/html");
    out.key("href");
    out.string("http://docs.openstack.org/");
    out.end_object();
    out.end_array();
    write_media_types(out, version);
    out.end_object();
    out.end_object();
}

fn write_summary(out: &mut Writer, version: &ApiVersion) {
    let (min, max) =
        if version.versioned { (COMPUTE.min.to_string(), COMPUTE.max.to_string()) } else { Default::default() };
    for (key, value) in [
        ("id", version.id),
        ("status", version.status),
        ("version", &max),
        ("min_version", &min),
        ("updated", version.updated),
    ] {
        out.key(key);
        out.string(value);
    }
}

fn write_link(out: &mut Writer, rel: &str, href: &str) {
    out.begin_object();
    out.key("rel");
    out.string(rel);
    out.key("href");
    out.string(href);
    out.end_object();
}

fn write_media_types(out: &mut Writer, version: &ApiVersion) {
    out.key("media-types");
    out.begin_array();
    out.begin_object();
    out.key("base");
    out.string("application/json");
    out.key("type");
    out.string(version.media_type);
    out.end_object();
    out.end_array();
}
