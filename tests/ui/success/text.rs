struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GET, status = "202")]
    async fn act(&self) {}
}

fn main() {}
