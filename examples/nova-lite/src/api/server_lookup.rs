//! How every action on a server begins: find it, then ask the policy, because the rule needs its project.

use http::HeaderValue;
use http::header::{CONTENT_TYPE, LOCATION};
use starmap::authorize::Policy;
use starmap::body::Body as Content;
use starmap::extract::Call;
use starmap::fault::Fault;
use starmap::filter::Response;
use starmap::policy::Target;
use starmap::response::{Reply, success_status};
use starmap::route::Answer;

use super::ApiState;
use crate::compute::server::Server;
use crate::compute::{Accepted, Caller, Compute, ServerAction};

/// The target of rules about a server.
pub(super) fn target(server: &Server) -> Target<'_> {
    Target { project_id: Some(&server.project_id), user_id: Some(&server.user_id), ..Target::default() }
}

impl ApiState {
    /// A server that the row's rule lets the caller touch.
    ///
    /// # Errors
    ///
    /// 404 for what the caller cannot see, 403 for what it may not do.
    pub(super) async fn server(&self, caller: &Caller, policy: Policy<'_>, id: &str) -> Result<Server, Fault> {
        let server = self.compute.server(caller, id).await?;
        policy.authorize_on(&target(&server))?;
        Ok(server)
    }

    /// Begins an action that the row's rule lets the caller ask for.
    ///
    /// # Errors
    ///
    /// As [`ApiState::server`], and what the domain refuses.
    pub(super) async fn act(
        &self,
        caller: &Caller,
        policy: Policy<'_>,
        id: &str,
        action: ServerAction,
    ) -> Result<Accepted, Fault> {
        self.server(caller, policy, id).await?;
        Ok(Compute::act(&self.compute, caller, id, action).await?)
    }
}

impl ApiState {
    /// As [`ApiState::server`], for APIs that look for the server's cell first.
    ///
    /// # Errors
    ///
    /// The same; but of a server that never was, Nova says that it has no cell.
    pub(super) async fn mapped_server(&self, caller: &Caller, policy: Policy<'_>, id: &str) -> Result<Server, Fault> {
        match self.server(caller, policy, id).await {
            Err(fault) if fault.status() == http::StatusCode::NOT_FOUND && !self.compute.knows_server(id).await? => {
                Err(Fault::not_found(format!("Instance {id} has no mapping to a cell.")))
            }
            found => found,
        }
    }

    /// As [`ApiState::act`], for APIs that look for the server's cell first.
    ///
    /// # Errors
    ///
    /// As both.
    pub(super) async fn act_mapped(
        &self,
        caller: &Caller,
        policy: Policy<'_>,
        id: &str,
        action: ServerAction,
    ) -> Result<Accepted, Fault> {
        self.mapped_server(caller, policy, id).await?;
        Ok(Compute::act(&self.compute, caller, id, action).await?)
    }
}

/// No content, with the content type that Nova's bare responses have by custom, and perhaps the link to what was made.
#[derive(Clone, Debug)]
pub(super) struct Bare {
    /// The `Location`.
    pub location: Option<String>,
}

impl Reply for Bare {
    const ANSWER: Answer = Answer::Nothing;

    fn reply(self, call: &Call<'_>) -> Result<Response, Fault> {
        let mut response = Response::new(Content::empty());
        *response.status_mut() = success_status(call);
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=UTF-8"));
        if let Some(location) = self.location {
            let value = HeaderValue::try_from(location).map_err(|_| Fault::escaped("a link is no header value"))?;
            response.headers_mut().insert(LOCATION, value);
        }
        Ok(response)
    }
}
