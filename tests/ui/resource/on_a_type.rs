#[starmap::resource("servers")]
struct ServersController;

fn main() {}
