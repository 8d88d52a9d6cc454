struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    async fn index(&self) {}
}

fn main() {}
