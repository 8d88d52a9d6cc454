struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GET)]
    async fn index(&self) {}

    #[action(POST)]
    const CREATE: u8 = 0;
}

fn main() {}
