struct ServersController;

#[starmap::resource("servers", crate)]
impl ServersController {
    #[action(GET)]
    async fn index(&self) {}
}

fn main() {}
