struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GET, since = 2.1)]
    async fn act(&self) {}
}

fn main() {}
