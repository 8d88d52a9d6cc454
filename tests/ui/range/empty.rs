struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GET, since = "2.10", until = "2.9")]
    async fn act(&self) {}
}

fn main() {}
