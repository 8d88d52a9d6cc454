use starmap::extract::{Json, RawBody};

struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(POST)]
    async fn create(&self, body: Json<String>, raw: RawBody) { let _ = (body, raw); }
}

fn main() {}
