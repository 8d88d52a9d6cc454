struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(
        POST,
        status(200, until = "2.1"),
        status(201, since = "2.2", until = "2.3"),
        status(202, since = "2.4", until = "2.5"),
        status(203, since = "2.6", until = "2.7"),
        status(204, since = "2.8"),
    )]
    async fn create(&self) {}
}

fn main() {}
