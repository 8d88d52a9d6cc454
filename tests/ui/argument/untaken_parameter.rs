struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GET, "{id}")]
    async fn show(&self) {}
}

fn main() {}
