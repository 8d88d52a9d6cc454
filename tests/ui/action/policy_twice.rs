struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GET, policy = "index", policy = "detail")]
    async fn act(&self) {}
}

fn main() {}
