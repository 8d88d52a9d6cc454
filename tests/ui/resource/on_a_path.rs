mod servers {
    pub struct ServersController;
}

#[starmap::resource("servers")]
impl servers::ServersController {
    #[action(GET)]
    async fn index(&self) {}
}

fn main() {}
