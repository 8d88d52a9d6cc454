struct ServersController;

#[starmap::resource("servers//tags")]
impl ServersController {
    #[action(GET)]
    async fn index(&self) {}
}

fn main() {}
