const RULES: &[starmap::policy::RuleDefault] = &[];

struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[cfg(all())]
    #[action(GET, policy = "servers:index")]
    async fn index(&self) {}

    #[cfg(any())]
    #[action(POST, policy = "servers:create")]
    async fn create(&self) {}
}

starmap::router! { struct Api { policies: RULES } [ServersController] }

fn main() {}
