struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GET)]
    async fn act(&self, #[cfg(test)] version: starmap::microversion::Microversion) {}
}

fn main() {}
