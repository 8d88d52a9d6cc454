//! The version document below a mount that asks for a token: `GET /` and `GET /versions/{id}`.

use starmap::extract::Query;
use starmap::fault::Fault;
use starmap::links::Links;
use starmap::request::Request;
use starmap::response::Viewed;

use super::controller;
use super::schemas::common::AnyQuery;
use super::versions::{VERSIONS, document};
use super::views::versions::VersionBody;

controller! {
    /// Serves the document of the version that is mounted here, or of one that is named.
    RootController
}

#[starmap::resource("")]
impl RootController {
    /// Shows the version that is mounted here.
    #[action(GET, also(404))]
    async fn index(&self, Query(_): Query<AnyQuery>, request: &Request, links: Links) -> Viewed<VersionBody> {
        Viewed(document(&VERSIONS[usize::from(!request.legacy)], &links))
    }

    /// Shows a version by its id.
    #[action(GET, "versions/{id}", also(404))]
    async fn show(
        &self,
        id: &str,
        Query(_): Query<AnyQuery>,
        request: &Request,
        links: Links,
    ) -> Result<Viewed<VersionBody>, Fault> {
        // Below the legacy mount every id shows the legacy version, as in Nova.
        let version =
            if request.legacy { Some(&VERSIONS[0]) } else { VERSIONS.iter().find(|version| version.id == id) };
        let missing = || Fault::generic(http::StatusCode::NOT_FOUND);
        Ok(Viewed(document(version.ok_or_else(missing)?, &links)))
    }
}
