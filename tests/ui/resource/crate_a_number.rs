struct ServersController;

#[starmap::resource("servers", crate = 1)]
impl ServersController {
    #[action(GET)]
    async fn index(&self) {}
}

fn main() {}
