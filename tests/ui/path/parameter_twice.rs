struct ServersController;

#[starmap::resource("servers/{id}/tags")]
impl ServersController {
    #[action(GET, "{id}")]
    async fn show(&self, id: &str) { let _ = id; }
}

fn main() {}
