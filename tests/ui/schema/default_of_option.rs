#[derive(starmap::Body)]
struct Keypair {
    #[schema(default)]
    kind: Option<String>,
    #[schema(default, required)]
    name: String,
}

fn main() {}
