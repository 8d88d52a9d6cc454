struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GET)]
    #[action(GET)]
    async fn index(&self) {}
}

fn main() {}
