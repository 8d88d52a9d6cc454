#[derive(starmap::Body)]
struct Keypair {
    #[schema(max_length = "255", format = "guid", one_of())]
    name: String,
    #[schema(minimum = 99999999999999999999)]
    count: i64,
}

fn main() {}
