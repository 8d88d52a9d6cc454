struct ServersController;

#[starmap::resource("servers", version = "2.1")]
impl ServersController {
    #[action(GET)]
    async fn index(&self) {}
}

fn main() {}
