struct ServersController<T>(T);

#[starmap::resource("servers")]
impl<T> ServersController<T> {
    #[action(GET)]
    async fn index(&self) {}
}

fn main() {}
