struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GET)]
    async fn index(&self) {}

    #[cfg_attr(all(), action(POST))]
    async fn create(&self) {}
}

fn main() {}
