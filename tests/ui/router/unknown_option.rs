struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GET)]
    async fn index(&self) {}
}

starmap::router! { struct Api { prefix: "/v2.1" } [ServersController] }

fn main() {}
