struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GET, "{*path}")]
    async fn act(&self, path: &str) { let _ = path; }
}

fn main() {}
