#[derive(starmap::Body)]
#[schema(additional = 1, additional(since = "2.5"))]
struct Server {
    name: String,
}

#[derive(starmap::Body)]
struct Keypair {
    #[schema(with())]
    name: String,
}

fn main() {}
