struct ServersController;

#[starmap::resource(crate = starmap)]
impl ServersController {
    #[action(GET)]
    async fn index(&self) {}
}

fn main() {}
