struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GET, status = 404)]
    async fn act(&self) {}
}

fn main() {}
