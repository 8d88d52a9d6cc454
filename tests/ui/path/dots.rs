struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GET, "images/../flavors/.")]
    async fn act(&self) {}
}

fn main() {}
