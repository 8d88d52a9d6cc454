//! Images: what servers boot from. A small stand-in for an image service, filled from the world.

use crate::compute::clock::Timestamp;
use crate::compute::error::ComputeError;
use crate::compute::server::Labels;
use crate::compute::{Caller, Compute};

/// An image.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names; sizes are MiB, GiB and bytes")]
pub struct Image {
    /// Counts from 1; 0 before the image is stored.
    pub number: i64,
    pub id: String,
    pub name: String,
    /// `ACTIVE`, `SAVING` or `ERROR`.
    pub status: String,
    pub project_id: Option<String>,
    /// `public`, `shared` or `private`.
    pub visibility: String,
    pub min_ram: i64,
    pub min_disk: i64,
    pub size: i64,
    /// The server it was taken from.
    pub server_id: Option<String>,
    pub properties: Labels,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// What an image has to be to stand in a list.
#[derive(Clone, Debug)]
pub enum ImageFilter {
    /// One of these.
    Ids(Vec<String>),
    /// Of this name.
    Name(String),
    /// Of this status, in capitals.
    Status(String),
    /// Needing exactly this many MiB of memory.
    MinRam(i64),
    /// Needing exactly this many GiB of disk.
    MinDisk(i64),
    /// Changed at this time or later.
    ChangedSince(Timestamp),
    /// With this value of a property.
    Property(String, String),
}

impl ImageFilter {
    fn fits(&self, image: &Image) -> bool {
        match self {
            Self::Ids(ids) => ids.contains(&image.id),
            Self::Name(name) => image.name == *name,
            Self::Status(status) => image.status == *status,
            Self::MinRam(size) => image.min_ram == *size,
            Self::MinDisk(size) => image.min_disk == *size,
            Self::ChangedSince(at) => image.updated_at >= *at,
            Self::Property(name, value) => image.properties.get(name) == Some(value),
        }
    }
}

/// Which images.
#[derive(Clone, Debug)]
pub struct ImageQuery {
    /// All of them have to fit.
    pub filters: Vec<ImageFilter>,
    /// The id of the last image of the page before.
    pub marker: Option<String>,
    /// Most images to return.
    pub limit: usize,
}

impl Compute {
    /// Returns an image the caller may see.
    ///
    /// # Errors
    /// `NotFound`, `Unavailable`.
    pub async fn image(&self, caller: &Caller, id: &str) -> Result<Image, ComputeError> {
        let (caller, id) = (caller.clone(), id.to_owned());
        self.store.read(move |tx| tx.visible_image(&caller, &id)?.ok_or_else(missing)).await
    }

    /// Returns a page of the images the caller may see, oldest first.
    ///
    /// # Errors
    /// `MarkerNotFound`, `Unavailable`.
    pub async fn list_images(&self, caller: &Caller, query: ImageQuery) -> Result<Vec<Image>, ComputeError> {
        let caller = caller.clone();
        let mut images = self.store.read(move |tx| tx.list_images(&caller)).await?;
        images.retain(|image| query.filters.iter().all(|filter| filter.fits(image)));
        let from = match query.marker {
            None => 0,
            Some(marker) => {
                let at = images.iter().position(|image| image.id == marker);
                at.ok_or(ComputeError::MarkerNotFound(marker))? + 1
            }
        };
        Ok(images.into_iter().skip(from).take(query.limit).collect())
    }

    /// Replaces the properties of an image the caller owns, and returns it.
    ///
    /// # Errors
    /// `NotFound`, `Unavailable`.
    pub async fn set_image_properties(
        &self,
        caller: &Caller,
        id: &str,
        properties: Labels,
    ) -> Result<Image, ComputeError> {
        let (caller, id) = (caller.clone(), id.to_owned());
        self.store
            .write(move |tx| {
                let mut image = tx.visible_image(&caller, &id)?.ok_or_else(missing)?;
                image.properties = properties;
                image.updated_at = Timestamp::now();
                tx.save_image(&image)?;
                Ok(image)
            })
            .await
    }

    /// Deletes an image.
    ///
    /// # Errors
    /// `NotFound`, `Unavailable`.
    pub async fn delete_image(&self, caller: &Caller, id: &str) -> Result<(), ComputeError> {
        let (caller, id) = (caller.clone(), id.to_owned());
        self.store
            .write(move |tx| {
                let image = tx.visible_image(&caller, &id)?.ok_or_else(missing)?;
                tx.delete_image(&image.id)
            })
            .await
    }
}

fn missing() -> ComputeError {
    ComputeError::NotFound("Image not found.".into())
}
