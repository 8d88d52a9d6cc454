struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(POST, "action", body = "")]
    async fn act(&self) {}
}

fn main() {}
