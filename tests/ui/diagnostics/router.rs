struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GET)]
    async fn index(&self) {}
}

starmap::router! {
    struct Api { versions: "2.1", policy, unmatched: 404 service "compute" }
    [ServersController<u8>, 1, ServersController ServersController]
}

/// It is there, whatever is wrong with it.
pub type Named = Api;

fn main() {}
