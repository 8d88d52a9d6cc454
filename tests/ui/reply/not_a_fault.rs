struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GET)]
    async fn index(&self) -> Result<(), String> { Ok(()) }
}

fn main() {}
