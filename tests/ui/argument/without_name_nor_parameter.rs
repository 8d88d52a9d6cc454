struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GET)]
    async fn act(&self, _: u64) {}
}

fn main() {}
