//! What a console token opens: the question that console proxies ask.

use starmap::authorize::Policy;
use starmap::extract::Query;
use starmap::fault::Fault;
use starmap::microversion::Microversion;
use starmap::response::Written;

use super::controller;
use super::schemas::console_auth_tokens::ShowConsoleToken;
use super::views::console_auth_tokens::{ConsoleBody, ConsoleView};

/// Below, only consoles of a hypervisor that is gone could be asked about.
const ALL_KINDS: Microversion = Microversion::literal("2.31");

controller! {
    /// Serves `/os-console-auth-tokens`.
    ConsoleAuthTokensController
}

#[starmap::resource("os-console-auth-tokens")]
impl ConsoleAuthTokensController {
    /// Shows where the console of a token is.
    #[action(GET, "{id}", also(401, 404), policy = "os_compute_api:os-console-auth-tokens")]
    async fn show(
        &self,
        id: &str,
        Query(_): Query<ShowConsoleToken>,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<Written<ConsoleBody<'_>>, Fault> {
        policy.authorize()?;
        if version < ALL_KINDS {
            return Err(Fault::generic(http::StatusCode::BAD_REQUEST));
        }
        let token = self.state.compute.console_of_token(id).await?;
        Ok(Written::of(&ConsoleBody { console: ConsoleView::new(&token) }, version))
    }
}
