struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GET)]
    async fn act(&self) where Self: Sized {}
}

fn main() {}
