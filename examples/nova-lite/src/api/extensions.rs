//! Extensions: a list that says what this API can do, for clients from before microversions.

use starmap::authorize::Policy;
use starmap::extract::Query;
use starmap::fault::Fault;
use starmap::request::Request;
use starmap::response::Viewed;

use super::controller;
use super::extension_list::{EXTENSIONS, LEGACY};
use super::schemas::common::NoQuery;
use super::views::extensions::{ExtensionBody, ExtensionList, ExtensionView};

controller! {
    /// Serves `/extensions`.
    ExtensionsController
}

#[starmap::resource("extensions")]
impl ExtensionsController {
    /// Lists the extensions.
    #[action(GET, policy = "os_compute_api:extensions")]
    async fn index(
        &self,
        Query(_): Query<NoQuery>,
        policy: Policy<'_>,
        request: &Request,
    ) -> Result<Viewed<ExtensionList>, Fault> {
        policy.authorize()?;
        Ok(Viewed(ExtensionList { extensions: all(request.legacy) }))
    }

    /// Shows an extension.
    #[action(GET, "{id}", also(404), policy = "os_compute_api:extensions")]
    async fn show(
        &self,
        id: &str,
        Query(_): Query<NoQuery>,
        policy: Policy<'_>,
        request: &Request,
    ) -> Result<Viewed<ExtensionBody>, Fault> {
        policy.authorize()?;
        let found = all(request.legacy).into_iter().find(|extension| extension.alias == id);
        let extension = found.ok_or_else(|| Fault::generic(http::StatusCode::NOT_FOUND))?;
        Ok(Viewed(ExtensionBody { extension }))
    }
}

fn all(legacy: bool) -> Vec<ExtensionView> {
    let mut extensions: Vec<ExtensionView> = EXTENSIONS.iter().map(ExtensionView::from).collect();
    if legacy {
        let (place, extension) = &LEGACY;
        extensions.insert(*place, extension.into());
    }
    extensions
}
