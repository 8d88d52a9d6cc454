//! The version documents: the list at `/`, the choices for any other path there, and the document of each version.
//!
//! They need no token, so they are applications of their own beside the API. Every request method gives the same answer.

use http::header::CONTENT_TYPE;
use http::{HeaderValue, StatusCode};
use starmap::application::Application;
use starmap::body::Body;
use starmap::extract::parse_json;
use starmap::fault::Fault;
use starmap::filter::{Outcome, Response};
use starmap::links::Links;
use starmap::microversion::{Microversion, Versioning};
use starmap::negotiation::{VersionHeaders, check_content_type, negotiate, read_body};
use starmap::request::Request;
use starmap::router::RouterSettings;
use starmap::view::{View, to_json};

use super::views::versions::{VersionBody, VersionChoice, VersionChoices, VersionItem, VersionItems, VersionView};

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
    /// Whether it is the one to use.
    pub status: &'static str,
    /// Whether it has microversions.
    pub versioned: bool,
    /// When it last changed.
    pub updated: &'static str,
    /// The path it is mounted at, with a slash at its end.
    pub path: &'static str,
    /// What its answers call themselves.
    pub media_type: &'static str,
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
            let versions = VERSIONS.iter().map(|version| VersionItem::new(version, &COMPUTE, root)).collect();
            return Ok(respond(request, StatusCode::OK, &VersionItems { versions }));
        }
        let path = request.path_info();
        let choices = VERSIONS.iter().map(|version| VersionChoice::new(version, root, path)).collect();
        Ok(respond(request, StatusCode::MULTIPLE_CHOICES, &VersionChoices { choices }))
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
        Ok(respond(request, StatusCode::OK, &document(version, &links)))
    }
}

/// The document of a version.
pub fn document(version: &ApiVersion, links: &Links) -> VersionBody {
    VersionBody { version: VersionView::new(version, &COMPUTE, links.application()) }
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

fn respond(request: &Request, status: StatusCode, view: &impl View) -> Response {
    let mut response = Response::new(Body::owned(to_json(view, COMPUTE.min)));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(request.media_type.0));
    response
}
