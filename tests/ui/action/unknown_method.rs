struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(FETCH)]
    async fn act(&self) {}
}

fn main() {}
