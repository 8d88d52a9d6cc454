struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GET, since)]
    async fn act(&self) {}
}

fn main() {}
