struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(POST, until = "2.9", status(201, since = "2.10"))]
    async fn act(&self) {}
}

fn main() {}
