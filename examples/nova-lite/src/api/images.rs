//! Images: what servers boot from, as Nova showed them up to 2.35.
//!
//! From 2.36 on clients ask the image service itself; where there is none, this is what they can fall back to.

use starmap::extract::{Query, QueryWithParams};
use starmap::fault::Fault;
use starmap::links::Links;
use starmap::microversion::Microversion;
use starmap::response::Written;

use super::controller;
use super::schemas::common::AnyQuery;
use super::schemas::images::ListImages;
use super::views::common::{Link, next};
use super::views::images::{ImageBody, ImageDetails, ImageList, ImageSummary, ImageView};
use crate::compute::Caller;
use crate::compute::clock::Timestamp;
use crate::compute::image::{Image, ImageFilter, ImageQuery};

controller! {
    /// Serves `/images`.
    ImagesController
}

#[starmap::resource("images")]
impl ImagesController {
    /// Lists images by name and id.
    #[action(GET, until = "2.35")]
    async fn index(
        &self,
        query: QueryWithParams<ListImages>,
        caller: Caller,
        links: Links,
        version: Microversion,
    ) -> Result<Written<ImageList<'_>>, Fault> {
        let (page, images_links) = self.page(query, &caller, &links, &Self::index_url()).await?;
        let glance = self.glance();
        let images = page.iter().map(|image| ImageSummary::new(image, &links, glance.as_deref())).collect();
        Ok(Written::of(&ImageList { images, images_links }, version))
    }

    /// Lists images in full.
    #[action(GET, "detail", until = "2.35")]
    async fn detail(
        &self,
        query: QueryWithParams<ListImages>,
        caller: Caller,
        links: Links,
        version: Microversion,
    ) -> Result<Written<ImageDetails<'_>>, Fault> {
        let (page, images_links) = self.page(query, &caller, &links, &Self::detail_url()).await?;
        let glance = self.glance();
        let images = page.iter().map(|image| ImageView::new(image, &links, glance.as_deref())).collect();
        Ok(Written::of(&ImageDetails { images, images_links }, version))
    }

    /// Shows an image.
    #[action(GET, "{id}", until = "2.35", also(404))]
    async fn show(
        &self,
        id: &str,
        Query(_): Query<AnyQuery>,
        caller: Caller,
        links: Links,
        version: Microversion,
    ) -> Result<Written<ImageBody<'_>>, Fault> {
        let image = self.state.compute.image(&caller, id).await?;
        Ok(Written::of(&ImageBody { image: ImageView::new(&image, &links, self.glance().as_deref()) }, version))
    }

    /// Deletes an image.
    #[action(DELETE, "{id}", until = "2.35", status = 204, also(403, 404))]
    async fn delete(&self, id: &str, caller: Caller) -> Result<(), Fault> {
        Ok(self.state.compute.delete_image(&caller, id).await?)
    }
}

impl ImagesController {
    async fn page(
        &self,
        QueryWithParams(query, params): QueryWithParams<ListImages>,
        caller: &Caller,
        links: &Links,
        path: &str,
    ) -> Result<(Vec<Image>, Option<Vec<Link>>), Fault> {
        let limit = self.state.page_limit(query.limit.as_deref());
        let filters = query.filters.into_iter().map(|(name, value)| filter(&name, value)).collect::<Result<_, _>>()?;
        let images =
            self.state.compute.list_images(caller, ImageQuery { filters, marker: query.marker, limit }).await?;
        let full = images.last().filter(|_| images.len() == limit);
        let images_links = full.map(|last| next(links.next(path, &params, &last.id)));
        Ok((images, images_links))
    }

    /// The address of the image service for links, if it has one of its own.
    fn glance(&self) -> Option<String> {
        let api = &self.state.settings.api;
        let (endpoint, prefix) = (api.glance_endpoint.as_deref(), api.glance_link_prefix.as_deref());
        match (endpoint, prefix) {
            (Some(endpoint), Some(prefix)) => {
                let path = endpoint.split_once("://").and_then(|(_, rest)| rest.find('/').map(|at| &rest[at..]));
                Some([prefix.trim_end_matches('/'), path.unwrap_or("")].concat())
            }
            (endpoint, prefix) => prefix.or(endpoint).map(str::to_owned),
        }
    }
}

fn filter(name: &str, value: String) -> Result<ImageFilter, Fault> {
    let size = |value: &str| {
        let wrong = || Fault::bad_request(format!("Invalid value for {name}: {value}"));
        value.parse().map_err(|_| wrong())
    };
    Ok(match name {
        "id" => {
            let ids = value.strip_prefix("in:").unwrap_or(&value);
            ImageFilter::Ids(ids.split(',').map(str::to_owned).collect())
        }
        "name" => ImageFilter::Name(value),
        "status" => ImageFilter::Status(value.to_uppercase()),
        "minRam" => ImageFilter::MinRam(size(&value)?),
        "minDisk" => ImageFilter::MinDisk(size(&value)?),
        "changes-since" => {
            let wrong = || Fault::bad_request(format!("Invalid value for changes-since: {value}"));
            ImageFilter::ChangedSince(Timestamp::parse(&value).ok_or_else(wrong)?)
        }
        // The server may be named by its URL.
        "server" => {
            let id = value.rsplit('/').next().unwrap_or(&value).to_owned();
            ImageFilter::Property("instance_uuid".into(), id)
        }
        "type" => ImageFilter::Property("image_type".into(), value),
        other => ImageFilter::Property(other.strip_prefix("property-").unwrap_or(other).to_owned(), value),
    })
}
