//! What the build script has made of the route tables.

use starmap::route::{Method, Route};

include!(concat!(env!("OUT_DIR"), "/tables.rs"));

/// A row whose id is the number of its template.
pub const fn row(id: u16, method: Method, template: &'static str) -> Route {
    Route { id, method, template, ..Route::EMPTY }
}
