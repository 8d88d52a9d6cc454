struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GET, "a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p")]
    async fn index(&self) {}
}

fn main() {}
