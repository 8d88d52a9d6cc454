struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(POST, status(201, since = "2.1", since = "2.2"))]
    async fn act(&self) {}
}

fn main() {}
