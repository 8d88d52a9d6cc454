struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GET, "{id}")]
    async fn show(&self, server: &str) { let _ = server; }
}

fn main() {}
