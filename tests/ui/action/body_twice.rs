struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(POST, "action", body = "reboot", body = "start")]
    async fn act(&self) {}
}

fn main() {}
