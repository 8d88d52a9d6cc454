struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GET, also(40, 404))]
    async fn act(&self) {}
}

fn main() {}
