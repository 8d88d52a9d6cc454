struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GET, until = "2.10")]
    async fn index(&self) {}

    #[action(GET, since = "2.20")]
    async fn index_with_tags(&self) {}
}

fn main() {}
