struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GET)]
    async fn index(&self) {}
}

struct Images;

starmap::router! { struct Api {} [ServersController Images] }

fn main() {}
