struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(POST, status(200, until = "2.2"), status(201, since = "2.2"))]
    async fn act(&self) {}
}

fn main() {}
