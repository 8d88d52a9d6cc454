struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GET)]
    async fn act(&self) -> impl Copy { 1 }
}

fn main() {}
