//! The documentation of an API in a browser: the OpenAPI document of each microversion, and a page that shows it.
//!
//! An application of api-paste.ini by the name `docs`, so an operator mounts it where it is wanted, or not at all:
//!
//! ```ini
//! /docs: docs
//!
//! [app:docs]
//! paste.app_factory = starmap:docs
//! ```
//!
//! Below its mount it answers `/` (the page), `/openapi.json` (`?microversion=2.53`, by default the newest) and the page's own
//! files. Nothing comes from elsewhere: the viewer is Swagger UI as npm has it, part of the program, and the page's policy lets a
//! browser load and ask nothing but this host. It needs no token and tells nothing that depends on who asks.

use std::fmt::Write;
use std::sync::LazyLock;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use bytes::Bytes;
use http::header::{
    ACCEPT_ENCODING, ALLOW, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG,
    IF_NONE_MATCH, LOCATION, REFERRER_POLICY, VARY, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderValue, Method, StatusCode};
use sha2::{Digest, Sha256};

use super::{Info, document};
use crate::application::Application;
use crate::fault::{Fault, escape_html};
use crate::filter::{Outcome, Response};
use crate::mapper::Mapper;
use crate::microversion::{Microversion, Versioning};
use crate::request::Request;

/// What a page may load and whom it may ask: this host alone.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The page's own files carry their content in their address, so they are kept for a year.
const FOREVER: &str = "public, max-age=31536000, immutable";

/// What depends on the program is asked for again, which costs a 304 while nothing has changed.
const ASK_AGAIN: &str = "no-cache";

/// The documentation of one API.
#[derive(Debug)]
pub struct Docs {
    mapper: Mapper<'static>,
    info: Info,
    versioning: Option<Versioning>,
}

impl Docs {
    /// Documents what `mapper` routes.
    pub fn new(mapper: Mapper<'static>, info: Info, versioning: Option<Versioning>) -> Self {
        Self { mapper, info, versioning }
    }

    fn answer(&self, request: &Request) -> Result<Response, Fault> {
        if request.method != Method::GET && request.method != Method::HEAD {
            let fault = Fault::page(StatusCode::METHOD_NOT_ALLOWED);
            return Err(fault.with_header(ALLOW, HeaderValue::from_static("GET, HEAD")));
        }
        match request.path_info() {
            // The page names its files beside itself, and that is below the slash.
            "" => redirect(&format!("{}/", request.application_url())),
            "/" => Ok(self.page(request)),
            "/openapi.json" => self.document(request),
            path => {
                let file = FILES.iter().find(|file| path.strip_prefix('/') == Some(&file.address));
                file.map_or(Err(Fault::page(StatusCode::NOT_FOUND)), |file| file.answer(request))
            }
        }
    }

    fn page(&self, request: &Request) -> Response {
        let address = |name: &str| FILES.iter().find(|file| file.name == name).map_or("", |file| file.address.as_str());
        let page = include_str!("viewer/page.html")
            .replace("{title}", &escape_html(self.info.title))
            .replace("{microversions}", &self.microversions())
            .replace("{viewer.css}", address("swagger-ui.css"))
            .replace("{page.css}", address("page.css"))
            .replace("{viewer.js}", address("swagger-ui-bundle.js"))
            .replace("{page.js}", address("page.js"));
        tagged(request, "text/html; charset=utf-8", page.into())
    }

    /// The choice of microversions, newest first; nothing where there are none.
    fn microversions(&self) -> String {
        let Some(versioning) = &self.versioning else { return String::new() };
        let mut out = String::from("<label>Microversion <select id=\"microversion\">");
        for minor in (versioning.min.minor..=versioning.max.minor).rev() {
            // Writing to a text does not fail.
            let _ = write!(out, "<option>{}.{minor}</option>", versioning.max.major);
        }
        out.push_str("</select></label>");
        out
    }

    fn document(&self, request: &Request) -> Result<Response, Fault> {
        let version = self.asked_version(request.query())?;
        let text = document(self.mapper, self.info, self.versioning, version);
        Ok(tagged(request, "application/json", text.into()))
    }

    fn asked_version(&self, query: &str) -> Result<Microversion, Fault> {
        let newest = self.versioning.map_or(Microversion::LOWEST, |versioning| versioning.max);
        let Some(asked) = query.split('&').find_map(|pair| pair.strip_prefix("microversion=")) else {
            return Ok(newest);
        };
        let known = |version: &Microversion| {
            self.versioning
                .is_some_and(|all| all.min.packed() <= version.packed() && version.packed() <= all.max.packed())
        };
        Microversion::parse(asked).filter(known).ok_or_else(|| {
            let range = self.versioning.map_or(String::new(), |all| format!("; {} to {} are", all.min, all.max));
            Fault::bad_request(format!("the microversion that was asked for is not served{range}"))
        })
    }
}

impl Application for Docs {
    async fn call(&self, request: &mut Request) -> Outcome {
        match self.answer(request) {
            Ok(response) => Ok(response),
            Err(fault) => fault.into_outcome(request),
        }
    }
}

/// A file of the page.
struct File {
    name: &'static str,
    media_type: &'static str,
    /// Whether `bytes` are compressed with gzip.
    zipped: bool,
    bytes: &'static [u8],
    /// Where it stands beside the page: its name with a mark of what it holds.
    address: String,
}

static FILES: LazyLock<[File; 4]> = LazyLock::new(|| {
    const SCRIPT: &str = "text/javascript; charset=utf-8";
    const STYLE: &str = "text/css; charset=utf-8";
    [
        File::new(
            "swagger-ui-bundle.js",
            SCRIPT,
            true,
            include_bytes!("../../assets/swagger-ui/swagger-ui-bundle.js.gz"),
        ),
        File::new("swagger-ui.css", STYLE, true, include_bytes!("../../assets/swagger-ui/swagger-ui.css.gz")),
        File::new("page.js", SCRIPT, false, include_bytes!("viewer/page.js")),
        File::new("page.css", STYLE, false, include_bytes!("viewer/page.css")),
    ]
});

impl File {
    fn new(name: &'static str, media_type: &'static str, zipped: bool, bytes: &'static [u8]) -> Self {
        let address = format!("{}/{name}", &mark(bytes)[..MARK_LENGTH]);
        Self { name, media_type, zipped, bytes, address }
    }

    fn answer(&self, request: &Request) -> Result<Response, Fault> {
        let accepted = request.header(&ACCEPT_ENCODING);
        if self.zipped && !accepted.is_some_and(|codings| takes_gzip(&codings)) {
            let message = "this file is kept compressed: ask with `Accept-Encoding: gzip`, as browsers do";
            return Err(Fault::page_with(StatusCode::NOT_ACCEPTABLE, message));
        }
        let mut response = plain(request, self.media_type, Bytes::from_static(self.bytes), FOREVER);
        if self.zipped {
            response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            response.headers_mut().insert(VARY, HeaderValue::from_static("Accept-Encoding"));
        }
        Ok(response)
    }
}

/// Enough of a hash to tell the contents of one file from those of another release.
const MARK_LENGTH: usize = 12;

fn mark(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(bytes))
}

fn takes_gzip(codings: &str) -> bool {
    codings.split(',').any(|coding| {
        let (name, parameters) = coding.split_once(';').unwrap_or((coding, ""));
        let refused = matches!(parameters.replace(' ', "").as_str(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000");
        ["gzip", "x-gzip", "*"].contains(&name.trim().to_lowercase().as_str()) && !refused
    })
}

/// An answer that is sent again only when it has changed.
fn tagged(request: &Request, media_type: &'static str, bytes: Bytes) -> Response {
    let tag = format!("\"{}\"", mark(&bytes));
    let known = request.header(&IF_NONE_MATCH).is_some_and(|tags| tags.split(',').any(|known| known.trim() == tag));
    let mut response = plain(request, media_type, if known { Bytes::new() } else { bytes }, ASK_AGAIN);
    if known {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    }
    response.headers_mut().insert(ETAG, HeaderValue::try_from(tag).expect("base64 can stand in a header"));
    response
}

fn plain(request: &Request, media_type: &'static str, bytes: Bytes, caching: &'static str) -> Response {
    let body = if request.method == Method::HEAD { Bytes::new() } else { bytes };
    let mut response = Response::new(body.into());
    for (name, value) in [
        (CONTENT_TYPE, media_type),
        (CACHE_CONTROL, caching),
        (CONTENT_SECURITY_POLICY, POLICY),
        (REFERRER_POLICY, "no-referrer"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

fn redirect(to: &str) -> Result<Response, Fault> {
    let mut response = Response::default();
    *response.status_mut() = StatusCode::PERMANENT_REDIRECT;
    let to = HeaderValue::try_from(to).map_err(|_| Fault::page(StatusCode::BAD_REQUEST))?;
    response.headers_mut().insert(LOCATION, to);
    Ok(response)
}
