//! How every action on a server begins: find it, then ask the policy, because the rule needs its project.

use starmap::authorize::Policy;
use starmap::fault::Fault;
use starmap::policy::Target;

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
