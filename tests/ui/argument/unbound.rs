struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GET)]
    async fn index(&self, limit: u32) { let _ = limit; }
}

fn main() {}
