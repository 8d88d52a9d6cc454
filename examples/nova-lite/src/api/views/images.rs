//! What images look like.

use std::collections::BTreeMap;

use starmap::links::Links;

use super::common::{Link, self_and_bookmark};
use crate::api::images::ImagesController;
use crate::api::servers::ServersController;
use crate::compute::image::Image;

/// `{"image": …}`
#[derive(Debug, starmap::View)]
pub struct ImageBody<'a> {
    /// The image.
    pub image: ImageView<'a>,
}

/// `{"images": […]}` in full.
#[derive(Debug, starmap::View)]
pub struct ImageDetails<'a> {
    /// The page.
    pub images: Vec<ImageView<'a>>,
    /// The page after it.
    #[view(skip_none)]
    pub images_links: Option<Vec<Link>>,
}

/// `{"images": […]}`
#[derive(Debug, starmap::View)]
pub struct ImageList<'a> {
    /// The page.
    pub images: Vec<ImageSummary<'a>>,
    /// The page after it.
    #[view(skip_none)]
    pub images_links: Option<Vec<Link>>,
}

/// An image in a list.
#[derive(Debug, starmap::View)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct ImageSummary<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub links: Vec<ImageLink>,
}

/// An image in full.
#[derive(Debug, starmap::View)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct ImageView<'a> {
    pub id: &'a str,
    pub name: &'a str,
    #[view(name = "minRam")]
    pub min_ram: i64,
    #[view(name = "minDisk")]
    pub min_disk: i64,
    pub metadata: &'a BTreeMap<String, String>,
    pub created: String,
    pub updated: String,
    pub status: &'a str,
    /// Percent.
    pub progress: i64,
    #[view(name = "OS-EXT-IMG-SIZE:size")]
    pub size: i64,
    /// The server that the image was taken from.
    #[view(skip_none)]
    pub server: Option<ImageServer<'a>>,
    #[view(name = "OS-DCF:diskConfig", skip_none)]
    pub disk_config: Option<&'static str>,
    pub links: Vec<ImageLink>,
}

/// A server named by an image of it.
#[derive(Debug, starmap::View)]
pub struct ImageServer<'a> {
    /// Its id.
    pub id: &'a str,
    /// Where it is.
    pub links: Vec<Link>,
}

/// A link of an image.
#[derive(Debug, starmap::View)]
pub struct ImageLink {
    /// What it leads to: `self`, `bookmark` or, in the image service, `alternate`.
    pub rel: &'static str,
    /// The media type, of an alternate only.
    #[view(name = "type", skip_none)]
    pub media_type: Option<&'static str>,
    /// Where.
    pub href: String,
}

impl<'a> ImageSummary<'a> {
    /// An image as a list names it.
    pub fn new(image: &'a Image, links: &Links, glance: Option<&str>) -> Self {
        Self { id: &image.id, name: &image.name, links: image_links(&image.id, links, glance) }
    }
}

impl<'a> ImageView<'a> {
    /// An image in full; `glance` is the address of the image service, if it has one of its own.
    pub fn new(image: &'a Image, links: &Links, glance: Option<&str>) -> Self {
        let server = image.properties.get("instance_uuid");
        let disk_config = image.properties.get("auto_disk_config");
        Self {
            id: &image.id,
            name: &image.name,
            min_ram: image.min_ram,
            min_disk: image.min_disk,
            metadata: &image.properties.0,
            created: image.created_at.seconds_text(),
            updated: image.updated_at.seconds_text(),
            status: &image.status,
            progress: progress(&image.status),
            size: image.size,
            server: server
                .map(|id| ImageServer { id, links: self_and_bookmark(links, &ServersController::show_url(id)) }),
            disk_config: disk_config.map(|text| if is_true(text) { "AUTO" } else { "MANUAL" }),
            links: image_links(&image.id, links, glance),
        }
    }
}

fn image_links(id: &str, links: &Links, glance: Option<&str>) -> Vec<ImageLink> {
    let path = ImagesController::show_url(id);
    let link = |rel, href| ImageLink { rel, media_type: None, href };
    let alternate = [glance.unwrap_or(links.application()).trim_end_matches('/'), &path].concat();
    vec![
        link("self", links.own(&path)),
        link("bookmark", links.bookmark(&path)),
        ImageLink { media_type: Some("application/vnd.openstack.image"), ..link("alternate", alternate) },
    ]
}

/// How far an image is, as far as its status tells.
fn progress(status: &str) -> i64 {
    match status {
        "ACTIVE" => 100,
        "SAVING" => 50,
        _ => 0,
    }
}

/// As oslo's `bool_from_string`.
fn is_true(text: &str) -> bool {
    matches!(text.to_lowercase().trim(), "1" | "t" | "true" | "on" | "y" | "yes")
}

/// `{"metadata": …}`
#[derive(Debug, starmap::View)]
pub struct ImageMetadata<'a> {
    /// The items.
    pub metadata: &'a BTreeMap<String, String>,
}

/// `{"meta": …}`
#[derive(Debug, starmap::View)]
pub struct ImageMetadataItem<'a> {
    /// The item.
    pub meta: BTreeMap<&'a str, &'a str>,
}
