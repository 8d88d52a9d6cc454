use starmap::extract::Json;

struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(DELETE)]
    async fn delete(&self, body: Json<String>) { let _ = body; }
}

fn main() {}
