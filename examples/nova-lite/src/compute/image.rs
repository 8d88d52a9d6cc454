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

impl Compute {
    /// Returns an image the caller may see.
    ///
    /// # Errors
    /// `NotFound`, `Unavailable`.
    pub async fn image(&self, caller: &Caller, id: &str) -> Result<Image, ComputeError> {
        let (caller, id) = (caller.clone(), id.to_owned());
        self.store.read(move |tx| tx.visible_image(&caller, &id)?.ok_or_else(missing)).await
    }

    /// Returns every image the caller may see, oldest first.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn list_images(&self, caller: &Caller) -> Result<Vec<Image>, ComputeError> {
        let caller = caller.clone();
        self.store.read(move |tx| tx.list_images(&caller)).await
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
