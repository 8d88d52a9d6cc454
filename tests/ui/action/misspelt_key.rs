struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GET, sicne = "2.1", untill = "2.5")]
    async fn act(&self) {}
}

fn main() {}
