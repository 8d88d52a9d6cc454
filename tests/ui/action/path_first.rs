struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action("{id}", GET)]
    async fn act(&self) {}
}

fn main() {}
