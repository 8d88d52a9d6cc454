struct ServersController;

#[starmap::resource(krate = ::starmap)]
impl ServersController {
    #[action(GET)]
    fn index(&self) {}

    #[action(POST)]
    async fn create(&mut self) {}
}

fn main() {}
