#[derive(starmap::Body)]
struct Keypair {
    #[schema(since = "2.010")]
    user_id: Option<String>,
    #[schema(until = "two")]
    kind: Option<String>,
}

fn main() {}
