struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GET)]
    async fn index(&self) {}
}

#[starmap::resource("servers/detail")]
impl ServersController {
    #[action(GET)]
    async fn detail(&self) {}
}

fn main() {}
