struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(POST, status = 200, status = 202)]
    async fn act(&self) {}
}

fn main() {}
