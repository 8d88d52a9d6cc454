struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GET, also = 404)]
    async fn act(&self) {}
}

fn main() {}
