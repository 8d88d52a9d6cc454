//! The properties of an image, one by one, up to 2.38.

use starmap::extract::{Body, Query};
use starmap::fault::Fault;
use starmap::microversion::Microversion;
use starmap::response::Written;

use super::controller;
use super::schemas::common::AnyQuery;
use super::schemas::images::{SetImageMetadata, SetImageMetadataItem};
use super::views::images::{ImageMetadata, ImageMetadataItem};
use crate::compute::Caller;
use crate::compute::quota::Resource;
use crate::compute::server::Labels;

controller! {
    /// Serves `/images/{image_id}/metadata`.
    ImageMetadataController
}

#[starmap::resource("images/{image_id}/metadata")]
impl ImageMetadataController {
    /// Lists an image's properties.
    #[action(GET, until = "2.38", also(403, 404))]
    async fn index(
        &self,
        image_id: &str,
        Query(_): Query<AnyQuery>,
        caller: Caller,
        version: Microversion,
    ) -> Result<Written<ImageMetadata<'_>>, Fault> {
        let image = self.state.compute.image(&caller, image_id).await?;
        Ok(Written::of(&ImageMetadata { metadata: &image.properties.0 }, version))
    }

    /// Shows one property.
    #[action(GET, "{id}", until = "2.38", also(403, 404))]
    async fn show(
        &self,
        image_id: &str,
        id: &str,
        Query(_): Query<AnyQuery>,
        caller: Caller,
        version: Microversion,
    ) -> Result<Written<ImageMetadataItem<'_>>, Fault> {
        let image = self.state.compute.image(&caller, image_id).await?;
        let missing = || Fault::not_found("Metadata item was not found");
        let value = image.properties.get(id).ok_or_else(missing)?;
        Ok(Written::of(&ImageMetadataItem { meta: [(id, value.as_str())].into() }, version))
    }

    /// Adds and changes properties.
    #[action(POST, until = "2.38", also(403, 404))]
    async fn create(
        &self,
        image_id: &str,
        Body(body): Body<SetImageMetadata>,
        caller: Caller,
        version: Microversion,
    ) -> Result<Written<ImageMetadata<'_>>, Fault> {
        let mut properties = self.state.compute.image(&caller, image_id).await?.properties;
        properties.extend(body.metadata);
        self.replace(&caller, image_id, properties, version).await
    }

    /// Replaces all properties.
    #[action(PUT, until = "2.38", also(403, 404))]
    async fn update_all(
        &self,
        image_id: &str,
        Body(body): Body<SetImageMetadata>,
        caller: Caller,
        version: Microversion,
    ) -> Result<Written<ImageMetadata<'_>>, Fault> {
        self.state.compute.image(&caller, image_id).await?;
        self.replace(&caller, image_id, body.metadata.into_iter().collect(), version).await
    }

    /// Changes one property.
    #[action(PUT, "{id}", until = "2.38", also(403, 404))]
    async fn update(
        &self,
        image_id: &str,
        id: &str,
        Body(body): Body<SetImageMetadataItem>,
        caller: Caller,
        version: Microversion,
    ) -> Result<Written<ImageMetadataItem<'_>>, Fault> {
        let other = || Fault::bad_request("Request body and URI mismatch");
        let value = body.meta.get(id).ok_or_else(other)?.clone();
        let mut properties = self.state.compute.image(&caller, image_id).await?.properties;
        properties.insert(id.to_owned(), value.clone());
        self.replace(&caller, image_id, properties, version).await?;
        Ok(Written::of(&ImageMetadataItem { meta: [(id, value.as_str())].into() }, version))
    }

    /// Removes one property.
    #[action(DELETE, "{id}", until = "2.38", status = 204, also(403, 404))]
    async fn delete(&self, image_id: &str, id: &str, caller: Caller) -> Result<(), Fault> {
        let mut properties = self.state.compute.image(&caller, image_id).await?.properties;
        let missing = || Fault::not_found("Invalid metadata key");
        properties.remove(id).ok_or_else(missing)?;
        self.state.compute.set_image_properties(&caller, image_id, properties).await?;
        Ok(())
    }
}

impl ImageMetadataController {
    /// Writes the properties of an image, of which there may be as many as a server may have metadata.
    async fn replace(
        &self,
        caller: &Caller,
        image: &str,
        properties: Labels,
        version: Microversion,
    ) -> Result<Written<ImageMetadata<'_>>, Fault> {
        let limits = self.state.compute.quota_report(&caller.project_id, None).await?.limits;
        let most = limits.of(Resource::MetadataItems);
        if usize::try_from(most).is_ok_and(|most| properties.len() > most) {
            return Err(Fault::forbidden("Image metadata limit exceeded"));
        }
        let image = self.state.compute.set_image_properties(caller, image, properties).await?;
        Ok(Written::of(&ImageMetadata { metadata: &image.properties.0 }, version))
    }
}
