struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GET, "action", body = "reboot")]
    async fn act(&self) {}
}

fn main() {}
