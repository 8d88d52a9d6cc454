struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GET, since = "2.1", gap = allowed, gap = allowed)]
    async fn act(&self) {}
}

fn main() {}
