struct ServersController;

#[starmap::resource(servers, crate = ::starmap)]
impl ServersController {
    #[action(GET)]
    async fn index(&self) {}
}

fn main() {}
