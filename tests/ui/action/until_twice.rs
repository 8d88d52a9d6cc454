struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GET, until = "2.1", until = "2.2")]
    async fn act(&self) {}
}

fn main() {}
