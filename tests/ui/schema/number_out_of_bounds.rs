#[derive(starmap::Body)]
struct Server {
    #[schema(max_length = -1)]
    name: String,
    #[schema(maximum = 9223372036854775808)]
    count: u64,
}

fn main() {}
