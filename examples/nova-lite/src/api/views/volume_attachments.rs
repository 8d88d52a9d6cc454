//! What a server's volumes look like.

use starmap::View;
use starmap::json::Value;

use crate::compute::volume::VolumeAttachment;

/// `{"volumeAttachment": …}`
#[derive(Debug, View)]
pub struct VolumeAttachmentBody<'a> {
    /// The attachment.
    #[view(name = "volumeAttachment")]
    pub attachment: VolumeAttachmentView<'a>,
}

/// `{"volumeAttachments": […]}`
#[derive(Debug, View)]
pub struct VolumeAttachmentList<'a> {
    /// The page.
    #[view(name = "volumeAttachments")]
    pub attachments: Vec<VolumeAttachmentView<'a>>,
}

/// A volume on a server.
#[derive(Debug, View)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct VolumeAttachmentView<'a> {
    #[view(until = "2.88")]
    pub id: &'a str,
    #[view(name = "volumeId")]
    pub volume_id: &'a str,
    #[view(name = "serverId")]
    pub server_id: &'a str,
    #[view(skip_none)]
    pub device: Option<&'a str>,
    #[view(since = "2.70")]
    pub tag: Option<&'a str>,
    #[view(since = "2.79")]
    pub delete_on_termination: bool,
    #[view(since = "2.89")]
    pub attachment_id: &'a str,
    #[view(since = "2.89")]
    pub bdm_uuid: &'a str,
}

impl<'a> VolumeAttachmentView<'a> {
    /// An attachment as it is shown.
    pub fn new(attachment: &'a VolumeAttachment) -> Self {
        Self {
            id: &attachment.volume_id,
            volume_id: &attachment.volume_id,
            server_id: &attachment.server_id,
            device: attachment.device.as_deref(),
            tag: attachment.tag.as_deref(),
            delete_on_termination: attachment.delete_on_termination,
            attachment_id: &attachment.id,
            bdm_uuid: &attachment.mapping_id,
        }
    }
}

/// `{"volumeAttachment": …}` of one that was just made.
#[derive(Debug, View)]
pub struct NewVolumeAttachmentBody<'a> {
    /// The attachment.
    #[view(name = "volumeAttachment")]
    pub attachment: NewVolumeAttachmentView<'a>,
}

/// A volume as the request that attached it is answered.
#[derive(Debug, View)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct NewVolumeAttachmentView<'a> {
    pub id: &'a str,
    #[view(name = "serverId")]
    pub server_id: &'a str,
    #[view(name = "volumeId")]
    pub volume_id: &'a str,
    pub device: Option<&'a str>,
    #[view(since = "2.70")]
    pub tag: Option<&'a str>,
    #[view(since = "2.79")]
    pub delete_on_termination: Value,
}
