struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GET, status = 202, also(404, 202, 404))]
    async fn act(&self) {}
}

fn main() {}
