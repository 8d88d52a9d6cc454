//! Bodies and queries of a server's volumes.

use starmap::json::Value;
use starmap::schema::{Keyword, LooseBool, Nullable, Schema, Type, types};
use starmap::{Body, Query};

/// The name of a device; null asks for the next free one.
const DEVICE: Schema = Schema::new(&[
    Keyword::Type(&[Type::String, Type::Null]),
    Keyword::Pattern("(^/dev/x{0,1}[a-z]{0,1}d{0,1})([a-z]+)[0-9]*$"),
]);

/// `GET /servers/{server_id}/os-volume_attachments`
#[derive(Debug, Query)]
#[schema(additional(allow, until = "2.74"), additional(refuse, since = "2.75"))]
pub struct ListVolumeAttachments {
    /// The most attachments of a page.
    #[schema(with = types::NON_NEGATIVE_INTEGER)]
    pub limit: Option<String>,
    /// How many attachments the pages before had.
    #[schema(with = types::NON_NEGATIVE_INTEGER)]
    pub offset: Option<String>,
}

/// `POST /servers/{server_id}/os-volume_attachments`
#[derive(Debug, Body)]
pub struct AttachVolume {
    /// What to attach, and how.
    #[schema(name = "volumeAttachment")]
    pub attachment: WantedVolume,
}

/// A volume to attach.
#[derive(Debug, Body)]
pub struct WantedVolume {
    /// Which volume.
    #[schema(name = "volumeId", with = types::UUID)]
    pub volume_id: String,
    /// Under which name.
    #[schema(with = DEVICE)]
    pub device: Option<Nullable<String>>,
    /// A word for the guest to know it by.
    #[schema(with = types::TAG, since = "2.49")]
    pub tag: Option<String>,
    /// Whether the volume goes when the server goes. The answer repeats it as it was written.
    #[schema(with = types::BOOLEAN, since = "2.79")]
    pub delete_on_termination: Option<Value>,
}

/// `PUT /servers/{server_id}/os-volume_attachments/{id}`
#[derive(Debug, Body)]
pub struct UpdateVolumeAttachment {
    /// What it shall be.
    #[schema(name = "volumeAttachment")]
    pub attachment: ChangedVolume,
}

/// What an attachment shall be; below 2.85 only the volume can be changed.
#[derive(Debug, Body)]
pub struct ChangedVolume {
    /// The volume; another one than the path's takes its place.
    #[schema(name = "volumeId", with = types::UUID)]
    pub volume_id: String,
    /// The device, which cannot be changed.
    #[schema(with = DEVICE, since = "2.85")]
    pub device: Option<Nullable<String>>,
    /// The tag, which cannot be changed.
    #[schema(with = types::TAG, since = "2.85")]
    pub tag: Option<String>,
    /// Whether the volume goes when the server goes.
    #[schema(since = "2.85")]
    pub delete_on_termination: Option<LooseBool>,
    /// The server, which cannot be changed.
    #[schema(name = "serverId", with = types::UUID, since = "2.85")]
    pub server_id: Option<String>,
    /// The attachment's id, which cannot be changed.
    #[schema(with = types::UUID, since = "2.85")]
    pub id: Option<String>,
}
