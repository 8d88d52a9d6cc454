struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action()]
    async fn index(&self) {}
}

fn main() {}
