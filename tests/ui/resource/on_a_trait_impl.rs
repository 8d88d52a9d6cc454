struct ServersController;

trait Servers {
    async fn index(&self);
}

#[starmap::resource("servers")]
impl Servers for ServersController {
    #[action(GET)]
    async fn index(&self) {}
}

fn main() {}
