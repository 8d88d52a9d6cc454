struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GET)]
    async fn index(&self) {}
}

starmap::router! { struct Api { legacy_header: "X-Version" } [ServersController] }

fn main() {}
