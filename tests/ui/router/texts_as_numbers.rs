struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GET)]
    async fn index(&self) {}
}

starmap::router! {
    struct Api { versions: "2.1"..="2.9", service: 1, legacy_header: 2 }
    [ServersController]
}

fn main() {}
