struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GET)]
    fn index(&self) {}

    #[action(POST)]
    async fn create(&self, names: Vec<String>) -> u32 { names.len() as u32 }

    #[action(GET, "{id}")]
    async fn show(&self, id: std::time::Duration) { let _ = id; }
}

fn main() {}
