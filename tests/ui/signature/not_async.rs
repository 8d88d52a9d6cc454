struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GET)]
    fn index(&self) {}
}

fn main() {}
