use starmap::response::Viewed;

struct Server;

struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GET)]
    async fn index(&self) -> Result<Viewed<Server>, std::io::Error> { Ok(Viewed(Server)) }
}

fn main() {}
