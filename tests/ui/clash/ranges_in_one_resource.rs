struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GET, "{id}", until = "2.20")]
    async fn show(&self, id: &str) { let _ = id; }

    #[action(GET, "{server_id}", since = "2.20")]
    async fn show_with_tags(&self, server_id: &str) { let _ = server_id; }
}

fn main() {}
