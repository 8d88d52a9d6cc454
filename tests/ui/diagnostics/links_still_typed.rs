struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GET, "{id}")]
    fn show(&self, id: &str) { let _ = id; }
}

pub fn link() -> String {
    ServersController::show_url("1")
}

fn main() {}
