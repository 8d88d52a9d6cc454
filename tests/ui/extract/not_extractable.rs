struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GET)]
    async fn index(&self, names: Vec<String>) { let _ = names; }
}

fn main() {}
