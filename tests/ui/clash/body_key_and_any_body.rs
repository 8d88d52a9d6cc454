struct ServersController;
struct ActionsController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(POST, "{id}/action")]
    async fn act(&self, id: &str) { let _ = id; }
}

#[starmap::resource("servers/{server_id}/action")]
impl ActionsController {
    #[action(POST, body = "reboot")]
    async fn reboot(&self, server_id: &str) { let _ = server_id; }
}

starmap::router! { struct Api {} [ServersController, ActionsController] }

fn main() {}
