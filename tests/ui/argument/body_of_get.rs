use starmap::extract::Json;

struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GET)]
    async fn index(&self, body: Json<String>) { let _ = body; }
}

fn main() {}
