struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GET)]
    async fn index(&self) {}
}

starmap::router! { struct Api { versoins: "2.1"..="2.9", servce: "compute" } [ServersController] }

fn main() {}
