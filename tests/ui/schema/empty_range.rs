#[derive(starmap::Body)]
struct Keypair {
    #[schema(since = "2.10", until = "2.9")]
    user_id: Option<String>,
}

fn main() {}
