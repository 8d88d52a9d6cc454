struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GET, policy = "")]
    async fn act(&self) {}
}

fn main() {}
