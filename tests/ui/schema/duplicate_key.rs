#[derive(starmap::Body)]
struct Keypair {
    #[schema(max_length = 1, max_length = 2)]
    name: String,
}

fn main() {}
