const RULES: &[&str] = &["servers:index"];

struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GET, policy = "servers:index")]
    async fn index(&self) {}
}

starmap::router! { struct Api { policies: RULES } [ServersController] }

fn main() {}
