struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GET, policy = policies::INDEX)]
    async fn act(&self) {}
}

fn main() {}
