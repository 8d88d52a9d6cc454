struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(POST, "action", body = "reboot")]
    async fn reboot(&self) {}

    #[action(POST, "action")]
    async fn act(&self) {}
}

fn main() {}
