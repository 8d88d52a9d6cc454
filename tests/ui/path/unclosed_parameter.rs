struct ServersController;

#[starmap::resource("servers/{id")]
impl ServersController {
    #[action(GET)]
    async fn index(&self) {}
}

fn main() {}
