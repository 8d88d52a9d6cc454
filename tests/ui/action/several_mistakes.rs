struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GTE "detail", since = 2.53, until = "2.x", status = "202", also = 404, policy)]
    async fn act(&self) {}
}

fn main() {}
