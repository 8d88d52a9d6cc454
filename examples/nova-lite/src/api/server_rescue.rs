//! Rescuing servers: booting them from another image to repair them.

use starmap::authorize::Policy;
use starmap::extract::Body;
use starmap::fault::Fault;

use super::controller;
use super::schemas::server_actions::{Rescue, Unrescue};
use super::server_create::password;
use super::views::servers::PasswordBody;
use crate::compute::{Caller, ServerAction};
use starmap::microversion::Microversion;
use starmap::response::Written;
use starmap::schema::Nullable;

/// From here on a server that boots from a volume can be rescued.
const FROM_VOLUME_SINCE: Microversion = Microversion::literal("2.87");

controller! {
    /// Serves rescuing among the actions on servers.
    ServerRescueController
}

#[starmap::resource("servers/{id}/action")]
impl ServerRescueController {
    /// Boots a server from another image.
    #[action(POST, body = "rescue", also(404, 409, 501), policy = "os_compute_api:os-rescue")]
    async fn rescue(
        &self,
        id: &str,
        Body(body): Body<Rescue>,
        caller: Caller,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<Written<PasswordBody<'_>>, Fault> {
        let (given, image_id) = match body.rescue {
            Nullable::Null => (None, None),
            Nullable::Value(with) => (with.admin_pass, with.rescue_image_ref),
        };
        let server = self.state.server(&caller, policy, id).await?;
        if server.image_id.is_empty() && version < FROM_VOLUME_SINCE {
            let text = format!("Instance {id} cannot be rescued: Cannot rescue a volume-backed instance");
            return Err(Fault::bad_request(text));
        }
        self.state.act(&caller, policy, id, ServerAction::Rescue { image_id }).await?;
        let password = given.unwrap_or_else(|| password(self.state.settings.password_length));
        let admin_pass = self.state.settings.api.enable_instance_password.then_some(password.as_str());
        Ok(Written::of(&PasswordBody { admin_pass }, version))
    }

    /// Boots a rescued server as before.
    #[action(POST, body = "unrescue", status = 202, also(404, 409, 501), policy = "os_compute_api:os-unrescue")]
    async fn unrescue(
        &self,
        id: &str,
        Body(_): Body<Unrescue>,
        caller: Caller,
        policy: Policy<'_>,
    ) -> Result<(), Fault> {
        self.state.act(&caller, policy, id, ServerAction::Unrescue).await.map(drop)
    }
}
