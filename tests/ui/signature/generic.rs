struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GET)]
    async fn index<T: Default>(&self) { T::default(); }
}

fn main() {}
