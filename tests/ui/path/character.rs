struct ServersController;

#[starmap::resource("servers/all of them")]
impl ServersController {
    #[action(GET)]
    async fn index(&self) {}
}

fn main() {}
