struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(POST, "action", body = reboot)]
    async fn act(&self) {}
}

fn main() {}
