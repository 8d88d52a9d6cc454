struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GET)]
    async fn index(&self) {}
}

starmap::router! { Api {} [ServersController] }

fn main() {}
