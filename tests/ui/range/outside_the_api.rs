struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GET, since = "2.91")]
    async fn index(&self) {}

    #[action(POST, until = "2.0")]
    async fn create(&self) {}
}

starmap::router! { struct Api { versions: "2.1"..="2.90", service: "compute" } [ServersController] }

fn main() {}
