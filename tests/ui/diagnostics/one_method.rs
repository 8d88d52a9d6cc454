struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GTE, "{id}/", since = "2.x", until = "3", min = "1", status = 404)]
    fn show<T>(&mut self, name: &str, _other: impl Copy) { let _ = name; }
}

fn main() {}
