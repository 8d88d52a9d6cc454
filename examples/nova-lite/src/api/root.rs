//! The version document below a mount that asks for a token: `GET /` and `GET /versions/{id}`.

use starmap::extract::Query;
use starmap::fault::Fault;
use starmap::filter::Response;
use starmap::links::Links;
use starmap::request::Request;

use super::controller;
use super::schemas::common::AnyQuery;
use super::versions::{VERSIONS, document};

controller! {
    /// Serves the document of the version that is mounted here, or of one that is named.
    RootController
}

#[starmap::resource("")]
impl RootController {
    /// Shows the version that is mounted here.
    #[action(GET)]
    async fn index(&self, Query(_): Query<AnyQuery>, request: &Request, links: Links) -> Response {
        document(request, &VERSIONS[usize::from(!request.legacy)], &links)
    }

    /// Shows a version by its id.
    #[action(GET, "versions/{id}")]
    async fn show(
        &self,
        id: &str,
        Query(_): Query<AnyQuery>,
        request: &Request,
        links: Links,
    ) -> Result<Response, Fault> {
        // Below the legacy mount every id shows the legacy version, as in Nova.
        let version =
            if request.legacy { Some(&VERSIONS[0]) } else { VERSIONS.iter().find(|version| version.id == id) };
        let missing = || Fault::generic(http::StatusCode::NOT_FOUND);
        Ok(document(request, version.ok_or_else(missing)?, &links))
    }
}
