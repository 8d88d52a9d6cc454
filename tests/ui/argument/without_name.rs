struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GET, "{id}")]
    async fn act(&self, _: &str) {}
}

fn main() {}
