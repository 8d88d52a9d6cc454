use starmap::extract::Body;

struct Server;

struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(POST)]
    async fn create(&self, server: Body<Server>) { let _ = server; }
}

fn main() {}
