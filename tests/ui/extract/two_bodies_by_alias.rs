use starmap::extract::{Body, RawBody};

#[derive(starmap::Body)]
struct Create {
    name: String,
}

type CreateServer = Body<Create>;
type Bytes = RawBody;

struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(POST)]
    async fn create(&self, server: CreateServer, bytes: Bytes) { let _ = (server.0.name, bytes); }

    #[action(GET)]
    async fn index(&self, bytes: Bytes) { let _ = bytes; }
}

starmap::router! { struct Api {} [ServersController] }

fn main() {}
