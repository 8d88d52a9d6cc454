struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GET, since = "2.1", gap = "yes")]
    async fn act(&self) {}
}

fn main() {}
