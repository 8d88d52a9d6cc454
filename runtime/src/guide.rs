//! The guide: a page a subject, each with code that compiles.

#[doc = include_str!("docs/guide/first_service.md")]
pub mod first_service {}

#[doc = include_str!("docs/guide/versions.md")]
pub mod versions {}

#[doc = include_str!("docs/guide/server_actions.md")]
pub mod server_actions {}

#[doc = include_str!("docs/guide/faults.md")]
pub mod faults {}

#[doc = include_str!("docs/guide/filters.md")]
pub mod filters {}

#[cfg(feature = "testing")]
#[doc = include_str!("docs/guide/testing.md")]
pub mod testing {}

#[doc = include_str!("docs/guide/from_axum.md")]
pub mod from_axum {}

#[doc = include_str!("docs/guide/from_nova.md")]
pub mod from_nova {}
