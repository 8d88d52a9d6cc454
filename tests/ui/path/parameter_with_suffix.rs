struct ServersController;

#[starmap::resource("servers/{id}.json")]
impl ServersController {
    #[action(GET)]
    async fn index(&self) {}
}

fn main() {}
