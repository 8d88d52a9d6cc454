struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GET)]
    async fn index(&self) {}
}

starmap::router! { struct Api { unmatched: not_found, unmatched: not_found } [ServersController] }

fn main() {}
