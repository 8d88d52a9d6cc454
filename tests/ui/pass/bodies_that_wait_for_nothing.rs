//! What becomes of a body that waits for nothing is no reason for a lint.

#![deny(warnings, clippy::pedantic)]

use starmap::extract::Json;

struct Numbers;

#[starmap::resource("numbers")]
impl Numbers {
    #[action(GET)]
    async fn index(&self) -> Json<u8> { Json(1) }

    #[action(POST)]
    async fn create(&self) -> Json<u8> { std::process::exit(1) }

    #[action(PUT)]
    async fn update(&self) -> Json<u8> { return Json(1) }

    #[action(DELETE)]
    async fn delete(&self) {}
}

/// Has another method, so that its actions are told apart.
struct Others;

#[starmap::resource("others")]
impl Others {
    #[action(GET)]
    async fn index(&self, taken: Taken) -> Json<u8> { Json(taken.0) }

    fn number() -> u8 { 1 }
}

struct Taken(u8);

impl<'r> starmap::extract::Extract<'r> for Taken {
    fn extract(_: &mut starmap::Call<'r>) -> Result<Self, starmap::fault::Fault> {
        Ok(Self(Others::number()))
    }
}

starmap::router! { struct Api {} [Numbers, Others] }

fn main() {
    let _ = Api::new(Numbers, Others);
}
