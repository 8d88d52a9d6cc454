struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GET)]
    async fn index(&self, _name: impl AsRef<str>) {}
}

fn main() {}
