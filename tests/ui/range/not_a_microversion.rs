struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GET, since = "2.01")]
    async fn act(&self) {}
}

fn main() {}
