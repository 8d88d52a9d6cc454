use starmap::response::Viewed;

struct Server;

struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GET)]
    async fn index(&self) -> Viewed<Server> { Viewed(Server) }
}

fn main() {}
