//! What every API of Nova's kind checks before it looks at a request: the microversion, the content type, the body.
//!
//! The router does this for its controllers; an application without controllers calls the same functions.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderName, VARY};
use http::{HeaderMap, HeaderValue, StatusCode};

use crate::body::BodyError;
use crate::extract::malformed_body;
use crate::fault::Fault;
use crate::microversion::{Microversion, VERSION_HEADER, VersionRejection, Versioning};
use crate::request::{Field, Request};

static VERSION: HeaderName = HeaderName::from_static(VERSION_HEADER);

/// Reads the microversion that a request asks for, and notes it on the request.
///
/// # Errors
///
/// 400 for a malformed version; 406 for one that is not served, with the version headers repeating it.
pub fn negotiate(request: &mut Request, versioning: &Versioning) -> Result<Microversion, Fault> {
    let version = asked_version(request, versioning)?;
    request.microversion = Some(version);
    Ok(version)
}

/// The microversion that a request asks for, without a note of it.
///
/// # Errors
///
/// As [`negotiate`].
pub fn asked_version(request: &Request, versioning: &Versioning) -> Result<Microversion, Fault> {
    asked_by(request, versioning, versioning.legacy_header.map(HeaderName::from_static).as_ref())
}

fn asked_by(request: &Request, versioning: &Versioning, legacy: Option<&HeaderName>) -> Result<Microversion, Fault> {
    let header = request.header(&VERSION);
    let legacy = legacy.and_then(|name| request.header(name));
    versioning
        .negotiate(header.as_deref(), legacy.as_deref())
        .map_err(|rejection| refused_version(versioning, rejection))
}

fn refused_version(versioning: &Versioning, rejection: VersionRejection) -> Fault {
    match rejection {
        VersionRejection::Malformed(text) => Fault::bad_request(format!(
            "API Version String {text} is of invalid format. Must be of format MajorNum.MinorNum."
        )),
        VersionRejection::Unsupported(text) => {
            let Versioning { min, max, service, .. } = versioning;
            let message = format!("Version {text} is not supported by the API. Minimum is {min} and maximum is {max}.");
            let mut fault = Fault::new(StatusCode::NOT_ACCEPTABLE, message);
            let value = |text: String| HeaderValue::try_from(text).ok();
            if let (Some(named), Some(bare)) = (value(format!("{service} {text}")), value(text)) {
                let legacy = versioning.legacy_header.map(HeaderName::from_static);
                add_versions(fault.headers_mut(), named, legacy.map(|name| (name, bare)));
            }
            fault
        }
    }
}

/// Checks the content type, which Nova does for every method, body or no body.
///
/// JSON in either of Nova's names is taken, and `text/plain` and nothing for JSON.
///
/// # Errors
///
/// 415 for any other.
#[inline]
pub fn check_content_type(request: &Request) -> Result<(), Fault> {
    if let Field::Absent | Field::Once(b"application/json") = request.field(&CONTENT_TYPE) {
        return Ok(());
    }
    check_other_content_type(request)
}

fn check_other_content_type(request: &Request) -> Result<(), Fault> {
    const TAKEN: [&str; 4] = ["", "text/plain", "application/json", "application/vnd.openstack.compute+json"];
    let Some(sent) = request.header(&CONTENT_TYPE) else { return Ok(()) };
    let media_type = sent.split(';').next().unwrap_or("");
    if TAKEN.contains(&media_type) {
        return Ok(());
    }
    Err(Fault::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "Unsupported Content-Type"))
}

/// Reads the body of a method that has one; the bodies of others are never looked at.
///
/// # Errors
///
/// 413 for a body above the request's limit, 408 for one that does not come, 400 for one that ends early.
#[inline]
pub async fn read_body(request: &mut Request) -> Result<Option<Bytes>, Fault> {
    if !has_body(&request.method) {
        return Ok(None);
    }
    let bytes_max = request.body_bytes_max;
    match request.body.read(bytes_max, request.body_pace).await {
        Ok(bytes) => Ok(Some(bytes)),
        Err(BodyError::TooLarge(max)) => {
            let message = format!("Request is too large. Larger than {max}.");
            Err(Fault::page_with(StatusCode::PAYLOAD_TOO_LARGE, message))
        }
        Err(BodyError::Slow) => Err(Fault::page(StatusCode::REQUEST_TIMEOUT)),
        Err(BodyError::Broken(error)) => {
            tracing::debug!(%error, "a request body ended early");
            Err(malformed_body())
        }
    }
}

/// Whether the body of such a request is looked at.
#[inline]
pub(crate) fn has_body(method: &http::Method) -> bool {
    matches!(*method, http::Method::POST | http::Method::PUT | http::Method::PATCH)
}

/// The headers that name the microversion, with names and values made once.
#[derive(Debug)]
pub struct VersionHeaders {
    versioning: Versioning,
    legacy: Option<HeaderName>,
    /// `compute 2.53` and `2.53` for each minor version from the lowest on.
    values: Vec<(HeaderValue, HeaderValue)>,
}

impl VersionHeaders {
    /// The values for every microversion that is served.
    ///
    /// # Panics
    ///
    /// When the service type cannot stand in a header.
    pub fn new(versioning: Versioning) -> Self {
        let value = |text: String| HeaderValue::try_from(text).expect("a service type can stand in a header");
        let values = (versioning.min.minor..=versioning.max.minor)
            .map(|minor| {
                let version = Microversion::new(versioning.max.major, minor);
                (value(format!("{} {version}", versioning.service)), value(version.to_string()))
            })
            .collect();
        Self { versioning, legacy: versioning.legacy_header.map(HeaderName::from_static), values }
    }

    /// The microversion that a request asks for.
    ///
    /// # Errors
    ///
    /// As [`negotiate`].
    pub fn asked(&self, request: &Request) -> Result<Microversion, Fault> {
        asked_by(request, &self.versioning, self.legacy.as_ref())
    }

    /// Adds the headers of the microversion that is noted on the request; without one there are none.
    pub fn add(&self, request: &Request, headers: &mut HeaderMap) {
        let Some(version) = request.microversion else { return };
        let index = usize::from(version.minor.wrapping_sub(self.versioning.min.minor));
        if let Some((named, bare)) = self.values.get(index) {
            add_versions(headers, named.clone(), self.legacy.clone().map(|name| (name, bare.clone())));
        }
    }
}

fn add_versions(headers: &mut HeaderMap, named: HeaderValue, legacy: Option<(HeaderName, HeaderValue)>) {
    const NEWER: HeaderValue = HeaderValue::from_static("OpenStack-API-Version");
    const OLDER: HeaderValue = HeaderValue::from_static("X-OpenStack-Nova-API-Version");
    headers.insert(&VERSION, named);
    headers.append(VARY, NEWER);
    if let Some((name, bare)) = legacy {
        headers.insert(name, bare);
        headers.append(VARY, OLDER);
    }
}
