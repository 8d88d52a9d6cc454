struct ServersController;

impl ServersController {
    #[starmap::action(GET)]
    async fn index(&self) {}
}

fn main() {}
