struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GET)]
    async fn index(self: std::sync::Arc<Self>) {}
}

fn main() {}
