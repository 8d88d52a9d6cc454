struct ServersController;

#[starmap::resource("/servers")]
impl ServersController {
    #[action(GET, "{id}")]
    async fn show(&self) {}

    #[action(POST, body = "reboot", policy = "")]
    fn reboot(&self) {}

    #[action(PUT, "{id}")]
    async fn update(self, id: &str, limit: u32) { let _ = (id, limit); }

    /// Nothing is wrong here, and it can be called.
    #[action(DELETE)]
    async fn delete(&self) {}
}

pub async fn still_typed(controller: &ServersController) {
    controller.delete().await;
}

fn main() {}
