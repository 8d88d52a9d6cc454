struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(get)]
    async fn act(&self) {}
}

fn main() {}
