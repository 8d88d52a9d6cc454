struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GET, "{id}")]
    async fn show(&self, id: std::time::Duration) { let _ = id; }
}

fn main() {}
