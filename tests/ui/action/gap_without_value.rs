struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GET, gap)]
    async fn act(&self) {}
}

fn main() {}
