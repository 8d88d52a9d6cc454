struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GET, "{id}")]
    async fn show<'a>(&self, id: &'a str) { let _ = id; }
}

fn main() {}
