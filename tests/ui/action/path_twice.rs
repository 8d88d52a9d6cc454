struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GET, "detail", "all")]
    async fn act(&self) {}
}

fn main() {}
