struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GET, "{r#type}")]
    async fn act(&self, r#type: &str) { let _ = r#type; }
}

fn main() {}
