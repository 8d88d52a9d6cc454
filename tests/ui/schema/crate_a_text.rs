#[derive(starmap::Body)]
#[schema(crate = "starmap")]
struct Server {
    name: String,
}

fn main() {}
