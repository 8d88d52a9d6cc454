//! The smallest Starmap service: greetings with two versions.
//!
//! Try `cargo run -p hello`, then `curl localhost:8080/greetings/you -H 'OpenStack-API-Version: hello 1.2'`.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use starmap::extract::Json;
use starmap::fault::Fault;
use starmap::microversion::Microversion;
use starmap::router::{Router, RouterSettings};
use starmap::server::{Limits, Server};
use starmap::service::Service;

struct Greetings;

#[derive(Serialize, Deserialize)]
struct Greeting {
    text: String,
}

#[starmap::resource("greetings")]
impl Greetings {
    /// Greets by name; louder from 1.2 on.
    #[action(GET, "{name}")]
    async fn show(&self, name: &str, version: Microversion) -> Json<Greeting> {
        let mark = if version >= Microversion::new(1, 2) { "!" } else { "." };
        Json(Greeting { text: format!("Hello, {name}{mark}") })
    }

    /// Repeats a greeting.
    #[action(POST, status = 201, since = "1.1")]
    async fn create(&self, greeting: Json<Greeting>) -> Result<Json<Greeting>, Fault> {
        match greeting.0.text.as_str() {
            "" => Err(Fault::bad_request("A greeting needs a text.")),
            _ => Ok(greeting),
        }
    }
}

starmap::router! {
    struct Api {
        versions: "1.0"..="1.2",
        service: "hello",
    }
    [Greetings]
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::io::Result<()> {
    let service = Service::of(Router::new(Api::new(Greetings), RouterSettings::default()));
    let address = ([127, 0, 0, 1], 8080).into();
    Server::bind(address, Arc::new(service), Limits::default()).await?.serve(std::future::pending()).await;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use starmap::testing::{Client, smoke};

    #[tokio::test]
    async fn every_row_keeps_what_it_declares() {
        let service = Service::of(Router::new(Api::new(Greetings), RouterSettings::default()));
        let app = Client::of_type(Arc::new(service), "hello");
        let visited = smoke::<Api, _>(&app).body("Greetings::create", r#"{"text": "Hi"}"#).visit().await;
        visited.assert();
        assert_eq!(visited.by_status.keys().collect::<Vec<_>>(), [&200, &201, &400, &404], "{visited:?}");
    }
}
