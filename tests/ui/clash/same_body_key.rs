struct ServersController;
struct ActionsController;

#[starmap::resource("servers/{id}/action")]
impl ServersController {
    #[action(POST, body = "reboot")]
    async fn reboot(&self, id: &str) { let _ = id; }
}

#[starmap::resource("servers/{server_id}/action")]
impl ActionsController {
    #[action(POST, body = "reboot")]
    async fn reboot(&self, server_id: &str) { let _ = server_id; }
}

starmap::router! { struct Api {} [ServersController, ActionsController] }

fn main() {}
