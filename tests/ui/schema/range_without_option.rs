#[derive(starmap::Body)]
struct Keypair {
    #[schema(since = "2.2")]
    kind: String,
    #[schema(required(since = "2.92"))]
    public_key: String,
}

fn main() {}
