struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(POST, "action", body = "reboot", until = "2.10")]
    async fn reboot(&self) {}

    #[action(POST, "action", body = "reboot", since = "2.12")]
    async fn reboot_now(&self) {}
}

fn main() {}
