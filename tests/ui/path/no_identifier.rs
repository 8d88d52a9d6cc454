struct ServersController;

#[starmap::resource("servers/{server-id}")]
impl ServersController {
    #[action(GET)]
    async fn index(&self) {}
}

fn main() {}
