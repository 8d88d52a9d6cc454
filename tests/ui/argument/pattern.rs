struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(POST)]
    async fn create(&self, (first, second): (u8, u8)) { let _ = (first, second); }
}

fn main() {}
