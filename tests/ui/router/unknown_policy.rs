struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GET)]
    async fn index(&self) {}
}

starmap::router! { struct Api { policy: always } [ServersController] }

fn main() {}
