struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GET "detail")]
    async fn act(&self) {}
}

fn main() {}
