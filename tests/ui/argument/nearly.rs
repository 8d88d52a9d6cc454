struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GET, "{server_id}/ips/{id}")]
    async fn act(&self, sever_id: &str, _id: &str) { let _ = sever_id; }
}

fn main() {}
