struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GET, 2)]
    async fn act(&self) {}
}

fn main() {}
