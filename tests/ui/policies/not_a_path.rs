struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GET, policy = "servers:index")]
    async fn index(&self) {}
}

starmap::router! { struct Api { policies: &[] } [ServersController] }

fn main() {}
