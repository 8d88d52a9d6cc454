struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GET)]
    async unsafe fn index(&self) {}
}

fn main() {}
