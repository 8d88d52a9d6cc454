use starmap::policy::{RuleDefault, Scopes};

const RULES: &[RuleDefault] = &[
    RuleDefault { name: "servers:index", check: "", scopes: Scopes::Any, operations: &[], deprecated: None, description: "" },
];

struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GET, policy = "servers:index")]
    async fn index(&self) {}

    #[action(POST, policy = "servers:creat")]
    async fn create(&self) {}

    #[action(DELETE, since = "2.99", policy = "servers:delete")]
    async fn delete(&self) {}
}

starmap::router! {
    struct Api { versions: "2.1"..="2.90", service: "compute", policies: RULES }
    [ServersController]
}

fn main() {}
