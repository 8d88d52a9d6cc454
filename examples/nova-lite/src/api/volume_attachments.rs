//! A server's volumes. The id of an attachment in a path is the volume's.

use starmap::authorize::Policy;
use starmap::extract::{Body, Query};
use starmap::fault::Fault;
use starmap::json::Value;
use starmap::microversion::Microversion;
use starmap::policy::Target;
use starmap::response::Written;
use starmap::schema::types;

use super::controller;
use super::parameters::slice;
use super::schemas::common::AnyQuery;
use super::schemas::volume_attachments::{
    AttachVolume, ChangedVolume, ListVolumeAttachments, UpdateVolumeAttachment, WantedVolume,
};
use super::server_lookup::Bare;
use super::views::volume_attachments::{
    NewVolumeAttachmentBody, NewVolumeAttachmentView, VolumeAttachmentBody, VolumeAttachmentList, VolumeAttachmentView,
};
use crate::compute::Caller;
use crate::compute::attachment::AttachmentChange;
use crate::compute::error::{ComputeError, StateConflict};
use crate::compute::server::Server;
use crate::compute::server_state::VmState;
use crate::compute::volume::{NewAttachment, VolumeAttachment};

/// From here on a shelved server's volumes can be changed.
const SHELVED: Microversion = Microversion::literal("2.20");
/// From here on a volume may be on several servers.
const MULTIATTACH: Microversion = Microversion::literal("2.60");
/// From here on an attachment can be changed without a swap.
const CHANGES: Microversion = Microversion::literal("2.85");

const SWAP: &str = "os_compute_api:os-volumes-attachments:swap";

controller! {
    /// Serves `/servers/{server_id}/os-volume_attachments`.
    VolumeAttachmentsController
}

#[starmap::resource("servers/{server_id}/os-volume_attachments")]
impl VolumeAttachmentsController {
    /// Lists a server's volumes.
    #[action(GET, also(404), policy = "os_compute_api:os-volumes-attachments:index")]
    async fn index(
        &self,
        server_id: &str,
        Query(query): Query<ListVolumeAttachments>,
        caller: Caller,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<Written<VolumeAttachmentList<'_>>, Fault> {
        self.server(server_id, &caller, policy).await?;
        let attachments = self.state.compute.list_attachments(&caller, server_id).await?;
        let max = self.state.settings.api.max_limit;
        let page = slice(&attachments, query.offset.as_deref(), query.limit.as_deref(), max);
        let attachments = page.iter().map(VolumeAttachmentView::new).collect();
        Ok(Written::of(&VolumeAttachmentList { attachments }, version))
    }

    /// Shows where a volume is on a server.
    #[action(GET, "{id}", also(404), policy = "os_compute_api:os-volumes-attachments:show")]
    async fn show(
        &self,
        server_id: &str,
        id: &str,
        Query(_): Query<AnyQuery>,
        caller: Caller,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<Written<VolumeAttachmentBody<'_>>, Fault> {
        self.server(server_id, &caller, policy).await?;
        let attachment = self.state.compute.attachment(&caller, server_id, id).await?;
        let attachment = VolumeAttachmentView::new(&attachment);
        Ok(Written::of(&VolumeAttachmentBody { attachment }, version))
    }

    /// Attaches a volume.
    #[action(POST, until = "2.100", also(404, 409), policy = "os_compute_api:os-volumes-attachments:create")]
    async fn create(
        &self,
        server_id: &str,
        Body(body): Body<AttachVolume>,
        caller: Caller,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<Written<NewVolumeAttachmentBody<'_>>, Fault> {
        let wanted = &body.attachment;
        let made = self.attach(server_id, wanted, &caller, policy, version).await?;
        let attachment = NewVolumeAttachmentView {
            id: &wanted.volume_id,
            server_id,
            volume_id: &wanted.volume_id,
            device: made.device.as_deref(),
            tag: wanted.tag.as_deref(),
            delete_on_termination: wanted.delete_on_termination.clone().unwrap_or(Value::Bool(false)),
        };
        Ok(Written::of(&NewVolumeAttachmentBody { attachment }, version))
    }

    /// Attaches a volume, and says no more than that it will.
    #[action(
        POST,
        since = "2.101",
        status = 202,
        also(404, 409),
        policy = "os_compute_api:os-volumes-attachments:create"
    )]
    async fn create_without_answer(
        &self,
        server_id: &str,
        Body(body): Body<AttachVolume>,
        caller: Caller,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<Bare, Fault> {
        self.attach(server_id, &body.attachment, &caller, policy, version).await?;
        Ok(Bare { location: None })
    }

    /// Changes what happens to a volume when its server goes, or swaps it for another.
    #[action(PUT, "{id}", status = 202, also(404, 409), policy = "os_compute_api:os-volumes-attachments:update")]
    async fn update(
        &self,
        server_id: &str,
        id: &str,
        Body(body): Body<UpdateVolumeAttachment>,
        caller: Caller,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<(), Fault> {
        let server = self.state.compute.server(&caller, server_id).await?;
        let volume = body.attachment.volume_id.clone();
        let swaps = version < CHANGES || volume != id;
        if swaps {
            // The volume service asks, whose project is not the server's.
            policy.authorize_rule(SWAP, &Target::default())?;
        } else {
            policy.authorize_on(&target(&server))?;
        }
        if version >= CHANGES {
            let change = change(body.attachment);
            self.state.compute.update_attachment(&caller, server_id, id, change).await?;
        }
        if swaps {
            self.state.compute.swap_volume(&caller, server_id, id, &volume).await?;
        }
        Ok(())
    }

    /// Detaches a volume.
    #[action(DELETE, "{id}", status = 202, also(404, 409), policy = "os_compute_api:os-volumes-attachments:delete")]
    async fn delete(
        &self,
        server_id: &str,
        id: &str,
        caller: Caller,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<(), Fault> {
        let server = self.server(server_id, &caller, policy).await?;
        check_shelved(&server, "detach_volume", version)?;
        Ok(self.state.compute.detach_volume(&caller, server_id, id).await?)
    }
}

impl VolumeAttachmentsController {
    /// The server, when the row's rule allows the caller its volumes.
    async fn server(&self, id: &str, caller: &Caller, policy: Policy<'_>) -> Result<Server, Fault> {
        let server = self.state.compute.server(caller, id).await?;
        policy.authorize_on(&target(&server))?;
        Ok(server)
    }

    async fn attach(
        &self,
        server_id: &str,
        wanted: &WantedVolume,
        caller: &Caller,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<VolumeAttachment, Fault> {
        let server = self.server(server_id, caller, policy).await?;
        check_shelved(&server, "attach_volume", version)?;
        let wanted = NewAttachment {
            volume_id: wanted.volume_id.clone(),
            device: wanted.device.clone().and_then(|device| device.into_option()),
            tag: wanted.tag.clone(),
            boot: false,
            delete_on_termination: wanted.delete_on_termination.as_ref().and_then(types::truth).unwrap_or(false),
            single_only: version < MULTIATTACH,
        };
        Ok(self.state.compute.attach_volume(caller, server_id, wanted).await?)
    }
}

fn target(server: &Server) -> Target<'_> {
    Target { project_id: Some(&server.project_id), user_id: Some(&server.user_id), ..Target::default() }
}

/// Below 2.20 a shelved server's volumes stay as they are.
fn check_shelved(server: &Server, action: &'static str, version: Microversion) -> Result<(), Fault> {
    if version >= SHELVED || !matches!(server.vm_state, VmState::Shelved | VmState::ShelvedOffloaded) {
        return Ok(());
    }
    let conflict = StateConflict::VmState(server.vm_state.name());
    Err(ComputeError::InvalidState { action, server: server.id.clone(), conflict }.into())
}

fn change(body: ChangedVolume) -> AttachmentChange {
    AttachmentChange {
        id: body.id,
        server_id: body.server_id,
        device: body.device.map(|device| device.into_option()),
        tag: body.tag,
        delete_on_termination: body.delete_on_termination.map(|truth| truth.0),
    }
}
