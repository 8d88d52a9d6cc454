struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GET, ":id")]
    async fn act(&self, id: u64) { let _ = id; }
}

fn main() {}
